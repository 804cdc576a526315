"""One row of a file, read: text becomes identifiers, numbers and moments, or a reason why not."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from models.channels import amounts, moments
from models.channels.fields import OF, Field, Kind
from models.channels.guard import unguard
from models.kit.errors import Invalid
from models.orders.given import FIRST_DAY, LAST_DAY, without_turns

_AS_TEXT: Final = re.compile(r'="(.*)"')
_WHOLE: Final = re.compile(r"(\d+)\.0+")
_SCIENTIFIC: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_BREAK: Final = re.compile(r"[\t\r\n]")
_EDGES: Final = "\ufeff\u200b\u00a0\u3000 \t\r\n"
UNSAVED: Final = "#FORMULA!"
"""Stands for a formula whose result was never saved."""
ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
"""What a spreadsheet shows where a formula has failed."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_SHORT: Final = 64
_MOST_KNOWN: Final = 20_000
"""How many cells are remembered: names, places and dates come again and again."""


class Problem(NamedTuple):
    """What is wrong, and where: the row as a spreadsheet counts, the column by its title."""

    row: int | None
    column: str | None
    code: str
    data: Mapping[str, Any] = {}


class Row(NamedTuple):
    """One row, read; a field that is empty or not in the file is absent."""

    number: int
    values: Mapping[Field, Any]


@dataclass
class Reading:
    """How the columns of one file are to be read.

    Attributes:
        fields: what each column means.
        date_order: as somebody said, over what the columns show.
        fixed: what holds for every row that says nothing else.
        numbers, dates: what the columns have shown.
        is_nested: whether rows of one number are a whole order.
    """

    header: Sequence[str]
    fields: Mapping[int, Field]
    zone: ZoneInfo
    date_order: moments.DateOrder | None = None
    fixed: Mapping[Field, str] = field(default_factory=dict)
    numbers: dict[Field, amounts.Evidence] = field(default_factory=dict)
    dates: moments.Evidence = field(default_factory=moments.Evidence)
    is_nested: bool = False

    def __post_init__(self) -> None:
        """Make ready what every cell needs."""
        self.titles = {of: self.header[i].strip()[:80] for i, of in self.fields.items()}
        kinds = {i: OF[of].kind for i, of in self.fields.items()}
        self._numeric = [i for i, kind in kinds.items() if kind in {Kind.AMOUNT, Kind.QTY}]
        self._dated = [i for i, kind in kinds.items() if kind is Kind.MOMENT]
        for i in self._numeric:
            self.numbers.setdefault(self.fields[i], amounts.Evidence())
        for of in self.fixed:
            self.numbers.setdefault(of, amounts.Evidence())
            self.titles.setdefault(of, of.value)
        self._known: dict[tuple[Field, str], Any] = {}
        self._fixed = {of: self._value(of, text) for of, text in self.fixed.items()}

    @property
    def order_of_dates(self) -> moments.DateOrder | None:
        """In which order bare dates are read; None where nobody and nothing says."""
        return self.date_order or self.dates.order

    def see(self, cells: Sequence[str], row: int) -> None:
        """Take in one more row, before any is read."""
        for i in self._numeric:
            self.numbers[self.fields[i]].see(cells[i])
        for i in self._dated:
            self.dates.see(cells[i], row)

    def read(self, cells: Sequence[str], row: int) -> tuple[Row, list[Problem]]:
        """Return a row with all that can be read of it, and what cannot."""
        values: dict[Field, Any] = {}
        problems: list[Problem] = []
        for i, of in self.fields.items():
            cell = cells[i]
            value = self._known.get((of, cell)) if cell else ""
            if value is None:
                try:
                    value = self._read(of, cell)
                except Invalid as refusal:
                    problems.append(Problem(row, self.titles[of], refusal.code, refusal.data))
                    continue
            if value != "":
                is_more = of is Field.REMARK and of in values
                values[of] = f"{values[of]}\n{value}" if is_more else value
        return Row(row, {**self._fixed, **values}), problems

    def _read(self, of: Field, cell: str) -> Any:
        """Return what a cell says, nothing as an empty text; what it says often is remembered."""
        text = bare(cell)
        value = self._value(of, text) if text else ""
        if len(cell) <= _SHORT and len(self._known) < _MOST_KNOWN:
            self._known[of, cell] = value
        return value

    def _value(self, of: Field, text: str) -> Any:
        column = OF[of]
        if text[0] == "#" and text == UNSAVED:
            raise Invalid("formula_unsaved")
        if text[0] == "#" and text in ERRORS:
            raise Invalid("cell_error", value=text)
        if not text.isprintable() and _CONTROL.search(text):
            raise Invalid("cell_unprintable")
        if len(text) > column.size:
            raise Invalid("text_too_long", most=column.size, length=len(text))
        return _READERS[column.kind](self, of, text)


def bare(cell: str) -> str:
    """Return a cell without what no eye sees at its ends, and without the guard of an export.

    A program's word for nothing is nothing.
    """
    text = without_turns(cell).strip(_EDGES)
    return "" if text == "null" else unguard(text)


def identifier(text: str) -> str:
    """Return a code as it was before a spreadsheet took it for a number: `17850.0` is `17850`.

    Raises:
        Invalid: `code_mangled`, where digits are lost: `1.23457E+11`; `cell_unprintable`.
    """
    if text.isascii() and text.replace("-", "").isalnum():  # as most are, and fast
        return text
    if _BREAK.search(text):
        raise Invalid("cell_unprintable")
    if text.startswith("'"):  # a mark for spreadsheets: what follows is text
        return text[1:].strip()
    if quoted := _AS_TEXT.fullmatch(text):
        return quoted[1].strip()
    if whole := _WHOLE.fullmatch(text):
        return whole[1]
    if _SCIENTIFIC.fullmatch(text):
        raise Invalid("code_mangled", value=text[:40])
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _amount(reading: Reading, of: Field, text: str) -> amounts.Amount:
    if unicodedata.normalize("NFKC", text[-1]) == "%":
        raise Invalid("amount_percent", value=text[:40])
    return amounts.read_amount(text, decimal_comma=reading.numbers[of].decimal_comma)


def _qty(reading: Reading, of: Field, text: str) -> int:
    return amounts.read_qty(text, decimal_comma=reading.numbers[of].decimal_comma)


def _moment(reading: Reading, _of: Field, text: str) -> Any:
    moment = moments.read_moment(text, reading.zone, reading.order_of_dates)
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise Invalid("date_out_of_range", value=text[:40], first=FIRST_DAY, last=LAST_DAY)
    return moment


_READERS: Final[Mapping[Kind, Callable[[Reading, Field, str], Any]]] = {
    Kind.ID: lambda _reading, _of, text: identifier(text),
    Kind.TEXT: lambda _reading, _of, text: text,
    Kind.AMOUNT: _amount,
    Kind.QTY: _qty,
    Kind.MOMENT: _moment,
    Kind.CURRENCY: lambda _reading, _of, text: amounts.read_currency(text),
}
