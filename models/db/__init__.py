"""The door to the database: `Database.do` changes, `Database.ask` reads, and nothing else commits.

A **unit** of work is one transaction with an actor and a moment. Commands and queries are plain
functions whose first parameter is the unit. What happens inside a unit becomes true all at once, or
not at all.

SQLite has one writer by nature, so one thread of the process writes in turn: eight threads that
each open a writing transaction would starve one another. That thread takes whatever waits and
makes it true with a single commit, each unit behind its own savepoint; nobody is answered before
the commit, so full durability costs one disk flush for many. PostgreSQL takes units as they come,
in a bounded pool, and a unit that it ended to break a deadlock is begun again.
"""

from models.db.database import Database
from models.db.unit import Book, Unit

__all__ = ["Book", "Database", "Unit"]
