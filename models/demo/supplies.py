"""Goods of the demo business: as much as its orders will take, in good time, and some more."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from models.db import Database
from models.demo import goods, house
from models.demo.agenda import DAYS, Due
from models.demo.goods import HOMES, Group
from models.demo.hours import DAY_H, wall
from models.demo.people import Staff

SUPPLY_DAYS: Final = ((0, 0.7), (10, 0.5), (20, 0.5))
"""On which days goods come, and what part of all that will be wanted."""
MORE: Final = 12
PLENTIFUL: Final = frozenset({Group.COMMON, Group.NORTH, Group.SOUTH})
AWAITED_UNITS: Final = 120
AWAITED_IN: Final = timedelta(days=4)


def supplies(
    database: Database, staff: Staff, lines: Iterable[dict[str, Any]], until: datetime
) -> list[Due]:
    """Return when goods come in, and when those are announced that have not come yet.

    Args:
        lines: of all orders there will be.
    """
    wanted = _wanted(lines)
    found: list[Due] = []
    for day, part in SUPPLY_DAYS:
        supply = _share_out(wanted, part)
        at = wall(until, (DAYS - day) * DAY_H)
        if day:
            early = wall(until, (DAYS - day + 3) * DAY_H)
            found.append(Due(early, _announcing(database, staff, supply, at)))
        found.append(Due(at, _receiving(database, staff, supply)))
    # The last of the awaited is announced by nobody: nothing can be promised for it.
    coming = {"SHA": {thing.sku: AWAITED_UNITS for thing in goods.of(Group.AWAITED)[:-1]}}
    early = wall(until, 6 * DAY_H)
    return [*found, Due(early, _announcing(database, staff, coming, until + AWAITED_IN))]


def _wanted(lines: Iterable[dict[str, Any]]) -> dict[str, int]:
    found = {thing.sku: 0 for thing in goods.THINGS if thing.group in PLENTIFUL}
    for line in lines:
        if line["sku"] in found:
            found[line["sku"]] += line["qty"]
    return found


def _share_out(wanted: dict[str, int], part: float) -> house.Supply:
    """Return a part of what is wanted, and some more, in the warehouses it belongs to."""
    homes = {thing.sku: HOMES[thing.group] for thing in goods.THINGS}
    supply: house.Supply = {}
    for sku, qty in wanted.items():
        for home in homes[sku]:
            supply.setdefault(home, {})[sku] = ceil((qty * part + MORE) / len(homes[sku]))
    return supply


def _receiving(database: Database, staff: Staff, supply: house.Supply) -> Callable[[], None]:
    return lambda: house.receive(database, staff, supply)


def _announcing(
    database: Database, staff: Staff, supply: house.Supply, at: datetime
) -> Callable[[], None]:
    return lambda: house.announce(database, staff, supply, at.date())
