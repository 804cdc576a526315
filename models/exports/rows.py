"""What an export reads and hands over, row by row."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from models.db import Unit

Cell: TypeAlias = str | int | Decimal | datetime | date | Sequence[Any] | Mapping[str, Any] | None
"""Text, a count, money in major units with the decimals of its currency, a moment with its offset,
or what only programs read. Money is the only `Decimal` there is."""
Row: TypeAlias = Sequence[Cell]


class Column(NamedTuple):
    """A column: what programs call it, and its title in a file for people."""

    key: str
    title: str


class Asked(NamedTuple):
    """What an export reads.

    Attributes:
        filters: what it is narrowed down to, by the name of the filter; see `filters`.
        is_masked: personal facts are for somebody who need not know them.
    """

    unit: Unit
    filters: Mapping[str, Sequence[Any]]
    is_masked: bool
