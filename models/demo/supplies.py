"""Goods of the demo business: as much as its orders will take, in good time, and some more."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from math import ceil
from random import Random
from typing import Final

from models.db import Unit
from models.demo import goods, house
from models.demo.goods import HOMES, Group
from models.demo.hours import DAY_H, wall
from models.demo.keys import Keys
from models.demo.orders import Wish
from models.demo.plans import Company, Due
from models.kit.actor import SYSTEM
from models.stock.ledger import quantities
from models.stock.tables import Bucket

AHEAD: Final = 14
"""Days for which there is enough on the shelves."""
MORE: Final = 12
_PLENTY: Final = 1.3
_LOW: Final = 0.45
_SPARE: Final = 8
_SHARES: Final = {"SHA": 0.5, "CAN": 0.3, "HKG": 0.25}
WEEK: Final = 7
_SENT_BACK: Final = 0.02
_SENT_BACK_TO: Final = (
    (Bucket.AVAILABLE, Bucket.QUARANTINE, Bucket.DAMAGED), (0.7, 0.15, 0.15),
)  # fmt: skip
_OFTEN: Final = 5
_PLENTIFUL: Final = [thing.sku for thing in goods.THINGS if thing.group in goods.PLENTIFUL]
AWAITED_UNITS: Final = 120
AWAITED_IN: Final = timedelta(days=4)


class Stockroom:
    """Keeps the shelves full.

    Args:
        wishes: what is usually bought, order by order.
        by_day: how many orders come on each day.
    """

    def __init__(
        self, company: Company, keys: Keys, wishes: Iterable[Wish], by_day: Mapping[date, int]
    ) -> None:
        self._company = company
        self._keys = keys
        self._by_day = by_day
        self._an_order = _an_order(list(wishes))
        self._wanted: dict[tuple[str, str], int] = {}

    def look(self, day: date) -> None:
        """Let come in whatever will soon be short."""
        coming = sum(self._by_day.get(day + timedelta(days=i), 0) for i in range(AHEAD))
        self._wanted = {
            place: ceil(each * coming * _PLENTY) + MORE for place, each in self._an_order.items()
        }
        self._receive({place: ceil(qty * _LOW) for place, qty in self._wanted.items()})

    def take_back(self, day: date, chance: Random) -> None:
        """Take in what customers sent back of what was delivered: most of it can be sold again."""
        sold = self._company.database.ask(SYSTEM, self._delivered)
        week = sum(self._by_day.get(day - timedelta(days=i), 0) for i in range(WEEK))
        often = sorted(place for place, qty in sold.items() if qty >= _OFTEN)
        for bucket in chance.choices(*_SENT_BACK_TO, k=round(week * _SENT_BACK)) if often else ():
            home, sku = chance.choice(often)
            house.take_back(self._company.database, self._company.staff, {home: {sku: 1}}, bucket)

    def _delivered(self, unit: Unit) -> dict[tuple[str, str], int]:
        return self._held(unit, set(_PLENTIFUL), Bucket.CUSTOMER)

    def see_to(self, wish: Wish) -> None:
        """Let come in whatever an order could find short."""
        taken = {line["sku"]: line["qty"] for line in wish.lines}
        self._receive({
            (home, sku): max(taken[sku] + _SPARE, ceil(qty * _LOW / 2))
            for (home, sku), qty in self._wanted.items() if sku in taken
        })  # fmt: skip

    def _receive(self, least: Mapping[tuple[str, str], int]) -> None:
        """Fill up every place that holds less than its least."""
        there = self._company.database.ask(SYSTEM, self._there, {sku for _, sku in least})
        supply: house.Supply = {}
        for (home, sku), qty in least.items():
            held = there.get((home, sku), 0)
            if held < qty:
                full = max(self._wanted[home, sku], qty)
                supply.setdefault(home, {})[sku] = full - held
        if supply:
            house.receive(self._company.database, self._company.staff, supply)

    def _there(self, unit: Unit, skus: set[str]) -> dict[tuple[str, str], int]:
        return self._held(unit, skus, Bucket.AVAILABLE)

    def _held(self, unit: Unit, skus: set[str], bucket: Bucket) -> dict[tuple[str, str], int]:
        sku_of = {self._keys.sku[sku]: sku for sku in skus}
        home_of = {key: code for code, key in self._keys.warehouse.items()}
        found = quantities(unit, sorted(sku_of), bucket)
        return {(home_of[home], sku_of[sku]): qty for (sku, home), qty in found.items()}


def _an_order(wishes: list[Wish]) -> dict[tuple[str, str], float]:
    """Return how many units of each SKU one order takes from each of its warehouses."""
    taken: Counter[str] = Counter()
    for wish in wishes:
        for line in wish.lines:
            taken[line["sku"]] += line["qty"]
    return {
        (home, thing.sku): taken[thing.sku] / len(wishes) * _share(home, thing.group)
        for thing in goods.THINGS
        if thing.group in goods.PLENTIFUL
        for home in HOMES[thing.group]
    }


def _share(home: str, group: Group) -> float:
    return _SHARES[home] if len(HOMES[group]) > 1 else 1.0


def announcement(company: Company, until: datetime) -> Due:
    """Return when those goods are announced that are awaited and have not come at the end.

    The last of them is announced by nobody: nothing can be promised for it.
    """
    coming = {"SHA": {thing.sku: AWAITED_UNITS for thing in goods.of(Group.AWAITED)[:-1]}}

    def announce() -> None:
        house.announce(company.database, company.staff, coming, (until + AWAITED_IN).date())

    return Due(wall(until, 6 * DAY_H), announce)
