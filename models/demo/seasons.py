"""When people buy: by season, weekday, hour, campaign, and a little more each year.

All of it is pure: a day's weight and an hour's weight, and how a number of orders falls on days.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random
from typing import Final

from models.demo.doors import Door
from models.demo.hours import ZONE


class Season(StrEnum):
    """A quarter of the year, and the gift season before the lunar new year."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"
    FESTIVAL = "festival"


SHORTEST: Final = 30
LONGEST: Final = 1_095
GROWTH_A_YEAR: Final = 1.3
NOISE: Final = 0.07
WEEKDAYS: Final = (0.98, 0.94, 0.94, 0.98, 1.06, 1.22, 1.18)
"""Monday to Sunday."""
HOURS: Final = (
    0.9, 0.5, 0.3, 0.2, 0.15, 0.2, 0.5, 1.2, 2.4, 3.6, 4.6, 4.9,
    5.4, 4.7, 3.9, 3.7, 3.8, 3.9, 4.2, 5.2, 6.6, 7.0, 5.2, 2.6,
)  # fmt: skip
"""Orders by hour of the day: a peak at lunch, a higher one in the evening."""
COUNTER_HOURS: Final = (*[0.0] * 10, *[1.0] * 11, *[0.0] * 3)
CAMPAIGNS: Final = {
    (11, 9): 1.5, (11, 10): 2.4, (11, 11): 6.0, (11, 12): 1.8,
    (6, 16): 1.4, (6, 17): 2.0, (6, 18): 4.2, (6, 19): 1.4,
    (12, 12): 2.2, (5, 20): 1.5, (3, 8): 1.4,
    **{(12, day): 1.3 for day in range(13, 23)}, (12, 24): 1.2, (12, 25): 0.8,
}  # fmt: skip
"""Days on which everybody buys, by month and day."""
NEW_YEARS: Final = tuple(
    date.fromisoformat(day)
    for day in (
        "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29",
        "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23",
        "2032-02-11",
    )
)  # fmt: skip
_GREAT: Final = 1.3
"""Above which a day of `CAMPAIGNS` has a coupon of its own."""
GIFTS_FROM: Final = timedelta(days=21)
REST: Final = timedelta(days=6)
MIX: Final = {
    Door.MALL: (0.38, 0.46), Door.TIDE: (0.34, 0.26), Door.COUNTER: (0.14, 0.12),
    Door.PHONE: (0.06, 0.05), Door.TRADE: (0.08, 0.11),
}  # fmt: skip
"""Share of each channel, in the first days and in the last."""
_SEASONS: Final = (Season.WINTER, Season.SPRING, Season.SUMMER, Season.AUTUMN)


def length_in_days(orders: int) -> int:
    """Return how long a business of so many orders has been going: a month, a year, three."""
    return max(SHORTEST, min(LONGEST, round(SHORTEST * (orders / 400) ** 0.66)))


def season_of(day: date) -> Season:
    """Return the season of a day."""
    if any(timedelta() < year - day <= GIFTS_FROM for year in NEW_YEARS):
        return Season.FESTIVAL
    return _SEASONS[day.month % 12 // 3]


def is_promotion(day: date, seed: int) -> bool:
    """Return whether a coupon is out: on the great days, and on two days of each month."""
    chance = Random(f"{seed}/{day.year}-{day.month}")  # noqa: S311  foreseeable on purpose
    first = chance.randint(4, 25)
    return CAMPAIGNS.get((day.month, day.day), 1) > _GREAT or first <= day.day < first + 2


def weight(day: date, first: date, seed: int) -> float:
    """Return how much is bought on a day, against a plain one at the beginning."""
    found = WEEKDAYS[day.weekday()] * CAMPAIGNS.get((day.month, day.day), 1.0)
    if (day.month, day.day) not in CAMPAIGNS and is_promotion(day, seed):
        found *= 1.6
    for year in NEW_YEARS:
        if -REST <= day - year <= REST:
            found *= 0.3 if day >= year - timedelta(days=2) else 0.8
        elif timedelta() < year - day <= GIFTS_FROM:
            found *= 1.35
    return found * GROWTH_A_YEAR ** ((day - first).days / 365)


def orders_by_day(orders: int, until: datetime, seed: int) -> list[tuple[date, int]]:
    """Return how many orders come on each day up to `until`; the last day is not over yet."""
    last = until.astimezone(ZONE)
    first = last.date() - timedelta(days=length_in_days(orders))
    days = [first + timedelta(days=i) for i in range((last.date() - first).days + 1)]
    chance = Random(f"{seed}/days")  # noqa: S311  as above
    weights = [weight(day, first, seed) * max(0.5, chance.gauss(1, NOISE)) for day in days]
    weights[-1] *= _passed(last) / sum(HOURS)
    ends = [round(orders * upto / sum(weights)) for upto in accumulate(weights)]
    return [(day, end - begin) for day, begin, end in zip(days, [0, *ends], ends, strict=False)]


def _passed(moment: datetime) -> float:
    whole = sum(HOURS[: moment.hour])
    return whole + HOURS[moment.hour] * (moment.minute / 60)


def times_of_day(
    day: date, count: int, share: float, until: datetime, chance: Random
) -> list[tuple[datetime, Door]]:
    """Return when the orders of a day come, and by which channel, first things first.

    Args:
        share: how much of the history has passed: the mix of channels shifts.
    """
    weights = [begin + (end - begin) * share for begin, end in MIX.values()]
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    found: list[tuple[datetime, Door]] = []
    for door in chance.choices(list(MIX), weights, k=count):
        hours = COUNTER_HOURS if door is Door.COUNTER else HOURS
        at = midnight + timedelta(seconds=_second(hours, chance))
        while at >= until > midnight:
            at = midnight + (at - midnight) * chance.random()
            door = Door.MALL if door is Door.COUNTER else door  # noqa: PLW2901  it is not open yet
        found.append((at, door))
    return sorted(found)


def _second(hours: Sequence[float], chance: Random) -> int:
    hour = chance.choices(range(24), hours)[0]
    return hour * 3600 + chance.randrange(3600)
