"""The report of an import: every row of the file with what became of it, to keep and to mend."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from models.channels.guard import guard
from models.imports.staging import RowTold, Ruling, Staging
from state.import_words import sentence
from state.words import catalogue, say

_ROWS_A_PIECE: Final = 500


def report(staging: Staging) -> Iterator[bytes]:
    """Go through the report as a CSV file, piece by piece."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    titles = ("row", "order", "outcome", "no", "column", "why", "cells")
    writer.writerow([say(f"import.report.{title}") for title in titles])
    yield b"\xef\xbb\xbf"  # a spreadsheet takes it for Latin otherwise
    for i, row in enumerate(staging.rows_told(), 1):
        writer.writerow([guard(cell) for cell in _told(row)])
        if i % _ROWS_A_PIECE == 0:
            yield _emptied(text)
    yield _emptied(text)


def outcome(ruling: Ruling) -> str:
    """Return what became of an order, in a word or two."""
    if ruling.shown == "new" and ruling.is_over:
        return say("import.outcome.history")
    return say(f"import.outcome.{ruling.shown or 'none'}")


def reasons(ruling: Ruling) -> list[str]:
    """Return why an order waits for a person, and in what a changed one differs."""
    holds = [catalogue().get(f"hold.{hold}", hold) for hold in ruling.holds]
    return holds + [say(f"import.field.{name}") for name in ruling.fields]


def _told(row: RowTold) -> list[str]:
    columns = [problem.column for problem in row.problems if problem.column]
    why = [sentence(problem) for problem in row.problems]
    if row.ruling and row.ruling.first == row.number:
        why = [*reasons(row.ruling), *why]
    refused = say("import.outcome.refused") if row.problems else say("import.outcome.none")
    return [
        str(row.number), row.name, outcome(row.ruling) if row.ruling else refused,
        (row.ruling.no if row.ruling else None) or "", ", ".join(dict.fromkeys(columns)),
        " · ".join(why), *row.cells,
    ]  # fmt: skip


def _emptied(text: io.StringIO) -> bytes:
    piece = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return piece
