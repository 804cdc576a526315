"""The laws of stock."""

from typing import Any, Final

from sqlalchemy import case, func, literal, select, union_all

from models.catalog.tables import Sku, Warehouse
from models.db import Unit
from models.fulfilment.planning import HOLDS_IN
from models.kit.table import table
from models.orders.tables import Fulfillment, FulfillmentLine
from models.proof.offender import Offender
from models.stock.tables import PHYSICAL, Bucket, StockBalance, StockMove

_BALANCE: Final = table(StockBalance)
_MOVE: Final = table(StockMove)
_SKU: Final = table(Sku)
_WAREHOUSE: Final = table(Warehouse)
_PART: Final = table(Fulfillment)
_CARGO: Final = table(FulfillmentLine)


def _place(row: Any) -> str:
    return f"{row.sku} @ {row.warehouse}"


def _named(query: Any) -> Any:
    """Add the names of SKU and warehouse to a query of (sku_id, warehouse_id, …)."""
    sub = query.subquery()
    return (
        select(sub, _SKU.c.sku, _WAREHOUSE.c.code.label("warehouse"))
        .join(_SKU, _SKU.c.id == sub.c.sku_id)
        .join(_WAREHOUSE, _WAREHOUSE.c.id == sub.c.warehouse_id)
        .order_by(sub.c.sku_id, sub.c.warehouse_id)
        .limit(1)
    )


def sum_is_zero(unit: Unit) -> Offender | None:
    """I1: look for a SKU in a warehouse whose buckets do not cancel out."""
    total = func.sum(_BALANCE.c.qty)
    query = (
        select(_BALANCE.c.sku_id, _BALANCE.c.warehouse_id, total.label("total"))
        .group_by(_BALANCE.c.sku_id, _BALANCE.c.warehouse_id)
        .having(total != 0)
    )
    row = unit.row(_named(query))
    return None if row is None else Offender(_place(row), {"total": int(row.total)})


def nothing_below_zero(unit: Unit) -> Offender | None:
    """I2: look for a physical bucket that holds less than nothing."""
    query = select(_BALANCE).where(_BALANCE.c.bucket.in_(sorted(PHYSICAL)), _BALANCE.c.qty < 0)
    row = unit.row(_named(query))
    return None if row is None else Offender(_place(row), {"bucket": row.bucket, "qty": row.qty})


def balances_fold(unit: Unit) -> Offender | None:
    """I3: look for a balance that is not what its moves come to."""
    parts = [
        select(
            _MOVE.c.sku_id, _MOVE.c.warehouse_id, _MOVE.c.to_bucket.label("bucket"), _MOVE.c.qty
        ),
        select(_MOVE.c.sku_id, _MOVE.c.warehouse_id, _MOVE.c.from_bucket, -_MOVE.c.qty),
        select(_BALANCE.c.sku_id, _BALANCE.c.warehouse_id, _BALANCE.c.bucket, -_BALANCE.c.qty),
    ]
    row = unit.row(_named(_unbalanced(union_all(*parts))))
    return (
        None
        if row is None
        else Offender(_place(row), {"bucket": row.bucket, "moves_minus_kept": int(row.left)})
    )


def _unbalanced(entries: Any) -> Any:
    """Return the (SKU, warehouse, bucket) whose entries do not cancel out."""
    sub = entries.subquery()
    keys = (sub.c.sku_id, sub.c.warehouse_id, sub.c.bucket)
    left = func.sum(sub.c.qty)
    return select(*keys, left.label("left")).group_by(*keys).having(left != 0)


def parts_are_held(unit: Unit) -> Offender | None:
    """I4: look for a bucket that holds other than what the parts in its states carry."""
    bucket_of = case(*((_PART.c.state == s, literal(b.value)) for s, b in HOLDS_IN.items()))
    carried = (
        select(_CARGO.c.sku_id, _PART.c.warehouse_id, bucket_of.label("bucket"), _CARGO.c.qty)
        .join(_PART, _PART.c.id == _CARGO.c.fulfillment_id)
        .where(_PART.c.state.in_(list(HOLDS_IN)))
    )
    kept = select(
        _BALANCE.c.sku_id, _BALANCE.c.warehouse_id, _BALANCE.c.bucket, -_BALANCE.c.qty
    ).where(_BALANCE.c.bucket.in_([Bucket.RESERVED, Bucket.STAGED, Bucket.CARRIER]))
    row = unit.row(_named(_unbalanced(union_all(carried, kept))))
    return (
        None
        if row is None
        else Offender(_place(row), {"bucket": row.bucket, "parts_minus_kept": int(row.left)})
    )
