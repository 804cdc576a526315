"""The door to the database: `Database.do` changes, `Database.ask` reads, and nothing else commits.

A **unit** of work is one transaction with an actor and a moment. Commands and queries are plain
functions whose first parameter is the unit. What happens inside a unit becomes true all at once, or
not at all.

SQLite has one writer by nature, so one thread of the process writes in turn: eight threads that each
open a writing transaction would starve one another. That thread takes whatever waits and makes it
true with a single commit, each unit behind its own savepoint; nobody is answered before the commit,
so full durability costs one disk flush for many. PostgreSQL takes units as they come, in a bounded
pool, and a unit that it ended to break a deadlock is begun again.
"""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Executable,
    Row,
    Table,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.exc import OperationalError

from models.kit.actor import SYSTEM, Actor
from models.kit.clock import Clock, SystemClock
from models.kit.ids import Entropy, SystemEntropy

P = ParamSpec("P")
T = TypeVar("T")
B = TypeVar("B", bound="Book")

BUSY_TIMEOUT_MS: Final = 10_000
MAX_GROUP: Final = 32
"""How many waiting units one SQLite commit makes true at most: it bounds what a reader waits."""
POOL_SIZE: Final = 20
DEADLOCK_TRIES: Final = 5
_NEXT_IDS: Final = text(
    "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"
)
RETRIED: Final = frozenset({"40P01", "40001"})


class Book(Protocol):
    """Something a unit gathers and writes down just before it commits."""

    def __init__(self, unit: "Unit") -> None: ...

    def close(self) -> None:
        """Write down what was gathered."""
        ...


