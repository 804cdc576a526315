"""A month of the demo business: planned first, then lived, event by event.

The same seed and the same end make the same month to its last event: every order has chance of its
own, and the clock goes from one planned moment to the next.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from typing import NamedTuple

from sqlalchemy import func, select

from models.access.passwords import Sealed
from models.db import Database, Unit
from models.demo import house
from models.demo.agenda import DAYS, Company, Due, Plan
from models.demo.hours import DAY_H, wall
from models.demo.supplies import supplies
from models.demo.tales import deal
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from models.kit.errors import Refused
from models.kit.ids import seeded
from models.kit.table import table
from models.orders.tables import Order
from models.workflow.jobs import run_due

Progress = Callable[[int, int], None]


class Outcome(NamedTuple):
    """What came of it: how many orders, and what did not go as it was planned."""

    orders: int
    mishaps: list[str]


def open_demo(url: str, seed: int, until: datetime) -> Database:
    """Return a database whose clock is set and whose chance is foreseeable, to be filled once."""
    return Database(url, clock=SetClock(wall(until, DAYS * DAY_H)), entropy=seeded(seed))


def refuse_used(database: Database) -> None:
    """Let pass only a database without orders.

    Raises:
        Refused: `has_orders`.
    """

    def count(unit: Unit) -> int:
        return unit.value(select(func.count()).select_from(table(Order)))

    found = database.ask(SYSTEM, count)
    if found:
        raise Refused("has_orders", orders=found)


def live_a_month(
    database: Database, sealed: Mapping[str, Sealed], *, orders: int, seed: int, until: datetime,
    progress: Progress | None = None,
) -> Outcome:  # fmt: skip
    """Fill an empty database with a business that has been going for a month.

    Args:
        database: as `open_demo` returns it.
        sealed: a password for each of `people.STAFF`, by name.
        until: where the month ends; the clock is left there.
        progress: told how much of how much has happened.

    Raises:
        Refused: `has_orders`, where there is a business already.
    """
    clock = database.clock
    if not isinstance(clock, SetClock):
        raise TypeError("the clock of a demo business is set by hand")
    refuse_used(database)
    chance = Random(f"{seed}")  # noqa: S311  foreseeable on purpose
    staff, buyers = house.move_in(database, dict(sealed), orders, chance)
    company = Company(database, staff, buyers, until)
    plans = _plans(company, orders, seed)
    agenda = _agenda(company, plans)
    for done, due in enumerate(agenda, 1):
        clock.at = max(clock.at, due.at)
        run_due(database)
        due.happens()
        if progress:
            progress(done, len(agenda))
    clock.at = max(clock.at, until)
    run_due(database)
    return Outcome(orders, [plan.mishap for plan in plans if plan.mishap])


def _plans(company: Company, orders: int, seed: int) -> list[Plan]:
    return [
        Plan(company, tale, Random(f"{seed}/{i}"), enters=enters)  # noqa: S311  as above
        for i, (tale, enters) in enumerate(deal(orders))
    ]


def _agenda(company: Company, plans: list[Plan]) -> list[Due]:
    lines = [line for plan in plans for line in plan.lines]
    coming = supplies(company.database, company.staff, lines, company.until)
    moments = [due for plan in plans for due in plan.agenda()]
    return sorted([*coming, *moments], key=lambda due: due.at)
