"""What an order comes to. Pure arithmetic in minor units; the laws are those of `models.kit.money`.

line total  = unit price * qty - its discounts                 (contains the tax, or not)
order total = Σ line totals + shipping (+ tax, where prices exclude it) + stated difference
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from models.catalog.tables import TaxMode
from models.kit import money
from models.orders.states import PaymentMethod, PaymentState, PaymentStatus
from models.orders.tables import OrderRecord, PaymentRecord


class Priced(NamedTuple):
    """What a line is made of.

    Attributes:
        discount: what is taken off this line alone.
    """

    unit_price: int
    qty: int
    tax_rate_bp: int
    discount: int = 0


class LineSum(NamedTuple):
    """What a line comes to."""

    discount: int
    tax: int
    total: int


class OrderSum(NamedTuple):
    """What an order comes to; `total` is without a platform's stated difference."""

    lines: list[LineSum]
    goods: int
    discount: int
    shipping: int
    shipping_tax: int
    tax: int
    total: int


def add_up(
    lines: Sequence[Priced],
    *,
    discount: int = 0,
    shipping: int = 0,
    shipping_tax_bp: int = 0,
    mode: TaxMode = TaxMode.INCLUSIVE,
) -> OrderSum:
    """Return what an order comes to.

    Args:
        discount: taken off the order as a whole; spread over the lines by what they are worth.
    """
    tax_on = money.tax_within if mode is TaxMode.INCLUSIVE else money.tax_upon
    gross = [line.unit_price * line.qty for line in lines]
    left = [g - line.discount for g, line in zip(gross, lines, strict=True)]
    shares = money.spread(discount, left)
    sums: list[LineSum] = []
    for line, whole, share in zip(lines, gross, shares, strict=True):
        off = line.discount + share
        sums.append(LineSum(off, tax_on(whole - off, line.tax_rate_bp), whole - off))
    shipping_tax = tax_on(shipping, shipping_tax_bp)
    tax = sum(line.tax for line in sums) + shipping_tax
    total = sum(line.total for line in sums) + shipping
    if mode is TaxMode.EXCLUSIVE:
        total += tax
    return OrderSum(
        lines=sums,
        goods=sum(gross),
        discount=sum(line.discount for line in sums),
        shipping=shipping,
        shipping_tax=shipping_tax,
        tax=tax,
        total=total,
    )


AGREED: Final = frozenset({PaymentState.PENDING, PaymentState.AUTHORIZED})
"""States of a payment that is agreed and not yet made."""


def at_the_door(payments: Iterable[PaymentRecord]) -> int:
    """Return the cash that is agreed to be taken on delivery."""
    return sum(
        payment.amount_minor
        for payment in payments
        if payment.method is PaymentMethod.COD and payment.state in AGREED
    )


def payment_status(row: OrderRecord, payments: Iterable[PaymentRecord]) -> PaymentStatus:
    """Return what an order's payments come to, against what it comes to now."""
    if row.paid_minor > row.total_minor:
        return PaymentStatus.OVERPAID
    if row.paid_minor == row.total_minor:
        return PaymentStatus.PAID
    if row.paid_minor:
        return PaymentStatus.PARTIAL
    is_authorized = any(payment.state is PaymentState.AUTHORIZED for payment in payments)
    return PaymentStatus.AUTHORIZED if is_authorized else PaymentStatus.UNPAID
