"""SQLite's one writing thread.

It takes whatever waits and makes it true with a single commit, each unit behind its own savepoint;
nobody is answered before the commit, so full durability costs one disk flush for many.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, Protocol, TypeVar, cast

from sqlalchemy import Connection, Engine

from models.db.unit import Unit
from models.kit.actor import Actor

T = TypeVar("T")
MAX_GROUP: Final = 32
"""How many waiting units one commit makes true at most: it bounds what a reader waits."""


class Home(Protocol):
    """What the writer needs of the database it writes for."""

    engine: Engine

    def unit(self, connection: Connection, actor: Actor) -> Unit:
        """Return a unit on `connection`."""
        ...

    def announce(self) -> None:
        """Tell the listeners that something has changed."""
        ...


class Writer:
    """SQLite's one writing thread: takes turns fairly and commits waiting units together."""

    def __init__(self, database: Home) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._stopped = False
        self._thread = threading.Thread(target=self._serve, name="oms-writer", daemon=True)
        self._thread.start()

    def submit(self, actor: Actor, work: Callable[[Unit], T]) -> T:
        """Wait for the turn of `work` and return what it returned, once it is committed."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a command may not open a second unit")
        task = Task(actor, work)
        with self._door:
            if self._stopped:
                raise RuntimeError("the database is closed")
            self._waiting.put(task)
        return cast("T", task.future.result())

    def stop(self) -> None:
        """Finish what waits, then end the thread."""
        with self._door:
            if self._stopped:
                return
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
                unit.tell()
            if units:
                self._database.announce()
            for task in group:
                task.answer()
        self._turn_away()

    def _turn_away(self) -> None:
        """Fail what came in after the end, so that nobody waits for ever."""
        while not self._waiting.empty():
            task = self._waiting.get()
            if task is not None:
                task.fail(RuntimeError("the database is closed"))

    def _next_group(self) -> "list[Task]":
        first = self._waiting.get()
        group: list[Task] = []
        while first is not None:
            group.append(first)
            if len(group) == MAX_GROUP or self._waiting.empty():
                return group
            first = self._waiting.get()
        if group:  # told to stop with work in hand: finish it, and be told again
            self._waiting.put(None)
        return group

    def _commit(self, group: "list[Task]") -> list[Unit]:
        units: list[Unit] = []
        engine = self._database.engine.execution_options(oms_writes=True)
        with engine.begin() as connection:
            for task in group:
                unit = self._database.unit(connection, task.actor)
                if task.run(unit):
                    units.append(unit)
        return units


class Task:
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
