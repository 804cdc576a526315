"""An order under lock, with everything that is locked with it.

Every change to an order, its lines, holds, parts, payments or parcels goes through a `LockedOrder`:
it is read under a row lock, changed in memory by one verb after another, each of which records one
event and counts the version up by one, and written once by `save`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import bindparam, select

from models.activity.tables import Event
from models.db import Unit
from models.kit.errors import Conflict, NotFound
from models.kit.table import table
from models.orders.house import House, house_of, house_of_channel
from models.orders.locked import AGGREGATE, LockedOrder
from models.orders.tables import Order, OrderRecord

__all__ = [
    "AGGREGATE",
    "House",
    "LockedOrder",
    "events_since",
    "house_of",
    "lock",
    "lock_if_free",
    "locked",
    "look",
    "moves_process",
]

_ORDER: Final = table(Order)
_EVENT: Final = table(Event)
_BY_NO: Final = select(_ORDER).where(_ORDER.c.no == bindparam("b_no"))
_LOCK: Final = _BY_NO.with_for_update()
_LOCK_IF_FREE: Final = _BY_NO.with_for_update(skip_locked=True)
_SINCE: Final = (
    select(_EVENT)
    .where(
        _EVENT.c.aggregate == AGGREGATE,
        _EVENT.c.aggregate_id == bindparam("b_id"),
        _EVENT.c.aggregate_version > bindparam("b_seen"),
    )
    .order_by(_EVENT.c.aggregate_version.desc())
)


def look(unit: Unit, no: str) -> LockedOrder:
    """Read the order people call `no` without taking it; it must not be saved.

    Raises:
        NotFound: `order`.
    """
    row = unit.row(_BY_NO, {"b_no": no})
    if row is None:
        raise NotFound("order", no=no[:80])
    return _read(unit, row, is_taken=False)


def lock_if_free(unit: Unit, no: str) -> LockedOrder | None:
    """Take the order people call `no`, or return None where another unit has it.

    Who already holds stock may not wait for orders, or the two could wait for each other.
    """
    row = unit.row(_LOCK_IF_FREE, {"b_no": no})
    return None if row is None else _read(unit, row)


def lock(unit: Unit, no: str, seen: int | None = None) -> LockedOrder:
    """Take the order people call `no`, until the unit ends.

    Args:
        seen: the version the actor was looking at; None is not particular.

    Raises:
        NotFound: `order`.
        Conflict: `order_changed`, where its status, parts or holds changed since `seen`; names who
            did it, when, and what the order is now. Other changes do no harm and merge.
    """
    row = unit.row(_LOCK, {"b_no": no})
    if row is None:
        raise NotFound("order", no=no[:80])
    if seen is not None and row.version != seen:
        _refuse_stale(unit, row, seen)
    return _read(unit, row)


def _read(unit: Unit, row: Any, *, is_taken: bool = True) -> LockedOrder:
    house = house_of_channel(unit, row.channel_id)
    return LockedOrder(unit, OrderRecord.of(row), house, is_taken=is_taken)


@contextmanager
def locked(unit: Unit, no: str, seen: int | None = None) -> Iterator[LockedOrder]:
    """Lock an order for a block and save it at its end; raises as `lock` does."""
    order = lock(unit, no, seen)
    yield order
    order.save()


def moves_process(event: Any) -> bool:
    """Return whether an event changed its order's status, parts or holds."""
    changed = event.from_state != event.to_state
    return changed or "parts" in event.payload or "hold" in event.payload


def events_since(unit: Unit, order_id: int, version: int) -> Sequence[Any]:
    """Return the events that brought an order beyond `version`, newest first."""
    return unit.rows(_SINCE, {"b_id": order_id, "b_seen": version})


def _refuse_stale(unit: Unit, row: Any, seen: int) -> None:
    if seen > row.version:
        raise Conflict("order_changed", no=row.no, seen=seen, version=row.version)
    for event in events_since(unit, row.id, max(seen, 0)):
        if moves_process(event):
            raise Conflict(
                "order_changed",
                no=row.no,
                seen=seen,
                version=row.version,
                status=row.status,
                lane=row.lane,
                by=event.actor_label,
                at=event.at.isoformat(),
                event=event.type,
            )
