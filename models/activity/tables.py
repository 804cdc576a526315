"""The event log, its seals, and what must happen next outside: nothing else records a change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from models.kit.actor import ActorKind
from models.kit.table import BigKey, Record, choice, json_field, key


class Event(Record, table=True):
    """One change of one thing. Rows are only ever added; a trigger refuses anything else.

    Attributes:
        seq: its place in the one order of everything, 1, 2, 3 … without gaps.
        aggregate_version: the version the thing has after it, 1, 2, 3 … per thing.
        from_state: the thing's status before, equal to `to_state` for an edit.
        diff: changed fields, `{field: [old, new]}`; never personal data.
        payload: what else is to be known; `v` is the version of its shape.
        correlation_id: the same for all events of one unit.
        bulk_id: the same for all units of one bulk move.
        reverses_seq: the event this one undoes.
    """

    __table_args__ = (
        UniqueConstraint("aggregate", "aggregate_id", "aggregate_version"),
        Index("ix_event_correlation_id", "correlation_id"),
        Index("ix_event_bulk_id", "bulk_id"),
    )

    seq: int = Field(primary_key=True, sa_type=BigKey, sa_column_kwargs={"autoincrement": False})
    at: datetime
    business_date: date = Field(index=True)
    aggregate: str = Field(max_length=24)
    aggregate_id: int = Field(sa_type=BigKey)
    aggregate_version: int
    type: str = Field(max_length=48)
    from_state: str | None = Field(default=None, max_length=24)
    to_state: str | None = Field(default=None, max_length=24)
    actor_kind: ActorKind = choice(ActorKind)
    actor_id: int | None = Field(default=None, sa_type=BigKey)
    actor_label: str = Field(max_length=120)
    reason_code: str | None = Field(default=None, max_length=48)
    reason_text: str | None = None
    diff: dict[str, Any] = json_field()
    payload: dict[str, Any] = json_field()
    correlation_id: str = Field(max_length=32)
    bulk_id: str | None = Field(default=None, max_length=32)
    reverses_seq: int | None = Field(default=None, sa_type=BigKey)


class EventPersonal(Record, table=True):
    """Personal data of an event: beside the log, so that erasing it leaves the seals whole."""

    event_seq: int = Field(
        primary_key=True, foreign_key="event.seq", sa_type=BigKey,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    diff: dict[str, Any] = json_field()


class EventSeal(Record, table=True):
    """A link of the chain over the log: `hash = SHA-256(prev_hash + canonical event)`."""

    seq: int = Field(
        primary_key=True, foreign_key="event.seq", sa_type=BigKey,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class Job(Record, table=True):
    """Something that must happen after a change, outside its transaction, at least once."""

    __table_args__ = (Index("ix_job_due", "done_at", "dead_at", "next_at"),)

    id: int | None = key()
    kind: str = Field(max_length=48)
    payload: dict[str, Any] = json_field()
    event_seq: int | None = Field(default=None, foreign_key="event.seq", sa_type=BigKey)
    attempts: int = 0
    next_at: datetime
    done_at: datetime | None = None
    dead_at: datetime | None = None
    error: str | None = None


class Lease(Record, table=True):
    """Who alone may do a thing for now; it runs out by itself when the holder dies."""

    __table_args__ = (CheckConstraint("until > taken_at", name="runs"),)

    name: str = Field(primary_key=True, max_length=48)
    holder: str = Field(max_length=64)
    taken_at: datetime
    until: datetime
