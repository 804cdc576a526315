"""Tries to sign in: counted before they are judged, so that many at once do not slip through.

The count is kept in the database: a restart or another process forgives nothing.
"""

import math
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, text

from models.access.refusals import TooSoon
from models.access.tables import SignInAttempt
from models.db import Unit
from models.kit.table import table

WINDOW: Final = timedelta(minutes=15)
LONGEST_WAIT_S: Final = 300
ADDRESS_LENGTH: Final = 64
_ATTEMPT: Final = table(SignInAttempt)
_ADDRESS_LOCK: Final = text("SELECT pg_advisory_xact_lock(7203002, hashtext(:address))")


class Limit(NamedTuple):
    """How many failures within `WINDOW` cost nothing; each one more doubles the wait."""

    by: tuple[str, ...]
    free: int


LIMITS: Final = (
    Limit(by=("name", "address"), free=5),
    Limit(by=("address",), free=50),  # one address that tries many names; a whole office may be one
)


def take_turn(unit: Unit, name: str, address: str) -> None:
    """Count a try to sign in as a failure until it proves to be none.

    Raises:
        TooSoon: `too_many_tries`, with `wait_s`; such a try is not counted.
    """
    address = address[:ADDRESS_LENGTH]
    if not unit.is_sqlite:
        unit.run(_ADDRESS_LOCK, {"address": address})
    unit.run(_ATTEMPT.delete().where(_ATTEMPT.c.at <= unit.now - WINDOW))
    for limit in LIMITS:
        _refuse_soon(unit, limit, {"name": name, "address": address})
    unit.insert(_ATTEMPT, {"name": name, "address": address, "at": unit.now})


def forgive(unit: Unit, name: str, address: str) -> None:
    """Forget the failures of somebody who has proved to be who they said."""
    is_theirs = and_(_ATTEMPT.c.name == name, _ATTEMPT.c.address == address[:ADDRESS_LENGTH])
    unit.run(_ATTEMPT.delete().where(is_theirs))


def _refuse_soon(unit: Unit, limit: Limit, given: dict[str, str]) -> None:
    alike: list[ColumnElement[bool]] = [_ATTEMPT.c[by] == given[by] for by in limit.by]
    row = unit.row(
        select(func.count().label("n"), func.max(_ATTEMPT.c.at).label("at")).where(*alike)
    )
    if row is None or row.n < limit.free:
        return
    last: datetime = row.at
    wait = min(2 ** (row.n - limit.free + 1), LONGEST_WAIT_S)
    left = (last + timedelta(seconds=wait) - unit.now).total_seconds()
    if left > 0:
        raise TooSoon("too_many_tries", wait_s=math.ceil(left))
