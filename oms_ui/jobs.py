"""The worker: runs jobs whose time has come and seals the log, alone under one lease.

It lives inside every serving process and in `oms work`; whoever holds the lease works, the others
look again soon, so that a dead worker is replaced within `LEASE`.
"""

import threading
import uuid
from datetime import timedelta
from typing import Final

import structlog

from models.activity.leases import end_lease, take_lease
from models.activity.seals import has_unsealed, seal
from models.db import Database, Unit
from models.kit.actor import SYSTEM
from models.workflow.jobs import next_due, run_due

NAME: Final = "worker"
LEASE: Final = timedelta(seconds=30)
PAUSE_S: Final = 1.0
log = structlog.get_logger(__name__)


class Worker:
    """Works on a thread of its own from `start` to `stop`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = uuid.uuid4().hex
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self.run, name="oms-worker", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand, give the lease back, and end."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def run(self) -> None:
        """Work until told to stop; for a process that does nothing else."""
        while not self._ended.is_set():
            try:
                is_idle = not self.round()
            except Exception:  # the next round may be luckier; it is on record
                log.exception("worker_round_failed")
                is_idle = True
            if is_idle:
                self._ended.wait(PAUSE_S)
        self._database.do(SYSTEM, end_lease, NAME, self._holder)

    def end(self) -> None:
        """Let `run` return after the round in hand; safe in a signal handler."""
        self._ended.set()

    def round(self) -> bool:
        """Do what is due, if the lease is ours; return whether there was anything."""
        if not self._database.ask(SYSTEM, _is_anything_due):
            return False  # an idle house writes nothing
        if not self._database.do(SYSTEM, take_lease, NAME, self._holder, LEASE):
            return False
        ran = run_due(self._database)
        sealed = self._database.do(SYSTEM, seal)
        return bool(ran or sealed)


def _is_anything_due(unit: Unit) -> bool:
    return next_due(unit) is not None or has_unsealed(unit)
