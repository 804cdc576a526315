"""Where the time comes from: the system, or a hand that sets it (tests, the demo business)."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time; nothing in the core asks the system directly."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is set or advanced."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return self.at

    def advance(self, **step: float) -> datetime:
        """Move on by a `timedelta(**step)` and return the new moment."""
        self.at += timedelta(**step)
        return self.at
