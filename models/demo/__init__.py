"""A business that never was: seeded, and made by the same commands as real work."""
