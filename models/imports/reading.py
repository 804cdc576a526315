"""From a file to orders: its rows are staged, then read order by order."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.channels import headers
from models.channels.cells import Problem, Reading
from models.channels.fields import Field
from models.channels.orders import Assembled, Terms, assemble
from models.imports.csvs import DELIMITERS
from models.imports.doors import Door
from models.imports.following import Above
from models.imports.plan import Form, Plan
from models.imports.rows import Sheet
from models.imports.staging import StagedOrder, Staging
from models.kit.errors import Invalid
from models.orders.drafts import MAX_LINES


class Read(NamedTuple):
    """What the first pass over a file found.

    Attributes:
        nameless: rows that name no order; each is refused for itself.
    """

    reading: Reading
    rows: int
    nameless: int


class Candidate(NamedTuple):
    """One order of a file, before anything is compared with what we have."""

    external_id: str
    first: int
    order: Assembled


def stage(sheet: Sheet, staging: Staging, door: Door, plan: Plan) -> Read:
    """Lay all rows of a sheet down by order, and see what its columns show.

    Raises:
        Invalid: `header_only`, `file_cut_off`, `date_unclear`, and as going through the rows does.
    """
    reading = reading_of(sheet, door, plan)
    reading.is_nested = sheet.is_nested
    above = Above(reading.fields)
    width, rows, nameless, last = len(sheet.header), 0, 0, (0, 0)
    for number, cells in sheet.rows():
        rows, last = rows + 1, (number, len(cells))
        if external_id := above.order_of(cells):
            staging.lay(external_id, number, cells)
        else:
            nameless += 1
            staging.report(Problem(number, reading.titles[Field.ORDER], "value_missing"))
        if len(cells) >= width:
            reading.see(cells, number)
    if not rows:
        raise Invalid("header_only", row=sheet.header_row)
    if last[1] < width:
        raise Invalid("file_cut_off", row=last[0], cells=last[1], columns=width)
    _refuse_unclear_dates(reading)
    return Read(reading, rows, nameless)


def reading_of(sheet: Sheet, door: Door, plan: Plan) -> Reading:
    """Return how the columns of a sheet are to be read."""
    fields = headers.match(sheet.header)
    return Reading(sheet.header, fields, ZoneInfo(door.zone), plan.date_order)


def told(sheet: Sheet, reading: Reading) -> Mapping[str, str]:
    """Return how a file was understood, for people to check."""
    ignored = [title for i, title in enumerate(sheet.header) if i not in reading.fields]
    return {
        "encoding": sheet.encoding.upper(),
        "delimiter": DELIMITERS.get(sheet.delimiter, ""),
        "form": "" if sheet.form is Form.CSV else sheet.form.value.upper(),
        "page": sheet.page[:80],
        "counts": sheet.counts.value,
        "ignored": ", ".join(title.strip()[:40] for title in ignored if title.strip())[:400],
    }


def candidates(staging: Staging, reading: Reading, door: Door) -> Iterator[Candidate]:
    """Go through the staged orders, each read and put together."""
    columns = frozenset(reading.titles)
    terms = Terms(door.channel, door.currency, columns, reading.titles, reading.is_nested)
    for staged in staging.orders():
        yield Candidate(staged.external_id, staged.first, _read(staged, reading, terms))


def _read(staged: StagedOrder, reading: Reading, terms: Terms) -> Assembled:
    if not staged.rows:
        data = {"rows": staged.size, "most": MAX_LINES}
        problem = Problem(staged.first, None, "too_many_lines", data)
        return Assembled(None, terms.currency, None, {}, [], [problem])
    rows, unread = [], []
    for number, cells in staged.rows:
        if problem := _misfit(cells, number, len(reading.header)):
            unread.append(problem)
        row, problems = reading.read([*cells, *[""] * (len(reading.header) - len(cells))], number)
        rows.append(row)
        unread += problems
    return assemble(staged.external_id, rows, terms, unread)


def _misfit(cells: list[str], number: int, width: int) -> Problem | None:
    """Return what is wrong with a row that has not one cell for each column."""
    if len(cells) == width or (len(cells) > width and not any(cells[width:])):
        return None
    code = "row_short" if len(cells) < width else "row_long"
    return Problem(number, None, code, {"cells": len(cells), "columns": width})


def _refuse_unclear_dates(reading: Reading) -> None:
    if reading.order_of_dates is None and reading.dates.unclear is not None:
        raise Invalid(
            "date_unclear", row=reading.dates.unclear, column=reading.titles[Field.PLACED_AT]
        )
