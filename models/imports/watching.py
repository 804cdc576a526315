"""Whoever looks on while a file is taken in: told how far it is, and able to ask for an end."""

import time
from collections.abc import Callable
from typing import Final, Protocol

LOOK_EVERY_S: Final = 0.5
READING, JUDGING, TAKING, UNDOING = "reading", "judging", "taking", "undoing"


class Watch(Protocol):
    """What the work asks and tells while it goes on."""

    def saw_row(self, rows: int) -> None:
        """Hear that another row has been read."""
        ...

    def saw(self, phase: str, done: int, total: int) -> bool:
        """Hear how far the work is; return whether it is to end here."""
        ...


class Unwatched:
    """Nobody looks on."""

    def saw_row(self, rows: int) -> None:
        """Hear nothing."""

    def saw(self, phase: str, done: int, total: int) -> bool:  # noqa: ARG002  nobody is there
        """Let it go on."""
        return False


UNWATCHED: Final = Unwatched()
_ROWS_A_LOOK: Final = 256


class Ended(Exception):
    """Somebody asked for an end while a file was being read."""


class Paced:
    """Looks on now and then: `tell` may cost as much as a commit.

    Args:
        tell: told the phase, how much is done, of how much; answers whether to end.
        rows: how many there are to read; 0 where nobody knows.
        every_s: how long to be silent.
    """

    def __init__(
        self,
        tell: Callable[[str, int, int], bool],
        rows: int = 0,
        every_s: float = LOOK_EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell, self._rows, self._clock, self._every_s = tell, rows, clock, every_s
        self._next = clock()
        self._phase = ""
        self._ends = False

    def saw_row(self, rows: int) -> None:
        """Tell how many rows have been read.

        Raises:
            Ended: somebody asked for it.
        """
        if rows % _ROWS_A_LOOK == 0 and self.saw(READING, rows, self._rows):
            raise Ended

    def saw(self, phase: str, done: int, total: int) -> bool:
        """Tell how far it is, if it is time; return whether it is to end."""
        now = self._clock()
        if phase != self._phase or now >= self._next or done == total:
            self._phase, self._next = phase, now + self._every_s
            self._ends = self._tell(phase, done, total)
        return self._ends
