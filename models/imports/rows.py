"""The one shape all files become: titles, and numbered rows of text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple

from models.channels import headers
from models.channels.fields import REQUIRED
from models.imports.plan import Form
from models.kit.errors import Invalid

LOOK_AT: Final = 20
"""How many rows may stand before the one with the titles."""


class Counts(StrEnum):
    """What the number of a row counts, for people to find it by."""

    ROW = "row"
    LINE = "line"
    RECORD = "record"


class Cells(NamedTuple):
    """A row as it stands in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A file that has been opened: its titles, how to go through its rows, and how it was read.

    Attributes:
        encoding, delimiter: empty where the format knows none.
        is_nested: whether a record is a whole order; its rows then have one number.
        page: which sheet of a workbook it is.
    """

    header: Sequence[str]
    header_row: int
    encoding: str
    delimiter: str
    rows: Callable[[], Iterator[Cells]]
    form: Form = Form.CSV
    counts: Counts = Counts.ROW
    is_nested: bool = False
    page: str = ""


def titles_among(rows: Iterable[Cells], first: int = 1) -> Cells:
    """Return the one of the first rows that is most like titles."""
    best, most = Cells(first, []), 0.0
    with suppress(Invalid):  # whatever is wrong further on is said when it is read
        for row in islice(rows, LOOK_AT):
            score = known(row.cells)
            if score > most or not any(best.cells):
                best, most = row, score
    return best


def known(cells: Sequence[str]) -> float:
    """Return how many of the titles mean something; needed ones count more."""
    try:
        fields = headers.match(cells)
    except Invalid:
        return 0.5
    return len(fields) + 3 * (len(REQUIRED) - len(headers.missing(fields)))
