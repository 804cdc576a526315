"""How an order comes in: what is checked, what is held for a person, what is refused."""
