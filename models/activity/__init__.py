"""What happened, in one log: the audit entry, the live news and the replay are the same row."""
