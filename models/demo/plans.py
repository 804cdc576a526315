"""An order that is lived through the commands: who does what with it, and when."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Final, NamedTuple

from models.access.permissions import Role
from models.db import Database
from models.demo import steps
from models.demo.buyers import Buyer, Crowd, meet
from models.demo.doors import Door
from models.demo.hours import DAY_H, wall
from models.demo.life import Life
from models.demo.orders import Wish, hand_in
from models.demo.people import Staff
from models.demo.tales import STANDS_H
from models.kit.actor import Actor, ActorKind
from models.kit.errors import Refusal

BY_PEOPLE: Final = frozenset({Door.PHONE, Door.TRADE})
_OPEN_FOR_H: Final = 21 * DAY_H


class Company(NamedTuple):
    """What every order has to do with: the database, who works there, and who buys."""

    database: Database
    staff: Staff
    crowd: Crowd


class Due(NamedTuple):
    """Something that will happen."""

    at: datetime
    happens: Callable[[], None]


class Mishap(NamedTuple):
    """A step that was refused, and why."""

    no: str
    step: str
    refusal: Refusal


class Plan:
    """One order's tale.

    Attributes:
        is_over: a step went another way than planned, and the rest is left out.
        life: the order as its steps see it.
        path: the steps.
    """

    def __init__(
        self, company: Company, wish: Wish, buyer: Buyer, serial: int, chance: Random,
        *, mishaps: list[Mishap],
    ) -> None:  # fmt: skip
        self.is_over = False
        self._mishaps = mishaps
        self.wish = wish
        self.buyer = buyer
        self.path = wish.tale.path(wish.door)
        self._company = company
        entered = program_of(wish.door) or buyer.owner
        self.life = Life(
            company.database, company.staff, chance, buyer.owner, entered,
            hand_in(wish, buyer, serial), wish.carrier,
        )  # fmt: skip

    def do(self, place: int) -> None:
        """Let a step happen, unless one before it went another way."""
        if self.is_over:
            return
        step = self.path[place]
        try:
            if step is steps.ACCEPT:
                self._meet()
            step.does(self.life)
        except Refusal as refusal:
            self.is_over = True
            self._mishaps.append(Mishap(self.life.no, step.does.__name__.strip("_"), refusal))

    def due(self, moments: list[datetime]) -> list[Due]:
        """Return each step with its moment, for those that have one."""
        return [Due(at, self._happening(place)) for place, at in enumerate(moments)]

    def _happening(self, place: int) -> Callable[[], None]:
        return lambda: self.do(place)

    def _meet(self) -> None:
        crowd, buyer = self._company.crowd, self.buyer
        if buyer.code not in crowd.keys:
            manager = self._company.staff.first(Role.MANAGER)
            crowd.keys[buyer.code] = self._company.database.do(manager, meet, buyer)


def moments_back(wish: Wish, until: datetime, chance: Random) -> list[datetime]:
    """Return when the steps of a tale that stands open happened, counted back from the end."""
    path = wish.tale.path(wish.door)
    stood = chance.uniform(*STANDS_H[wish.tale.lane])
    gaps = [chance.uniform(step.least, step.most) for step in path]
    scale = min(1.0, (_OPEN_FOR_H - stood) / max(sum(gaps), DAY_H))
    back = stood + sum(gaps) * scale
    found: list[datetime] = []
    for gap in gaps:
        back -= gap * scale
        found.append(wall(until, max(back, stood)))
    return found


def program_of(door: Door) -> Actor | None:
    """Return the program of a channel that hands orders in by itself, or None where people do."""
    if door in BY_PEOPLE:
        return None
    return Actor(ActorKind.API, door.value, roles=frozenset({"system"}))
