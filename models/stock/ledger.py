"""The stock ledger: the only writer of stock.

Three laws, in units, per SKU and warehouse:

    the sum over all buckets is zero          after every posting
    physical buckets are >= 0                 CHECK in the database
    a balance is the fold of its moves        `oms check`

Balances are touched in (sku, warehouse, bucket) order, so two orders that share SKUs cannot
deadlock. What leaves a physical bucket leaves by a conditional UPDATE: the database decides who was
first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from models.activity.log import Log
from models.db import Unit
from models.kit.errors import Invalid, Refused
from models.kit.table import table
from models.stock.tables import PHYSICAL, Bucket, StockBalance, StockMove

MAX_QTY: Final = 1_000_000
"""The most units a person, a program or a file may speak of at once; parts may carry more."""

_BALANCE: Final = table(StockBalance)
_MOVE: Final = table(StockMove)
_KEY = (
    (_BALANCE.c.sku_id == bindparam("b_sku"))
    & (_BALANCE.c.warehouse_id == bindparam("b_warehouse"))
    & (_BALANCE.c.bucket == bindparam("b_bucket"))
)
_TAKE: Final = (
    _BALANCE.update()
    .where(_KEY, _BALANCE.c.qty >= bindparam("b_qty"))
    .values(qty=_BALANCE.c.qty - bindparam("b_qty"), version=_BALANCE.c.version + 1)
)
_LOCKED: Final = (
    select(_BALANCE.c.sku_id)
    .where(
        _BALANCE.c.sku_id.in_(bindparam("b_skus", expanding=True)),
        _BALANCE.c.warehouse_id.in_(bindparam("b_places", expanding=True)),
    )
    .order_by(_BALANCE.c.sku_id, _BALANCE.c.warehouse_id, _BALANCE.c.bucket)
    .with_for_update()
)
_PLANNED: Final = (
    select(_BALANCE)
    .where(
        _BALANCE.c.sku_id.in_(bindparam("b_skus", expanding=True)),
        _BALANCE.c.bucket.in_([Bucket.AVAILABLE, Bucket.RESERVED]),
    )
    .order_by(_BALANCE.c.sku_id, _BALANCE.c.warehouse_id, _BALANCE.c.bucket)
    .with_for_update()
)


def _adding(dialect: Any) -> Any:
    statement = dialect.insert(_BALANCE).values(
        sku_id=bindparam("b_sku"),
        warehouse_id=bindparam("b_warehouse"),
        bucket=bindparam("b_bucket"),
        qty=bindparam("b_qty"),
        version=1,
    )
    return statement.on_conflict_do_update(
        index_elements=["sku_id", "warehouse_id", "bucket"],
        set_={"qty": _BALANCE.c.qty + statement.excluded.qty, "version": _BALANCE.c.version + 1},
    )


Held = tuple[int, int, Bucket]
"""A SKU in a bucket of a warehouse."""
_ADD: Final = {"sqlite": _adding(sqlite), "postgresql": _adding(postgresql)}


class Posting(NamedTuple):
    """`qty` units of a SKU that go from one bucket of a warehouse to another."""

    sku_id: int
    warehouse_id: int
    source: Bucket
    target: Bucket
    qty: int
    fulfillment_id: int | None = None


def post(
    unit: Unit,
    postings: Iterable[Posting],
    *,
    reason: str,
    order_id: int | None = None,
) -> None:
    """Move stock; the moves belong to the next event the unit records.

    Raises:
        Invalid: `qty_out_of_range`.
        Refused: `stock_short`; `missing` says of what, where, how much was wanted and is there.
    """
    postings = list(postings)
    for posting in postings:
        if posting.qty < 1:
            raise Invalid("qty_out_of_range", qty=posting.qty, most=MAX_QTY)
    change_balances(unit, _sums(postings))
    log = unit.book(Log)
    for posting in postings:
        log.beside(
            _MOVE,
            {
                "sku_id": posting.sku_id,
                "warehouse_id": posting.warehouse_id,
                "from_bucket": posting.source,
                "to_bucket": posting.target,
                "qty": posting.qty,
                "reason": reason,
                "order_id": order_id,
                "fulfillment_id": posting.fulfillment_id,
                "at": unit.now,
            },
        )


def quantities(
    unit: Unit, sku_ids: Collection[int], bucket: Bucket = Bucket.AVAILABLE
) -> dict[tuple[int, int], int]:
    """Return what a bucket holds, by (sku, warehouse); empty balances are left out."""
    found = select(_BALANCE.c.sku_id, _BALANCE.c.warehouse_id, _BALANCE.c.qty).where(
        _BALANCE.c.sku_id.in_(sorted(sku_ids)), _BALANCE.c.bucket == bucket, _BALANCE.c.qty != 0
    )
    return {(row.sku_id, row.warehouse_id): row.qty for row in unit.rows(found)}


def lock_for_planning(unit: Unit, sku_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Return what is available, and keep it so until the unit ends.

    Locks what a plan will touch, `available` and `reserved`, in the order of the ledger.
    """
    rows = unit.rows(_PLANNED, {"b_skus": sorted(sku_ids)})
    return {
        (row.sku_id, row.warehouse_id): row.qty
        for row in rows
        if row.bucket is Bucket.AVAILABLE and row.qty
    }


def _sums(postings: Iterable[Posting]) -> dict[Held, int]:
    changes: dict[Held, int] = defaultdict(int)
    for posting in postings:
        changes[posting.sku_id, posting.warehouse_id, posting.source] -= posting.qty
        changes[posting.sku_id, posting.warehouse_id, posting.target] += posting.qty
    return changes


def change_balances(unit: Unit, changes: Mapping[Held, int]) -> None:
    """Let balances follow moves: `post` does so for its own, and who writes moves in bulk must.

    Raises:
        Refused: `stock_short`, as `post`.
    """
    takes: list[dict[str, Any]] = []
    adds: list[dict[str, Any]] = []
    for (sku_id, warehouse_id, bucket), change in sorted(changes.items()):
        at = {"b_sku": sku_id, "b_warehouse": warehouse_id, "b_bucket": bucket}
        if change < 0 and bucket in PHYSICAL:
            takes.append({**at, "b_qty": -change})
        elif change:
            adds.append({**at, "b_qty": change})
    if not unit.is_sqlite:
        _lock(unit, {key[:2] for key in changes})
    for take in takes:
        if unit.run(_TAKE, take).rowcount == 0:
            raise _short(unit, take)
    if adds:
        unit.run(_ADD[unit.connection.dialect.name], adds)


def _lock(unit: Unit, places: Collection[tuple[int, int]]) -> None:
    """Take every balance of these places in the one order, so that no two units can deadlock."""
    unit.run(
        _LOCKED,
        {"b_skus": sorted({sku for sku, _ in places}), "b_places": sorted({w for _, w in places})},
    )


def _short(unit: Unit, take: dict[str, Any]) -> Refused:
    place, bucket = (take["b_sku"], take["b_warehouse"]), Bucket(take["b_bucket"])
    lack = {
        "sku_id": place[0],
        "warehouse_id": place[1],
        "bucket": bucket.value,
        "wanted": take["b_qty"],
        "there": quantities(unit, [place[0]], bucket).get(place, 0),
    }
    return Refused("stock_short", missing=[lack])
