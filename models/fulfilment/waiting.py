"""Who waits for stock, who holds it, what is announced: the facts behind plans and refusals."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, exists, func, select

from models.catalog.tables import Sku, Warehouse
from models.db import Unit
from models.kit.errors import Refused
from models.kit.table import table
from models.orders.states import PartState
from models.orders.tables import Fulfillment, FulfillmentLine, Order, OrderHold, OrderRecord
from models.promise.promising import Due
from models.stock.tables import GoodsDue

_PART: Final = table(Fulfillment)
_CARGO: Final = table(FulfillmentLine)
_ORDER: Final = table(Order)
_HOLD: Final = table(OrderHold)
_SKU: Final = table(Sku)
_WAREHOUSE: Final = table(Warehouse)
_DUE: Final = table(GoodsDue)
HOLDERS_SHOWN: Final = 5

_CARRIED: Final = _CARGO.join(_PART, _CARGO.c.fulfillment_id == _PART.c.id).join(
    _ORDER, _PART.c.order_id == _ORDER.c.id
)
_AT_THE_SAME_TIME: Final = _ORDER.c.placed_at == bindparam("b_placed_at")
_IS_BEFORE: Final = (_ORDER.c.priority < bindparam("b_priority")) | (
    (_ORDER.c.priority == bindparam("b_priority"))
    & (
        (_ORDER.c.placed_at < bindparam("b_placed_at"))
        | (_AT_THE_SAME_TIME & (_ORDER.c.id < bindparam("b_id")))
    )
)
# Few parts wait, and many lines name a SKU: the sum keeps the planner from starting at the lines.
_IS_OF_SKUS: Final = (_CARGO.c.sku_id + 0).in_(bindparam("b_skus", expanding=True))
_OWED_BEFORE: Final = (
    select(_CARGO.c.sku_id, func.sum(_CARGO.c.qty).label("qty"))
    .select_from(_CARRIED)
    .where(
        _PART.c.state == PartState.BACKORDERED,
        _IS_OF_SKUS,
        _ORDER.c.id != bindparam("b_id"),
        _IS_BEFORE,
    )
    .group_by(_CARGO.c.sku_id)
)
_IS_HELD: Final = exists().where(
    _HOLD.c.order_id == _ORDER.c.id,
    _HOLD.c.released_at.is_(None),
    _HOLD.c.fulfillment_id.is_(None) | (_HOLD.c.fulfillment_id == _PART.c.id),
)
_ORDERS_WAITING: Final = (
    select(_ORDER.c.no)
    .select_from(_CARRIED)
    .where(_PART.c.state == PartState.BACKORDERED, _IS_OF_SKUS, ~_IS_HELD)
    .group_by(_ORDER.c.id, _ORDER.c.no, _ORDER.c.priority, _ORDER.c.placed_at)
    .order_by(_ORDER.c.priority, _ORDER.c.placed_at, _ORDER.c.id)
    .limit(bindparam("b_most"))
)
_SITES: Final = select(_WAREHOUSE).where(_WAREHOUSE.c.is_open.is_(True))


def owed_before(unit: Unit, order: OrderRecord, sku_ids: Collection[int]) -> dict[int, int]:
    """Return units by SKU that parts of orders before this one wait for.

    Before is lower by (priority, placed_at, key): what is theirs, a new plan leaves to them.
    """
    terms = {
        "b_skus": sorted(sku_ids),
        "b_priority": order.priority,
        "b_placed_at": order.placed_at,
        "b_id": order.id,
    }
    return {row.sku_id: int(row.qty) for row in unit.rows(_OWED_BEFORE, terms)}


def orders_waiting(unit: Unit, sku_ids: Collection[int], most: int) -> list[str]:
    """Return numbers of orders with parts that wait for these SKUs, who comes first, first.

    Parts that wait for a person are left out, or a row of them would keep goods from all behind.
    """
    rows = unit.rows(_ORDERS_WAITING, {"b_skus": sorted(sku_ids), "b_most": most})
    return [row.no for row in rows]


def announced(unit: Unit, sku_ids: Collection[int]) -> list[Due]:
    """Return what is announced and not yet in."""
    left = (_DUE.c.qty - _DUE.c.received).label("left")
    found = select(_DUE.c.sku_id, _DUE.c.due_on, left).where(
        _DUE.c.sku_id.in_(sorted(sku_ids)), _DUE.c.received < _DUE.c.qty
    )
    return [Due(row.sku_id, row.due_on, row.left) for row in unit.rows(found)]


def sites(unit: Unit) -> Sequence[Any]:
    """Return the rows of the warehouses that are open."""
    return unit.rows(_SITES)


def short_of(unit: Unit, missing: Mapping[int, int], there: Mapping[int, int]) -> Refused:
    """Return the refusal of a plan that lacks stock: what, who holds it, what would help.

    Args:
        missing: units by SKU that are lacking; `there`: units by SKU that could be had.
    """
    rows = unit.rows(select(_SKU.c.id, _SKU.c.sku).where(_SKU.c.id.in_(missing)))
    names = {row.id: row.sku for row in rows}
    coming = announced(unit, missing)
    return Refused(
        "stock_short",
        missing=[
            {
                "sku": names[sku],
                "missing": qty,
                "there": there.get(sku, 0),
                "held_by": _holders(unit, sku),
                "announced": [
                    {"on": due.on.isoformat(), "qty": due.qty}
                    for due in coming
                    if due.sku_id == sku
                ],
            }
            for sku, qty in sorted(missing.items())
        ],
        help=["receive_goods", "release", "backorder"],
    )


def _holders(unit: Unit, sku_id: int) -> list[dict[str, Any]]:
    found = (
        select(_ORDER.c.no, func.sum(_CARGO.c.qty).label("qty"))
        .select_from(_CARRIED)
        .where(
            _CARGO.c.sku_id == sku_id,
            _PART.c.state.in_([PartState.ALLOCATED, PartState.PICKING, PartState.PACKED]),
        )
        .group_by(_ORDER.c.no)
        .order_by(func.sum(_CARGO.c.qty).desc(), _ORDER.c.no)
        .limit(HOLDERS_SHOWN)
    )
    return [{"no": row.no, "qty": int(row.qty)} for row in unit.rows(found)]
