"""What must hold before a part, or an order under way, may move; each says what is lacking."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from models.access.verbs import Verb as V
from models.catalog.tables import CompleteOn, Sku, Supply
from models.kit.table import table
from models.orders.moves import Case, Guard
from models.orders.states import LOST_TO_US, UNDER_WAY, OrderStatus
from models.orders.states import PartState as P

_SKU: Final = table(Sku)
RESTORE_WITHIN: Final = timedelta(days=7)
_UNDER_WAY: Final = frozenset(UNDER_WAY)
_GONE: Final = frozenset({P.SHIPPED, P.DELIVERED})
UNPACKED: Final = (P.BACKORDERED, P.IN_PRODUCTION, P.ALLOCATED, P.PICKING)
"""States in which a part can still lose a line, least advanced first."""

Lack = Mapping[str, Any] | None


def _only_planned(case: Case) -> Lack:
    beyond = [
        part.code for part in case.order.parts
        if part.state not in (P.ALLOCATED, P.BACKORDERED, P.CANCELLED)
    ]  # fmt: skip
    return {"parts": beyond} if beyond else None


def _is_made(case: Case) -> Lack:
    ids = {line.sku_id for part in case.parts for line in case.order.cargo(part)}
    rows = case.unit.rows(select(_SKU.c.sku, _SKU.c.supply).where(_SKU.c.id.in_(ids)))
    bought = sorted(row.sku for row in rows if row.supply is not Supply.MAKE)
    return {"skus": bought} if bought else None


def _carried(case: Case) -> dict[str, int]:
    skus = {line.id: line.sku for line in case.order.lines}
    sums: dict[str, int] = {}
    for part in case.parts:
        for line in case.order.cargo(part):
            sku = skus[line.order_line_id]
            sums[sku] = sums.get(sku, 0) + line.qty
    return sums


def _all_scanned(case: Case) -> Lack:
    if case.given.scanned is None:
        return None
    return _difference(_carried(case), case.given.scanned)


def _all_produced(case: Case) -> Lack:
    lacking = _difference(_carried(case), case.given.produced or {})
    return {"short": lacking["short"]} if lacking and lacking["short"] else None


def _difference(carried: Mapping[str, int], counted: Mapping[str, int]) -> Lack:
    short = {s: q - counted.get(s, 0) for s, q in carried.items() if q > counted.get(s, 0)}
    over = {s: q - carried.get(s, 0) for s, q in counted.items() if q > carried.get(s, 0)}
    return {"short": short, "over": over} if short or over else None


def _is_short(case: Case) -> Lack:
    carried, given = _carried(case), case.given.short or {}
    wrong = {sku: qty for sku, qty in given.items() if qty > carried.get(sku, 0)}
    if wrong or not any(given.values()):
        return {"carried": carried, "wrong": wrong}
    return None


def _not_picked_up(case: Case) -> Lack:
    ids = {part.id for part in case.parts}
    scanned = [
        {"tracking_no": parcel.tracking_no, "at": parcel.picked_up_at.isoformat()}
        for parcel in case.order.shipments
        if parcel.fulfillment_id in ids and parcel.picked_up_at and parcel.voided_at is None
    ]
    return {"parcels": scanned} if scanned else None


def _not_made_good(case: Case) -> Lack:
    made_good = {part.made_for_id for part in case.order.parts if part.state is not P.CANCELLED}
    again = [part.code for part in case.parts if part.id in made_good]
    return {"parts": again} if again else None


def _leaves_something(case: Case) -> Lack:
    going = {part.id for part in case.parts}
    stays = any(p.id not in going and p.state is not P.CANCELLED for p in case.order.parts)
    services = any(line.is_service and line.open_qty for line in case.order.lines)
    return None if stays or services else {"instead": V.CANCEL.value}


def _nothing_left_us(case: Case) -> Lack:
    gone = [part.code for part in case.order.parts if part.state in _GONE]
    return {"parts": gone} if gone else None


def _restorable(case: Case) -> Lack:
    row = case.order.row
    if row.withdrawn_at:
        return {"problem": "withdrawn"}
    if row.is_history or case.order.shipments.all():
        return {"problem": "shipped_once"}
    if case.unit.now - row.moved_at > RESTORE_WITHIN:
        return {"problem": "too_late", "since": row.moved_at.isoformat()}
    return None


def _is_done(case: Case) -> Lack:
    parts = case.order.parts.all()
    under_way = [part.code for part in parts if part.state in _UNDER_WAY]
    if under_way:
        return {"under_way": under_way}
    open_losses = _open_losses(case)
    if open_losses:
        return {"to_make_good": open_losses}
    has_stock = any(not line.is_service and line.open_qty for line in case.order.lines)
    delivered = any(part.state is P.DELIVERED for part in parts)
    return None if delivered or not has_stock else {"delivered": 0}


def _open_losses(case: Case) -> list[str]:
    """Return the parts that were lost or came back, and were not made good."""
    parts = case.order.parts.all()
    made_good = {part.made_for_id for part in parts if part.state is not P.CANCELLED}
    return [p.code for p in parts if p.state in LOST_TO_US and p.id not in made_good]


def _ends_on_ship(case: Case) -> Lack:
    if case.order.house.complete_on is not CompleteOn.SHIP:
        return {"complete_on": case.order.house.complete_on.value}
    over = (*_GONE, P.CANCELLED, *LOST_TO_US)
    waiting = [p.code for p in case.order.parts if p.state not in over] + _open_losses(case)
    shipped = any(part.state in _GONE for part in case.order.parts)
    return None if shipped and not waiting else {"not_shipped": waiting}


def _line_is_open(case: Case) -> Lack:
    position, qty = case.given.line, case.given.qty or 0
    line = next((line for line in case.order.lines if line.position == position), None)
    if line is None:
        return {"problem": "no_such_line", "line": position}
    if qty < 1 or qty > line.open_qty:
        return {"problem": "qty", "open": line.open_qty}
    loose = sum(
        cargo.qty
        for part in case.order.parts
        if part.state in UNPACKED
        for cargo in case.order.cargo(part)
        if cargo.order_line_id == line.id
    )
    if case.order.row.status is OrderStatus.FULFILLING and not line.is_service and qty > loose:
        return {"problem": "packed", "open": loose}
    left = sum(each.open_qty for each in case.order.lines) - qty
    return None if left else {"problem": "nothing_left", "instead": V.CANCEL.value}


ONLY_PLANNED: Final = Guard("parts_beyond_planned", _only_planned)
IS_MADE: Final = Guard("not_made_here", _is_made)
ALL_SCANNED: Final = Guard("scan_differs", _all_scanned, of_given=True)
ALL_PRODUCED: Final = Guard("not_all_produced", _all_produced, of_given=True)
IS_SHORT: Final = Guard("short_differs", _is_short, of_given=True)
NOT_PICKED_UP: Final = Guard("picked_up_by_carrier", _not_picked_up)
NOT_MADE_GOOD: Final = Guard("already_made_good", _not_made_good)
LEAVES_SOMETHING: Final = Guard("nothing_would_be_left", _leaves_something)
NOTHING_LEFT_US: Final = Guard("already_shipped", _nothing_left_us)
RESTORABLE: Final = Guard("not_restorable", _restorable)
IS_DONE: Final = Guard("not_done", _is_done)
ENDS_ON_SHIP: Final = Guard("does_not_end_on_ship", _ends_on_ship)

LINE_IS_OPEN: Final = Guard("line_not_open", _line_is_open, of_given=True)
