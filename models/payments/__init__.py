"""Money that is authorised, captured, collected, and what it makes of an order."""
