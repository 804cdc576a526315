"""Writing an order anew as its source now tells it: lines, money, address, customer.

Nothing is deleted: lines that are no longer said are cancelled in full, and those that are said now
come after them. That is done only while no goods are set aside for the order; what comes after is
changed by the verbs of the process.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from models.access.permissions import require
from models.access.verbs import Verb
from models.catalog.tables import TaxMode
from models.customers.commands import customer_by_key
from models.kit import money
from models.kit.errors import Refused
from models.orders.aggregate import LockedOrder
from models.orders.commands import add_lines, customer_of, price, skus_of
from models.orders.drafts import OrderDraft
from models.orders.states import OrderStatus
from models.orders.totals import payment_status

MONEY: Final = frozenset({"lines", "discount", "shipping", "total"})
PERSONAL: Final = frozenset({"ship_to", "remark", "customer"})
_REVIEWED: Final = frozenset({OrderStatus.APPROVED, OrderStatus.PENDING_REVIEW})
_OPEN: Final = _REVIEWED | {
    OrderStatus.DRAFT, OrderStatus.PENDING_PAYMENT, OrderStatus.REJECTED,
}  # fmt: skip


def rewrite(order: LockedOrder, draft: OrderDraft, fields: Collection[str]) -> None:
    """Write `fields` of an order anew from a draft; who locked it reviews it and saves it.

    Args:
        fields: of `MONEY`, `PERSONAL`, `placed_at`.

    Raises:
        Refused: `too_late_to_rewrite`, `currency_fixed`.
        Invalid: as `create` does of SKUs, prices and sums.
        NotPermitted, NotFound: as `require` does.
    """
    require(order.unit.actor, Verb.EDIT, order.target)
    row = order.row
    if not row.is_history and (row.status not in _OPEN or list(order.parts)):
        raise Refused("too_late_to_rewrite", no=row.no, status=row.status.value)
    before = told(order)
    if MONEY & set(fields):
        if {"lines", "discount"} & set(fields):
            _replace_lines(order, draft)
        _add_up(order, draft)
    if "customer" in fields:
        row.customer_id = customer_of(order.unit, draft, order.house).id
    if "ship_to" in fields:
        said = draft.ship_to.model_dump()
        row.ship_to = {**row.ship_to, **{name: text for name, text in said.items() if text}}
    if "remark" in fields:
        row.remark = draft.remark
    if "placed_at" in fields and draft.placed_at:
        row.placed_at = draft.placed_at
    order.known = {}
    if row.status is OrderStatus.APPROVED:
        row.status = OrderStatus.PENDING_REVIEW
    _record(order, before, fields)


def told(order: LockedOrder) -> dict[str, Any]:
    """Return what an order says now, as a draft is read from: `rewrite` can bring it back."""
    row = order.row
    customer = customer_by_key(order.unit, row.customer_id)
    buyer = {"code": "" if customer.is_anonymous else customer.code}
    lines = [
        {
            "sku": line.sku,
            "qty": line.open_qty,
            "unit_price": money.plain(line.unit_price_minor, row.currency),
            "discount": money.plain(
                line.unit_price_minor * line.open_qty - line.total_minor + line.cancelled_minor,
                row.currency,
            ),
            "name": line.name,
        }
        for line in order.lines
        if line.open_qty
    ]
    return {
        "channel": order.house.channel,
        "lines": lines,
        "customer": buyer,
        "ship_to": dict(row.ship_to),
        "currency": row.currency,
        "shipping": money.plain(row.shipping_minor, row.currency),
        "total": money.plain(row.total_minor, row.currency),
        "placed_at": row.placed_at.isoformat(),
        "remark": row.remark,
    }


def _add_up(order: LockedOrder, draft: OrderDraft) -> None:
    """Reckon anew what an order comes to, with the shipping and the total of a draft."""
    row, is_on_top = order.row, order.house.tax_mode is TaxMode.EXCLUSIVE
    tax_on = money.tax_upon if is_on_top else money.tax_within
    row.shipping_minor = money.parse(draft.shipping, row.currency, "shipping")
    row.shipping_tax_minor = tax_on(row.shipping_minor, draft.shipping_tax_bp)
    taxes = (line.tax_minor - line.cancelled_tax_minor for line in order.lines)
    row.tax_minor = row.shipping_tax_minor + sum(taxes)
    worth = sum(line.total_minor - line.cancelled_minor for line in order.lines)
    ours = row.shipping_minor + worth + (row.tax_minor if is_on_top else 0)
    stated = ours if draft.total is None else money.parse(draft.total, row.currency, "total")
    row.stated_difference_minor, row.total_minor = stated - ours, stated
    row.payment_status = payment_status(row, order.payments)


def _replace_lines(order: LockedOrder, draft: OrderDraft) -> None:
    skus = skus_of(order.unit, {line.sku for line in draft.lines})
    priced = price(draft, order.house, skus)
    if priced.currency != order.row.currency:
        told_of = {"currency": order.row.currency, "asked": priced.currency}
        raise Refused("currency_fixed", no=order.row.no, **told_of)
    for line in order.lines:
        line.cancelled_qty, line.cancelled_minor = line.qty, line.total_minor
        line.cancelled_tax_minor = line.tax_minor
    add_lines(order, draft, priced)
    order.row.goods_minor += priced.sums.goods
    order.row.discount_minor += priced.sums.discount


def _record(order: LockedOrder, before: Mapping[str, Any], fields: Collection[str]) -> None:
    after = told(order)
    names = [name for name in after if before[name] != after[name]]
    diff = {name: [before[name], after[name]] for name in names}
    order.record(
        "order.rewritten",
        diff={name: pair for name, pair in diff.items() if name not in PERSONAL},
        personal={name: pair for name, pair in diff.items() if name in PERSONAL},
        payload={"fields": sorted(fields)},
    )
