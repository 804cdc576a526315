"""Orders with their lines, as every kind that speaks of orders reads them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select

from models.catalog.tables import Channel, ChannelKind, Shop
from models.channels.orders import CREDIT_NOTE
from models.channels.trade import is_credit_number
from models.customers.masks import masked_email, masked_phone, masked_place
from models.customers.tables import Customer
from models.db import Unit
from models.exports.discounts import Discounts, told_apart
from models.exports.filters import Filter
from models.exports.pages import by_key, pages
from models.exports.rows import Asked
from models.kit import money
from models.kit.table import table
from models.orders.states import PartState
from models.orders.tables import (
    DiscountKind,
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderDiscount,
    OrderLine,
)

_ORDER: Final = table(Order)
_LINE: Final = table(OrderLine)
_OFF: Final = table(OrderDiscount)
_PART: Final = table(Fulfillment)
_CARGO: Final = table(FulfillmentLine)
_CHANNEL: Final = table(Channel)
_SHOP: Final = table(Shop)
_CUSTOMER: Final = table(Customer)
_BUYER: Final = ("code", "name", "phone", "email", "is_anonymous")

_ROWS: Final = (
    select(_ORDER, *(_CUSTOMER.c[name].label(f"customer_{name}") for name in _BUYER))
    .join_from(_ORDER, _CUSTOMER, _ORDER.c.customer_id == _CUSTOMER.c.id)
    .where(_ORDER.c.id.in_(bindparam("b_keys", expanding=True)))
    .order_by(_ORDER.c.id)
)
_LINES: Final = (
    select(_LINE.c.order_id, *(column for column in _LINE.c if column.name != "order_id"))
    .where(_LINE.c.order_id.in_(bindparam("b_keys", expanding=True)))
    .order_by(_LINE.c.order_id, _LINE.c.position, _LINE.c.id)
)
# What the lines had taken off alone is kept as one more discount of the order, for its sum.
_OFF_THE_ORDER: Final = (
    select(_OFF.c.order_id, func.sum(_OFF.c.amount_minor))
    .where(
        _OFF.c.order_id.in_(bindparam("b_keys", expanding=True)),
        or_(_OFF.c.kind != DiscountKind.PLATFORM, _OFF.c.ref != "lines"),
    )
    .group_by(_OFF.c.order_id)
    .order_by(_OFF.c.order_id)
)


class House(NamedTuple):
    """The channel an order came by, and the zone its shop counts days in."""

    channel: str
    kind: ChannelKind
    zone: ZoneInfo


class Whole(NamedTuple):
    """An order, and what is needed to write down all that it says.

    Attributes:
        row: its columns and those of its customer, as `customer_…`.
        discounts: off its lines alone, in their order, and off itself.
        is_credit: entered from a credit note, which says its quantities below zero.
    """

    row: Any
    lines: Sequence[Any]
    house: House
    discounts: Discounts
    ship_to: Mapping[str, Any]
    phone: str
    email: str
    is_credit: bool

    def money(self, minor: int) -> Decimal:
        """Return an amount in major units, with the decimals of its currency."""
        return Decimal(minor).scaleb(-money.exponent(self.row.currency))

    def moment(self, at: datetime) -> datetime:
        """Return a moment as the clocks of the shop show it."""
        return at.astimezone(self.house.zone)


def orders(asked: Asked) -> Iterator[list[Whole]]:
    """Go through the orders that are asked for, oldest first, a page at a time."""
    unit, houses = asked.unit, _houses(asked.unit)
    for keys in pages(unit, _ORDER.c.id, _where(asked, houses)):
        lines, off = by_key(unit, _LINES, keys), by_key(unit, _OFF_THE_ORDER, keys)
        yield [
            _whole(row, lines.get(row.id, []), int(off[row.id][0][1]) if row.id in off else 0,
                   houses[row.channel_id], is_masked=asked.is_masked)
            for row in unit.rows(_ROWS, {"b_keys": keys})
        ]  # fmt: skip


def _whole(row: Any, lines: Sequence[Any], off: int, house: House, *, is_masked: bool) -> Whole:
    gross = [line.unit_price_minor * line.qty for line in lines]
    phone, email = row.customer_phone or "", row.customer_email or ""
    return Whole(
        row=row,
        lines=lines,
        house=house,
        discounts=told_apart(gross, [line.discount_minor for line in lines], off),
        ship_to=masked_place(row.ship_to) if is_masked else row.ship_to,
        phone=masked_phone(phone) if is_masked else phone,
        email=masked_email(email) if is_masked else email,
        is_credit=_is_credit(row),
    )


def _is_credit(row: Any) -> bool:
    # A mark alone says nothing: anybody may write it on an order that is none.
    is_marked = row.is_history and CREDIT_NOTE in row.tags
    return is_marked and is_credit_number(row.external_id or "")


def _houses(unit: Unit) -> dict[int, House]:
    query = select(_CHANNEL.c.id, _CHANNEL.c.code, _CHANNEL.c.kind, _SHOP.c.tz).join_from(
        _CHANNEL, _SHOP, _CHANNEL.c.shop_id == _SHOP.c.id
    )
    return {row.id: House(row.code, row.kind, ZoneInfo(row.tz)) for row in unit.rows(query)}


def _where(asked: Asked, houses: Mapping[int, House]) -> list[ColumnElement[bool]]:
    filters, where = asked.filters, []
    for name, column in (
        (Filter.STATUS, _ORDER.c.status), (Filter.LANE, _ORDER.c.lane),
        (Filter.CHANNEL, _ORDER.c.channel_id), (Filter.CUSTOMER, _ORDER.c.customer_id),
    ):  # fmt: skip
        if name in filters:
            where.append(column.in_(filters[name]))
    if Filter.SKU in filters:
        of_sku = select(_LINE.c.order_id).where(_LINE.c.sku_id.in_(filters[Filter.SKU]))
        where.append(_ORDER.c.id.in_(of_sku))
    if Filter.WAREHOUSE in filters:
        of_place = select(_PART.c.order_id).where(
            _PART.c.warehouse_id.in_(filters[Filter.WAREHOUSE]),
            _PART.c.state != PartState.CANCELLED,
        )
        where.append(_ORDER.c.id.in_(of_place))
    if Filter.PLACED_FROM in filters:
        since = min(filters[Filter.PLACED_FROM])
        where.append(_by_zone(houses, lambda zone: _ORDER.c.placed_at >= _start(since, zone)))
    if Filter.PLACED_TO in filters:
        end = max(filters[Filter.PLACED_TO]) + timedelta(days=1)
        where.append(_by_zone(houses, lambda zone: _ORDER.c.placed_at < _start(end, zone)))
    return where


def _by_zone(
    houses: Mapping[int, House], holds: Callable[[ZoneInfo], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Return a condition that each order must meet by the clocks of its own shop."""
    zones: dict[ZoneInfo, list[int]] = {}
    for channel, house in houses.items():
        zones.setdefault(house.zone, []).append(channel)
    of_zone = (and_(_ORDER.c.channel_id.in_(here), holds(zone)) for zone, here in zones.items())
    return or_(false(), *of_zone)


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
