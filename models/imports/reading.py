"""From a file to orders: its rows are staged, then read order by order."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple
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
from models.imports.watching import UNWATCHED, Watch
from models.kit.errors import Invalid
from models.orders.drafts import MAX_LINES

SAMPLES: Final = 3
"""How many rows people are shown of a column, and `MOST_SHOWN` columns of a file."""
MOST_SHOWN: Final = 200


class Read(NamedTuple):
    """What the first pass over a file found.

    Attributes:
        nameless: rows that name no order; each is refused for itself.
    """

    reading: Reading
    rows: int
    nameless: int


class Candidate(NamedTuple):
    """One order of a file, before anything is compared with what we have.

    Attributes:
        no: what it was called here when it was exported; empty in files of others.
    """

    external_id: str
    first: int
    order: Assembled
    no: str = ""

    @property
    def name(self) -> str:
        """Return by what it is told from the other orders of the file."""
        return self.no or self.external_id


def stage(sheet: Sheet, staging: Staging, door: Door, plan: Plan, watch: Watch = UNWATCHED) -> Read:
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
        watch.saw_row(rows)
        if name := above.order_of(cells):
            staging.lay(name, number, cells)
        elif not any(cells):  # a record that speaks of something else
            staging.report(Problem(number, None, "no_order"))
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
    """Return how the columns of a sheet are to be read.

    Raises:
        Invalid: `column_twice`; `column_missing`, naming the fields and the titles there are.
    """
    fields = headers.match(sheet.header, plan.mapping.columns)
    fixed = {field: text for field, text in plan.mapping.fixed.items() if field is not Field.ORDER}
    lack = [field for field in headers.missing(fields) if field not in fixed]
    if lack:
        titles = [title.strip()[:40] for title in sheet.header[:40] if title.strip()]
        raise Invalid("column_missing", row=sheet.header_row, fields=lack, titles=titles)
    order = plan.date_order or plan.mapping.date_order
    return Reading(sheet.header, fields, ZoneInfo(door.zone), order, fixed)


def told(sheet: Sheet, plan: Plan) -> Mapping[str, Any]:
    """Return how a file is understood, for people to check and to teach us better.

    Raises:
        Invalid: as going through the rows does.
    """
    try:
        fields = headers.match(sheet.header, plan.mapping.columns)
    except Invalid:
        fields = {}  # said when it is read; people see the titles meanwhile
    ignored = [title for i, title in enumerate(sheet.header) if i not in fields]
    samples = [row.cells for row in islice(sheet.rows(), SAMPLES)]
    return {
        "encoding": sheet.encoding.upper(),
        "delimiter": DELIMITERS.get(sheet.delimiter, ""),
        "form": "" if sheet.form is Form.CSV else sheet.form.value.upper(),
        "page": sheet.page[:80],
        "counts": sheet.counts.value,
        "ignored": ", ".join(title.strip()[:40] for title in ignored if title.strip())[:400],
        "mapping": plan.mapping.name,
        "columns": [
            {
                "title": title.strip()[:240],
                "field": fields[i].value if i in fields else None,
                "samples": [cells[i][:80] for cells in samples if i < len(cells)],
            }
            for i, title in enumerate(sheet.header[:MOST_SHOWN])
        ],
    }


def candidates(staging: Staging, reading: Reading, door: Door) -> Iterator[Candidate]:
    """Go through the staged orders, each read and put together."""
    columns = frozenset(reading.titles)
    terms = Terms(door.channel, door.currency, columns, reading.titles, reading.is_nested)
    is_ours = Field.NO in reading.titles
    for staged in staging.orders():
        order = _read(staged, reading, terms)
        if not is_ours:
            yield Candidate(staged.external_id, staged.first, order)
        else:
            external_id = order.draft.external_id if order.draft else None
            yield Candidate(
                external_id or staged.external_id, staged.first, order, staged.external_id
            )


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
    said = (row.values.get(Field.ORDER) for row in rows)
    # Where our own number tells orders apart, theirs stands beside it.
    external_id = next((name for name in said if name), staged.external_id)
    return assemble(external_id, rows, terms, unread)


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
