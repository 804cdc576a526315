"""What the lanes of the board come to.

Open lanes are as long as the work in hand, and all their orders are added up. The lanes where
everything ends up only grow: they are counted in the index, without touching an order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from models.db import Unit
from models.kit.table import table
from models.orders.cards import Calendar
from models.orders.states import Lane
from models.orders.tables import Order

_ORDER: Final = table(Order)
ENDED: Final = (Lane.COMPLETED, Lane.CANCELLED)
"""Lanes that only ever grow."""
LEAVING: Final = frozenset(Lane) - {*ENDED, Lane.SHIPPED, Lane.DELIVERED}
"""Lanes whose goods are still to leave: only there can a promise be late."""


class Amount(NamedTuple):
    """Money in one currency."""

    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a lane comes to; sums and ages of open lanes alone.

    Attributes:
        oldest_at: since when its oldest order has been in the lane.
        late: orders whose goods were promised to leave before today, and `due` those for today.
    """

    count: int = 0
    sums: tuple[Amount, ...] = ()
    oldest_at: datetime | None = None
    late: int = 0
    due: int = 0


def figures(
    unit: Unit,
    lanes: Sequence[Lane],
    where: ColumnElement[bool],
    here: Mapping[int, Calendar],
) -> dict[Lane, Figures]:
    """Return what each lane comes to, of the orders that are `where`."""
    found = {lane: Figures() for lane in lanes}
    ended = [lane for lane in lanes if lane in ENDED]
    in_hand = [lane for lane in lanes if lane not in ENDED]
    for row in unit.rows(_counts(ended, where)) if ended else ():
        found[row.lane] = Figures(count=row.n)
    for row in unit.rows(_sums(unit, in_hand, where, here)) if in_hand else ():
        found[row.lane] = _and(found[row.lane], row)
    return found


def _counts(lanes: Sequence[Lane], where: ColumnElement[bool]) -> Any:
    lane = _ORDER.c.lane
    return select(lane, func.count().label("n")).where(lane.in_(lanes), where).group_by(lane)


def _sums(
    unit: Unit,
    lanes: Sequence[Lane],
    where: ColumnElement[bool],
    here: Mapping[int, Calendar],
) -> Any:
    lane, currency, promised = _ORDER.c.lane, _ORDER.c.currency, _ORDER.c.promised_on
    is_leaving = lane.in_(sorted(LEAVING))
    days = _days(unit, here)
    late = or_(*(and_(promised < day, _of(channels)) for day, channels in days.items()))
    due = or_(*(and_(promised == day, _of(channels)) for day, channels in days.items()))
    return (
        select(
            lane,
            currency,
            func.count().label("n"),
            func.sum(_ORDER.c.total_minor).label("minor"),
            func.min(_ORDER.c.moved_at).label("oldest"),
            func.count().filter(is_leaving, late).label("late"),
            func.count().filter(is_leaving, due).label("due"),
        )
        .where(lane.in_(lanes), where)
        .group_by(lane, currency)
        .order_by(lane, currency)
    )


def _and(so_far: Figures, row: Any) -> Figures:
    oldest = min(at for at in (so_far.oldest_at, row.oldest) if at is not None)
    return Figures(
        count=so_far.count + row.n,
        sums=(*so_far.sums, Amount(row.currency, int(row.minor))),
        oldest_at=oldest,
        late=so_far.late + row.late,
        due=so_far.due + row.due,
    )


def _days(unit: Unit, here: Mapping[int, Calendar]) -> dict[date, list[int]]:
    """Return what day it is, for which channels: one day for all but a few hours."""
    days: dict[date, list[int]] = {}
    for channel, calendar in here.items():
        day = unit.now.astimezone(ZoneInfo(calendar.tz)).date()
        days.setdefault(day, []).append(channel)
    return days or {unit.now.date(): []}


def _of(channels: list[int]) -> ColumnElement[bool]:
    return _ORDER.c.channel_id.in_(channels)
