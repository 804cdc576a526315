"""The board: every lane with its figures and a window of its cards.

What is read does not grow with what is stored. A window walks `ix_order_board` (lane, priority,
placed_at, id) on from where the last one ended, and stops after `limit` entries. Lanes where
everything ends up show the newest first: the index is walked backwards, once for each priority.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, or_, select, tuple_

from models.customers.tables import Customer
from models.db import Unit
from models.kit.table import table
from models.orders.cards import Card, calendars, card_rows, cards
from models.orders.figures import ENDED, Figures, figures
from models.orders.scope import readable
from models.orders.states import Lane
from models.orders.tables import Order

_ORDER: Final = table(Order)
_CUSTOMER: Final = table(Customer)
_PRIORITY: Final = _ORDER.c.priority
_PLACED_AT: Final = _ORDER.c.placed_at
_ID: Final = _ORDER.c.id

WINDOW: Final = 60
"""Cards of a lane that are read at most, unless more are asked for."""
MOST_FOUND: Final = 500
"""A search looks at no more than this many of the newest orders it finds."""


class Window(NamedTuple):
    """A lane: its figures, some of its cards in order, and whether more follow.

    Attributes:
        last: the number of the card that further ones follow; empty where there is none.
    """

    lane: Lane
    figures: Figures
    cards: tuple[Card, ...]
    has_more: bool
    last: str


def board(
    unit: Unit,
    *,
    search: str = "",
    lanes: Iterable[Lane] = tuple(Lane),
    limits: Mapping[Lane, int] | None = None,
    limit: int = WINDOW,
    budget: int | None = None,
    also: str = "",
) -> dict[Lane, Window]:
    """Return the lanes as the actor may see them.

    Args:
        search: part of an order's number or of its customer's name.
        lanes: which; all of them unless said.
        limits: how many cards of a lane, where it is not `limit`.
        budget: how many cards in all; short lanes leave their share to the long ones.
        also: the number of a card that is shown at the end of its lane's window if it is further
            down, because somebody has just put it there.
    """
    wanted, where, here = list(lanes), _visible(unit, search), calendars(unit)
    found = figures(unit, wanted, where, here)
    if budget is not None:
        limits = shares({lane: found[lane].count for lane in wanted}, budget, limit)
    busy = {lane: (limits or {}).get(lane, limit) for lane in wanted if found[lane].count}
    rows = [row for lane, most in busy.items() for row in _rows(unit, lane, where, most)]
    last = {row.lane: row.no for row in rows}
    if also and all(row.no != also for row in rows):
        rows += _one(unit, also, wanted)
    by_lane: dict[Lane, list[Card]] = {lane: [] for lane in wanted}
    for card in cards(unit, rows, here):
        by_lane[card.lane].append(card)
    return {
        lane: Window(
            lane, found[lane], tuple(its), len(its) < found[lane].count, last.get(lane, "")
        )
        for lane, its in by_lane.items()
    }


def has_orders(unit: Unit) -> bool:
    """Return whether there is any order, of whomever and in whatever state."""
    return unit.row(select(_ID).limit(1)) is not None


def shares(counts: Mapping[Lane, int], budget: int, most: int) -> dict[Lane, int]:
    """Divide `budget` cards among lanes: none gets more than `most`, or than it has."""
    wanted = {lane: min(count, most) for lane, count in counts.items()}
    found: dict[Lane, int] = {}
    for i, lane in enumerate(sorted(wanted, key=wanted.__getitem__)):
        found[lane] = min(wanted[lane], (budget - sum(found.values())) // (len(wanted) - i))
    return found


def more_cards(
    unit: Unit, lane: Lane, last: str, *, search: str = "", limit: int = WINDOW
) -> tuple[Card, ...]:
    """Return the cards of a lane that follow the one numbered `last`, wherever that is now."""
    where = _visible(unit, search)
    place = select(_PRIORITY, _PLACED_AT, _ID).where(_ORDER.c.no == last, readable(unit))
    after = unit.row(place)
    if after is None:
        return ()
    return tuple(cards(unit, _rows(unit, lane, where, limit, after), calendars(unit)))


def _visible(unit: Unit, search: str) -> ColumnElement[bool]:
    text = search.strip().lower()
    if not text:
        return readable(unit)
    # Numbers are written and read out with or without their mark.
    like = f"%{_literally(text.removeprefix('#'))}%"
    people = select(_CUSTOMER.c.id).where(func.lower(_CUSTOMER.c.name).like(like, escape="\\"))
    is_meant = or_(
        func.lower(_ORDER.c.no).like(like, escape="\\"), _ORDER.c.customer_id.in_(people)
    )
    found = select(_ID).where(readable(unit), is_meant).order_by(_ID.desc()).limit(MOST_FOUND)
    return _ID.in_([row.id for row in unit.rows(found)])


def _literally(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _rows(
    unit: Unit, lane: Lane, where: ColumnElement[bool], limit: int, after: Any | None = None
) -> Sequence[Any]:
    if lane not in ENDED:
        query = card_rows().where(_ORDER.c.lane == lane, where)
        return unit.rows(_from(query, (_PRIORITY, _PLACED_AT, _ID), after).limit(limit))
    rows: list[Any] = []
    for priority in _priorities(unit, lane):
        query = card_rows().where(_ORDER.c.lane == lane, _ORDER.c.priority == priority, where)
        rows += unit.rows(_back_from(query, (_PLACED_AT, _ID), after).limit(limit))
    return sorted(rows, key=lambda row: (row.placed_at, row.id), reverse=True)[:limit]


def _one(unit: Unit, no: str, lanes: list[Lane]) -> Sequence[Any]:
    is_it = (_ORDER.c.no == no, _ORDER.c.lane.in_(lanes), readable(unit))
    return unit.rows(card_rows().where(*is_it))


def _from(query: Select[Any], place: tuple[Column[Any], ...], after: Any | None) -> Select[Any]:
    query = query.order_by(*place)
    return query if after is None else query.where(tuple_(*place) > _point(place, after))


def _back_from(
    query: Select[Any], place: tuple[Column[Any], ...], after: Any | None
) -> Select[Any]:
    query = query.order_by(*(column.desc() for column in place))
    return query if after is None else query.where(tuple_(*place) < _point(place, after))


def _point(place: tuple[Column[Any], ...], row: Any) -> Any:
    return tuple_(*(bindparam(None, row._mapping[column], type_=column.type) for column in place))  # noqa: SLF001


def _priorities(unit: Unit, lane: Lane) -> list[int]:
    """Return the priorities that occur in a lane, hopping along the index from one to the next."""
    found: list[int] = []
    least = select(func.min(_PRIORITY)).where(_ORDER.c.lane == lane)
    priority = unit.value(least)
    while priority is not None:
        found.append(priority)
        priority = unit.value(least.where(priority < _PRIORITY))
    return found
