"""Pure functions from state to picture."""
