"""What the orders of the demo business are, one by one: each of its own, or one of many casts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final, NamedTuple, Protocol

from models.demo.doors import Door
from models.demo.moulds import Mould
from models.demo.orders import Wish, make_wish
from models.demo.seasons import MIX, Season, is_promotion, season_of
from models.demo.tales import CLOSED, Tale, choose_tale

LIVED_UP_TO: Final = 1_500
"""Orders that are all lived through the commands."""
FEWEST: Final = 300
MOST: Final = 900
ORDERS_PER_MOULD: Final = 30
_COUPONS: Final = {True: 0.55, False: 0.08}
"""How many use a coupon, on days when one is out and on others."""


class Placed(NamedTuple):
    """What somebody orders, and the mould it was cast in, if it was."""

    wish: Wish
    mould: Mould | None = None


class Source(Protocol):
    """Where orders come from."""

    def place(self, day: date, door: Door, chance: Random) -> Placed:
        """Return an order of a day."""
        ...


def has_coupon(day: date, door: Door, seed: int, chance: Random) -> bool:
    """Return whether somebody uses a coupon."""
    share = _COUPONS[is_promotion(day, seed)]
    return door is Door.MALL and chance.random() < share


class Fresh:
    """Every order is of its own, and every tale is told once."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._untold = list(CLOSED)
        Random(f"{seed}/untold").shuffle(self._untold)  # noqa: S311  foreseeable on purpose

    def place(self, day: date, door: Door, chance: Random) -> Placed:
        """Return an order of a day."""
        coupon = has_coupon(day, door, self._seed, chance)
        tale = self._tale(door, chance)
        return Placed(make_wish(tale, door, season_of(day), chance, has_coupon=coupon))

    def _tale(self, door: Door, chance: Random) -> Tale:
        untold = next((tale for tale in self._untold if door in tale.doors), None)
        if untold is None or chance.random() < 1 / 3:
            return choose_tale(door, chance)
        self._untold.remove(untold)
        return untold


class Pool:
    """Every order is cast in one of few moulds, of its season and channel."""

    def __init__(self, moulds: Sequence[Mould], seed: int) -> None:
        self._seed = seed
        self._by: dict[tuple[Season, Door, bool], list[Mould]] = defaultdict(list)
        for mould in moulds:
            wish = mould.wish
            self._by[wish.season, wish.door, wish.has_coupon].append(mould)

    def place(self, day: date, door: Door, chance: Random) -> Placed:
        """Return an order of a day."""
        coupon = has_coupon(day, door, self._seed, chance)
        mould = chance.choice(self._by[season_of(day), door, coupon])
        return Placed(mould.wish, mould)


def wishes_for(orders: int, days: Sequence[tuple[date, int]], seed: int) -> list[Wish]:
    """Return what moulds are made of: some of each season and channel, and then as it comes."""
    chance = Random(f"{seed}/wishes")  # noqa: S311  as above
    seasons = [season_of(day) for day, _ in days]
    counts = [count for _, count in days]
    kinds = [
        (season, door) for season in sorted(set(seasons)) for door in Door for _ in range(6)
    ]  # fmt: skip
    wanted = max(FEWEST, min(MOST, orders // ORDERS_PER_MOULD))
    mix = [sum(ends) for ends in MIX.values()]
    while len(kinds) < wanted:
        kinds.append((chance.choices(seasons, counts)[0], chance.choices(list(MIX), mix)[0]))
    return [
        make_wish(choose_tale(door, chance), door, season, chance, has_coupon=i % 3 == 0)
        for i, (season, door) in enumerate(kinds)
    ]
