"""A file as rows of text, whatever its format: the one shape the rest of the import reads.

A reader takes a path and what somebody said of it, and returns a `Sheet`; a new format is a new
reader and a line in `FORMATS`. Rows are numbered as a spreadsheet numbers them: the first is 1.
"""

import csv
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from models.channels import headers
from models.channels.fields import REQUIRED
from models.imports.encodings import detect, verify
from models.imports.plan import Form
from models.kit.errors import Invalid

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
LONGEST_CELL: Final = 131_072
"""In characters; what is longer is no cell but a quote that was never closed."""
_LONGEST_LINE: Final = 8 * LONGEST_CELL
_LOOK_AT: Final = 20
"""How many rows may stand before the one with the titles."""
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*+"')
_SAID: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)


class Cells(NamedTuple):
    """A row as it stands in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A file that has been opened: its titles, how to go through its rows, and how it was read."""

    header: Sequence[str]
    header_row: int
    encoding: str
    delimiter: str
    rows: Callable[[], Iterator[Cells]]


def open_sheet(path: Path, form: Form = Form.AUTO, encoding: str | None = None) -> Sheet:
    """Return the rows of the file at `path`.

    Raises:
        Invalid: `file_missing`, `file_is_folder`, `file_not_permitted`, `file_unreadable`,
            `file_empty`, `file_binary`, `encoding_…`, `header_only`, `column_missing`, `format_…`,
            `quote_…`, `cell_too_long`; rows and columns are in `data`.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  an empty path is none, not the folder here
        if stat.S_ISDIR(mode):
            raise Invalid("file_is_folder", file=str(path)[:200])
        if not stat.S_ISREG(mode):
            raise Invalid("file_unreadable", file=str(path)[:200], why="not a file")
        return FORMATS[form](path, encoding)
    except (FileNotFoundError, NotADirectoryError):
        raise Invalid("file_missing", file=str(path)[:200]) from None
    except PermissionError:
        raise Invalid("file_not_permitted", file=str(path)[:200]) from None
    except (OSError, ValueError) as error:
        raise Invalid("file_unreadable", file=str(path)[:200], why=str(error)[:80]) from None


def read_csv(path: Path, encoding: str | None = None) -> Sheet:
    """Return the rows of a file of separated values."""
    if encoding is None:
        encoding = detect(path)
    else:
        verify(path, encoding)
    first = _first_lines(path, encoding)
    delimiter, skipped = _delimiter(first)
    header_row, header = _header(first[skipped:], delimiter, 1 + skipped)

    def rows() -> Iterator[Cells]:
        with path.open(encoding=encoding, newline="") as text:
            lines = islice(_lines(text), skipped, None)
            for number, cells in _records(lines, delimiter, 1 + skipped):
                if number > header_row and any(cells):
                    yield Cells(number, cells)

    return Sheet(header, header_row, encoding, delimiter, rows)


FORMATS: Final[Mapping[Form, Callable[[Path, str | None], Sheet]]] = {
    Form.AUTO: read_csv,
    Form.CSV: read_csv,
}


def _lines(text: TextIO) -> Iterator[str]:
    """Go through the lines of a text; one that is too long comes in pieces, to be refused."""
    return iter(lambda: text.readline(_LONGEST_LINE), "")


def _first_lines(path: Path, encoding: str) -> list[str]:
    with path.open(encoding=encoding, newline="") as text:
        lines = list(islice(_lines(text), 2 * _LOOK_AT))
    if not any(line.strip() for line in lines):
        raise Invalid("file_empty")
    return lines


def _delimiter(lines: Sequence[str]) -> tuple[str, int]:
    """Return what parts the cells, and how many lines say so and no more."""
    said = _SAID.fullmatch(lines[0])
    if said and said[1] in DELIMITERS:
        return said[1], 1
    tried = {mark: _titles(lines, mark, 1)[1] for mark in DELIMITERS}
    return max(tried, key=lambda mark: (_known(tried[mark]), len(tried[mark]))), 0


def _header(lines: Sequence[str], delimiter: str, first: int) -> tuple[int, list[str]]:
    number, header = _titles(lines, delimiter, first)
    if not header:
        list(_records(iter(lines), delimiter, first))  # says what is wrong with the first row
    return number, header


def _titles(lines: Sequence[str], delimiter: str, first: int) -> tuple[int, list[str]]:
    """Return the one of the first rows that is most like titles, and its number."""
    best: tuple[int, list[str]] = (first, [])
    with suppress(Invalid):  # whatever is wrong further on is said when it is read
        for number, cells in islice(_records(iter(lines), delimiter, first), _LOOK_AT):
            if _known(cells) > _known(best[1]) or not any(best[1]):
                best = number, cells
    return best


def _known(cells: Sequence[str]) -> float:
    """Return how many of the titles mean something; needed ones count more."""
    try:
        fields = headers.match(cells)
    except Invalid:
        return 0.5
    return len(fields) + 3 * (len(REQUIRED) - len(headers.missing(fields)))


def _records(lines: Iterator[str], delimiter: str, first: int) -> Iterator[Cells]:
    """Part lines into rows of cells.

    Raises:
        Invalid: `cell_too_long`, `quote_open`, `quote_broken`, with the row and the column.
    """
    of_row: list[str] = []

    def kept() -> Iterator[str]:
        for line in lines:
            of_row.append(line)
            if len(line) >= _LONGEST_LINE:
                raise csv.Error("line larger than a row can be")
            yield line

    reader = csv.reader(kept(), delimiter=delimiter, strict=True)
    for number in count(first):
        of_row.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            code = _fault(str(error), len(of_row))
            column = _column_of_fault("".join(of_row), delimiter)
            raise Invalid(code, row=number, column_number=column) from None
        yield Cells(number, cells)


def _fault(said: str, lines: int) -> str:
    """Return the code for what the reader of rows said; it has no codes of its own."""
    if "larger" in said and lines == 1:
        return "cell_too_long"
    return "quote_open" if "larger" in said or "end of data" in said else "quote_broken"


def _column_of_fault(text: str, delimiter: str) -> int:
    """Return the column in which a row that cannot be parted into cells goes wrong."""
    at, column = 0, 1
    while True:
        quoted = _QUOTED.match(text, at)
        if quoted is None and text.startswith('"', at):
            return column
        end = quoted.end() if quoted else text.find(delimiter, at)
        if end < 0 or end - at > LONGEST_CELL or not text.startswith(delimiter, end):
            return column
        at, column = end + 1, column + 1
