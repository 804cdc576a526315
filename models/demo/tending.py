"""What the staff of a living demo business does next with an order, by the lane it stands in."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Final, NamedTuple

from models.demo import steps as s
from models.demo.carriers import DHL, Carrier
from models.demo.doors import Door
from models.demo.life import Life
from models.demo.people import TILL
from models.demo.regions import REGIONS, Region
from models.demo.steps import Step
from models.orders.checks import FACTS
from models.orders.states import HoldReason, Lane, PartState, PaymentStatus

L = Lane
WAITS_S: Final[Mapping[Lane, tuple[float, float]]] = {
    L.PENDING_PAYMENT: (10, 60),
    L.PENDING_REVIEW: (15, 60),
    L.EXCEPTION: (60, 180),
    L.APPROVED: (15, 60),
    L.BACKORDERED: (60, 180),
    L.ALLOCATED: (20, 80),
    L.PICKING: (20, 60),
    L.PACKED: (20, 60),
    L.DELIVERED: (60, 180),
}
"""Seconds that a card stands in its lane, least and most."""
DAY_S: Final = 60
"""Seconds that a day on the road takes: a parcel must be seen to arrive."""
MOVES_PER_ORDER: Final = 7
SPARE_UNITS: Final = 20


class Seen(NamedTuple):
    """An order as it stands now.

    Attributes:
        carrier: who has its parcel, by name.
    """

    no: str
    lane: Lane
    version: int
    age: timedelta
    payment_status: PaymentStatus
    door: str
    country: str
    province: str
    carrier: str | None
    holds: frozenset[HoldReason]

    @property
    def is_paid(self) -> bool:
        """Return whether nothing is left to collect."""
        return self.payment_status is PaymentStatus.PAID

    @property
    def region(self) -> Region | None:
        """Return where it goes, or None where nobody of ours lives."""
        there = [r for r in REGIONS if r.country == self.country]
        return next((r for r in there if r.province == self.province), next(iter(there), None))


def is_due(seen: Seen) -> bool:
    """Return whether an order has stood long enough; each version of it waits a time of its own."""
    chance = Random(f"{seen.no}/{seen.version}")  # noqa: S311  the same each time it is asked
    least, most = _waits(seen)
    return seen.age.total_seconds() >= chance.uniform(least, most)


def _waits(seen: Seen) -> tuple[float, float]:
    if seen.lane is not L.SHIPPED:
        return WAITS_S[seen.lane]
    days = seen.region.days if seen.region else (2, 5)
    return days[0] * DAY_S, days[1] * DAY_S


def carrier_of(seen: Seen, chance: Random) -> Carrier:
    """Return who has the parcel of an order, or will have it."""
    known = {each.name: each for region in REGIONS for each, _ in region.carriers}
    if seen.carrier in known:
        return known[seen.carrier]
    return seen.region.carrier(chance) if seen.region else DHL


def tend(seen: Seen, life: Life) -> None:
    """Do the next thing with an order.

    Raises:
        Refusal: somebody else was there before, or it cannot be done.
    """
    _BY_LANE[seen.lane](seen, life)


def _do(step: Step, *rarely: tuple[Step, float]) -> Callable[[Seen, Life], None]:
    """Return what does a step, or now and then another instead."""

    def does(_seen: Seen, life: Life) -> None:
        for other, share in rarely:
            if life.chance.random() < share:
                other.does(life)
                return
        step.does(life)

    return does


def _look(seen: Seen, life: Life) -> None:
    if seen.holds & FACTS:
        s.CANCEL.does(life)
    elif seen.holds:
        s.RELEASE_HOLDS.does(life)
    else:
        s.RESHIP.does(life)


def _settle(seen: Seen, life: Life) -> bool:
    """See to the money of an order where its channel brings it; return whether it was missing."""
    pays = _PAYS.get(seen.door)
    if pays is None or seen.payment_status is not PaymentStatus.UNPAID:
        return False
    pays(life)
    return True


def _plan(seen: Seen, life: Life) -> None:
    if not _settle(seen, life):
        s.PLAN.does(life)


def _supply(_seen: Seen, life: Life) -> None:
    if life.parts(PartState.IN_PRODUCTION):
        s.FINISH.does(life)
    elif life.is_made():
        s.MAKE.does(life)
    else:
        life.restock(SPARE_UNITS)
        s.FILL.does(life)


def _pick(seen: Seen, life: Life) -> None:
    if seen.door == Door.COUNTER and not seen.is_paid:
        s.HAND_OVER.does(life)
    else:
        _do(s.PICK, (s.HOLD, 0.03))(seen, life)


def _ship(seen: Seen, life: Life) -> None:
    if not _settle(seen, life):
        s.SHIP.does(life)


def _take_at_the_till(life: Life) -> None:
    life.perform(TILL, "capture")


_PAYS: Final[Mapping[str, Callable[[Life], None]]] = {
    Door.MALL: s.PAY.does,
    Door.TIDE: s.PLATFORM_PAYS.does,
    Door.PHONE: s.AGREE_COD.does,
    Door.COUNTER: _take_at_the_till,
}
_BY_LANE: Final[Mapping[Lane, Callable[[Seen, Life], None]]] = {
    L.PENDING_PAYMENT: _do(s.PAY, (s.FAIL_TO_PAY, 0.08)),
    L.PENDING_REVIEW: _do(s.APPROVE),
    L.EXCEPTION: _look,
    L.APPROVED: _plan,
    L.BACKORDERED: _supply,
    L.ALLOCATED: _pick,
    L.PICKING: _do(s.PACK, (s.PICK_SHORT, 0.03)),
    L.PACKED: _ship,
    L.SHIPPED: _do(s.DELIVER, (s.LOSE, 0.02), (s.COME_BACK, 0.03)),
    L.DELIVERED: _do(s.CONFIRM),
}
