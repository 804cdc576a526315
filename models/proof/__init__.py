"""Proof that the books are right: each law is a search for the first record that breaks it."""
