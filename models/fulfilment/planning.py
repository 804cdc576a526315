"""Giving orders their stock and taking it back: the effects of plan, fill, release, short, reship.

Every one of them locks what it may take before it decides, so what was decided can be done.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from models.activity.log import Log, ask_for
from models.catalog.tables import WhenShort
from models.db import Unit
from models.fulfilment import waiting
from models.fulfilment.allocation import Allocation, Need, Site, allocate, preference
from models.kit.errors import NotFound
from models.kit.table import table
from models.orders.aggregate import LockedOrder
from models.orders.lifecycle import add_hold, end_hold
from models.orders.moves import Case, Units, post_parts
from models.orders.states import HoldReason, PartState
from models.orders.tables import PartRecord
from models.promise.promising import promise
from models.promise.tables import Promise
from models.stock import ledger
from models.stock.tables import Bucket as B

FILL_JOB: Final = "fill_waiting"
RESERVE: Final[Units] = (B.AVAILABLE, B.RESERVED)
UNRESERVE: Final[Units] = (B.RESERVED, B.AVAILABLE)
Place = tuple[int, int]
"""A SKU in a warehouse."""
HOLDS_IN: Final[Mapping[PartState, B]] = {
    PartState.ALLOCATED: B.RESERVED,
    PartState.PICKING: B.RESERVED,
    PartState.PACKED: B.STAGED,
    PartState.SHIPPED: B.CARRIER,
}
"""The bucket that holds the units of a part in each state; in the other states none does."""
WAITING: Final = frozenset({PartState.BACKORDERED, PartState.IN_PRODUCTION})
"""States of a part whose goods are not here."""


def plan(case: Case) -> None:
    """Give every stock line its warehouses; what nobody has becomes a part that waits."""
    order = case.order
    wanted = [(line.id, line.sku_id, line.open_qty) for line in order.lines if not line.is_service]
    cargo = [Need(*each) for each in wanted if each[2]]
    short = _give(case, cargo, may_be_short=order.house.when_short is not WhenShort.REFUSE)
    make_promise(case, short)


def reship(case: Case) -> None:
    """Begin a new part for each that was lost or came back."""
    for old in case.parts:
        cargo = [Need(c.order_line_id, c.sku_id, c.qty) for c in case.order.cargo(old)]
        _give(case, cargo, may_be_short=True, made_for_id=old.id)


def _give(case: Case, cargo: Sequence[Need], *, may_be_short: bool, **more: Any) -> dict[int, int]:
    found = find_stock(case.unit, case.order, cargo)
    short = _by_sku(found.short)
    if short and not may_be_short:
        raise waiting.short_of(case.unit, short, _by_sku(n for s in found.shares for n in s.takes))
    parts = [
        case.order.add_part(PartState.ALLOCATED, share.site.id, share.takes, why=found.why, **more)
        for share in found.shares
    ]
    if found.short:
        case.order.add_part(PartState.BACKORDERED, None, found.short, why=found.why, **more)
    if parts:
        post_parts(case, parts, RESERVE, "plan")
    return short


def find_stock(
    unit: Unit,
    order: LockedOrder,
    cargo: Sequence[Need],
    *,
    first_come: bool = True,
    only: str | None = None,
) -> Allocation:
    """Return who could ship `cargo` now; what it names stays available until the unit ends.

    Args:
        first_come: leave to orders before this one what they wait for.
        only: the code of the one warehouse that may ship.

    Raises:
        NotFound: `warehouse`, where none that is open is called `only`.
    """
    skus = {need.sku_id for need in cargo}
    if not skus:
        return Allocation([], [], {"chosen": [], "considered": [], "short": {}})
    free = ledger.lock_for_planning(unit, skus)
    if first_come:
        free = _without(free, waiting.owed_before(unit, order.row, skus))
    sites = [site for site in _sites(unit, order.row.ship_to) if only in (None, site.code)]
    if only and not sites:
        raise NotFound("warehouse", warehouse=only)
    return allocate(cargo, free, sites)


def make_promise(case: Case, short: Mapping[int, int]) -> None:
    """Promise the day the goods will leave, with its reason; the next event owns it."""
    order, unit = case.order, case.unit
    today = unit.now.astimezone(order.zone).date()
    ahead = waiting.owed_before(unit, order.row, short) if short else {}
    due = waiting.announced(unit, short) if short else []
    answer = promise(today, short, ahead, due)
    order.row.promised_on = answer.on
    row = {
        "order_id": order.row.id,
        "promised_on": answer.on,
        "source": answer.source,
        "explanation": answer.explanation,
        "made_at": unit.now,
    }
    unit.book(Log).beside(table(Promise), row)


def renew_promise(
    case: Case, *, more: Collection[PartRecord] = (), less: Collection[PartRecord] = ()
) -> None:
    """Promise anew the day the goods will leave, by what waits now; the next event owns it.

    Args:
        more: parts that are about to wait, and `less`: parts that are about to wait no more.
    """
    waits = [
        part
        for part in case.order.parts
        if (part.state in WAITING or part in more) and part not in less
    ]
    cargo = [line for part in waits for line in case.order.cargo(part)]
    make_promise(case, _by_sku(Need(c.order_line_id, c.sku_id, c.qty) for c in cargo))


def unplan(case: Case) -> None:
    """Take back every part that waits or is reserved; what held one holds the order now."""
    for hold in case.order.holds:
        if hold.released_at is None:
            hold.fulfillment_id = None
    take_back(case, (part for part in case.order.parts if part.state is not PartState.CANCELLED))
    case.order.row.promised_on = None


def take_back(case: Case, parts: Iterable[PartRecord]) -> None:
    """Cancel parts; what they held is available again, and whoever waits for it is served soon."""
    freed: set[int] = set()
    for part in list(parts):
        bucket = HOLDS_IN.get(part.state)
        if bucket is not None:
            post_parts(case, [part], (bucket, B.AVAILABLE), "cancel_part")
            freed |= {line.sku_id for line in case.order.cargo(part)}
        cancel_part(case, part)
    serve_waiting(case.unit, freed)


def cancel_part(case: Case, part: PartRecord) -> None:
    """Let a part be no more, and with it what held it: nobody need look at that."""
    case.order.move_part(part, PartState.CANCELLED)
    for hold in case.order.open_holds(part):
        if hold.fulfillment_id == part.id:
            end_hold(case, hold, is_withdrawn=True)


def serve_waiting(unit: Unit, sku_ids: Iterable[int], but: str | None = None) -> None:
    """Have waiting parts filled by a job, where any part waits for these SKUs.

    Args:
        but: the order that gave the goods away, and shall not have them back at once.
    """
    skus = sorted(sku_ids)
    if skus and waiting.orders_waiting(unit, skus, 1):
        ask_for(unit, FILL_JOB, {"sku_ids": skus} | ({"but": but} if but else {}))


def fill(case: Case) -> None:
    """Give waiting parts what there is; what fits is split off, so the rest blocks nobody.

    A person decides whom to fill, so nothing is left to those before; the job goes in their order.
    """
    filled = [part for part in case.parts if _fill_part(case, part)]
    if not filled:
        cargo = [line for part in case.parts for line in case.order.cargo(part)]
        wanted = _by_sku(Need(line.order_line_id, line.sku_id, line.qty) for line in cargo)
        raise waiting.short_of(case.unit, wanted, {})
    renew_promise(case)


def _fill_part(case: Case, part: PartRecord) -> bool:
    order = case.order
    every = [Need(c.order_line_id, c.sku_id, c.qty) for c in order.cargo(part)]
    cargo = [need for need in every if not case.sku_ids or need.sku_id in case.sku_ids]
    found = find_stock(case.unit, order, cargo, first_come=False, only=case.given.warehouse)
    shares = found.shares
    is_all = len(cargo) == len(every) and not found.short
    for i, share in enumerate(shares):
        is_rest = is_all and i == len(shares) - 1
        takes = {need.line_id: need.qty for need in share.takes}
        filled = part if is_rest else order.split(part, takes)
        filled.warehouse_id = share.site.id
        filled.why = found.why
        order.move_part(filled, PartState.ALLOCATED)
        post_parts(case, [filled], RESERVE, "fill")
    return bool(shares)


def release(case: Case) -> None:
    """Let reserved parts wait again; where they were is told, so that it can be undone."""
    codes = {site.id: site.code for site in waiting.sites(case.unit)}
    case.told["warehouses"] = {part.code: codes.get(part.warehouse_id or 0) for part in case.parts}
    for part in case.parts:
        part.warehouse_id = None
    renew_promise(case, more=case.parts)
    freed = {line.sku_id for part in case.parts for line in case.order.cargo(part)}
    serve_waiting(case.unit, freed, but=case.order.row.no)


def finish(case: Case) -> None:
    """Put what was made on the shelf of the given warehouse, reserved for its part."""
    site = _site(case, case.given.warehouse)
    for part in case.parts:
        part.warehouse_id = site.id
    post_parts(case, case.parts, (B.PRODUCTION, B.RESERVED), "finish")
    renew_promise(case, less=case.parts)


def short(case: Case) -> None:
    """Take what was not on the shelf off a picking part: it waits, held, to be looked for."""
    left = dict(case.given.short or {})
    for part in case.parts:
        takes = _missing_lines(case, part, left)
        if not takes:
            continue
        carried = {line.order_line_id: line.qty for line in case.order.cargo(part)}
        missing = part if takes == carried else case.order.split(part, takes)
        post_parts(case, [missing], (B.RESERVED, B.COUNT_DIFF), "short")
        missing.warehouse_id = None
        case.order.move_part(missing, PartState.BACKORDERED)
        add_hold(case, HoldReason.SHORT_PICK, part=missing, data={"short": case.given.short or {}})
    renew_promise(case)


def _missing_lines(case: Case, part: PartRecord, left: dict[str, int]) -> dict[int, int]:
    """Return what a part lacks of what is `left` missing, by order line, and count it down."""
    skus = {line.id: line.sku for line in case.order.lines}
    takes: dict[int, int] = {}
    for line in case.order.cargo(part):
        taken = min(line.qty, left.get(skus[line.order_line_id], 0))
        if taken:
            takes[line.order_line_id] = taken
            left[skus[line.order_line_id]] -= taken
    return takes


def _site(case: Case, code: str | None) -> Site:
    """Return the open warehouse `code`, or the one that serves the order's address first."""
    found = sorted(_sites(case.unit, case.order.row.ship_to), key=preference)
    for site in found:
        if code in (None, site.code):
            return site
    raise NotFound("warehouse", warehouse=code)


def _sites(unit: Unit, ship_to: Mapping[str, Any]) -> list[Site]:
    place = {ship_to.get("province"), ship_to.get("city"), ship_to.get("country")} - {"", None}
    return [
        Site(row.id, row.code, row.priority, bool(place & set(row.region_cover)))
        for row in waiting.sites(unit)
    ]


def _without(free: dict[Place, int], owed: Mapping[int, int]) -> dict[Place, int]:
    """Return what is free beyond what is owed, the owed taken where most is."""
    left = dict(free)
    for sku_id, qty in owed.items():
        for place in sorted((p for p in left if p[0] == sku_id), key=lambda p: (-left[p], p)):
            taken = min(left[place], qty)
            left[place] -= taken
            qty -= taken  # noqa: PLW2901  counts down
    return left


def _by_sku(needs: Iterable[Need]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for need in needs:
        sums[need.sku_id] = sums.get(need.sku_id, 0) + need.qty
    return sums
