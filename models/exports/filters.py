"""What an export can be narrowed down to: one table of what each kind takes.

Several values of one filter mean any of them; several filters mean all of them. What a filter does
not know it refuses: an empty file would look like an answer.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, select

from models.catalog.tables import Channel, Sku, Warehouse
from models.customers.tables import Customer, Grade
from models.db import Unit
from models.exports.kinds import Kind
from models.kit.errors import Invalid
from models.kit.table import table
from models.orders.given import FIRST_DAY, LAST_DAY
from models.orders.states import Lane, OrderStatus
from models.orders.tables import Order
from models.stock.tables import Bucket


class Filter(StrEnum):
    """What narrows an export down; dates are days in the shop's zone, both included."""

    STATUS = "status"
    LANE = "lane"
    CHANNEL = "channel"
    CUSTOMER = "customer"
    WAREHOUSE = "warehouse"
    SKU = "sku"
    PLACED_FROM = "placed_from"
    PLACED_TO = "placed_to"
    BUCKET = "bucket"
    GRADE = "grade"
    AFTER = "after"
    ORDER = "order"


F = Filter
_OF_ORDERS: Final = (
    F.STATUS, F.LANE, F.CHANNEL, F.CUSTOMER, F.WAREHOUSE, F.SKU, F.PLACED_FROM, F.PLACED_TO,
)  # fmt: skip
TAKES: Final[Mapping[Kind, Sequence[Filter]]] = {
    Kind.ORDERS: _OF_ORDERS,
    Kind.LINES: _OF_ORDERS,
    Kind.STOCK: (F.SKU, F.WAREHOUSE, F.BUCKET),
    Kind.CUSTOMERS: (F.CUSTOMER, F.GRADE),
    Kind.EVENTS: (F.AFTER, F.ORDER),
}
_MOST_DIGITS: Final = 18


def read_filters(
    unit: Unit, kind: Kind, raw: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[Any]]:
    """Return what is asked for by the name of the filter: keys, members of an enumeration, days.

    Raises:
        Invalid: `filter_unknown`, `filter_value_unknown`, `filter_not_a_day`,
            `filter_not_a_number`.
    """
    read: dict[str, Sequence[Any]] = {}
    for name, texts in raw.items():
        if name not in TAKES[kind]:
            known = [each.value for each in TAKES[kind]]
            raise Invalid("filter_unknown", filter=name[:40], kind=kind.value, known=known)
        reader = _READERS[Filter(name)]
        read[name] = [reader(unit, Filter(name), text.strip()) for text in texts]
    return read


def _choice(choices: type[StrEnum]) -> Callable[[Unit, Filter, str], StrEnum]:
    def read(_unit: Unit, name: Filter, text: str) -> StrEnum:
        try:
            return choices(text)
        except ValueError:
            known = [choice.value for choice in choices]
            raise Invalid(
                "filter_value_unknown", filter=name.value, value=text[:40], known=known
            ) from None

    return read


def _code(column: Column[Any]) -> Callable[[Unit, Filter, str], int]:
    def read(unit: Unit, name: Filter, text: str) -> int:
        key = unit.value(select(column.table.c.id).where(column == text))
        if key is None:
            raise Invalid("filter_value_unknown", filter=name.value, value=text[:40], known=[])
        return key

    return read


def _day(_unit: Unit, name: Filter, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("filter_not_a_day", filter=name.value, value=text[:40]) from None
    return min(max(day, FIRST_DAY), LAST_DAY)


def _number(_unit: Unit, name: Filter, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    raise Invalid("filter_not_a_number", filter=name.value, value=text[:40])


_READERS: Final[Mapping[Filter, Callable[[Unit, Filter, str], Any]]] = {
    F.STATUS: _choice(OrderStatus),
    F.LANE: _choice(Lane),
    F.CHANNEL: _code(table(Channel).c.code),
    F.CUSTOMER: _code(table(Customer).c.code),
    F.WAREHOUSE: _code(table(Warehouse).c.code),
    F.SKU: _code(table(Sku).c.sku),
    F.PLACED_FROM: _day,
    F.PLACED_TO: _day,
    F.BUCKET: _choice(Bucket),
    F.GRADE: _choice(Grade),
    F.AFTER: _number,
    F.ORDER: _code(table(Order).c.no),
}
