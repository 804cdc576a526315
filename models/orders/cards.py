"""Orders as the board shows them: a row each, and what hangs on it read for all at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, func, select

from models.catalog.tables import Channel, Shop
from models.customers.tables import Customer
from models.db import Unit
from models.kit.table import table
from models.orders.states import HoldReason, Lane, OrderStatus, PartState
from models.orders.tables import Fulfillment, Order, OrderHold, OrderLine, OrderType

_ORDER: Final = table(Order)
_LINE: Final = table(OrderLine)
_HOLD: Final = table(OrderHold)
_PART: Final = table(Fulfillment)
_CUSTOMER: Final = table(Customer)
_CHANNEL: Final = table(Channel)
_SHOP: Final = table(Shop)

_COLUMNS: Final = (
    "id", "no", "version", "lane", "status", "type", "total_minor", "currency", "channel_id",
    "ship_to", "promised_on", "wanted_on", "priority", "placed_at", "moved_at",
)  # fmt: skip
_PLACE: Final = ("district", "city", "province", "country")
_HAS_PARTS: Final = frozenset(
    {Lane.EXCEPTION, Lane.BACKORDERED, Lane.ALLOCATED, Lane.PICKING, Lane.PACKED, Lane.SHIPPED}
)


class Calendar(NamedTuple):
    """How a shop counts days and money."""

    tz: str
    currency: str


class Card(NamedTuple):
    """An order as the board shows it.

    Attributes:
        qty: units still wanted.
        here: how its shop counts; amounts in the shop's own currency need no further name.
        place: the nearest name of where it goes; may be empty.
        holds: why it waits, where it does.
        parts: states of its parts, oldest first, where the lane has any.
    """

    id: int
    no: str
    version: int
    lane: Lane
    status: OrderStatus
    type: OrderType
    customer: str
    qty: int
    total_minor: int
    currency: str
    here: Calendar
    place: str
    promised_on: date | None
    wanted_on: date | None
    holds: tuple[HoldReason, ...]
    parts: tuple[PartState, ...]
    priority: int
    placed_at: datetime
    moved_at: datetime


def card_rows() -> Select[Any]:
    """Return the query of what a card needs of its order and customer, to be narrowed down."""
    columns = (*(_ORDER.c[name] for name in _COLUMNS), _CUSTOMER.c.name.label("customer"))
    return select(*columns).join_from(_ORDER, _CUSTOMER, _ORDER.c.customer_id == _CUSTOMER.c.id)


def calendars(unit: Unit) -> dict[int, Calendar]:
    """Return how the shop of each channel counts, by the channel's key."""
    query = select(_CHANNEL.c.id, _SHOP.c.tz, _SHOP.c.currency).join_from(
        _CHANNEL, _SHOP, _CHANNEL.c.shop_id == _SHOP.c.id
    )
    return {row.id: Calendar(row.tz, row.currency) for row in unit.rows(query)}


def cards(unit: Unit, rows: Sequence[Any], here: Mapping[int, Calendar]) -> list[Card]:
    """Return rows of `card_rows` as cards, in the same order."""
    quantities = _quantities(unit, [row.id for row in rows])
    holds = _gathered(unit, _open_holds([r.id for r in rows if r.lane is Lane.EXCEPTION]))
    parts = _gathered(unit, _part_states([r.id for r in rows if r.lane in _HAS_PARTS]))
    return [
        Card(
            id=row.id, no=row.no, version=row.version, lane=row.lane, status=row.status,
            type=row.type, customer=row.customer, qty=quantities.get(row.id, 0),
            total_minor=row.total_minor, currency=row.currency, here=here[row.channel_id],
            place=place_of(row.ship_to), promised_on=row.promised_on, wanted_on=row.wanted_on,
            holds=tuple(holds.get(row.id, ())), parts=tuple(parts.get(row.id, ())),
            priority=row.priority, placed_at=row.placed_at, moved_at=row.moved_at,
        )
        for row in rows
    ]  # fmt: skip


def place_of(ship_to: Mapping[str, Any]) -> str:
    """Return the nearest name of where an order goes."""
    return next((ship_to[name] for name in _PLACE if ship_to.get(name)), "")


def _quantities(unit: Unit, ids: Iterable[int]) -> dict[int, int]:
    query = (
        select(_LINE.c.order_id, func.sum(_LINE.c.qty - _LINE.c.cancelled_qty).label("n"))
        .where(_LINE.c.order_id.in_(list(ids)))
        .group_by(_LINE.c.order_id)
    )
    return {row.order_id: int(row.n) for row in unit.rows(query)}


def _open_holds(ids: list[int]) -> Any:
    query = select(_HOLD.c.order_id, _HOLD.c.reason).order_by(_HOLD.c.id)
    return query.where(_HOLD.c.order_id.in_(ids), _HOLD.c.released_at.is_(None)) if ids else None


def _part_states(ids: list[int]) -> Any:
    query = select(_PART.c.order_id, _PART.c.state).order_by(_PART.c.id)
    return query.where(_PART.c.order_id.in_(ids)) if ids else None


def _gathered(unit: Unit, query: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for order_id, value in map(tuple, unit.rows(query) if query is not None else ()):
        found.setdefault(order_id, []).append(value)
    return found
