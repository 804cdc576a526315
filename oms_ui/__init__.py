"""The composition root: puts `models`, `state` and `components` together; none imports it."""
