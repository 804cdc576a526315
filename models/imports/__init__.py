"""Orders from files: read, staged, looked at, and taken in one by one."""
