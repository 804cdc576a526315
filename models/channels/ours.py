"""An order as we hand it over ourselves, as rows by field: what was exported here is known again.

A line's discount holds its share of what is off the order, so the order's own says nothing more. A
credit note is kept with quantities above zero, and comes in with quantities below.
"""

from collections.abc import Mapping
from typing import Any, Final

from models.channels.assembled import CREDIT_NOTE
from models.channels.fields import Field
from models.channels.handed import Row, part, parts, ship_to, text
from models.channels.trade import is_credit_number

F = Field
_OURS: Final = frozenset({"no", "lane", "channel", "version", "lines", "ship_to"})
_ADDRESS: Final[Mapping[F, tuple[str, ...]]] = {
    field: (field.value,)
    for field in (
        F.RECIPIENT, F.PHONE, F.COUNTRY, F.PROVINCE, F.CITY, F.DISTRICT, F.ADDRESS, F.POSTCODE,
    )
}  # fmt: skip


def is_order(record: Mapping[str, Any]) -> bool:
    """Return whether a record is an order of ours, by its shape."""
    return record.keys() >= _OURS


def rows(record: Mapping[str, Any]) -> list[Row]:
    """Return an order as a row a line; one without lines is a row all the same."""
    order_no = text(record, "external_id", "no")
    is_credit = CREDIT_NOTE in (record.get("tags") or ()) and is_credit_number(order_no)
    customer = part(record, "customer")
    code = text(customer, "code")
    whole: Row = {
        F.NO: text(record, "no"),
        F.ORDER: order_no,
        F.PLACED_AT: text(record, "placed_at"),
        F.CUSTOMER: "" if code.startswith("anon-") else code,
        F.CUSTOMER_NAME: text(customer, "name"),
        F.CUSTOMER_PHONE: text(customer, "phone"),
        F.CUSTOMER_EMAIL: text(customer, "email"),
        **ship_to(part(record, "ship_to"), _ADDRESS),
        F.CURRENCY: text(record, "currency"),
        F.SHIPPING: text(record, "shipping"),
        F.TOTAL: text(record, "total"),
        F.STATUS: text(record, "status"),
        F.REMARK: text(record, "remark"),
    }
    lines = [_line(line, is_credit=is_credit) for line in parts(record, "lines")]
    return [{**whole, **line} for line in lines] or [whole]


def _line(line: Mapping[str, Any], *, is_credit: bool) -> Row:
    units = text(line, "qty")
    return {
        F.SKU: text(line, "sku"),
        F.NAME: text(line, "name"),
        F.QTY: f"-{units}" if is_credit else units,
        F.PRICE: text(line, "unit_price"),
        F.LINE_DISCOUNT: text(line, "discount"),
    }
