"""The demo business: where it lies, how it is made and opened, and who is in it."""
