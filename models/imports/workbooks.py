"""A workbook as rows of text: each cell as a person sees it, without the noise of its storage.

The sheet whose titles are best known is taken, hidden or not, and so are hidden rows. Cells are
streamed; what must be held in memory (the table of texts) is bounded before anything is read.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from models.channels.amounts import unmistakable
from models.channels.cells import UNSAVED
from models.imports.packing import inspect, mentions_formulas
from models.imports.plan import Form
from models.imports.rows import LOOK_AT, Cells, Sheet, known, titles_among
from models.kit.errors import Invalid

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
_EXACT: Final = 10**15
"""From here on a spreadsheet keeps no last digit of a number."""
_HALF: Final = 500_000
"""Of a second, in microseconds."""
_AT_ONCE: Final = 500


def read_workbook(path: Path) -> Sheet:
    """Return the rows of the sheet that is most like orders.

    Raises:
        Invalid: `workbook_damaged`, `workbook_too_large`, `workbook_unsafe`, `workbook_encrypted`,
            `file_empty`.
    """
    inspect(path)
    with _damage_refused():
        has_formulas = mentions_formulas(path)
        page, titles = _best_page(path)
    width = len(titles.cells)

    def rows() -> Iterator[Cells]:
        with _damage_refused():
            for number, cells in _rows(path, page, has_formulas=has_formulas):
                if number > titles.number and any(cells):
                    yield Cells(number, [*cells, *[""] * (width - len(cells))])

    return Sheet(titles.cells, titles.number, "", "", rows, form=Form.XLSX, page=page)


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Turn whatever a damaged file makes the reader say into a refusal: it has no one error."""
    try:
        yield
    except Invalid:
        raise
    except Exception as error:
        raise Invalid("workbook_damaged") from error


def _best_page(path: Path) -> tuple[str, Cells]:
    """Return the name of the sheet that is most like orders, and its titles."""
    best: tuple[float, str, Cells] | None = None
    with _opened(path) as book:
        for page in book.sheetnames:
            if page not in {sheet.title for sheet in book.worksheets}:
                continue  # a sheet of nothing but a chart
            some = (row for row in islice(_of(book, page), 50 * LOOK_AT) if any(row.cells))
            titles = titles_among(some)
            score = known(_trimmed(titles.cells))
            if any(titles.cells) and (best is None or score > best[0]):
                best = score, page, Cells(titles.number, _trimmed(titles.cells))
    if best is None:
        raise Invalid("file_empty")
    return best[1], best[2]


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Return titles without the empty columns behind the last of them."""
    last = max((i for i, cell in enumerate(cells) if cell.strip()), default=-1)
    return list(cells[: last + 1])


@contextmanager
def _opened(path: Path, *, for_formulas: bool = False) -> "Iterator[Workbook]":
    from openpyxl import load_workbook  # it brings much along, and few files are workbooks

    with path.open("rb") as file:  # given a name, the reader goes by how that ends
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and the like, which are not read
            book = load_workbook(file, read_only=True, data_only=not for_formulas, keep_links=False)
        with closing(book):
            yield book


def _rows(path: Path, page: str, *, has_formulas: bool) -> Iterator[Cells]:
    with _opened(path) as book:
        if not has_formulas:
            yield from _of(book, page)
            return
        # A formula nobody has worked out looks empty: only the other reading tells it is there.
        with _opened(path, for_formulas=True) as beside:
            for row, formulas in zip(_of(book, page), _raw(beside, page), strict=True):
                yield Cells(row.number, _marked(row.cells, formulas))


def _marked(cells: list[str], formulas: Sequence[Any]) -> list[str]:
    for i, cell in enumerate(formulas):
        if cell.data_type == "f" and i < len(cells) and not cells[i]:
            cells[i] = UNSAVED
    return cells


def _of(book: "Workbook", page: str) -> Iterator[Cells]:
    for number, row in enumerate(_raw(book, page), 1):
        yield Cells(number, [_text(cell) for cell in row])


def _raw(book: "Workbook", page: str) -> Iterator[Sequence[Any]]:
    """Go through the rows of a sheet, empty ones too."""
    sheet: Any = book[page]
    sheet.reset_dimensions()  # some programs write down wrong ones
    rows = enumerate(sheet.iter_rows(), 1)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it warns of is refused in its cell
            some = list(islice(rows, _AT_ONCE))
        for number, row in some:
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise Invalid("workbook_damaged")
            yield row
        if not some:
            return


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    kind = type(value)
    if kind is str:
        return value
    if kind in {int, float} and "%" in cell.number_format:
        return f"{_number(value * 100)}%"
    return _TEXTS.get(kind, str)(value)


def _number(value: float) -> str:
    """Return a number as a spreadsheet shows it: fifteen digits, no noise behind them."""
    if isinstance(value, int):
        return str(value)
    if abs(value) >= _EXACT:
        return f"{value:.14E}"  # its last digits are lost; as a code it is refused for that
    plain = f"{Decimal(f'{value:.15g}'):f}"
    if plain.endswith(".0"):
        return plain[:-2]
    return unmistakable(plain)


def _moment(value: datetime) -> str:
    if value.microsecond:  # it was kept as a fraction of a day
        value = value.replace(microsecond=0) + timedelta(seconds=value.microsecond >= _HALF)
    return value.isoformat(sep=" ")


_TEXTS: Final[Mapping[type, Callable[[Any], str]]] = {
    int: str,
    float: _number,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
}
