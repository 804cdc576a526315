"""Fresh keys before anything is written, so that an order, its lines and parts can name each other.

On SQLite the next key is one more than the last: a unit that writes is the only one that does. It
reads the last keys of all tables that ever asked, in one statement. PostgreSQL counts in sequences;
keys are drawn in blocks that the process hands out, since a key that is never used is no loss.
"""

import threading
from collections import deque
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, Table, func, select, text

from models.db.unit import Unit

BLOCK: Final = 50
_DRAW: Final = text(
    "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"
)


class LastKeys:
    """Keys of one unit on SQLite."""

    _asked: Final[dict[str, Table]] = {}
    _statements: Final[dict[int, Select[Any]]] = {}

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def draw(self, unit: Unit, table: Table, count: int) -> Sequence[int]:
        """Return the keys that follow the last one of `table`."""
        if table.name not in self._last:
            self._asked.setdefault(table.name, table)
            found = unit.run(self._all_last()).one()
            read = dict(zip(self._asked, found, strict=False))
            self._last = {**read, **self._last}
        last_key = self._last[table.name]
        self._last[table.name] = last_key + count
        return range(last_key + 1, last_key + count + 1)

    @classmethod
    def _all_last(cls) -> Select[Any]:
        """Return the query of the last keys of every table that asked, in that order."""
        count = len(cls._asked)
        if count not in cls._statements:
            tables = list(cls._asked.values())
            last = [select(func.coalesce(func.max(t.c.id), 0)).scalar_subquery() for t in tables]
            cls._statements[count] = select(*last)
        return cls._statements[count]


class KeyBlocks:
    """Keys of one process on PostgreSQL."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: dict[str, deque[int]] = {}

    def draw(self, unit: Unit, table: Table, count: int) -> Sequence[int]:
        """Return keys from the block in hand, drawing another where it is short."""
        with self._lock:
            free = self._free.setdefault(table.name, deque())
            if len(free) >= count:
                return [free.popleft() for _ in range(count)]
        drawn = unit.rows(_DRAW, {"name": f'"{table.name}"', "count": BLOCK + count})
        keys = [row[0] for row in drawn]
        with self._lock:
            free.extend(keys[count:])
        return keys[:count]
