"""Orders as rows of a table, titled so that an import knows every column.

`orders` has one row for each line; what speaks of the order as a whole stands on its first row
alone, as shops write it. `lines` says it on each. A credit note says its quantities, and what it
comes to, below zero.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select

from models.catalog.tables import Warehouse
from models.db import Unit
from models.exports.filters import Filter
from models.exports.orders import Whole, orders
from models.exports.pages import by_key
from models.exports.rows import Asked, Cell, Column, Row
from models.kit.table import table
from models.orders.states import PartState
from models.orders.tables import Fulfillment, FulfillmentLine

_PART: Final = table(Fulfillment)
_CARGO: Final = table(FulfillmentLine)
_WAREHOUSE: Final = table(Warehouse)
_Of = Callable[[Whole], Cell]
_OfLine = Callable[[Whole, int], Cell]

_WHICH: Final[tuple[tuple[Column, _Of], ...]] = (
    (Column("no", "OMS no"), lambda o: o.row.no),
    (Column("channel", "Channel"), lambda o: o.house.channel),
    (Column("order_no", "Order no"), lambda o: o.row.external_id or o.row.no),
)
_OF_THE_ORDER: Final[tuple[tuple[Column, _Of], ...]] = (
    (Column("placed_at", "Placed at"), lambda o: o.moment(o.row.placed_at)),
    (Column("status", "Status"), lambda o: o.row.status),
    (Column("lane", "Lane"), lambda o: o.row.lane),
    (Column("type", "Type"), lambda o: o.row.type),
    (Column("is_history", "History"), lambda o: "yes" if o.row.is_history else "no"),
    # The stand-in of a channel is nobody: named, he would come back as somebody.
    (Column("customer", "Customer code"),
     lambda o: "" if o.row.customer_is_anonymous else o.row.customer_code),
    (Column("customer_name", "Customer name"), lambda o: o.row.customer_name),
    (Column("customer_phone", "Customer phone"), lambda o: o.phone),
    (Column("customer_email", "Customer email"), lambda o: o.email),
    (Column("recipient", "Recipient"), lambda o: o.ship_to.get("recipient")),
    (Column("phone", "Recipient phone"), lambda o: o.ship_to.get("phone")),
    (Column("country", "Country"), lambda o: o.ship_to.get("country")),
    (Column("province", "Province"), lambda o: o.ship_to.get("province")),
    (Column("city", "City"), lambda o: o.ship_to.get("city")),
    (Column("district", "District"), lambda o: o.ship_to.get("district")),
    (Column("line", "Address line"), lambda o: o.ship_to.get("line")),
    (Column("postcode", "Postcode"), lambda o: o.ship_to.get("postcode")),
    (Column("remark", "Remark"), lambda o: o.row.remark),
    (Column("tags", "Tags"), lambda o: o.row.tags),
    (Column("wanted_on", "Wanted on"), lambda o: o.row.wanted_on),
    (Column("promised_on", "Promised on"), lambda o: o.row.promised_on),
    (Column("currency", "Currency"), lambda o: o.row.currency),
    (Column("discount", "Order discount"), lambda o: o.money(o.discounts.order)),
    (Column("shipping", "Shipping fee"), lambda o: o.money(o.row.shipping_minor)),
    (Column("shipping_tax", "Shipping tax"), lambda o: o.money(o.row.shipping_tax_minor)),
    (Column("tax", "Tax sum"), lambda o: _sum(o, o.row.tax_minor)),
    (Column("total", "Order total"), lambda o: _sum(o, o.row.total_minor)),
    (Column("paid", "Paid"), lambda o: o.money(o.row.paid_minor)),
    (Column("payment_status", "Payment status"), lambda o: o.row.payment_status),
    (Column("updated_at", "Updated at"), lambda o: o.moment(o.row.updated_at)),
)  # fmt: skip
_OF_THE_LINE: Final[tuple[tuple[Column, _OfLine], ...]] = (
    (Column("sku", "SKU"), lambda o, i: o.lines[i].sku),
    (Column("name", "Product name"), lambda o, i: o.lines[i].name),
    (Column("qty", "Qty"), lambda o, i: _count(o, o.lines[i].qty)),
    (Column("cancelled_qty", "Cancelled qty"), lambda o, i: _count(o, o.lines[i].cancelled_qty)),
    (Column("unit_price", "Unit price"), lambda o, i: o.money(o.lines[i].unit_price_minor)),
)
_WHAT_IT_COMES_TO: Final[tuple[tuple[Column, _OfLine], ...]] = (
    (Column("line_tax", "Line tax"), lambda o, i: _sum(o, o.lines[i].tax_minor)),
    (Column("line_total", "Line total"), lambda o, i: _sum(o, o.lines[i].total_minor)),
)
_OFF: Final = Column("line_discount", "Line discount")
_OWN_OFF: Final[tuple[Column, _OfLine]] = (_OFF, lambda o, i: o.money(o.discounts.lines[i]))
_ALL_OFF: Final[tuple[Column, _OfLine]] = (_OFF, lambda o, i: o.money(o.lines[i].discount_minor))

_ORDERS: Final = (*_OF_THE_LINE, _OWN_OFF, *_WHAT_IT_COMES_TO)
_LINES: Final = (*_OF_THE_LINE, _ALL_OFF, *_WHAT_IT_COMES_TO)
_REPEATED: Final = tuple(
    (column, read)
    for column, read in _OF_THE_ORDER
    if column.key in {"placed_at", "status", "lane", "customer", "customer_name", "currency"}
)
ORDERS: Final = tuple(column for column, _ in (*_WHICH, *_OF_THE_ORDER, *_ORDERS))
LINES: Final = (
    *(column for column, _ in (*_WHICH, *_REPEATED, *_LINES)),
    Column("warehouse", "Warehouse"), Column("parts", "Part states"),
)  # fmt: skip
_CARRIED: Final = (
    select(_CARGO.c.order_line_id, _PART.c.state, _PART.c.warehouse_id, _WAREHOUSE.c.code)
    .join_from(_CARGO, _PART, _CARGO.c.fulfillment_id == _PART.c.id)
    .outerjoin(_WAREHOUSE, _PART.c.warehouse_id == _WAREHOUSE.c.id)
    .where(
        _CARGO.c.order_line_id.in_(bindparam("b_keys", expanding=True)),
        _PART.c.state != PartState.CANCELLED,
    )
    .order_by(_CARGO.c.order_line_id, _PART.c.id)
)


def order_rows(asked: Asked) -> Iterator[list[Row]]:
    """Go through orders, a row for each line."""
    nothing = [None] * len(_OF_THE_ORDER)
    for page in orders(asked):
        rows: list[Row] = []
        for order in page:
            which = [read(order) for _, read in _WHICH]
            whole = [read(order) for _, read in _OF_THE_ORDER]
            for i in range(len(order.lines)):
                of_line = [read(order, i) for _, read in _ORDERS]
                rows.append([*which, *(nothing if i else whole), *of_line])
        yield rows


def line_rows(asked: Asked) -> Iterator[list[Row]]:
    """Go through lines, each with what its order says and where its goods are."""
    for page in orders(asked):
        rows: list[Row] = []
        carried = _carried(asked.unit, [line.id for order in page for line in order.lines])
        for order in page:
            whole = [read(order) for _, read in (*_WHICH, *_REPEATED)]
            for i, line in enumerate(order.lines):
                parts = carried.get(line.id, [])
                if _is_asked(asked.filters, line, parts):
                    of_line = [read(order, i) for _, read in _LINES]
                    rows.append([*whole, *of_line, *_where_it_is(parts)])
        yield rows


def _count(order: Whole, qty: int) -> int:
    return -qty if order.is_credit else qty


def _sum(order: Whole, minor: int) -> Cell:
    return order.money(-minor if order.is_credit else minor)


def _carried(unit: Unit, lines: Sequence[int]) -> dict[int, list[Any]]:
    return by_key(unit, _CARRIED, lines) if lines else {}


def _is_asked(filters: Mapping[str, Sequence[Any]], line: Any, parts: Sequence[Any]) -> bool:
    """Return whether a line is asked for: its order is, but it may be another line's doing."""
    if Filter.SKU in filters and line.sku_id not in filters[Filter.SKU]:
        return False
    places = filters.get(Filter.WAREHOUSE)
    return places is None or any(part.warehouse_id in places for part in parts)


def _where_it_is(parts: Sequence[Any]) -> list[Cell]:
    places = dict.fromkeys(part.code for part in parts if part.code)
    return [list(places), list(dict.fromkeys(part.state.value for part in parts))]
