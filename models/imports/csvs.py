"""Separated values as rows: what parts them, where the titles stand, and what breaks a row."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Final, TextIO

from models.imports.encodings import detect, verify
from models.imports.rows import LOOK_AT, Cells, Sheet, known, titles_among
from models.kit.errors import Invalid

DELIMITERS: Final = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "^": "caret",
}  # fmt: skip
LONGEST_CELL: Final = 131_072
"""In characters; what is longer is no cell but a quote that was never closed."""
_LONGEST_LINE: Final = 8 * LONGEST_CELL
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*+"')
_SAID: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)


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


def _lines(text: TextIO) -> Iterator[str]:
    """Go through the lines of a text; one that is too long comes in pieces, to be refused."""
    return iter(lambda: text.readline(_LONGEST_LINE), "")


def _first_lines(path: Path, encoding: str) -> list[str]:
    with path.open(encoding=encoding, newline="") as text:
        lines = list(islice(_lines(text), 2 * LOOK_AT))
    if not any(line.strip() for line in lines):
        raise Invalid("file_empty")
    return lines


def _delimiter(lines: Sequence[str]) -> tuple[str, int]:
    """Return what parts the cells, and how many lines say so and no more."""
    said = _SAID.fullmatch(lines[0])
    if said and said[1] in DELIMITERS:
        return said[1], 1
    tried = {mark: titles_among(_records(iter(lines), mark, 1), 1).cells for mark in DELIMITERS}
    return max(tried, key=lambda mark: (known(tried[mark]), len(tried[mark]))), 0


def _header(lines: Sequence[str], delimiter: str, first: int) -> Cells:
    found = titles_among(_records(iter(lines), delimiter, first), first)
    if not found.cells:
        list(_records(iter(lines), delimiter, first))  # says what is wrong with the first row
    return found


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
