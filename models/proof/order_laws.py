"""The laws of orders: their lines, their money, their lanes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import case, func, literal, or_, select, union_all

from models.catalog.tables import Channel, Shop, TaxMode
from models.db import Unit
from models.kit.table import table
from models.orders.states import OrderStatus, PartState, PaymentState, PaymentStatus, lane_of
from models.orders.tables import (
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderDiscount,
    OrderHold,
    OrderLine,
    Payment,
)
from models.proof.offender import Offender

_ORDER: Final = table(Order)
_LINE: Final = table(OrderLine)
_PART: Final = table(Fulfillment)
_CARGO: Final = table(FulfillmentLine)
_HOLD: Final = table(OrderHold)
_UNDER_WAY: Final = (OrderStatus.FULFILLING, OrderStatus.DELIVERED, OrderStatus.COMPLETED)


def lines_are_served(unit: Unit) -> Offender | None:
    """I5: look for a line under way whose parts carry other than what is wanted of it."""
    other = _PART.alias("other")
    made_good = (
        select(other.c.made_for_id)
        .where(other.c.made_for_id.is_not(None), other.c.state != PartState.CANCELLED)
        .distinct()
        .subquery()
    )
    is_under_way = _ORDER.c.status.in_(_UNDER_WAY) & _ORDER.c.is_history.is_(False)
    wanted = (
        select(_LINE.c.id.label("line_id"), (_LINE.c.qty - _LINE.c.cancelled_qty).label("qty"))
        .join(_ORDER, _ORDER.c.id == _LINE.c.order_id)
        .where(is_under_way, _LINE.c.is_service.is_(False))
    )
    carried = (
        select(_CARGO.c.order_line_id, -_CARGO.c.qty)
        .join(_PART, _PART.c.id == _CARGO.c.fulfillment_id)
        .join(_ORDER, _ORDER.c.id == _PART.c.order_id)
        .outerjoin(made_good, made_good.c.made_for_id == _PART.c.id)
        .where(
            is_under_way, _PART.c.state != PartState.CANCELLED, made_good.c.made_for_id.is_(None)
        )
    )
    entries = union_all(wanted, carried).subquery()
    left = func.sum(entries.c.qty)
    unserved = (
        select(entries.c.line_id, left.label("left")).group_by(entries.c.line_id).having(left != 0)
    )
    row = unit.row(unserved.order_by(entries.c.line_id).limit(1))
    return None if row is None else _unserved(unit, row.line_id, int(row.left))


def _unserved(unit: Unit, line_id: int, left: int) -> Offender:
    query = select(_LINE, _ORDER.c.no).join(_ORDER, _ORDER.c.id == _LINE.c.order_id)
    line = unit.run(query.where(_LINE.c.id == line_id)).one()
    wanted = 0 if line.is_service else line.qty - line.cancelled_qty
    found = {"line": line.position, "wanted": wanted, "carried": wanted - left}
    return Offender(line.no, found)


def money_adds_up(unit: Unit) -> Offender | None:
    """I6: look for an order whose total, discounts or payments do not add up, or are below zero."""
    lines = _line_sums()
    paid, discounts = _sums(table(Payment)), _sums(table(OrderDiscount))
    tax_on_top = case(
        (table(Shop).c.tax_mode == TaxMode.EXCLUSIVE, lines.c.tax + _ORDER.c.shipping_tax_minor),
        else_=0,
    )
    ours = lines.c.total + _ORDER.c.shipping_minor + _ORDER.c.stated_difference_minor + tax_on_top
    laws = {
        "total": (_ORDER.c.total_minor, ours),
        "goods": (_ORDER.c.goods_minor, lines.c.goods),
        "lines": (literal(0), lines.c.wrong),
        "tax": (_ORDER.c.tax_minor, lines.c.tax + _ORDER.c.shipping_tax_minor),
        "discount": (_ORDER.c.discount_minor, lines.c.discount),
        "discounts": (_ORDER.c.discount_minor, func.coalesce(discounts.c.total, 0)),
        "paid": (_ORDER.c.paid_minor, func.coalesce(paid.c.total, 0)),
        "payment_status": (_ORDER.c.payment_status, _payment_status()),
    }
    sums = (
        _ORDER.outerjoin(lines, lines.c.order_id == _ORDER.c.id)
        .join(table(Channel), table(Channel).c.id == _ORDER.c.channel_id)
        .join(table(Shop), table(Shop).c.id == table(Channel).c.shop_id)
        .outerjoin(paid, paid.c.order_id == _ORDER.c.id)
        .outerjoin(discounts, discounts.c.order_id == _ORDER.c.id)
    )
    is_wrong = or_(
        _ORDER.c.total_minor < 0,
        lines.c.order_id.is_(None),
        *(found != kept for kept, found in laws.values()),
    )
    key = unit.value(select(func.min(_ORDER.c.id)).select_from(sums).where(is_wrong))
    if key is None:
        return None
    return _wrong_sums(unit, key, sums, laws)


def _wrong_sums(unit: Unit, key: int, sums: Any, laws: Mapping[str, Any]) -> Offender:
    """Return an order with both sides of every sum that does not add up."""
    both = [side.label(f"{name}_{i}") for name, pair in laws.items() for i, side in enumerate(pair)]
    query = select(_ORDER.c.no, *both).select_from(sums).where(_ORDER.c.id == key)
    row = unit.run(query).one()
    told = {name: [_plain(row._mapping[f"{name}_{i}"]) for i in (0, 1)] for name in laws}  # noqa: SLF001
    wrong = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    return Offender(row.no, wrong or {"below_zero": told["total"][0]})


def _plain(value: Any) -> Any:
    """Return a sum as a whole number: PostgreSQL sums are decimals."""
    return int(value) if isinstance(value, Decimal) else value


def _payment_status() -> Any:
    """Return what an order's money comes to, as `models.orders.totals` reckons it."""
    row, payment = _ORDER.c, table(Payment)
    is_authorized = (
        select(payment.c.id)
        .where(payment.c.order_id == row.id, payment.c.state == PaymentState.AUTHORIZED)
        .exists()
    )
    return case(
        (row.paid_minor > row.total_minor, PaymentStatus.OVERPAID.value),
        (row.paid_minor == row.total_minor, PaymentStatus.PAID.value),
        (row.paid_minor != 0, PaymentStatus.PARTIAL.value),
        (is_authorized, PaymentStatus.AUTHORIZED.value),
        else_=PaymentStatus.UNPAID.value,
    )


