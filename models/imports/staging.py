"""The rows of a file laid out by order, so that an order whose rows lie apart is whole.

They lie in a nameless file of SQLite's own, which is gone when it is closed and when the process
ends, however it ends; memory stays flat however long the file is.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, Self

from models.channels.cells import Problem
from models.orders.drafts import MAX_LINES

_SCHEMA: Final = """
    PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16384;
    PRAGMA temp_store=FILE;
    CREATE TABLE line (number INTEGER NOT NULL, ext TEXT NOT NULL, cells TEXT NOT NULL);
    CREATE TABLE problem (number INTEGER, title TEXT, code TEXT NOT NULL, data TEXT NOT NULL);
"""
_BATCH: Final = 1_000


class StagedOrder(NamedTuple):
    """The rows of one order, as they stand in the file.

    Attributes:
        rows: none where there are more than an order can have.
    """

    external_id: str
    first: int
    size: int
    rows: Sequence[tuple[int, list[str]]]


class Staging:
    """Rows by order, and what was wrong with any; use it with `with`."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.executescript(_SCHEMA)
        self._file.execute("BEGIN")
        self._waiting: list[tuple[int, str, str]] = []

    def __enter__(self) -> Self:
        """Lend it to a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the rows go."""
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

    def orders(self) -> Iterator[StagedOrder]:
        """Go through the orders as they first appear; nothing may be laid down after this."""
        self._write()
        self._file.execute("CREATE INDEX by_order ON line (ext)")
        found = self._file.execute(
            "SELECT ext, min(number), count(*) FROM line GROUP BY ext ORDER BY 2, min(rowid)"
        )
        for ext, first, size in found:
            rows = () if size > MAX_LINES else self._rows(ext)
            yield StagedOrder(ext, first, size, tuple(rows))

    def problems(self, most: int = -1) -> Iterator[Problem]:
        """Go through what is wrong, by row."""
        found = self._file.execute(
            "SELECT number, title, code, data FROM problem ORDER BY number, rowid LIMIT ?", (most,)
        )
        for number, title, code, data in found:
            yield Problem(number, title, code, json.loads(data))

    def problem_count(self) -> int:
        """Return how many things are wrong."""
        return self._file.execute("SELECT count(*) FROM problem").fetchone()[0]

    def _rows(self, ext: str) -> Iterator[tuple[int, list[str]]]:
        found = self._file.execute(
            "SELECT number, cells FROM line WHERE ext = ? ORDER BY number, rowid", (ext,)
        )
        return ((number, json.loads(cells)) for number, cells in found)

    def _write(self) -> None:
        self._file.executemany("INSERT INTO line VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()
