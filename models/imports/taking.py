"""Taking orders in: open ones into the life cycle, those that are over as history.

An open order is a unit of its own; orders that are already over share one, by the dozen.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from models.admission.commands import Past, accept_history, accept_order
from models.catalog.commands import add_sku
from models.catalog.tables import Supply
from models.db import Unit
from models.imports.judging import Judged, skus_of
from models.imports.tables import ImportOrder
from models.kit import money
from models.kit.table import table
from models.orders.states import HoldReason, Lane
from models.orders.tables import OrderRecord

UNIT_ORDERS: Final = 60
UNIT_LINES: Final = 250
"""How much history one unit takes in: it bounds what everybody else waits."""
_MINE: Final = table(ImportOrder)


def take_open(unit: Unit, judged: Judged, import_id: int | None = None) -> Judged:
    """Take one order into the life cycle, with the SKUs it brings; return what came of it.

    Raises:
        Refusal: as `accept_order` does.
    """
    draft = judged.order.draft
    assert draft is not None  # noqa: S101  judged new
    _add_skus(unit, [judged])
    row = accept_order(unit, draft)
    holds = (judged.holds or (HoldReason.MANUAL,)) if row.lane is Lane.EXCEPTION else ()
    taken = judged._replace(no=row.no, order_id=row.id, holds=holds)
    _remember(unit, import_id, [(taken, row)])
    return taken


def take_history(unit: Unit, batch: Sequence[Judged], import_id: int | None = None) -> list[Judged]:
    """Enter orders that are already over, with the SKUs they bring; return what came of each.

    Raises:
        Refusal: as `accept_history` does; then none of them is entered.
    """
    _add_skus(unit, batch)
    orders = [judged.order for judged in batch]
    past = [Past(order.draft, order.is_cancelled) for order in orders if order.draft]
    rows = accept_history(unit, past)
    taken = [
        judged._replace(no=row.no, order_id=row.id) for judged, row in zip(batch, rows, strict=True)
    ]
    _remember(unit, import_id, list(zip(taken, rows, strict=True)))
    return taken


def _remember(
    unit: Unit, import_id: int | None, entered: Sequence[tuple[Judged, OrderRecord]]
) -> None:
    """Write down what an import brought, in the unit that takes it in."""
    if import_id is None:
        return
    keys = unit.ids(_MINE, len(entered))
    rows: list[dict[str, Any]] = [
        {
            "id": key, "import_id": import_id, "order_id": row.id,
            "external_id": judged.candidate.external_id, "first_row": judged.candidate.first,
            "version": row.version, "is_held": bool(judged.holds), "is_over": judged.is_over,
            "new_skus": sorted(judged.new_skus), "undone_at": None, "kept": None,
        }
        for key, (judged, row) in zip(keys, entered, strict=True)
    ]  # fmt: skip
    unit.insert(_MINE, *rows)


def _add_skus(unit: Unit, batch: Sequence[Judged]) -> None:
    """Add the SKUs that orders bring: unlisted, with the file's name and price."""
    wanted = {
        sku: (judged.order.skus[sku], judged.order.currency)
        for judged in reversed(batch)
        for sku in judged.new_skus
    }
    there = skus_of(unit, wanted)
    for sku, (told_of, currency) in sorted(wanted.items()):
        if sku in there:
            continue
        price = None if told_of.price is None else money.parse(told_of.price, currency)
        add_sku(
            unit, sku=sku, name=told_of.name or sku, currency=currency,
            price_minor=None if told_of.is_service else price, listed=told_of.is_service,
            supply=Supply.SERVICE if told_of.is_service else Supply.STOCK,
        )  # fmt: skip


def units_of(batch: Sequence[Judged]) -> Iterator[list[Judged]]:
    """Part history into what one unit may take in."""
    unit: list[Judged] = []
    lines = 0
    for judged in batch:
        size = len(judged.order.draft.lines) if judged.order.draft else 0
        if unit and (len(unit) == UNIT_ORDERS or lines + size > UNIT_LINES):
            yield unit
            unit, lines = [], 0
        unit.append(judged)
        lines += size
    if unit:
        yield unit
