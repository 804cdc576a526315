"""Keeps a demo business moving while it is open: orders arrive, staff move them, parcels travel.

It lives in every process that has the demo open; whoever holds the lease moves it, the others look
again soon.
"""

import threading
import uuid
from datetime import timedelta
from typing import Final

import structlog

from models.activity.leases import end_lease, take_lease
from models.db import Database
from models.demo.living import Living
from models.kit.actor import SYSTEM

NAME: Final = "demo-living"
LEASE: Final = timedelta(seconds=30)
LOOK_EVERY_S: Final = 10.0
"""How long the mover rests at most: well within its lease."""
RATE: Final = 3.0
"""Orders a minute, each moved some seven times: enough to see, and slow enough to take part."""
log: Final = structlog.get_logger(__name__)


class Mover:
    """Moves a demo on a thread of its own from `start` to `stop`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = uuid.uuid4().hex
        self._living: Living | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="oms-demo-mover", daemon=True)

    def start(self) -> None:
        """Begin to move it."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand, let another move it, and end."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def step(self) -> float:
        """Do one thing, if the lease is ours; return after how many seconds to come again."""
        if not self._database.do(SYSTEM, take_lease, NAME, self._holder, LEASE):
            return LOOK_EVERY_S
        self._living = self._living or Living(self._database, RATE)
        return min(LOOK_EVERY_S, self._living.step())

    def _run(self) -> None:
        pause = LOOK_EVERY_S  # let those who come see what there is first
        while not self._ended.wait(pause):
            try:
                pause = self.step()
            except Exception:  # a demo that stands still is a demo all the same; it is on record
                log.exception("demo_not_moved")
                pause = LOOK_EVERY_S
        self._database.do(SYSTEM, end_lease, NAME, self._holder)
