"""Working time: days in which things happen, without the nights between them.

What must stand open at the end is planned in working hours counted back from it: `wall` says when
that is. Whatever is planned before the end in working hours is before it on the wall as well. All
else is planned forwards, with `after`.
"""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

OPENS: Final = time(8)
LENGTH: Final = timedelta(hours=14)
DAY_H: Final = 14.0
ZONE: Final = ZoneInfo("Asia/Shanghai")


def wall(until: datetime, hours: float) -> datetime:
    """Return the moment that lies `hours` working hours before `until`."""
    opened, worked = _today(until)
    left = timedelta(hours=hours)
    while left > worked:
        left -= worked
        opened -= timedelta(days=1)
        worked = LENGTH
    return opened + worked - left


def _today(moment: datetime) -> tuple[datetime, timedelta]:
    """Return when the day opened, and how long it has been open at `moment`."""
    local = moment.astimezone(ZONE)
    opened = datetime.combine(local.date(), OPENS, ZONE)
    if local < opened:
        return opened - timedelta(days=1), LENGTH
    return opened, min(local - opened, LENGTH)


def after(moment: datetime, hours: float) -> datetime:
    """Return the moment that lies `hours` working hours after another."""
    local = moment.astimezone(ZONE)
    opened = datetime.combine(local.date(), OPENS, ZONE)
    worked = min(max(local - opened, timedelta()), LENGTH)
    days, rest = divmod(worked + timedelta(hours=hours), LENGTH)
    return opened + timedelta(days=days) + rest
