"""Rows as bytes: separated values, a workbook, or an object a line; each goes on as rows come."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES

from models.channels.guard import guard, unguard
from models.exports.rows import Cell, Column, Row

Pages = Iterable[Sequence[Row]]
SHEET_ROWS: Final = 1_048_576
"""What a sheet holds at most; what is more goes on in a further sheet, under the same titles."""
CELL_LENGTH: Final = 32_767
_BOM: Final = "\ufeff"
_PIECE: Final = 1 << 16
_BREAK: Final = re.compile(r"\r\n?")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _as_json(value: object) -> str:
    if isinstance(value, date):  # a moment, too
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


_encode: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=_as_json
).encode


def as_csv(columns: Sequence[Column], pages: Pages) -> Generator[bytes, None, None]:
    """Write rows as RFC 4180 says, in UTF-8 with the mark that spreadsheets know it by."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    text.write(_BOM)
    writer.writerow([column.title for column in columns])
    for page in pages:
        writer.writerows([_guarded(cell) for cell in row] for row in page)
        yield _taken(text)
    yield _taken(text)


def as_jsonl(objects: Iterable[Sequence[Mapping[str, Any]]]) -> Generator[bytes, None, None]:
    """Write an object a line, in UTF-8; money is a decimal string, a moment has its offset."""
    for page in objects:
        yield "".join(f"{_encode(each)}\n" for each in page).encode()


def as_objects(columns: Sequence[Column], pages: Pages) -> Iterator[list[dict[str, Any]]]:
    """Return rows as objects, by the names programs call the columns."""
    keys = [column.key for column in columns]
    for page in pages:
        yield [dict(zip(keys, row, strict=True)) for row in page]


def as_xlsx(
    columns: Sequence[Column], pages: Pages, title: str, *, sheet_rows: int = SHEET_ROWS
) -> Generator[bytes, None, None]:
    """Write rows as a workbook; it is laid down in a nameless file and comes when it is whole.

    Text is text whatever it begins with, so nothing needs a guard here.
    """
    book = Workbook(write_only=True)
    try:
        _fill(book, columns, pages, title, sheet_rows)
        with tempfile.TemporaryFile() as file:
            book.save(file)
            file.seek(0)
            yield from iter(lambda: file.read(_PIECE), b"")
    finally:
        _let_go(book)


def _fill(
    book: Workbook, columns: Sequence[Column], pages: Pages, title: str, sheet_rows: int
) -> None:
    titles = [column.title for column in columns]
    sheet = _Sheet(book, title, titles)
    for page in pages:
        for row in page:
            if sheet.rows == sheet_rows:
                sheet = _Sheet(book, f"{title} {len(book.worksheets) + 1}", titles)
            sheet.append(row)


def _let_go(book: Any) -> None:
    """Close and remove the file of each sheet that never came to be part of a workbook."""
    for sheet in book.worksheets:
        if not sheet.closed:
            sheet.close()
        Path(sheet._writer.out).unlink(missing_ok=True)  # noqa: SLF001  else it stays to the end


class _Sheet:
    """A sheet of a workbook that is being written."""

    def __init__(self, book: Workbook, title: str, titles: Sequence[str]) -> None:
        self._sheet: Any = book.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        # A cell is written before the next is asked for: one of each look serves for all. It
        # needs a look, or the sheet would take it for its own and write what follows into it.
        self._text = self._made("@")
        self._money: dict[int, Any] = {}
        self.rows = 0
        self.append(titles)

    def append(self, row: Row) -> None:
        self._sheet.append(self._cell(cell) for cell in row)
        self.rows += 1

    def _cell(self, cell: Cell) -> Any:
        if isinstance(cell, Decimal):
            return self._amount(cell)
        if cell is None or isinstance(cell, int):
            return cell
        return self._words(_text(cell)) or None

    def _made(self, look: str) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = look
        return cell

    def _amount(self, amount: Decimal) -> Any:
        decimals = -int(amount.as_tuple().exponent)
        found = self._money.get(decimals)
        if found is None:
            found = self._money[decimals] = self._made(f"0.{'0' * decimals}".rstrip("."))
        found.value = amount
        return found

    def _words(self, text: str) -> Any:
        text = _UNWRITABLE.sub("", _BREAK.sub("\n", text))[:CELL_LENGTH]
        if unguard(text) != text:  # whoever reads it back takes it for guarded
            text = guard(text)
        if not text.startswith("=") and text not in ERROR_CODES:
            return text
        self._text.value = text
        self._text.data_type = "s"
        return self._text


def _guarded(cell: Cell) -> str | int | Decimal:
    if not cell and (cell is None or cell == ""):  # most cells, so asked first
        return ""
    return cell if isinstance(cell, int | Decimal) else guard(_text(cell))


def _text(cell: str | date | Sequence[Any] | Mapping[str, Any] | None) -> str:
    """Return what is no number as a table can hold it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):  # a moment, too
        return cell.isoformat()
    if isinstance(cell, Mapping):
        return _encode(cell) if cell else ""
    return ", ".join(str(each) for each in cell or ())


def _taken(text: io.StringIO) -> bytes:
    """Return what was written since the last time."""
    taken = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return taken
