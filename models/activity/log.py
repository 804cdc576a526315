"""The log: the one place that writes events, and the rows that stand beside them.

A command posts stock and asks for jobs first, then records what it did; what was put beside the
log since the last event belongs to the next one. Numbers are given just before the commit: on
PostgreSQL under one advisory lock that is held to the end, so nobody ever sees 8 before 7.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Table, func, select, text

from models.activity.tables import Event, EventPersonal, Job
from models.db import Unit
from models.kit.actor import Actor
from models.kit.table import table

PAYLOAD_VERSION: Final = 1
_LOG_LOCK: Final = text("SELECT pg_advisory_xact_lock(7203001)")
_EVENT: Final = table(Event)
_JOB: Final = table(Job)
_LAST_SEQ: Final = select(func.coalesce(func.max(_EVENT.c.seq), 0))


@dataclass(slots=True)
class News:
    """An event to be: what a command says about one change. Fields as in `Event`."""

    aggregate: str
    aggregate_id: int
    version: int
    type: str
    business_date: date
    from_state: str | None = None
    to_state: str | None = None
    reason_code: str | None = None
    reason_text: str | None = None
    diff: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] = field(default_factory=dict)
    reverses_seq: int | None = None
    bulk_id: str | None = None
    actor: Actor | None = None


class Log:
    """What one unit will have logged."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.bulk_id: str | None = None
        self.reverses_seq: int | None = None
        self._news: list[News] = []
        self._beside: list[tuple[int, Table, dict[str, Any]]] = []

    @property
    def recorded(self) -> tuple[News, ...]:
        """Return what was recorded so far."""
        return tuple(self._news)

    def record(self, news: News) -> None:
        """Add an event; what was put beside the log since the last one is its."""
        news.bulk_id = news.bulk_id or self.bulk_id
        news.reverses_seq = news.reverses_seq or self.reverses_seq
        news.actor = self.unit.actor  # now: a unit may let the system act for a while
        self._news.append(news)

    def beside(self, into: Table, row: dict[str, Any]) -> None:
        """Have `row` written with the `event_seq` of the next event to be recorded."""
        self._beside.append((len(self._news), into, row))

    def close(self) -> None:
        """Number and write everything."""
        late = [(into, row) for i, into, row in self._beside if i == len(self._news)]
        if any(into is not _JOB for into, _ in late):
            raise RuntimeError("rows beside an event, and no event")
        # A job may be asked for after everything else is said: it is of no event.
        self.unit.insert(_JOB, *({**row, "event_seq": None} for _, row in late))
        if self._news:
            self._close_news()

    def _close_news(self) -> None:
        first = last_seq(self.unit) + 1
        self.unit.insert(_EVENT, *(self._row(first + i, n) for i, n in enumerate(self._news)))
        rows: dict[Table, list[dict[str, Any]]] = {}
        for i, news in enumerate(self._news):
            if news.personal:
                row = {"event_seq": first + i, "diff": news.personal}
                rows.setdefault(table(EventPersonal), []).append(row)
        for i, into, row in self._beside:
            if i < len(self._news):
                rows.setdefault(into, []).append({**row, "event_seq": first + i})
        for into, its_rows in rows.items():
            self.unit.insert(into, *its_rows)

    def _row(self, seq: int, news: News) -> dict[str, Any]:
        actor = news.actor or self.unit.actor
        return {
            "seq": seq,
            "at": self.unit.now,
            "business_date": news.business_date,
            "aggregate": news.aggregate,
            "aggregate_id": news.aggregate_id,
            "aggregate_version": news.version,
            "type": news.type,
            "from_state": news.from_state,
            "to_state": news.to_state,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "actor_label": actor.label,
            "reason_code": news.reason_code,
            "reason_text": news.reason_text,
            "diff": news.diff,
            "payload": {"v": PAYLOAD_VERSION, **news.payload},
            "correlation_id": self.unit.correlation,
            "bulk_id": news.bulk_id,
            "reverses_seq": news.reverses_seq,
        }


def last_seq(unit: Unit) -> int:
    """Return the number of the last event, and let nobody else write one until the unit ends."""
    if not unit.is_sqlite:
        unit.run(_LOG_LOCK)
    return unit.value(_LAST_SEQ)


def record(unit: Unit, news: News) -> None:
    """Add an event to what this unit will have logged."""
    unit.book(Log).record(news)


def ask_for(unit: Unit, kind: str, payload: dict[str, Any], at: datetime | None = None) -> None:
    """Have a job done after this unit, for its next event if there is one; `at` or at once."""
    row = {"kind": kind, "payload": payload, "attempts": 0, "next_at": at or unit.now}
    unit.book(Log).beside(_JOB, row)
