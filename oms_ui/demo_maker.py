"""`python -m oms_ui.demo_maker FOLDER`: makes the demo business, in a process of its own.

The server starts it, and tells it one folder and nothing of the real database. It is nice to the
server, whose interpreter it does not share, and it ends with it: its input is a pipe that the
server holds open. The lock it inherits says that it lives; a draft without a maker is made anew.
"""

import errno
import os
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DatabaseError

from models.access.passwords import one_time, seal
from models.demo.company import live_a_month, open_demo
from models.demo.people import STAFF
from models.migrations import upgrade
from state.demo.folder import DemoFolder, Failure

ORDERS: Final = 240
SEED: Final = 1
NICE: Final = 5
SET_UP: Final = 8
"""What of a hundred it is to set up the house, before its first order."""
SAID: Final = {
    errno.ENOSPC: Failure.FULL,
    errno.EDQUOT: Failure.FULL,
    errno.EACCES: Failure.FORBIDDEN,
    errno.EPERM: Failure.FORBIDDEN,
    errno.EROFS: Failure.FORBIDDEN,
}
SAID_BY_SQLITE: Final = {
    "disk is full": Failure.FULL,
    "readonly database": Failure.FORBIDDEN,
    "unable to open": Failure.FORBIDDEN,
}


def main(root: Path) -> int:
    """Make the demo in `root`, whose lock is ours already; return the exit code."""
    folder = DemoFolder(root)
    try:
        make(folder)
    except Exception as error:  # noqa: BLE001  whoever waits for the demo must hear of it
        traceback.print_exception(error)
        folder.fail(reason_of(error))
        return 1
    return 0


def make(folder: DemoFolder, orders: int = ORDERS) -> None:
    """Live a month in the draft, and make it the demo.

    Nobody can sign in to it with a password: one is made up for all, and forgotten.
    """
    until = datetime.now(UTC).replace(microsecond=0)
    url = f"sqlite:///{folder.draft}"
    folder.note(percent=1)
    upgrade(url)
    folder.note(percent=SET_UP // 2)
    sealed = seal(one_time(), STAFF[0][0])
    database = open_demo(url, SEED, until)
    try:
        live_a_month(
            database, {name: sealed for name, *_ in STAFF}, orders=orders, seed=SEED, until=until,
            progress=_Progress(folder),
        )  # fmt: skip
    finally:
        database.close()
    folder.publish()


def reason_of(error: Exception) -> Failure:
    """Return what to tell a person about what went wrong."""
    if isinstance(error, OSError):
        return SAID.get(error.errno or 0, Failure.FAILED)
    if isinstance(error, DatabaseError):
        told = str(error.orig)
        return next((why for part, why in SAID_BY_SQLITE.items() if part in told), Failure.FAILED)
    return Failure.FAILED


class _Progress:
    """Notes each percent once."""

    def __init__(self, folder: DemoFolder) -> None:
        self._folder = folder
        self._percent = 0

    def __call__(self, done: int, of: int) -> None:
        percent = SET_UP + done * (100 - SET_UP) // of
        if percent > self._percent:
            self._percent = percent
            self._folder.note(percent=percent)


def _end_with_server() -> None:
    """End at once when nobody holds the other end of our input: the server is gone."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    os.nice(NICE)
    threading.Thread(target=_end_with_server, daemon=True).start()
    sys.exit(main(Path(sys.argv[1])))
