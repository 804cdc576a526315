"""The day an order can be promised for: what is on hand, else the next goods in, else unknown."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from models.promise.tables import Source


class Due(NamedTuple):
    """Units of a SKU that are announced for a day."""

    sku_id: int
    on: date
    qty: int


class Answer(NamedTuple):
    """A promise with its reason; no day where nobody knows."""

    on: date | None
    source: Source
    explanation: dict[str, Any]


def promise(
    today: date, short: Mapping[int, int], ahead: Mapping[int, int], due: Iterable[Due]
) -> Answer:
    """Return the day on which everything can leave.

    Args:
        short: units by SKU that are not on hand.
        ahead: units by SKU that others wait for and come before.
    """
    if not short:
        return Answer(today, Source.ON_HAND, {"on_hand": True})
    # Goods that should have come by now may never come: nobody knows.
    announced = sorted((goods for goods in due if goods.on >= today), key=lambda goods: goods.on)
    lines = {sku: _covered(qty + ahead.get(sku, 0), sku, announced) for sku, qty in short.items()}
    explanation = {
        "lines": [
            {
                "sku_id": sku,
                "short": short[sku],
                "ahead": ahead.get(sku, 0),
                "on": day.isoformat() if day else None,
            }
            for sku, day in lines.items()
        ]
    }
    days = [day for day in lines.values() if day is not None]
    if len(days) < len(lines):
        return Answer(None, Source.UNKNOWN, explanation)
    return Answer(max(days), Source.GOODS_DUE, explanation)


def _covered(wanted: int, sku_id: int, announced: Iterable[Due]) -> date | None:
    for goods in announced:
        if goods.sku_id == sku_id:
            wanted -= goods.qty
            if wanted <= 0:
                return goods.on
    return None
