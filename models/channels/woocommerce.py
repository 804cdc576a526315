"""An order as WooCommerce's REST API tells it, as rows by field; the older API's names count, too.

A line's subtotal is before coupons and its total after them, both of all its units and without the
tax. A fee is a line of its own; one below nothing is something off the order.
"""

from collections.abc import Mapping
from typing import Any, Final

from models.channels.fields import Field
from models.channels.handed import Row, number, part, parts, ship_to, text, total, whole_name

F = Field
_ADDRESS: Final[Mapping[F, tuple[str, ...]]] = {
    F.COUNTRY: ("country",),
    F.PROVINCE: ("state",),
    F.CITY: ("city",),
    F.ADDRESS: ("address_1",),
    F.ADDRESS_MORE: ("address_2",),
    F.POSTCODE: ("postcode",),
}
_UNPAID: Final = frozenset({"pending", "on-hold", "failed"})
_MONEY_BACK: Final = "partially_refunded"


def is_order(record: Mapping[str, Any]) -> bool:
    """Return whether a record is an order of WooCommerce, by its shape."""
    has_buyer = "billing" in record or "billing_address" in record
    return isinstance(record.get("line_items"), list) and has_buyer and "total" in record


def rows(record: Mapping[str, Any]) -> list[Row]:
    """Return an order as a row a line; one without lines is a row all the same."""
    fees = [(text(fee, "name", "title"), text(fee, "total")) for fee in parts(record, "fee_lines")]
    lines = [_line(line) for line in parts(record, "line_items")]
    lines += [
        {F.SKU: "FEE", F.NAME: name, F.QTY: "1", F.PRICE: amount}
        for name, amount in fees if not _is_off(amount)
    ]  # fmt: skip
    whole = _whole(record, [amount for _, amount in fees if _is_off(amount)])
    return [{**whole, **line} for line in lines] or [whole]


def _whole(record: Mapping[str, Any], off: list[str]) -> Row:
    billing = part(record, "billing", "billing_address")
    shipping = part(record, "shipping", "shipping_address")
    status = text(record, "status")
    customer = text(record, "customer_id")
    return {
        F.ORDER: text(record, "number", "order_number", "id"),
        F.PLACED_AT: _moment(record, "date_created_gmt", "date_created", "created_at"),
        F.CUSTOMER: "" if customer == "0" else customer,
        F.CUSTOMER_NAME: whole_name(billing),
        F.CUSTOMER_PHONE: text(billing, "phone"),
        F.CUSTOMER_EMAIL: text(billing, "email"),
        **ship_to(shipping if text(shipping, "address_1") else billing, _ADDRESS),
        F.PHONE: text(shipping, "phone") or text(billing, "phone"),
        F.CURRENCY: text(record, "currency"),
        F.DISCOUNT: total(less=off),
        F.SHIPPING: text(record, "shipping_total", "total_shipping"),
        F.TAX: text(record, "total_tax"),
        F.TOTAL: text(record, "total"),
        F.STATUS: status,
        F.TOLD_AT: _moment(record, "date_modified_gmt", "date_modified", "updated_at"),
        F.PAYMENT: "unpaid" if status in _UNPAID else _MONEY_BACK if record.get("refunds") else "",
        F.REMARK: text(record, "customer_note", "note"),
    }


def _moment(record: Mapping[str, Any], world: str, *others: str) -> str:
    """Return a moment; the world's time is told without saying that it is."""
    of_world = text(record, world)
    return f"{of_world}Z" if of_world and of_world[-1].isdigit() else text(record, world, *others)


def _line(line: Mapping[str, Any]) -> Row:
    before, after = text(line, "subtotal"), text(line, "total")
    off = total(before, less=[after]) if before and after else ""
    if _is_off(off):  # somebody raised the price by hand
        before, off = after, ""
    ids = (text(line, name) for name in ("sku", "variation_id", "product_id"))
    return {
        F.SKU: next((each for each in ids if each not in {"", "0"}), ""),
        F.NAME: text(line, "name"),
        F.QTY: text(line, "quantity"),
        F.LINE_TOTAL: before or after,
        F.LINE_DISCOUNT: off,
    }


def _is_off(amount: str) -> bool:
    value = number(amount)
    return value is not None and value < 0
