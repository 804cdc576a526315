"""One number for two orders: some systems begin anew each year, and some files are two in one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby, pairwise
from typing import Any, Final, NamedTuple

from models.channels.cells import Row
from models.channels.fields import Field

F = Field
_WHO: Final = (F.CUSTOMER, F.CUSTOMER_NAME, F.CUSTOMER_EMAIL, F.RECIPIENT, F.PHONE)


class Found(NamedTuple):
    """The rows of one order; and, where there is another of its number, where both begin."""

    rows: Sequence[Row]
    twice: tuple[Row, Row] | None = None


def told_apart(rows: Sequence[Row], *, is_nested: bool) -> Found:
    """Return the rows of one order: of a record that stands there twice, the one told last.

    Args:
        is_nested: whether rows of one number are a whole order.
    """
    return _records(rows) if is_nested else _apart(rows)


def _records(rows: Sequence[Row]) -> Found:
    records = [list(group) for _, group in groupby(rows, lambda row: row.number)]
    last = max(_told_at(record) for record in records)
    newest = [record for record in records if _told_at(record) == last]
    first = _said(newest[0])
    for record in newest[1:]:
        if _said(record) != first:
            return Found(rows, (newest[0][0], record[0]))
    return Found(newest[0])


def _told_at(record: Sequence[Row]) -> datetime:
    """Return when a platform last changed a record; one that says nothing is older than any."""
    return record[0].values.get(F.TOLD_AT, datetime.min.replace(tzinfo=UTC))


def _said(record: Sequence[Row]) -> list[dict[F, Any]]:
    return [
        {field: value for field, value in row.values.items() if field is not F.TOLD_AT}
        for row in record
    ]


def _apart(rows: Sequence[Row]) -> Found:
    for before, row in pairwise(rows):
        has_others_between = row.number > before.number + 1
        if has_others_between and _is_of_another(row, rows[0]):
            return Found(rows, (rows[0], row))
    return Found(rows)


def _is_of_another(row: Row, first: Row) -> bool:
    """Return whether two rows are of different people and of different days."""
    days = [each.values[F.PLACED_AT].date() for each in (row, first) if F.PLACED_AT in each.values]
    both = [field for field in _WHO if field in row.values and field in first.values]
    is_other = bool(both) and all(row.values[f] != first.values[f] for f in both)
    return is_other and len(set(days)) > 1
