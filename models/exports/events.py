"""The log, as it was written; personal facts stand beside it and are left out."""

from collections.abc import Iterator
from datetime import UTC
from typing import Final

from sqlalchemy import and_, bindparam, select

from models.activity.tables import Event
from models.exports.filters import Filter
from models.exports.pages import pages
from models.exports.rows import Asked, Column, Row
from models.kit.table import table
from models.orders.aggregate import AGGREGATE
from models.orders.tables import Order

_EVENT: Final = table(Event)
_ORDER: Final = table(Order)

EVENTS: Final = (
    Column("seq", "Seq"), Column("at", "At"), Column("business_date", "Business date"),
    Column("aggregate", "Thing"), Column("aggregate_id", "Key"), Column("no", "OMS no"),
    Column("aggregate_version", "Version"), Column("type", "Event"),
    Column("from_state", "From"), Column("to_state", "To"),
    Column("actor_kind", "Actor kind"), Column("actor_label", "Actor"),
    Column("reason_code", "Reason"), Column("reason_text", "Reason in words"),
    Column("diff", "Changes"), Column("payload", "More"),
    Column("correlation_id", "Correlation"), Column("bulk_id", "Bulk"),
    Column("reverses_seq", "Reverses"),
)  # fmt: skip
_OF_EVENT: Final = tuple(column.key for column in EVENTS[6:])
_ROWS: Final = (
    select(_EVENT, _ORDER.c.no)
    .outerjoin_from(
        _EVENT, _ORDER, and_(_EVENT.c.aggregate == AGGREGATE, _EVENT.c.aggregate_id == _ORDER.c.id)
    )
    .where(_EVENT.c.seq.in_(bindparam("b_keys", expanding=True)))
    .order_by(_EVENT.c.seq)
)


def event_rows(asked: Asked) -> Iterator[list[Row]]:
    """Go through the log in its one order."""
    filters, where = asked.filters, []
    if Filter.AFTER in filters:
        where.append(_EVENT.c.seq > max(filters[Filter.AFTER]))
    if Filter.ORDER in filters:
        its_order = _EVENT.c.aggregate_id.in_(filters[Filter.ORDER])
        where += [_EVENT.c.aggregate == AGGREGATE, its_order]
    for keys in pages(asked.unit, _EVENT.c.seq, where):
        yield [
            [row.seq, row.at.astimezone(UTC), row.business_date, row.aggregate, row.aggregate_id,
             row.no, *(getattr(row, name) for name in _OF_EVENT)]
            for row in asked.unit.rows(_ROWS, {"b_keys": keys})
        ]  # fmt: skip
