"""The process as one table: every verb, what a drop means, what may be undone."""
