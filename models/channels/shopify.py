"""An order as Shopify's Admin API tells it, as rows by field.

Discounts of lines are those allocated to them; what is off the order beyond these is the order's.
Units that were taken back or taken off before they left are not wanted any more. The tax is told
beside the total, and the total shows whether the prices hold it.
"""

from collections.abc import Mapping
from typing import Any, Final

from models.channels.fields import Field
from models.channels.handed import Row, number, part, parts, ship_to, text, total, whole_name

F = Field
_ADDRESS: Final[Mapping[F, tuple[str, ...]]] = {
    F.PHONE: ("phone",),
    F.COUNTRY: ("country_code", "country"),
    F.PROVINCE: ("province", "province_code"),
    F.CITY: ("city",),
    F.ADDRESS: ("address1",),
    F.ADDRESS_MORE: ("address2",),
    F.POSTCODE: ("zip",),
}


def is_order(record: Mapping[str, Any]) -> bool:
    """Return whether a record is an order of Shopify, by its shape."""
    return isinstance(record.get("line_items"), list) and "total_price" in record


def rows(record: Mapping[str, Any]) -> list[Row]:
    """Return an order as a row a line; one without lines is a row all the same."""
    lines = _lines(record)
    whole = _whole(record, lines)
    return [{**whole, **line} for line in lines] or [whole]


def _whole(record: Mapping[str, Any], lines: list[Row]) -> Row:
    customer, billing = part(record, "customer"), part(record, "billing_address")
    shipping = parts(record, "shipping_lines")
    off_shipping = [amount for line in shipping for amount in _allocated(line)]
    of_lines = [line.get(F.LINE_DISCOUNT, "") for line in lines]
    discounts = text(record, "current_total_discounts", "total_discounts")
    return {
        F.ORDER: text(record, "name", "id"),
        F.PLACED_AT: text(record, "processed_at", "created_at"),
        F.CUSTOMER: text(customer, "id"),
        F.CUSTOMER_NAME: whole_name(customer) or whole_name(billing),
        F.CUSTOMER_PHONE: text(customer, "phone") or text(record, "phone"),
        F.CUSTOMER_EMAIL: text(record, "email", "contact_email") or text(customer, "email"),
        **ship_to(part(record, "shipping_address"), _ADDRESS),
        F.CURRENCY: text(record, "currency"),
        F.DISCOUNT: _not_below(total(discounts, less=[*of_lines, *off_shipping])),
        F.SHIPPING: total(*(text(line, "price") for line in shipping), less=off_shipping),
        F.TAX: text(record, "current_total_tax", "total_tax"),
        F.TOTAL: text(record, "current_total_price", "total_price"),
        F.STATUS: "test" if record.get("test") is True else "",
        F.FULFILMENT: text(record, "fulfillment_status"),
        F.PAYMENT: text(record, "financial_status"),
        F.TOLD_AT: text(record, "updated_at"),
        F.CANCELLED_AT: text(record, "cancelled_at"),
        F.REMARK: text(record, "note"),
    }


def _lines(record: Mapping[str, Any]) -> list[Row]:
    back = _taken_back(record)
    lines = parts(record, "line_items")
    left = [_left(line, back) for line in lines]
    if all(units == "0" for units in left):
        left = [text(line, "quantity") for line in lines]  # all went back: it is over as it was
    told = [_line(line, units) for line, units in zip(lines, left, strict=True) if units != "0"]
    tip = text(record, "total_tip_received")
    if number(tip):
        told.append({F.SKU: "TIP", F.QTY: "1", F.PRICE: tip})
    return told


def _line(line: Mapping[str, Any], units: str) -> Row:
    off = total(*_allocated(line)) or _not_below(text(line, "total_discount"))
    return {
        F.SKU: text(line, "sku", "variant_id", "product_id"),
        F.NAME: text(line, "name", "title"),
        F.QTY: units,
        F.PRICE: text(line, "price"),
        # What was off some units that are gone cannot be told; the total shows it to a person.
        F.LINE_DISCOUNT: off if units == text(line, "quantity") else "",
    }


def _left(line: Mapping[str, Any], back: Mapping[str, int]) -> str:
    """Return how many units of a line are still wanted."""
    if current := text(line, "current_quantity"):
        return current
    units, gone = text(line, "quantity"), back.get(text(line, "id"), 0)
    return str(max(0, int(units) - gone)) if gone and _is_whole(units) else units


def _taken_back(record: Mapping[str, Any]) -> dict[str, int]:
    back: dict[str, int] = {}
    for refund in parts(record, "refunds"):
        for line in parts(refund, "refund_line_items"):
            key, units = text(line, "line_item_id"), text(line, "quantity")
            if _is_whole(units):
                back[key] = back.get(key, 0) + int(units)
    return back


def _is_whole(units: str) -> bool:
    return units.isascii() and units.isdigit() and len(units) < 10  # noqa: PLR2004


def _allocated(line: Mapping[str, Any]) -> list[str]:
    return [text(each, "amount") for each in parts(line, "discount_allocations")]


def _not_below(amount: str) -> str:
    """Return an amount off, or nothing where it comes to none."""
    value = number(amount)
    return "" if value is not None and value <= 0 else amount
