"""What an order of a file says, held against what the order says that is here: in what they differ.

Only what the file speaks of is compared. That makes a file that was exported here, and one that
came again with its columns in another order, the same as what there is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from models.channels.fields import Field
from models.channels.orders import Assembled
from models.customers.tables import Customer
from models.db import Unit
from models.kit import money
from models.kit.table import table
from models.orders.drafts import OrderDraft
from models.orders.states import Lane, OrderStatus
from models.orders.tables import Order, OrderLine

_ORDER: Final = table(Order)
_LINE: Final = table(OrderLine)
_CUSTOMER: Final = table(Customer)
_BUYER: Final = (
    _CUSTOMER.c.code, _CUSTOMER.c.name, _CUSTOMER.c.phone, _CUSTOMER.c.email,
    _CUSTOMER.c.is_anonymous,
)  # fmt: skip


_TO_BE_SENT: Final = frozenset(Lane) - {
    Lane.SHIPPED, Lane.DELIVERED, Lane.COMPLETED, Lane.CANCELLED,
}  # fmt: skip


class Stored(NamedTuple):
    """An order that is here: its row, its lines, and who buys."""

    row: Any
    lines: Sequence[Any]
    buyer: Any


class Said(NamedTuple):
    """An order of a file, and of which fields the file speaks."""

    draft: OrderDraft
    order: Assembled
    columns: frozenset[Field]


def stored_orders(unit: Unit, keys: Iterable[int]) -> dict[int, Stored]:
    """Return what the orders of these keys say."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = unit.rows(select(_ORDER).where(_ORDER.c.id.in_(wanted)))
    buyers = {row.customer_id for row in rows}
    named = unit.rows(select(_CUSTOMER.c.id, *_BUYER).where(_CUSTOMER.c.id.in_(sorted(buyers))))
    customers = {row.id: row for row in named}
    lines: dict[int, list[Any]] = {}
    for line in unit.rows(select(_LINE).where(_LINE.c.order_id.in_(wanted)).order_by(_LINE.c.id)):
        lines.setdefault(line.order_id, []).append(line)
    return {row.id: Stored(row, lines.get(row.id, []), customers[row.customer_id]) for row in rows}


def differences(said: Said, stored: Stored) -> list[str]:
    """Return in what an order of a file differs from the one that is here; none where nowhere."""
    return [name for name, differs in DIFFERS.items() if differs(said, stored)]


def _lines(said: Said, stored: Stored) -> bool:
    prices = all(line.unit_price is not None for line in said.draft.lines)
    currency = stored.row.currency
    told = sorted(
        (line.sku, line.qty, _minor(line.unit_price, currency) if prices else 0)
        for line in said.draft.lines
    )

    def kept(qty: str) -> list[tuple[str, int, int | None]]:
        return sorted(
            (line.sku, count, line.unit_price_minor if prices else 0)
            for line in stored.lines
            if (count := line.qty if qty == "ordered" else line.qty - line.cancelled_qty)
        )

    # As it was ordered, or as it is still wanted: cancelling units here is no news from there.
    return told not in (kept("ordered"), kept("open"))


def _discount(said: Said, stored: Stored) -> bool:
    draft, currency = said.draft, stored.row.currency
    off = sum(_minor(line.discount, currency) or 0 for line in draft.lines)
    off += sum(_minor(discount.amount, currency) or 0 for discount in draft.discounts)
    if not off and not {Field.DISCOUNT, Field.LINE_DISCOUNT} & said.columns:
        return False
    still = sum(
        line.unit_price_minor * (line.qty - line.cancelled_qty)
        - line.total_minor + line.cancelled_minor
        for line in stored.lines
    )  # fmt: skip
    return off not in (stored.row.discount_minor, still)


def _shipping(said: Said, stored: Stored) -> bool:
    if not said.draft.shipping and Field.SHIPPING not in said.columns:
        return False
    return _minor(said.draft.shipping, stored.row.currency) != stored.row.shipping_minor


def _total(said: Said, stored: Stored) -> bool:
    total = said.draft.total
    return total is not None and _minor(total, stored.row.currency) != stored.row.total_minor


def _currency(said: Said, stored: Stored) -> bool:
    return said.draft.currency is not None and said.draft.currency != stored.row.currency


def _placed_at(said: Said, stored: Stored) -> bool:
    # To the second, which is as fine as files write it.
    told, kept = said.draft.placed_at, stored.row.placed_at
    return told is not None and told.replace(microsecond=0) != kept.replace(microsecond=0)


def _remark(said: Said, stored: Stored) -> bool:
    # Spreadsheets end lines in their own way: only the words count.
    told, kept = said.draft.remark.split(), stored.row.remark.split()
    return Field.REMARK in said.columns and told != kept


def _ship_to(said: Said, stored: Stored) -> bool:
    told = said.draft.ship_to.model_dump()
    return any(text and text != stored.row.ship_to.get(name) for name, text in told.items())


def _customer(said: Said, stored: Stored) -> bool:
    told = {name: text for name, text in said.draft.customer.model_dump().items() if text}
    if "code" in told:
        return told["code"] != stored.buyer.code
    return any(text != getattr(stored.buyer, name) for name, text in told.items())


def _status(said: Said, stored: Stored) -> bool:
    # Only an end that we do not know of is news; how far an order is, is better known here.
    known = {OrderStatus.CANCELLED, OrderStatus.REJECTED}
    is_theirs = Field.NO not in said.columns
    return is_theirs and said.order.is_cancelled and stored.row.status not in known


def _sent(said: Said, stored: Stored) -> bool:
    """Return whether it is over there, and might still be sent from here."""
    is_over = said.order.is_over and not said.order.is_cancelled and Field.NO not in said.columns
    return is_over and stored.row.lane in _TO_BE_SENT


DIFFERS: Final[Mapping[str, Callable[[Said, Stored], bool]]] = {
    "status": _status,
    "sent": _sent,
    "lines": _lines,
    "discount": _discount,
    "shipping": _shipping,
    "total": _total,
    "currency": _currency,
    "placed_at": _placed_at,
    "customer": _customer,
    "ship_to": _ship_to,
    "remark": _remark,
}


def _minor(amount: Decimal | None, currency: str) -> int | None:
    """Return an amount in minor units; one that is finer than the currency equals nothing."""
    if amount is None:
        return None
    value = amount.scaleb(money.exponent(currency))
    return int(value) if value == value.to_integral_value() else -1
