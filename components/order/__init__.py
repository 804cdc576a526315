"""One order's page: its stages, goods, parts, people, promise and history."""
