"""The demo business in the page: its offer, its own page, and the banner while one is in it."""
