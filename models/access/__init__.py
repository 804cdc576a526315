"""Who may do what: people, their roles, what the roles permit, and their signed-in sessions."""
