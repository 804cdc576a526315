"""Domain-free ground: refusals, money, tokens, clocks and the base of every table."""
