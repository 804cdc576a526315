"""The chain over the log: whoever changes one byte of an old event breaks every seal after it.

A sealer adds the seals behind the log; events that have none yet are a legal tail.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, bindparam, func, select

from models.activity.tables import Event, EventSeal
from models.db import Unit
from models.kit.table import table

_EVENT: Final = table(Event)
_SEAL: Final = table(EventSeal)
GENESIS: Final = "0" * 64
BATCH: Final = 2_000
_WIDTH: Final = len(_EVENT.columns)


def _moment(value: datetime | date) -> str:
    return value.isoformat()


# Keys are sorted, because PostgreSQL keeps JSON in an order of its own.
_encode: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_moment
).encode


# Both sides bounded: a merge join would else read the log from its beginning for each stretch.
_STRETCH: Final = (
    select(_EVENT, _SEAL.c.hash.label("kept_hash"), _SEAL.c.prev_hash.label("kept_prev"))
    .join_from(_SEAL, _EVENT, _SEAL.c.seq == _EVENT.c.seq)
    .where(
        *(seq > bindparam("b_after") for seq in (_SEAL.c.seq, _EVENT.c.seq)),
        *(seq <= bindparam("b_to") for seq in (_SEAL.c.seq, _EVENT.c.seq)),
    )
    .order_by(_SEAL.c.seq)
)


class BrokenSeal(NamedTuple):
    """The first event whose seal does not fit what is written."""

    seq: int
    kept: str
    found: str


def canonical(event: Row[Any]) -> bytes:
    """Return an event as the bytes that are sealed: its columns in order, as compact JSON."""
    return _encode(tuple(event)[:_WIDTH]).encode()


def link(prev_hash: str, event: Row[Any]) -> str:
    """Return the seal of an event after the one before it."""
    return hashlib.sha256(prev_hash.encode() + canonical(event)).hexdigest()


def seal(unit: Unit, most: int = BATCH) -> int:
    """Seal the oldest events that have no seal yet, `most` of them; return how many were."""
    last = unit.row(select(_SEAL).order_by(_SEAL.c.seq.desc()).limit(1))
    prev_hash, after = (last.hash, last.seq) if last else (GENESIS, 0)
    unsealed = select(_EVENT).where(_EVENT.c.seq > after).order_by(_EVENT.c.seq).limit(most)
    seals: list[dict[str, Any]] = []
    for event in unit.rows(unsealed):
        its_hash = link(prev_hash, event)
        seals.append({"seq": event.seq, "prev_hash": prev_hash, "hash": its_hash})
        prev_hash = its_hash
    unit.insert(_SEAL, *seals)
    return len(seals)


def last_seal(unit: Unit) -> str:
    """Return the seal that stands for the whole log, as far as it is sealed."""
    return unit.value(select(_SEAL.c.hash).order_by(_SEAL.c.seq.desc()).limit(1)) or GENESIS


def has_unsealed(unit: Unit) -> bool:
    """Return whether any event has no seal yet."""
    last = select(func.coalesce(func.max(_EVENT.c.seq), 0)).scalar_subquery()
    sealed = select(func.coalesce(func.max(_SEAL.c.seq), 0)).scalar_subquery()
    return bool(unit.value(select(last > sealed)))


def broken_seal(unit: Unit) -> BrokenSeal | None:
    """Return the first seal that does not fit its event and the seal before, or None."""
    prev_hash = GENESIS
    for event in _sealed(unit):
        found = link(prev_hash, event)
        if event.kept_hash != found or event.kept_prev != prev_hash:
            return BrokenSeal(event.seq, event.kept_hash, found)
        prev_hash = found
    return None


def _sealed(unit: Unit) -> Iterator[Row[Any]]:
    last = unit.value(select(func.max(_SEAL.c.seq))) or 0
    for after in range(0, last, BATCH):
        yield from unit.rows(_STRETCH, {"b_after": after, "b_to": after + BATCH})
