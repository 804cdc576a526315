"""Proof that the books are right: every invariant as a query that names the first offender."""