class Unit:
    """One transaction: who acts, when, and the only hands on the connection.

    Attributes:
        now: the moment of the whole unit, aware UTC.
        done: called with nothing after the commit; never where the unit failed.
    """

    def __init__(
        self, connection: Connection, actor: Actor, now: datetime, entropy: Entropy
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.now = now
        self.entropy = entropy
        self.correlation = entropy.randbytes(8).hex()
        self.done: list[Callable[[], None]] = []
        self._books: dict[type, Any] = {}
        self._ids: dict[str, int] = {}

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

    def row(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """Return the first row of a query, or None."""
        return self.run(statement, values).first()

    def value(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """Return the first column of the first row, or None."""
        return self.run(statement, values).scalar()

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert rows that all have the same columns; no rows, no statement."""
        if rows:
            self.connection.execute(table.insert(), list(rows))

    def ids(self, table: Table, count: int = 1) -> Sequence[int]:
        """Return `count` fresh keys of `table`, so that rows can refer to each other unwritten."""
        if not self.is_sqlite:
            drawn = self.rows(_NEXT_IDS, {"name": f'"{table.name}"', "count": count})
            return [row[0] for row in drawn]
        last = self._ids.get(table.name)
        if last is None:
            last = self.value(select(func.coalesce(func.max(table.c.id), 0)))
        self._ids[table.name] = last + count
        return range(last + 1, last + count + 1)

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

    def close(self) -> None:
        """Write down every book; the database calls this, commands do not."""
        for book in list(self._books.values()):
            book.close()


class Database:
    """One business's database.

    Args:
        url: an SQLAlchemy URL of SQLite or PostgreSQL (`postgresql+psycopg://…`).
        clock: where the time comes from.
        entropy: where tokens come from; seeded only for a demo.
    """

    def __init__(
        self, url: str, clock: Clock | None = None, entropy: Entropy | None = None
    ) -> None:
        self.url = url
        self.clock = clock or SystemClock()
        self.entropy = entropy or SystemEntropy()
        self.engine = _engine(url)
        self.listeners: list[Callable[[], None]] = []
        """Called after a commit that changed something; they must return at once and not raise."""
        self._writer = _Writer(self) if self.engine.dialect.name == "sqlite" else None

    def do(
        self,
        actor: Actor,
        command: Callable[Concatenate[Unit, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a command as `actor`; when this returns, what it did is on disk.

        Raises:
            Refusal: the command said no, and nothing happened.
        """

        def work(unit: Unit) -> T:
            return command(unit, *args, **kwargs)

        if self._writer:
            return self._writer.submit(actor, work)
        return self._do_at_once(actor, work)

    def ask(
        self,
        actor: Actor,
        query: Callable[Concatenate[Unit, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query as `actor`; whatever it might change is rolled back."""
        with self.reading(actor) as unit:
            return query(unit, *args, **kwargs)

    @contextmanager
    def reading(self, actor: Actor = SYSTEM) -> Iterator[Unit]:
        """Open a unit that only reads, for answers that are streamed."""
        with self.engine.connect() as connection:
            yield self.unit(connection, actor)
            connection.rollback()

    def unit(self, connection: Connection, actor: Actor) -> Unit:
        """Return a unit on `connection`; who calls this commits or rolls back."""
        return Unit(connection, actor, self.clock.now(), self.entropy)

    def close(self) -> None:
        """Finish what is being written and let go of every connection."""
        if self._writer:
            self._writer.stop()
        self.engine.dispose()

    def announce(self) -> None:
        """Tell the listeners that something has changed."""
        for listener in self.listeners:
            listener()

    def _do_at_once(self, actor: Actor, work: Callable[[Unit], T]) -> T:
        for attempt in range(1, DEADLOCK_TRIES + 1):
            try:
                with self.engine.begin() as connection:
                    unit = self.unit(connection, actor)
                    result = work(unit)
                    unit.close()
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) in RETRIED and attempt < DEADLOCK_TRIES:
                    continue
                raise
            for call in unit.done:
                call()
            self.announce()
            return result
        raise AssertionError  # the loop returns or raises


class _Writer:
    """SQLite's one writing thread: takes turns fairly and commits waiting units together."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._stopped = False
        self._thread = threading.Thread(target=self._serve, name="oms-writer", daemon=True)
        self._thread.start()

    def submit(self, actor: Actor, work: Callable[[Unit], T]) -> T:
        """Wait for the turn of `work` and return what it returned, once it is committed."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a command may not open a second unit")
        if self._stopped:
            raise RuntimeError("the database is closed")
        task = _Task(actor, work)
        self._waiting.put(task)
        return cast("T", task.future.result())

    def stop(self) -> None:
        """Finish what waits, then end the thread."""
        if not self._stopped:
            self._stopped = True
            self._waiting.put(None)
            self._thread.join()

    def _serve(self) -> None:
        while group := self._next_group():
            try:
                units = self._commit(group)
            except BaseException as error:  # noqa: BLE001  every waiting caller must hear of it
                for task in group:
                    task.fail(error)
                continue
            for unit in units:
                for call in unit.done:
                    call()
            if units:
                self._database.announce()
            for task in group:
                task.answer()

    def _next_group(self) -> "list[_Task]":
        first = self._waiting.get()
        group: list[_Task] = []
        while first is not None:
            group.append(first)
            if len(group) == MAX_GROUP or self._waiting.empty():
                return group
            first = self._waiting.get()
        if group:  # told to stop with work in hand: finish it, and be told again
            self._waiting.put(None)
        return group

    def _commit(self, group: "list[_Task]") -> list[Unit]:
        units: list[Unit] = []
        with self._database.engine.connect() as connection:
            connection = connection.execution_options(oms_writes=True)
            with connection.begin():
                for task in group:
                    unit = self._database.unit(connection, task.actor)
                    if task.run(unit):
                        units.append(unit)
        return units


class _Task:
    """A unit of work that waits for its turn, and for the commit it shares."""

    def __init__(self, actor: Actor, work: Callable[[Unit], Any]) -> None:
        self.actor = actor
        self.future: Future[Any] = Future()
        self._work = work
        self._result: Any = None
        self._error: Exception | None = None

    def run(self, unit: Unit) -> bool:
        """Do the work behind a savepoint; return whether it stands."""
        unit.connection.exec_driver_sql("SAVEPOINT oms_unit")
        try:
            self._result = self._work(unit)
            unit.close()
        except Exception as error:  # noqa: BLE001  handed to the caller
            self._error = error
            unit.connection.exec_driver_sql("ROLLBACK TO oms_unit")
        unit.connection.exec_driver_sql("RELEASE oms_unit")
        return self._error is None

    def answer(self) -> None:
        """Let the caller go on, after the commit."""
        if self._error is None:
            self.future.set_result(self._result)
        else:
            self.future.set_exception(self._error)

    def fail(self, error: BaseException) -> None:
        """Tell the caller that nothing was committed, and why."""
        self.future.set_exception(error)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=POOL_SIZE, max_overflow=0, pool_pre_ping=True)
    engine = create_engine(url, pool_size=POOL_SIZE, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("oms_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
