"""What makes it look like a business: looked at in the plan, where a year costs a second."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from models.access.permissions import Role
from models.demo import steps
from models.demo.buyers import Buyers, Crowd
from models.demo.doors import Door
from models.demo.hours import ZONE
from models.demo.orders import Wish, external_id, make_wish
from models.demo.people import Staff
from models.demo.regions import REGIONS
from models.demo.seasons import (
    Season,
    is_promotion,
    length_in_days,
    orders_by_day,
    season_of,
    times_of_day,
)
from models.demo.tales import CLOSED, choose_tale, plain
from models.demo.timeline import moments
from models.kit.actor import Actor, ActorKind

UNTIL = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
ORDERS = 20_000
SALES = Staff({Role.SALES: [Actor(ActorKind.USER, "Jun", 3, frozenset({"sales"}))]})

Coming = list[tuple[datetime, Door]]


@pytest.fixture(scope="module")
def days() -> dict[date, int]:
    return dict(orders_by_day(ORDERS, UNTIL, 7))


@pytest.fixture(scope="module")
def coming(days: dict[date, int]) -> Coming:
    chance = Random(7)
    return [
        each
        for i, (day, count) in enumerate(days.items())
        for each in times_of_day(day, count, i / len(days), UNTIL, chance)
    ]


@pytest.fixture(scope="module")
def wishes(coming: Coming) -> list[tuple[datetime, Wish]]:
    chance = Random(7)
    return [
        (at, make_wish(choose_tale(door, chance), door, season_of(at.date()), chance))
        for at, door in coming[::4]
    ]


@pytest.mark.parametrize(
    ("orders", "length"), [(100, 30), (400, 30), (2_000, 87), (20_000, 397), (1_000_000, 1_095)]
)
def test_the_more_orders_the_longer_the_history(orders: int, length: int) -> None:
    assert length_in_days(orders) == length
    assert sum(count for _, count in orders_by_day(orders, UNTIL, 7)) == orders


def test_every_day_has_its_orders_and_great_days_have_many(days: dict[date, int]) -> None:
    usual = sorted(days.values())[len(days) // 2]

    assert 35 <= usual <= 65
    assert days[date(2026, 11, 11)] >= 5 * usual
    assert days[date(2026, 6, 18)] >= 3 * usual
    assert days[date(2026, 2, 17)] <= usual / 2, "the lunar new year"
    assert max(days, key=lambda day: days[day]) == date(2026, 11, 11)
    promoted = [days[day] for day in days if is_promotion(day, 7)]
    assert sum(promoted) / len(promoted) >= 1.3 * usual


def test_it_grows_slowly(days: dict[date, int]) -> None:
    counts = list(days.values())
    autumn, next_autumn = sum(counts[:28]), sum(counts[365 : 365 + 28])

    assert 1.1 <= next_autumn / autumn <= 1.6


def test_weekends_are_busier(days: dict[date, int]) -> None:
    plain_days = [(day, count) for day, count in days.items() if count < 80]
    of = Counter[bool]()
    held = Counter[bool]()
    for day, count in plain_days:
        of[day.weekday() >= 5] += count
        held[day.weekday() >= 5] += 1

    assert 1.1 <= (of[True] / held[True]) / (of[False] / held[False]) <= 1.45


def test_a_day_has_a_peak_at_lunch_and_a_higher_one_in_the_evening(coming: Coming) -> None:
    by_hour = Counter(at.astimezone(ZONE).hour for at, _ in coming)
    share = {hour: count / len(coming) for hour, count in by_hour.items()}

    assert max(share, key=lambda hour: share[hour]) in (20, 21)
    assert max(range(9, 16), key=lambda hour: share[hour]) in (11, 12)
    assert share[15] < share[12]
    assert sum(share[hour] for hour in range(1, 7)) < 0.04
    counter = {at.astimezone(ZONE).hour for at, door in coming if door is Door.COUNTER}
    assert counter == set(range(10, 21))


def test_nothing_comes_after_the_end(coming: Coming) -> None:
    assert max(at for at, _ in coming) < UNTIL
    assert [at for at, _ in coming] == sorted(at for at, _ in coming)


def test_the_mix_of_channels_shifts(coming: Coming) -> None:
    bands = {
        Door.MALL: (0.39, 0.45), Door.TIDE: (0.27, 0.33), Door.COUNTER: (0.11, 0.15),
        Door.PHONE: (0.04, 0.07), Door.TRADE: (0.08, 0.11),
    }  # fmt: skip
    share = {door: count / ORDERS for door, count in Counter(d for _, d in coming).items()}
    third = ORDERS // 3
    early = Counter(door for _, door in coming[:third])
    late = Counter(door for _, door in coming[-third:])

    assert [d for d, (least, most) in bands.items() if not least <= share[d] <= most] == []
    assert late[Door.MALL] > early[Door.MALL]
    assert late[Door.TIDE] < early[Door.TIDE]


def test_regions_have_their_shares(wishes: list[tuple[datetime, Wish]]) -> None:
    found = Counter(wish.region.country for _, wish in wishes)
    share = {country: count / len(wishes) for country, count in found.items()}

    bands = {"CN": (0.76, 0.85), "HK": (0.05, 0.09), "TW": (0.05, 0.1), "SG": (0.02, 0.05),
             "GB": (0.01, 0.03)}  # fmt: skip
    assert [c for c, (least, most) in bands.items() if not least <= share[c] <= most] == []
    assert {wish.region.code for _, wish in wishes} == {region.code for region in REGIONS}


def test_few_things_sell_best_and_seasons_show(wishes: list[tuple[datetime, Wish]]) -> None:
    sold = Counter(line["sku"] for _, wish in wishes for line in wish.lines)
    ranks = [count for _, count in sold.most_common()]

    assert 0.12 <= ranks[0] / sum(ranks) <= 0.3
    assert 0.5 <= sum(ranks[:10]) / sum(ranks) <= 0.75
    assert len(ranks) >= 50
    scarves = Counter(
        wish.season for _, wish in wishes for line in wish.lines if line["sku"] == "SCARF-WOOL"
    )
    seasons = Counter(wish.season for _, wish in wishes)
    assert scarves[Season.WINTER] / seasons[Season.WINTER] > 5 * (
        scarves[Season.SUMMER] / seasons[Season.SUMMER]
    )


def test_most_baskets_are_small(wishes: list[tuple[datetime, Wish]]) -> None:
    sizes = Counter(len(wish.lines) for _, wish in wishes)
    share = {size: count / len(wishes) for size, count in sizes.items()}

    assert 0.48 <= share[1] <= 0.62
    assert 0.24 <= share[2] <= 0.38
    assert max(share) == 4


def test_some_customers_come_again_and_a_few_often(wishes: list[tuple[datetime, Wish]]) -> None:
    crowd, chance = Crowd(Buyers(7, SALES), ORDERS), Random(7)
    bought = Counter(crowd.choose(wish.door, wish.region, at, chance).code for at, wish in wishes)
    again = [count for count in bought.values() if count > 1]

    assert 0.25 <= len(again) / len(bought) <= 0.42
    assert 0.5 <= sum(again) / len(wishes) <= 0.75
    assert bought.most_common(1)[0][1] >= 10
    assert len({external_id(i) for i in range(ORDERS)}) == ORDERS


def test_another_seed_makes_other_people_and_other_days(days: dict[date, int]) -> None:
    one, two = (Buyers(seed, SALES).person(5, REGIONS[0]) for seed in (7, 8))

    assert one != two
    assert Buyers(7, SALES).person(5, REGIONS[0]) == one
    assert dict(orders_by_day(ORDERS, UNTIL, 8)) != days


def test_parcels_leave_in_time_and_far_ones_travel_longer(
    wishes: list[tuple[datetime, Wish]],
) -> None:
    """What is promised for a day mostly leaves on it; how long the way is depends on the region."""
    chance = Random(7)
    is_in_time: list[bool] = []
    travelled: dict[str, list[timedelta]] = {}
    for at, wish in wishes:
        path = wish.tale.path(wish.door)
        if wish.tale is not plain(wish.door):
            continue
        when = dict(zip(path, moments(path, at, wish.region, wish.carrier, chance), strict=True))
        planned = when.get(steps.PLAN, when.get(steps.PAY, at))
        sent, there = when[steps.SHIP], when[steps.DELIVER]
        is_in_time.append(sent.astimezone(ZONE).date() == planned.astimezone(ZONE).date())
        travelled.setdefault(wish.region.code, []).append(there - sent)
    mean = {code: sum(all_, timedelta()) / len(all_) for code, all_ in travelled.items()}

    assert 0.65 <= sum(is_in_time) / len(is_in_time) <= 0.9
    assert mean["SHA"] < mean["BJ"] < mean["SC"] < mean["SG"] < mean["GB"]
    assert timedelta(days=1) < mean["SHA"] < timedelta(days=2)


def test_a_company_has_a_few_days_work_open(days: dict[date, int]) -> None:
    """At the end one or two orders of a hundred are under way, as many as come in some days."""
    chance = Random(7)
    is_open = 0
    for day, count in list(days.items())[-40:]:
        for at, door in times_of_day(day, count, 1, UNTIL, chance):
            wish = make_wish(choose_tale(door, chance), door, season_of(day), chance)
            path = [step for step in wish.tale.path(door) if step is not steps.SETTLE]
            is_open += moments(path, at, wish.region, wish.carrier, chance)[-1] > UNTIL

    assert 100 <= is_open <= 300


def test_every_tale_that_ends_can_be_chosen() -> None:
    chance = Random(7)
    chosen = {choose_tale(door, chance) for door in Door for _ in range(4_000)}

    assert chosen >= set(CLOSED)
