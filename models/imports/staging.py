"""The rows of a file laid out by order, so that an order whose rows lie apart is whole.

They lie in a file of SQLite's own. A nameless one is gone when it is closed and when the process
ends, however it ends; one with a name stays, and says afterwards what became of every row. Memory
stays flat however long the file is.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from models.channels.cells import Problem
from models.orders.drafts import MAX_LINES

_SCHEMA: Final = """
    PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16384;
    PRAGMA temp_store=FILE;
    CREATE TABLE line (number INTEGER NOT NULL, ext TEXT NOT NULL, cells TEXT NOT NULL);
    CREATE TABLE problem (number INTEGER, title TEXT, code TEXT NOT NULL, data TEXT NOT NULL);
    CREATE TABLE verdict (
        ext TEXT PRIMARY KEY, first INTEGER NOT NULL, verdict TEXT NOT NULL, shown TEXT NOT NULL,
        no TEXT, is_over INTEGER NOT NULL, holds TEXT NOT NULL, fields TEXT NOT NULL
    ) WITHOUT ROWID;
"""
_INDEXES: Final = (
    "CREATE INDEX verdict_by_shown ON verdict (shown, first)",
    "CREATE INDEX problem_by_number ON problem (number)",
    "CREATE INDEX IF NOT EXISTS by_order ON line (ext)",
)
_BATCH: Final = 1_000
HELD: Final = "held"
"""How new orders are shown that wait for a person."""
_VERDICT: Final = "ext, first, verdict, shown, no, is_over, holds, fields"


class StagedOrder(NamedTuple):
    """The rows of one order, as they stand in the file.

    Attributes:
        rows: none where there are more than an order can have.
    """

    external_id: str
    first: int
    size: int
    rows: Sequence[tuple[int, list[str]]]


class Ruling(NamedTuple):
    """What became of an order of the file, or would.

    Attributes:
        name: by what it is told from the others of the file.
        verdict: as it is counted; empty for rows that are no order.
        shown: the same, but `held` for a new one that waits for a person.
    """

    name: str
    first: int
    verdict: str
    shown: str
    no: str | None = None
    is_over: bool = False
    holds: Sequence[str] = ()
    fields: Sequence[str] = ()


class RowTold(NamedTuple):
    """A row of the file, and what became of it."""

    number: int
    name: str
    cells: Sequence[str]
    ruling: Ruling | None
    problems: Sequence[Problem]


class Staging:
    """Rows by order, and what was wrong with any; use it with `with`.

    Args:
        path: where it stays; None for a file that goes when it is closed.
        is_new: whether to begin; else what is there is read.
    """

    def __init__(self, path: Path | None = None, *, is_new: bool = True) -> None:
        self._stays = path is not None
        self._file = sqlite3.connect(path or "", isolation_level=None, check_same_thread=False)
        if is_new:
            self._file.executescript(_SCHEMA)
            self._file.execute("BEGIN")
        self._waiting: list[tuple[int, str, str]] = []

    def __enter__(self) -> Self:
        """Lend it to a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the rows go, or leave them to be read."""
        self.close()

    def close(self) -> None:
        """Make what was written stay, where the file has a name."""
        if self._stays and self._file.in_transaction:
            self._write()
            for index in _INDEXES:
                self._file.execute(index)
            self._file.execute("COMMIT")
        self._file.close()

    def lay(self, external_id: str, number: int, cells: Sequence[str]) -> None:
        """Lay down one row of an order."""
        self._waiting.append((number, external_id, json.dumps(cells)))
        if len(self._waiting) == _BATCH:
            self._write()

    def report(self, *problems: Problem) -> None:
        """Keep what is wrong, to be told in the order of the file."""
        told = [(p.row, p.column, p.code, json.dumps(p.data, default=str)) for p in problems]
        self._file.executemany("INSERT INTO problem VALUES (?, ?, ?, ?)", told)

    def rule(self, rulings: Iterable[Ruling]) -> None:
        """Keep what became of orders."""
        rows = [
            (*ruling[:6], json.dumps(list(ruling.holds)), json.dumps(list(ruling.fields)))
            for ruling in rulings
        ]
        self._file.executemany("INSERT OR REPLACE INTO verdict VALUES (?,?,?,?,?,?,?,?)", rows)

    def orders(self) -> Iterator[StagedOrder]:
        """Go through the orders as they first appear; nothing may be laid down after this."""
        self._write()
        self._file.execute(_INDEXES[-1])
        found = self._file.execute(
            "SELECT ext, min(number), count(*) FROM line GROUP BY ext ORDER BY 2, min(rowid)"
        )
        for ext, first, size in found:
            rows = () if size > MAX_LINES else self._rows(ext)
            yield StagedOrder(ext, first, size, tuple(rows))

    def order_count(self) -> int:
        """Return how many orders there are; nothing may be laid down after this."""
        self._write()
        return self._count("SELECT count(DISTINCT ext) FROM line")

    def problems(self, most: int = -1) -> Iterator[Problem]:
        """Go through what is wrong, by row."""
        found = self._file.execute(
            "SELECT number, title, code, data FROM problem ORDER BY number, rowid LIMIT ?", (most,)
        )
        return (_problem(row) for row in found)

    def problem_count(self) -> int:
        """Return how many things are wrong."""
        return self._count("SELECT count(*) FROM problem")

    def rulings(self, shown: str, after: int, most: int) -> list[Ruling]:
        """Return the orders that are shown so, whose first row comes after `after`."""
        found = self._file.execute(
            f"SELECT {_VERDICT} FROM verdict WHERE shown = ? AND first > ? ORDER BY first LIMIT ?",  # noqa: S608  a constant
            (shown, after, most),
        )
        return [_ruling(row) for row in found]

    def wrong_with(self, name: str) -> list[Problem]:
        """Return what is wrong with the rows of an order."""
        found = self._file.execute(
            "SELECT number, title, code, data FROM problem WHERE number IN"
            " (SELECT number FROM line WHERE ext = ?) ORDER BY number, rowid",
            (name,),
        )
        return [_problem(row) for row in found]

    def strays(self, after: int, most: int) -> list[Problem]:
        """Return what is wrong with rows after `after` that belong to no order, one each."""
        found = self._file.execute(
            "SELECT number, title, code, data FROM problem WHERE number > ?"
            " AND number NOT IN (SELECT number FROM line) GROUP BY number ORDER BY number LIMIT ?",
            (after, most),
        )
        return [_problem(row) for row in found]

    def rows_told(self) -> Iterator[RowTold]:
        """Go through every row of the file, with what became of it."""
        found = self._file.execute(
            "SELECT line.number, line.ext, line.cells, verdict.* FROM line"
            " LEFT JOIN verdict ON verdict.ext = line.ext ORDER BY line.number"
        )
        wrong = _Merged(self.problems())
        for number, ext, cells, *ruled in found:
            ruling = _ruling(ruled) if ruled[0] is not None else None
            yield from wrong.before(number)
            yield RowTold(number, ext, json.loads(cells), ruling, wrong.at(number))
        yield from wrong.before(None)

    def _count(self, query: str) -> int:
        return self._file.execute(query).fetchone()[0]

    def _rows(self, ext: str) -> Iterator[tuple[int, list[str]]]:
        found = self._file.execute(
            "SELECT number, cells FROM line WHERE ext = ? ORDER BY number, rowid", (ext,)
        )
        return ((number, json.loads(cells)) for number, cells in found)

    def _write(self) -> None:
        self._file.executemany("INSERT INTO line VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()


class _Merged:
    """Problems in the order of rows, handed out row by row."""

    def __init__(self, problems: Iterator[Problem]) -> None:
        self._problems = problems
        self._next = next(problems, None)

    def before(self, number: int | None) -> Iterator[RowTold]:
        """Go through the rows before `number` that belong to no order, each with its problems."""
        while (found := self._next) and (number is None or (found.row or 0) < number):
            row = found.row
            yield RowTold(row or 0, "", (), None, self.at(row))

    def at(self, number: int | None) -> list[Problem]:
        """Return the problems of a row."""
        here: list[Problem] = []
        while self._next and self._next.row == number:
            here.append(self._next)
            self._next = next(self._problems, None)
        return here


def _problem(row: Sequence[Any]) -> Problem:
    number, title, code, data = row
    return Problem(number, title, code, json.loads(data))


def _ruling(row: Sequence[Any]) -> Ruling:
    name, first, verdict, shown, no, is_over, holds, fields = row
    told = bool(is_over), json.loads(holds), json.loads(fields)
    return Ruling(name, first, verdict, shown, no, *told)
