"""The unit of work: one transaction, its actor and moment, and what it gathers to write last."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar, cast

import structlog
from sqlalchemy import (
    Connection,
    CursorResult,
    Executable,
    Insert,
    Row,
    Table,
)

from models.kit.actor import Actor
from models.kit.ids import Entropy

B = TypeVar("B", bound="Book")
log: Final = structlog.get_logger(__name__)


class Book(Protocol):
    """Something a unit gathers and writes down just before it commits."""

    def __init__(self, unit: "Unit") -> None: ...

    def close(self) -> None:
        """Write down what was gathered."""
        ...


class Keys(Protocol):
    """Where fresh keys come from; see `models.db.keys`."""

    def draw(self, unit: "Unit", table: Table, count: int) -> Sequence[int]:
        """Return `count` keys of `table` that nobody else gets."""
        ...


class Unit:
    """One transaction: who acts, when, and the only hands on the connection.

    Attributes:
        now: the moment of the whole unit, aware UTC.
        done: called with nothing after the commit; never where the unit failed.
    """

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        now: datetime,
        entropy: Entropy,
        keys: "Keys",
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.now = now
        self.entropy = entropy
        self.correlation = entropy.randbytes(8).hex()
        self.done: list[Callable[[], None]] = []
        self._books: dict[type, Any] = {}
        self._keys = keys

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite; for the few statements that differ."""
        return self.connection.dialect.name == "sqlite"

    def run(
        self,
        statement: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """Execute a statement; a list of values runs it once for each."""
        return cast("CursorResult[Any]", self.connection.execute(statement, values))

    def rows(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """Return all rows of a query."""
        return self.run(statement, values).all()

    def row(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> Row[Any] | None:
        """Return the first row of a query, or None."""
        return self.run(statement, values).first()

    def value(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """Return the first column of the first row, or None."""
        return self.run(statement, values).scalar()

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert rows that all have the same columns; no rows, no statement."""
        if rows:
            self.connection.execute(_insert_into(table), list(rows))

    def ids(self, table: Table, count: int = 1) -> Sequence[int]:
        """Return `count` fresh keys of `table`, so that rows can refer to each other unwritten."""
        return self._keys.draw(self, table, count)

    @contextmanager
    def acting_as(self, actor: Actor) -> Iterator[None]:
        """Let someone else act for a block: what follows by itself is the system's doing."""
        before, self.actor = self.actor, actor
        try:
            yield
        finally:
            self.actor = before

    def book(self, kind: type[B]) -> B:
        """Return this unit's one `kind` of book, closed just before the commit."""
        found = self._books.get(kind)
        if found is None:
            found = self._books[kind] = kind(self)
        return found

    def tell(self) -> None:
        """Make the calls of `done`; one that fails is logged, for what was committed stands."""
        for call in self.done:
            try:
                call()
            except Exception:  # whoever waits for the commit must still hear of it
                log.exception("call_after_commit_failed")

    def close(self) -> None:
        """Write down every book; the database calls this, commands do not."""
        for book in list(self._books.values()):
            book.close()


_INSERTS: Final[dict[str, Insert]] = {}


def _insert_into(table: Table) -> Insert:
    """Return the one insert of a table: to build it anew would cost as much as to run it."""
    statement = _INSERTS.get(table.name)
    if statement is None:
        statement = _INSERTS[table.name] = table.insert()
    return statement
