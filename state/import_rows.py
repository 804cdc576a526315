"""The orders of a file, tile by tile, as they are kept beside it. Reads the disk: off the loop."""

from pathlib import Path
from typing import Final, NamedTuple, TypedDict

from models.channels.cells import Problem
from models.imports.staging import Ruling, Staging
from state.import_report import outcome, reasons
from state.import_words import place, printable, sentence
from state.shown import number
from state.words import say

PAGE: Final = 25
MOST_REASONS: Final = 6
REFUSED: Final = "refused"


class OrderRow(TypedDict):
    """An order of a file, or a row of it that names none: where it stands, and what of it."""

    key: str
    first: str
    name: str
    no: str
    outcome: str
    reasons: list[str]


class OrdersPage(NamedTuple):
    """Some orders of a file, and from where the next ones are read; None where none are left."""

    rows: list[OrderRow]
    after: tuple[int, int] | None


def orders_page(path: Path, shown: str, counts: str, after: tuple[int, int] = (0, 0)) -> OrdersPage:
    """Return the next orders that are shown so.

    Args:
        counts: what the numbers of rows count; see `models.imports.rows.Counts`.
        after: the last first row that was shown, of orders and of rows that name no order.
    """
    if not path.exists():
        return OrdersPage([], None)
    with Staging(path, is_new=False) as staging:
        found = staging.rulings(shown, after[0], PAGE + 1)
        rows = [_order(ruling, staging.wrong_with(ruling.name), counts) for ruling in found[:PAGE]]
        if len(found) > PAGE:
            return OrdersPage(rows, (found[PAGE - 1].first, 0))
        last = found[-1].first if found else after[0]
        if shown != REFUSED:
            return OrdersPage(rows, None)
        strays = staging.strays(after[1], PAGE + 1)
    rows += [_stray(problem, counts) for problem in strays[:PAGE]]
    is_last = len(strays) <= PAGE
    return OrdersPage(rows, None if is_last else (last, strays[PAGE - 1].row or 0))


def _order(ruling: Ruling, problems: list[Problem], counts: str) -> OrderRow:
    why = [*reasons(ruling), *(_told(problem, counts) for problem in problems[:MOST_REASONS])]
    if (rest := len(problems) - MOST_REASONS) > 0:
        why.append(say("import_page.and_more", n=number(rest)))
    return {
        "key": f"{ruling.first}",
        "first": place(ruling.first, counts),
        "name": printable(ruling.name),
        "no": ruling.no or "",
        "outcome": outcome(ruling),
        "reasons": why,
    }


def _stray(problem: Problem, counts: str) -> OrderRow:
    return {
        "key": f"row {problem.row}",
        "first": place(problem.row, counts),
        "name": "",
        "no": "",
        "outcome": say("import.outcome.refused"),
        "reasons": [_told(problem, counts)],
    }


def _told(problem: Problem, counts: str) -> str:
    where = {"at": place(problem.row, counts), "column": problem.column}
    return say("import_page.problem", text=sentence(problem, on_page=True), **where)
