"""The keys of what both the moulds and the business have: the same things under other numbers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Table, select

from models.access.tables import User
from models.catalog.tables import Channel, Sku, Warehouse
from models.db import Unit
from models.kit.table import table


class Keys(NamedTuple):
    """Keys by name."""

    sku: Mapping[str, int]
    warehouse: Mapping[str, int]
    channel: Mapping[str, int]
    user: Mapping[str, int]


class Translation(NamedTuple):
    """Keys of the business by those of the moulds."""

    sku: Mapping[int, int]
    warehouse: Mapping[int, int]
    channel: Mapping[int, int]
    user: Mapping[int, int]


def read_keys(unit: Unit) -> Keys:
    """Return the keys of a house."""
    return Keys(
        _by_name(unit, table(Sku), "sku"),
        _by_name(unit, table(Warehouse), "code"),
        _by_name(unit, table(Channel), "code"),
        _by_name(unit, table(User), "name"),
    )


def translation(of: Keys, into: Keys) -> Translation:
    """Return how the keys of one house are read in another."""
    return Translation(*(
        {key: theirs[name] for name, key in ours.items()}
        for ours, theirs in zip(of, into, strict=True)
    ))  # fmt: skip


def _by_name(unit: Unit, of: Table, column: str) -> dict[str, int]:
    rows: Any = unit.rows(select(of.c.id, of.c[column].label("name")))
    return {row.name: row.id for row in rows}
