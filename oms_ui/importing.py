"""The importer: looks at the files that people handed in, takes them in, and takes them back.

It lives inside every serving process. Whoever holds the lease of an import works on it; one that
stops or dies leaves whole orders behind, and the next goes on from there.
"""

import secrets
import threading
import time
from typing import Any, Final

import structlog

from models.channels.cells import Problem
from models.db import Database, Unit
from models.imports.commands import IMPORT
from models.imports.jobs import break_lease, import_by_id, put_down, waiting, wanted
from models.imports.spool import Spool
from models.imports.tables import ImportState
from models.imports.working import is_gone, new_holder, work_on
from models.kit.actor import SYSTEM

HANDS: Final = 2
"""How many imports go on at once, so that a long one does not keep the others waiting."""
PAUSE_S: Final = 1.5
SWEEP_EVERY_S: Final = 86_400.0
log: Final = structlog.get_logger(__name__)


class _Leaving(Exception):
    """The process ends while an import is in hand: whoever comes next goes on with it."""


class Importer:
    """Works on threads of its own from `start` to `stop`."""

    def __init__(self, database: Database, spool: Spool) -> None:
        self._database, self._spool = database, spool
        self._ended = threading.Event()
        self._wanted = threading.Condition()
        self._rings = 0
        self._swept = -SWEEP_EVERY_S
        self._threads = [
            threading.Thread(target=self._run, name=f"oms-importer-{n}", daemon=True)
            for n in range(HANDS)
        ]

    def start(self) -> None:
        """Begin to work."""
        wanted.append(self.wake)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Put down what is in hand, as it is, and end."""
        self._ended.set()
        if self.wake in wanted:
            wanted.remove(self.wake)
        self.wake()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def wake(self) -> None:
        """Look at once whether something is to be done; may be called from any thread."""
        with self._wanted:
            self._rings += 1
            self._wanted.notify_all()

    def round(self, holder: str) -> bool:
        """Work on the first import that waits and that nobody has; return whether there was one."""
        keys = self._database.ask(SYSTEM, waiting)
        return any(self._work(key, holder) for key in keys if not self._ended.is_set())

    def _run(self) -> None:
        holder = new_holder()
        while not self._ended.is_set():
            rings = self._rings
            try:
                is_idle = not self.round(holder)
                self._sweep()
            except Exception:  # the next round may be luckier; it is on record
                log.exception("importer_round_failed")
                is_idle = True
            if is_idle:
                self._wait(rings)

    def _wait(self, rings: int) -> None:
        with self._wanted:
            self._wanted.wait_for(lambda: self._rings != rings, PAUSE_S)

    def _work(self, key: int, holder: str) -> bool:
        self._database.do(SYSTEM, break_lease, key, is_gone)
        try:
            return work_on(self._database, self._spool, key, holder, self._tell) is not None
        except _Leaving:
            self._database.do(SYSTEM, break_lease, key, lambda held: held == holder)
        except Exception as error:  # noqa: BLE001  one file must not stop the others
            self._give_up(key, holder, error)
        return True

    def _tell(self, _phase: str, _done: int, _total: int) -> None:
        if self._ended.is_set():
            raise _Leaving

    def _give_up(self, key: int, holder: str, error: Exception) -> None:
        """Put an import down that a bug or the machine broke; whole orders are in the house."""
        correlation = secrets.token_hex(4)
        log.error("import_failed", import_id=key, correlation=correlation, exc_info=error)
        problem = Problem(None, None, "internal", {"correlation": correlation})
        told = {"problem": problem._asdict()}
        self._database.do(IMPORT, _put_down_broken, key, holder, told)

    def _sweep(self) -> None:
        now = time.monotonic()
        if now - self._swept >= SWEEP_EVERY_S:
            self._swept = now
            self._spool.sweep(time.time())


def _put_down_broken(unit: Unit, key: int, holder: str, told: dict[str, Any]) -> None:
    """Let a broken import be looked at anew, or gone on with where orders may have come in."""
    was = import_by_id(unit, key).state
    state = ImportState.FAILED if was is ImportState.CHECKING else ImportState.STOPPED
    put_down(unit, key, holder, state=state, told={**told, "did": was.value})
