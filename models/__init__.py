"""The order management system without a screen: it runs, and is tested, from a shell."""
