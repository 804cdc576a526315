"""What is in an order: best sellers and slow ones, more of this or that by season."""

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Final

from models.demo import goods
from models.demo.doors import Door
from models.demo.goods import Group, Thing
from models.demo.seasons import Season
from models.demo.tales import Flaw, Tale

W, F, A = Season.WINTER, Season.FESTIVAL, Season.AUTUMN
_SUITS: Final[dict[str, dict[Season, float]]] = {
    "SCARF": {W: 3, F: 2, A: 1.4, Season.SUMMER: 0.15},
    "BLANKET": {W: 3, A: 1.5, Season.SUMMER: 0.2},
    "FAN-HAND": {Season.SUMMER: 4, W: 0.2},
    "UMBRELLA": {Season.SUMMER: 2.5, Season.SPRING: 2},
    "TOWEL-BATH": {Season.SUMMER: 1.7},
    "TEA-LJ": {Season.SPRING: 2.6},
    "TEA-PU": {F: 2.6, W: 1.4},
    "TEAPOT": {F: 2, W: 1.3},
    "CANDLE": {A: 1.6, W: 1.8},
    "NOTE": {A: 1.8},
    "BRUSH-SET": {F: 2.4},
    "HONEY": {A: 1.6, F: 1.5},
    "CHOP": {F: 1.6},
    "WOK": {F: 1.6},
    "STEAMER": {F: 1.6},
}
"""How much more a thing is bought in a season, by how its code begins."""
_STEEP: Final = 0.95
_FROM_ONE_PLACE: Final = 0.12
_SIZES: Final = ((1, 2, 3, 4), (0.55, 0.27, 0.13, 0.05))
_UNITS: Final = ((1, 2, 3, 4), (0.68, 0.2, 0.08, 0.04))
_TRADE_LINE_MINOR: Final = 500_000
# The best sellers were drawn once, and are the same in every business.
_RANKED: Final = Random("best sellers").sample(goods.of(Group.COMMON), len(goods.of(Group.COMMON)))  # noqa: S311


@cache
def popularity(thing: Thing, season: Season) -> float:
    """Return how often a thing is bought in a season, against the others of its group."""
    rank = _RANKED.index(thing) if thing in _RANKED else len(goods.of(thing.group))
    suits = next((by for code, by in _SUITS.items() if thing.sku.startswith(code)), {})
    return suits.get(season, 1.0) / (rank + 1) ** _STEEP


def choose_things(tale: Tale, door: Door, season: Season, chance: Random) -> list[Thing]:
    """Return what is bought, each thing once: of the groups of the tale, or what people like."""
    if tale.goods:
        groups: Sequence[Group] = tale.goods
    else:
        most = 1 if tale.flaw is Flaw.AMOUNT else chance.choices(*_SIZES)[0]
        groups = [Group.COMMON] * (min(most, 2) if door is Door.TRADE else most)
        if door in (Door.MALL, Door.TIDE) and chance.random() < _FROM_ONE_PLACE:
            groups = [*groups[1:], chance.choice([Group.NORTH, Group.SOUTH])]
    found: list[Thing] = []
    for group in groups:
        left = [thing for thing in goods.of(group) if thing not in found]
        found += chance.choices(left, [popularity(thing, season) for thing in left])
    return found


def how_many(thing: Thing, door: Door, chance: Random) -> int:
    """Return how many of a thing somebody takes."""
    if door is Door.TRADE:
        return min(chance.randint(4, 20), max(1, _TRADE_LINE_MINOR // thing.price))
    return chance.choices(*_UNITS)[0]
