"""Where the demo business lies: a folder of its own beside the real database.

    lock               held by whoever makes a demo, in whatever process, for as long as it lives
    note.json          how far that has come, or why it came to nothing
    draft/oms.db       what is being made, or was when its maker died; never shown
    made-<name>/oms.db   the demo there is: a draft whose folder was given another name, at once

A demo that is made anew has a new name: who still holds the old file can reach nothing of the new
one, nor bring the old one back. Every process that serves reads the same folder, so all of them see
the same demo, and the same progress.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = "oms.db"
_LOOKED_S: Final = 0.01
"""Who looks whether the lock is held holds it for far less."""
_TRIES: Final = 10


class Phase(StrEnum):
    """How the demo stands."""

    NONE = "none"
    MAKING = "making"
    READY = "ready"
    BROKEN = "broken"


class Failure(StrEnum):
    """Why there is no demo though one was asked for."""

    INTERRUPTED = "interrupted"
    FULL = "full"
    FORBIDDEN = "forbidden"
    OUTDATED = "outdated"
    FAILED = "failed"

    @classmethod
    def _missing_(cls, value: object) -> "Failure":  # noqa: ARG003  as Enum calls it
        return cls.FAILED  # written by another version


class Standing(NamedTuple):
    """How the demo stands, and how much of it is made."""

    phase: Phase
    percent: int = 0
    why: Failure | None = None


class DemoFolder:
    """The folder of the demo, at `root`; made when the first demo is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._draft = root / "draft"
        self._note = root / "note.json"

    @property
    def draft(self) -> Path:
        """The database file of a demo that is being made."""
        return self._draft / _FILE

    def ready(self) -> Path | None:
        """Return the database file of the demo there is; its name tells one demo from the next."""
        return max(self.root.glob(f"made-*/{_FILE}"), default=None)

    def standing(self) -> Standing:
        """Return how the demo stands, in whatever process it is made."""
        if self.ready():
            return Standing(Phase.READY)
        note = self._read_note()
        if self._is_locked():
            return Standing(Phase.MAKING, percent=note.get("percent", 0))
        if "failed" in note:
            return Standing(Phase.BROKEN, why=Failure(note["failed"]))
        if self._draft.exists():
            return Standing(Phase.BROKEN, why=Failure.INTERRUPTED)
        return Standing(Phase.NONE)

    def begin(self, *, anew: bool = False) -> int | None:
        """Clear the way for a new demo, whose maker inherits the lock that is returned.

        Args:
            anew: let go of the demo there is.

        Returns:
            The descriptor of the lock; None where a demo is there or is being made already.

        Raises:
            OSError: the folder cannot be written.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self._lock()
        if lock is None or (self.ready() and not anew):
            _let_go(lock)
            return None
        try:
            self.remove()
            shutil.rmtree(self._draft, ignore_errors=True)
            self._draft.mkdir(mode=0o700)
            self.note(percent=0)
        except OSError:
            _let_go(lock)
            raise
        return lock

    def note(self, **told: Any) -> None:
        """Write down how far the making is."""
        fresh = self._note.with_suffix(".new")
        fresh.write_text(json.dumps(told), encoding="ascii")
        fresh.replace(self._note)

    def publish(self) -> None:
        """Make the draft the demo."""
        self._draft.rename(self.root / f"made-{time.time_ns()}-{secrets.token_hex(4)}")
        self._note.unlink(missing_ok=True)

    def fail(self, why: Failure) -> None:
        """Throw away the draft, and write down why."""
        shutil.rmtree(self._draft, ignore_errors=True)
        self.note(failed=why.value)

    def remove(self) -> None:
        """Take the demo away, and what was written about it; no other than these is touched.

        Raises:
            OSError: the folder cannot be written.
        """
        for made in self.root.glob("made-*"):
            made.rename(self.root / f"gone-{made.name}")  # at once, before its files go one by one
        for gone in self.root.glob("gone-*"):
            shutil.rmtree(gone, ignore_errors=True)
        self._note.unlink(missing_ok=True)

    def discard(self, file: Path) -> None:
        """Throw away a demo that cannot be opened."""
        shutil.rmtree(file.parent, ignore_errors=True)
        with suppress(OSError):  # then nobody is told why there is none
            self.note(failed=Failure.OUTDATED.value)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other process from opening or making a demo for a block."""
        lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _lock(self) -> int | None:
        lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        for _ in range(_TRIES):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_LOOKED_S)
            else:
                return lock
        os.close(lock)
        return None

    def _is_locked(self) -> bool:
        try:
            lock = os.open(self.root / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def _read_note(self) -> dict[str, Any]:
        try:
            return json.loads(self._note.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return {}


def _let_go(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)
