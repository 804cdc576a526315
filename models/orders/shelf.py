"""The rows of one table that belong to one order: as they were read, and as they are now.

What differs is written when the order is saved; nothing has to remember to say that it changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, Table, bindparam, select
from sqlmodel import SQLModel

from models.db import Unit
from models.kit.table import Record, table

R = TypeVar("R", bound=Record)


class Shelf(Generic[R]):
    """Records of one kind. Read at the first look, so that a move pays only for what it needs."""

    def __init__(
        self, unit: Unit, kind: type[R], stored: type[SQLModel], owner: str, owner_id: int | None
    ) -> None:
        """Stand for the rows whose column `owner` is `owner_id`; None: of a new thing."""
        self._unit = unit
        self._kind = kind
        self._table: Table = table(stored)
        self._owner = owner
        self._owner_id = owner_id
        self._items: list[R] | None = [] if owner_id is None else None
        self._before: dict[int, dict[str, Any]] = {}

    def __iter__(self) -> Iterator[R]:
        """Go through the records, oldest first."""
        return iter(self.all())

    def all(self) -> list[R]:
        """Return the records, oldest first."""
        if self._items is None:
            rows = self._unit.rows(_by_owner(self._table, self._owner), {"b_owner": self._owner_id})
            self._items = [self._kind.of(row) for row in rows]
            self._before = {item.__dict__["id"]: item.values() for item in self._items}
        return self._items

    def add(self, **values: Any) -> R:
        """Put a new record on the shelf, with a key of its own, and return it."""
        items = self.all()
        record = self._kind.new(**{"id": self._unit.ids(self._table)[0], **values})
        items.append(record)
        return record

    def add_many(self, rows: Sequence[Mapping[str, Any]]) -> list[R]:
        """Put new records on the shelf, as `add` does one, and return them."""
        keys = self._unit.ids(self._table, len(rows)) if rows else ()
        new = [self._kind.new(**{"id": key, **row}) for key, row in zip(keys, rows, strict=True)]
        self.all().extend(new)
        return new

    def give(self, item: R, other: "Shelf[R]") -> None:
        """Hand an item over to another shelf of the same kind; who calls sets its owner."""
        key = item.__dict__["id"]
        self.all().remove(item)
        other.all().append(item)
        if key in self._before:
            other._before[key] = self._before.pop(key)  # noqa: SLF001  one class

    def save(self) -> None:
        """Write what is new and what has changed."""
        new: list[dict[str, Any]] = []
        for item in self._items or ():
            now = item.values()
            before = self._before.get(now["id"])
            if before is None:
                new.append(now)
            elif changed := {name: now[name] for name in now if now[name] != before[name]}:
                self._unit.run(
                    self._table.update().where(self._table.c.id == now["id"]).values(changed)
                )
            self._before[now["id"]] = now
        self._unit.insert(self._table, *new)


_QUERIES: dict[tuple[str, str], Select[Any]] = {}


def _by_owner(of: Table, owner: str) -> Select[Any]:
    query = _QUERIES.get((of.name, owner))
    if query is None:
        query = select(of).where(of.c[owner] == bindparam("b_owner")).order_by(of.c.id)
        _QUERIES[of.name, owner] = query
    return query
