"""Stock that changes without an order: goods in, goods back, transfers, corrections.

Each SKU touched counts its version up and leaves one event. Who waits for goods is not this area's
affair: `models.fulfilment.arrivals` calls these and then serves them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from models.activity.log import News, record
from models.catalog.tables import Sku, Supply, Warehouse
from models.db import Unit
from models.kit.errors import Invalid, NotFound, Refused
from models.kit.table import table
from models.stock import ledger
from models.stock.ledger import MAX_QTY, Posting, quantities
from models.stock.tables import Bucket, GoodsDue

AGGREGATE: Final = "sku"
_SKU: Final = table(Sku)
_WAREHOUSE: Final = table(Warehouse)
_DUE: Final = table(GoodsDue)
BACK_TO: Final = frozenset({Bucket.AVAILABLE, Bucket.QUARANTINE, Bucket.DAMAGED})


def goods_in(unit: Unit, warehouse: str, goods: Mapping[str, int], *, note: str = "") -> list[int]:
    """Put goods from a supplier on the shelf; what was announced counts as come in, oldest first.

    Returns:
        The keys of the SKUs.

    Raises:
        Invalid: `qty_out_of_range`, `unknown_sku`, `nothing_given`, `service_has_no_stock`.
        NotFound: `warehouse`.
    """
    skus = _move(
        unit, warehouse, goods, (Bucket.SUPPLIER, Bucket.AVAILABLE), "stock.goods_in", note=note
    )
    for code, sku in skus.items():
        _count_as_come(unit, sku.id, goods[code])
    return [sku.id for sku in skus.values()]


def goods_back(
    unit: Unit, warehouse: str, goods: Mapping[str, int], *, to: str, note: str = ""
) -> list[int]:
    """Take goods back from customers, into one of `BACK_TO`; returns and raises as `goods_in`."""
    if to not in BACK_TO:
        raise Invalid("bad_bucket", field="to", known=sorted(BACK_TO))
    skus = _move(
        unit, warehouse, goods, (Bucket.CUSTOMER, Bucket(to)), "stock.goods_back", note=note
    )
    return [sku.id for sku in skus.values()]


def correct(
    unit: Unit, warehouse: str, sku: str, change: int, *, reason: str, note: str = ""
) -> list[int]:
    """Add to (or, below zero, take from) what is available, because a count said so.

    Raises:
        Invalid: `reason_needed`, and as `goods_in`.
        Refused: `stock_short`, when more would be taken than is available.
    """
    if not reason:
        raise Invalid("reason_needed", fields=["reason"])
    ends = (Bucket.COUNT_DIFF, Bucket.AVAILABLE)
    if change < 0:
        ends = (Bucket.AVAILABLE, Bucket.COUNT_DIFF)
    skus = _move(
        unit, warehouse, {sku: abs(change)}, ends, "stock.corrected",
        reason=reason, note=note,
    )  # fmt: skip
    return [row.id for row in skus.values()]


def transfer_out(unit: Unit, warehouse: str, goods: Mapping[str, int], *, note: str = "") -> None:
    """Let goods leave for another warehouse; raises as `correct`."""
    _move(
        unit, warehouse, goods, (Bucket.AVAILABLE, Bucket.TRANSFER), "stock.transfer_out", note=note
    )


def transfer_in(
    unit: Unit, warehouse: str, goods: Mapping[str, int], *, note: str = ""
) -> list[int]:
    """Put transferred goods on the shelf; returns and raises as `goods_in`.

    Raises:
        Refused: `not_in_transit`, where more would arrive than ever left.
    """
    _refuse_unsent(unit, _find(unit, warehouse, goods)[1], goods)
    skus = _move(
        unit, warehouse, goods, (Bucket.TRANSFER, Bucket.AVAILABLE), "stock.transfer_in", note=note
    )
    return [sku.id for sku in skus.values()]


def _refuse_unsent(unit: Unit, skus: Mapping[str, Any], goods: Mapping[str, int]) -> None:
    """Refuse goods that never left anywhere; the rows of the SKUs are locked by now."""
    under_way = quantities(unit, [sku.id for sku in skus.values()], Bucket.TRANSFER)
    for code, sku in skus.items():
        there = sum(qty for (sku_id, _place), qty in under_way.items() if sku_id == sku.id)
        if goods[code] > there:
            raise Refused("not_in_transit", sku=code, wanted=goods[code], in_transit=there)


def announce(unit: Unit, warehouse: str, sku: str, qty: int, due_on: date) -> None:
    """Say that goods will come on a day: a ground for promises, not stock."""
    place, skus = _find(unit, warehouse, {sku: qty})
    row = skus[sku]
    unit.insert(
        _DUE,
        {
            "sku_id": row.id,
            "warehouse_id": place.id,
            "qty": qty,
            "due_on": due_on,
            "created_at": unit.now,
        },
    )
    _record(
        unit, place, row, "stock.announced", {"qty": qty, "due_on": due_on.isoformat()}
    )  # fmt: skip


def _move(
    unit: Unit, warehouse: str, goods: Mapping[str, int], ends: tuple[Bucket, Bucket], event: str,
    *, reason: str | None = None, note: str = "",
) -> dict[str, Any]:  # fmt: skip
    source, target = ends
    place, skus = _find(unit, warehouse, goods)
    # All at once and in order: whoever waits is served from these in the same unit.
    ledger.lock_for_planning(unit, [sku.id for sku in skus.values()])
    for code, sku in sorted(skus.items(), key=lambda pair: pair[1].id):
        posting = Posting(sku.id, place.id, source, target, goods[code])
        ledger.post(unit, [posting], reason=event.removeprefix("stock."))
        _record(
            unit, place, sku, event, {"qty": goods[code], "from": source, "to": target},
            reason=reason, note=note,
        )  # fmt: skip
    return skus


def _find(unit: Unit, warehouse: str, goods: Mapping[str, int]) -> tuple[Any, dict[str, Any]]:
    place = unit.row(select(_WAREHOUSE).where(_WAREHOUSE.c.code == warehouse))
    if place is None:
        raise NotFound("warehouse", warehouse=warehouse[:80])
    if not goods:
        raise Invalid("nothing_given", fields=["goods"])
    for code, qty in goods.items():
        if type(qty) is not int or not 0 < qty <= MAX_QTY:
            raise Invalid("qty_out_of_range", sku=code[:80], qty=str(qty)[:40], most=MAX_QTY)
    # Without their keys: whoever writes a row that refers to a SKU while he holds its balances,
    # for which we are about to wait, would otherwise wait for us.
    found = select(_SKU).where(_SKU.c.sku.in_(sorted(goods))).order_by(_SKU.c.id)
    skus = {row.sku: row for row in unit.rows(found.with_for_update(key_share=True))}
    missing = sorted(set(goods) - set(skus))
    if missing:
        raise Invalid("unknown_sku", field="sku", skus=missing)
    services = [code for code, row in skus.items() if row.supply is Supply.SERVICE]
    if services:
        raise Invalid("service_has_no_stock", field="sku", skus=services)
    return place, skus


def _record(
    unit: Unit, place: Any, sku: Any, event: str, payload: dict[str, Any], *,
    reason: str | None = None, note: str = "",
) -> None:  # fmt: skip
    unit.run(_SKU.update().where(_SKU.c.id == sku.id).values(version=sku.version + 1))
    record(
        unit,
        News(
            aggregate=AGGREGATE,
            aggregate_id=sku.id,
            version=sku.version + 1,
            type=event,
            business_date=unit.now.astimezone(ZoneInfo(place.tz)).date(),
            reason_code=reason,
            reason_text=note or None,
            payload={"sku": sku.sku, "warehouse": place.code, **payload},
        ),
    )


def _count_as_come(unit: Unit, sku_id: int, qty: int) -> None:
    waiting = (
        select(_DUE)
        .where(_DUE.c.sku_id == sku_id, _DUE.c.received < _DUE.c.qty)
        .order_by(_DUE.c.due_on, _DUE.c.id)
        .with_for_update()
    )
    for due in unit.rows(waiting):
        come = min(qty, due.qty - due.received)
        unit.run(_DUE.update().where(_DUE.c.id == due.id).values(received=due.received + come))
        qty -= come
        if not qty:
            return