def _line_sums() -> Any:
    """Return a subquery of what the lines of each order come to, and how many do not add up."""
    asked = _LINE.c.unit_price_minor * _LINE.c.qty - _LINE.c.discount_minor
    return (
        select(
            _LINE.c.order_id,
            func.sum(_LINE.c.total_minor - _LINE.c.cancelled_minor).label("total"),
            func.sum(_LINE.c.tax_minor - _LINE.c.cancelled_tax_minor).label("tax"),
            func.sum(_LINE.c.discount_minor).label("discount"),
            func.sum(_LINE.c.unit_price_minor * _LINE.c.qty).label("goods"),
            func.sum(case((_LINE.c.total_minor != asked, 1), else_=0)).label("wrong"),
        )
        .group_by(_LINE.c.order_id)
        .subquery()
    )


def _sums(of: Any) -> Any:
    """Return a subquery of amounts by order; of payments, those that are captured."""
    query = select(of.c.order_id, func.sum(of.c.amount_minor).label("total"))
    if "state" in of.c:
        query = query.where(of.c.state == PaymentState.CAPTURED)
    return query.group_by(of.c.order_id).subquery()


def lanes_agree(unit: Unit) -> Offender | None:
    """I9: look for an order in another lane than its status, parts and holds say."""
    parts: dict[int, list[PartState]] = {}
    for part in unit.rows(
        select(_PART.c.order_id, _PART.c.state)
        .join(_ORDER, _ORDER.c.id == _PART.c.order_id)
        .where(_ORDER.c.status == OrderStatus.FULFILLING)
    ):
        parts.setdefault(part.order_id, []).append(part.state)
    held = {
        row.order_id
        for row in unit.rows(select(_HOLD.c.order_id).where(_HOLD.c.released_at.is_(None)))
    }
    for row in unit.run(
        select(
            _ORDER.c.id, _ORDER.c.no, _ORDER.c.status, _ORDER.c.lane, _ORDER.c.withdrawn_at
        ).order_by(_ORDER.c.id)
    ):
        lane = lane_of(row.status, parts.get(row.id, ()), is_held=row.id in held)
        lane = None if row.withdrawn_at else lane
        if lane is not row.lane:
            return Offender(row.no, {"kept": row.lane, "found": lane})
    return None
