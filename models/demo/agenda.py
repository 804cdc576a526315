"""What will happen when: the demo business is planned whole before its first moment."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Final, NamedTuple

from models.db import Database
from models.demo import steps
from models.demo.hours import DAY_H, wall
from models.demo.life import Life
from models.demo.orders import choose_buyer, write_order
from models.demo.people import Buyer, Staff
from models.demo.tales import ENTRY, STANDS_H, Door, Tale
from models.kit.actor import Actor, ActorKind
from models.kit.errors import Refusal

DAYS: Final = 30
OVER_H: Final = (1.0, (DAYS - 8) * DAY_H)
"""Working hours since an order ended, for those that are over."""
BY_PEOPLE: Final = frozenset({Door.PHONE, Door.TRADE})


class Company(NamedTuple):
    """What every order has to do with: who works there, who buys, and when the month ends."""

    database: Database
    staff: Staff
    buyers: list[Buyer]
    until: datetime


class Due(NamedTuple):
    """Something that will happen."""

    at: datetime
    happens: Callable[[], None]


class Plan:
    """One order's tale, with its moments.

    Attributes:
        raw: the order as it will be handed in.
        mishap: what did not go as planned, and ended the tale early.
    """

    def __init__(self, company: Company, tale: Tale, chance: Random, *, enters: bool) -> None:
        self.mishap: str | None = None
        self._chance = chance
        self._until = company.until
        self._tale = tale
        door = chance.choice(tale.doors)
        buyer = choose_buyer(tale, door, company.buyers, chance)
        entered = buyer.owner if door in BY_PEOPLE else _program(door)
        self.raw = write_order(tale, door, buyer, chance)
        self._life = Life(company.database, company.staff, chance, buyer.owner, entered, self.raw)
        self._steps = (steps.ACCEPT, *(ENTRY[door] if enters else ()), *tale.steps)

    def agenda(self) -> list[Due]:
        """Return when each step happens, counted back from the end."""
        stood = self._chance.uniform(*STANDS_H.get(self._tale.lane, OVER_H))
        gaps = [self._chance.uniform(step.least, step.most) for step in self._steps]
        longest = (DAYS - 1) * DAY_H - stood
        scale = min(1.0, longest / max(sum(gaps), DAY_H))
        back = stood + sum(gaps) * scale
        found: list[Due] = []
        for step, gap in zip(self._steps, gaps, strict=True):
            back -= gap * scale
            found.append(Due(wall(self._until, max(back, stood)), self._happening(step)))
        return found

    @property
    def lines(self) -> list[dict[str, object]]:
        """Return the lines of the order, twice where its goods will be sent twice."""
        times = 2 if {steps.RESHIP, steps.PICK_SHORT} & set(self._steps) else 1
        return self.raw["lines"] * times

    def _happening(self, step: steps.Step) -> Callable[[], None]:
        def happen() -> None:
            if self.mishap is not None:
                return
            try:
                step.does(self._life)
            except Refusal as refusal:
                self.mishap = f"{self._life.no} {step.does.__name__}: {refusal}"

        return happen


def _program(door: Door) -> Actor:
    """Return the program of a channel that hands orders in by itself."""
    return Actor(ActorKind.API, door.value, roles=frozenset({"system"}))
