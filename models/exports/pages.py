"""Going through very many rows with flat memory.

Only the keys are gone through in one query, so that a sort the database may have to make is of
numbers alone; what belongs to a page of keys is then read for all of them at once.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Executable, select

from models.db import Unit

PAGE: Final = 500


def pages(
    unit: Unit, key: Column[Any], where: Sequence[ColumnElement[bool]]
) -> Iterator[list[Any]]:
    """Go through the keys of what is asked for, in their order, a page at a time."""
    query = select(key).where(*where).order_by(key).execution_options(yield_per=PAGE)
    with unit.run(query) as found:
        for page in found.scalars().partitions():
            yield list(page)


def by_key(unit: Unit, query: Executable, keys: Sequence[int]) -> dict[int, list[Any]]:
    """Return the rows of a query by their first column, by which it must be sorted.

    Args:
        query: it takes the keys as `b_keys`.
    """
    rows = unit.rows(query, {"b_keys": keys})
    return {key: list(group) for key, group in groupby(rows, lambda row: row[0])}
