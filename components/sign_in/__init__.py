"""The pages through which people come in."""
