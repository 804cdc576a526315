"""How a database is known to be a demo: its log says so, and whether it was filled to the end."""

from enum import StrEnum
from typing import Final

from sqlalchemy import func, select

from models.activity.log import News, record
from models.activity.tables import Event
from models.db import Unit
from models.demo.hours import ZONE
from models.kit.errors import Refused
from models.kit.table import table
from models.orders.tables import Order

AGGREGATE: Final = "demo"
_KEY: Final = 1
_EVENT: Final = table(Event)


class Opened(StrEnum):
    """How far a demo business is."""

    OPENING = "opening"
    OPEN = "open"


def state_of(unit: Unit) -> Opened | None:
    """Return how far the demo business is, or None where there is none."""
    last = select(_EVENT.c.to_state).where(_EVENT.c.aggregate == AGGREGATE)
    state = unit.value(last.order_by(_EVENT.c.aggregate_version.desc()).limit(1))
    return None if state is None else Opened(state)


def is_demo(unit: Unit) -> bool:
    """Return whether this is a demo business that was filled to its end."""
    return state_of(unit) is Opened.OPEN


def begin(unit: Unit, *, orders: int, seed: int) -> None:
    """Say that a demo business is being made here."""
    _record(unit, 1, "demo.opened", None, Opened.OPENING, orders=orders, seed=seed)


def finish(unit: Unit) -> None:
    """Say that it is whole."""
    _record(unit, 2, "demo.filled", Opened.OPENING, Opened.OPEN)


def _record(
    unit: Unit, version: int, kind: str, before: Opened | None, after: Opened, **payload: int
) -> None:
    record(
        unit,
        News(
            aggregate=AGGREGATE, aggregate_id=_KEY, version=version, type=kind,
            business_date=unit.now.astimezone(ZONE).date(), from_state=before, to_state=after,
            payload=payload,
        ),
    )  # fmt: skip


def refuse_half_made(unit: Unit) -> None:
    """Let pass whatever is not a demo business that was left unfinished.

    Raises:
        Refused: `demo_half_made`.
    """
    if state_of(unit) is Opened.OPENING:
        raise Refused("demo_half_made", orders=_orders(unit))


def refuse_orders(unit: Unit) -> None:
    """Let pass only a database without orders.

    Raises:
        Refused: `demo_half_made` or `has_orders`.
    """
    refuse_half_made(unit)
    found = _orders(unit)
    if found:
        raise Refused("has_orders", orders=found)


def _orders(unit: Unit) -> int:
    return unit.value(select(func.count()).select_from(table(Order)))
