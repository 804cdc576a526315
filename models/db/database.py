"""`Database.do` changes, `Database.ask` reads, and nothing else commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from models.db.keys import KeyBlocks, LastKeys
from models.db.unit import Unit
from models.db.writer import Writer
from models.kit.actor import SYSTEM, Actor
from models.kit.clock import Clock, SystemClock
from models.kit.ids import Entropy, SystemEntropy

P = ParamSpec("P")
T = TypeVar("T")

BUSY_TIMEOUT_MS: Final = 10_000
POOL_SIZE: Final = 20
DEADLOCK_TRIES: Final = 5
RETRIED: Final = frozenset({"40P01", "40001", "23505"})
"""Deadlock, serialization failure, and a unique value somebody else took meanwhile: the next try
sees it, and can say so."""
log: Final = structlog.get_logger(__name__)


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
        self._keys = None if self.engine.dialect.name == "sqlite" else KeyBlocks()
        self._writer = Writer(self) if self.engine.dialect.name == "sqlite" else None

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
    def reading(self, actor: Actor = SYSTEM, *, as_of_one_moment: bool = False) -> Iterator[Unit]:
        """Open a unit that only reads, for answers that are streamed.

        Args:
            as_of_one_moment: every statement sees the same state, however long it takes.
        """
        with self.engine.connect() as connection:
            if as_of_one_moment and not self._writer:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
            yield self.unit(connection, actor)
            connection.rollback()

    def unit(self, connection: Connection, actor: Actor) -> Unit:
        """Return a unit on `connection`; who calls this commits or rolls back."""
        keys = self._keys or LastKeys()
        return Unit(connection, actor, self.clock.now(), self.entropy, keys)

    def close(self) -> None:
        """Finish what is being written and let go of every connection."""
        if self._writer:
            self._writer.stop()
        self.engine.dispose()

    def announce(self) -> None:
        """Tell the listeners that something has changed."""
        for listener in self.listeners:
            try:
                listener()
            except Exception:  # the work stands, and others listen too
                log.exception("listener_failed")

    def _do_at_once(self, actor: Actor, work: Callable[[Unit], T]) -> T:
        for attempt in range(1, DEADLOCK_TRIES + 1):
            try:
                with self.engine.begin() as connection:
                    unit = self.unit(connection, actor)
                    result = work(unit)
                    unit.close()
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) in RETRIED and attempt < DEADLOCK_TRIES:
                    continue
                raise
            unit.tell()
            self.announce()
            return result
        raise AssertionError  # the loop returns or raises


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
