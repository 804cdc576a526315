"""When the steps of an order happen, from the moment it is placed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from models.demo.carriers import Carrier
from models.demo.hours import ZONE, after
from models.demo.regions import Region
from models.demo.steps import Pace, Step

_FIRST_ROUND_H: Final = 9
_LAST_ROUND_H: Final = 20
_LATE: Final = (1.5, 3.0)
_APART: Final = timedelta(seconds=2)


def moments(
    path: Sequence[Step], placed: datetime, region: Region, carrier: Carrier, chance: Random,
    *, load: float = 1.0,
) -> list[datetime]:  # fmt: skip
    """Return when each step of `path` happens; the first at `placed`, no two at once.

    Args:
        load: how much slower everybody is than on a plain day.
    """
    at = placed
    found = [at]
    for step in path[1:]:
        if step.pace is Pace.TRAVEL:
            then = _arrival(at, region, carrier, chance)
        elif step.pace is Pace.CLOCK:
            then = at + timedelta(hours=chance.uniform(step.least, step.most))
        else:
            then = after(at, chance.uniform(step.least, step.most) * load)
        at = max(then, at + _APART).replace(microsecond=0)
        found.append(at)
    return found


def _arrival(sent: datetime, region: Region, carrier: Carrier, chance: Random) -> datetime:
    """Return when a parcel is delivered: by day, and later where its carrier is late."""
    days = chance.uniform(*region.days)
    if chance.random() < carrier.late:
        days *= chance.uniform(*_LATE)
    at = (sent + timedelta(days=days)).astimezone(ZONE)
    if at.hour < _FIRST_ROUND_H:
        return at.replace(hour=_FIRST_ROUND_H) + timedelta(minutes=chance.randrange(180))
    if at.hour >= _LAST_ROUND_H:
        return at.replace(hour=_LAST_ROUND_H - 1)
    return at
