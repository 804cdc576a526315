"""Handing over what we have: rows and objects for spreadsheets, programs and other systems."""
