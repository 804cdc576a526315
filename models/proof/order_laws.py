"""The laws of orders: their lines, their money, their lanes."""

from typing import Any, Final

from sqlalchemy import case, func, or_, select

from models.catalog.tables import Channel, Shop, TaxMode
from models.db import Unit
from models.kit.table import table
from models.orders.states import OrderStatus, PartState, PaymentState, lane_of
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


def lines_are_served(unit: Unit) -> Offender | None:
    """I5: look for a line under way whose parts carry other than what is wanted of it."""
    other = _PART.alias("other")
    made_good = select(other.c.made_for_id).where(
        other.c.made_for_id.is_not(None), other.c.state != PartState.CANCELLED
    )
    carried = (
        select(_CARGO.c.order_line_id, func.sum(_CARGO.c.qty).label("qty"))
        .join(_PART, _PART.c.id == _CARGO.c.fulfillment_id)
        .where(_PART.c.state != PartState.CANCELLED, _PART.c.id.not_in(made_good))
        .group_by(_CARGO.c.order_line_id)
        .subquery()
    )
    under_way = [OrderStatus.FULFILLING, OrderStatus.DELIVERED, OrderStatus.COMPLETED]
    wanted = _LINE.c.qty - _LINE.c.cancelled_qty
    query = (
        select(_ORDER.c.no, _LINE.c.position, wanted.label("wanted"), carried.c.qty)
        .join(_ORDER, _ORDER.c.id == _LINE.c.order_id)
        .outerjoin(carried, carried.c.order_line_id == _LINE.c.id)
        .where(
            _ORDER.c.status.in_(under_way),
            _ORDER.c.is_history.is_(False),
            _LINE.c.is_service.is_(False),
            func.coalesce(carried.c.qty, 0) != wanted,
        )
        .order_by(_ORDER.c.id, _LINE.c.position)
        .limit(1)
    )
    row = unit.row(query)
    if row is None:
        return None
    found = {"line": row.position, "wanted": row.wanted, "carried": int(row.qty or 0)}
    return Offender(row.no, found)


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
        "discount": (_ORDER.c.discount_minor, lines.c.discount),
        "discounts": (_ORDER.c.discount_minor, func.coalesce(discounts.c.total, 0)),
        "paid": (_ORDER.c.paid_minor, func.coalesce(paid.c.total, 0)),
    }
    query = (
        select(
            _ORDER.c.no,
            *(side.label(f"{k}_{i}") for k, v in laws.items() for i, side in enumerate(v)),
        )
        .join(lines, lines.c.order_id == _ORDER.c.id)
        .join(table(Channel), table(Channel).c.id == _ORDER.c.channel_id)
        .join(table(Shop), table(Shop).c.id == table(Channel).c.shop_id)
        .outerjoin(paid, paid.c.order_id == _ORDER.c.id)
        .outerjoin(discounts, discounts.c.order_id == _ORDER.c.id)
        .where(or_(_ORDER.c.total_minor < 0, *(kept != found for kept, found in laws.values())))
        .order_by(_ORDER.c.id)
        .limit(1)
    )
    row = unit.row(query)
    if row is None:
        return None
    sides = {key: [int(row._mapping[f"{key}_{i}"]) for i in (0, 1)] for key in laws}  # noqa: SLF001
    wrong = {key: pair for key, pair in sides.items() if pair[0] != pair[1]}
    return Offender(row.no, wrong or {"below_zero": sides["total"][0]})


def _line_sums() -> Any:
    """Return a subquery of what the lines of each order come to."""
    return (
        select(
            _LINE.c.order_id,
            func.sum(_LINE.c.total_minor - _LINE.c.cancelled_minor).label("total"),
            func.sum(_LINE.c.tax_minor - _LINE.c.cancelled_tax_minor).label("tax"),
            func.sum(_LINE.c.discount_minor).label("discount"),
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
        select(_ORDER.c.id, _ORDER.c.no, _ORDER.c.status, _ORDER.c.lane).order_by(_ORDER.c.id)
    ):
        lane = lane_of(row.status, parts.get(row.id, ()), is_held=row.id in held)
        if lane is not row.lane:
            return Offender(row.no, {"kept": row.lane, "found": lane})
    return None
