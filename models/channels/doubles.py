"""One number for two orders: some systems begin anew each year, and some files are two in one."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from models.channels.cells import Row
from models.channels.fields import Field

F = Field
_WHO: Final = (F.CUSTOMER, F.CUSTOMER_NAME, F.CUSTOMER_EMAIL, F.RECIPIENT, F.PHONE)


class Found(NamedTuple):
    """The rows of one order; and, where there is another of its number, where both begin."""

    rows: Sequence[Row]
    twice: tuple[Row, Row] | None = None


def told_apart(rows: Sequence[Row], *, is_nested: bool) -> Found:
    """Return the rows of one order: of a record that stands there twice, those of the first.

    Args:
        is_nested: whether rows of one number are a whole order.
    """
    return _records(rows) if is_nested else _apart(rows)


def _records(rows: Sequence[Row]) -> Found:
    records = [list(group) for _, group in groupby(rows, lambda row: row.number)]
    first = [row.values for row in records[0]]
    for record in records[1:]:
        if [row.values for row in record] != first:
            return Found(rows, (records[0][0], record[0]))
    return Found(records[0])


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
