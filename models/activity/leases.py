"""Doing a thing alone: who holds the lease may, until it runs out or is given back."""

from datetime import timedelta
from typing import Final

from sqlalchemy.dialects import postgresql, sqlite

from models.activity.tables import Lease
from models.db import Unit
from models.kit.table import table

_LEASE: Final = table(Lease)


def take_lease(unit: Unit, name: str, holder: str, length: timedelta) -> bool:
    """Take or prolong a lease; return whether `holder` has it now."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    terms = {"holder": holder, "taken_at": unit.now, "until": unit.now + length}
    taken = unit.row(
        insert(_LEASE)
        .values(name=name, **terms)
        .on_conflict_do_update(
            index_elements=["name"],
            set_=terms,
            where=(_LEASE.c.holder == holder) | (_LEASE.c.until <= unit.now),
        )
        .returning(_LEASE.c.name)
    )
    return taken is not None


def end_lease(unit: Unit, name: str, holder: str) -> None:
    """Give a lease back, so that the next one need not wait for its end."""
    unit.run(_LEASE.delete().where(_LEASE.c.name == name, _LEASE.c.holder == holder))
