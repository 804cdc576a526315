"""The history of the demo business, from its first order to its end, in the order of time.

Orders come as the days bring them. One that is over before the end may be a copy of a mould; one
that is still under way at the end is lived through the commands up to there.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Final, NamedTuple

from models.demo import house
from models.demo.bulk import Bulk, Pair
from models.demo.copies import Copy
from models.demo.doors import Door
from models.demo.hours import ZONE
from models.demo.keys import Translation
from models.demo.orders import Wish, make_wish
from models.demo.plans import Company, Due, Mishap, Plan, moments_back
from models.demo.pool import Placed, Source
from models.demo.seasons import season_of, times_of_day
from models.demo.supplies import Stockroom, announcement
from models.demo.tales import OPEN, Flaw
from models.demo.timeline import moments
from models.kit.clock import SetClock
from models.workflow.jobs import run_due

LOOKS_AT: Final = time(8, 5)
LAST_LOOK: Final = timedelta(days=3)
_SLOWER: Final = 0.35
_SLOWEST: Final = 2.5


class Arrival(NamedTuple):
    """An order that comes."""

    at: datetime
    door: Door
    day: date


class History:
    """Lets everything happen.

    Attributes:
        mishaps: what went another way than planned.
    """

    def __init__(
        self, company: Company, source: Source, stockroom: Stockroom, bulk: Bulk,
        days: list[tuple[date, int]], *, keys: Translation | None, seed: int, until: datetime,
    ) -> None:  # fmt: skip
        clock = company.database.clock
        if not isinstance(clock, SetClock):
            raise TypeError("the clock of a demo business is set by hand")
        self.mishaps: list[Mishap] = []
        self._clock = clock
        self._company = company
        self._source = source
        self._stockroom = stockroom
        self._bulk = bulk
        self._keys = keys
        self._days = days
        self._seed = seed
        self._until = until.astimezone(UTC)
        self._serial = 0
        self._load = 1.0
        self._turns = count()
        self._coming: list[tuple[datetime, int, Callable[[], None]]] = []

    def run(self, progress: Callable[[int], None]) -> None:
        """Live from the first day to the end; `progress` is told how many orders have come."""
        self._stand_open()
        self._expect(announcement(self._company, self._until), self._lived)
        for done, arrival in enumerate(self._arrivals(), 1):
            self._pass_until(arrival.at)
            self._place(arrival)
            progress(done)
        self._pass_until(self._until)
        self._bulk.write()
        self._clock.at = max(self._clock.at, self._until)
        run_due(self._company.database)

    def _arrivals(self) -> Iterator[Arrival]:
        mean = sum(count for _, count in self._days) / len(self._days)
        for place, (day, many) in enumerate(self._days):
            opens = datetime.combine(day, LOOKS_AT, ZONE)
            if opens < self._until - LAST_LOOK or place == 0:
                self._expect(Due(opens, self._looking(day)), self._lived)
            self._load = min(_SLOWEST, 1 + _SLOWER * max(0.0, many / max(mean, 1) - 1))
            chance = Random(f"{self._seed}/{day}")  # noqa: S311  foreseeable on purpose
            share = place / len(self._days)
            for at, door in times_of_day(day, many, share, self._until, chance):
                yield Arrival(at, door, day)

    def _looking(self, day: date) -> Callable[[], None]:
        def look() -> None:
            self._stockroom.look(day)
            if day.weekday() == 0:
                chance = Random(f"{self._seed}/back/{day}")  # noqa: S311  as above
                self._stockroom.take_back(day, chance)

        return look

    def _stand_open(self) -> None:
        """Plan one order of every tale that stands open at the end."""
        for tale in OPEN:
            chance = self._chance()
            door = chance.choice(tale.doors)
            wish = make_wish(tale, door, season_of(self._until.astimezone(ZONE).date()), chance)
            self._live(wish, moments_back(wish, self._until, chance), chance)

    def _chance(self) -> Random:
        self._serial += 1
        return Random(f"{self._seed}/{self._serial}")  # noqa: S311  as above

    def _place(self, arrival: Arrival) -> None:
        chance = self._chance()
        placed = self._source.place(arrival.day, arrival.door, chance)
        wish = placed.wish
        path = wish.tale.path(wish.door)
        when = moments(path, arrival.at, wish.region, wish.carrier, chance, load=self._load)
        when = [at.astimezone(UTC) for at in when]
        if placed.mould is None or when[-1] >= self._until:
            self._live(wish, [at for at in when if at < self._until], chance)
        else:
            self._copy(placed, when, chance)

    def _live(self, wish: Wish, when: list[datetime], chance: Random) -> None:
        crowd = self._company.crowd
        is_blocked = wish.tale.flaw is Flaw.BLOCKED
        buyer = (
            crowd.blocked(wish.region)
            if is_blocked
            else crowd.choose(wish.door, wish.region, when[0], chance)
        )
        plan = Plan(self._company, wish, buyer, self._serial, chance, mishaps=self.mishaps)
        for place, due in enumerate(plan.due(when)):
            if place == 0:
                self._expect(Due(due.at, lambda: self._stockroom.see_to(wish)), self._lived)
            self._expect(due, self._lived)

    def _copy(self, placed: Placed, when: list[datetime], chance: Random) -> None:
        if placed.mould is None or self._keys is None:
            raise AssertionError("a copy has a mould")
        wish = placed.wish
        buyer = self._company.crowd.choose(wish.door, wish.region, when[0], chance)
        copy = Copy(
            placed.mould, buyer, self._serial, when, chance, keys=self._keys, until=self._until
        )
        for beat in placed.mould.beats:
            pair = Pair(copy, beat)
            at = when[beat.step]
            if beat.arrives:
                self._expect(Due(at, self._arriving(beat.arrives)), self._lived)
            self._expect(Due(at, lambda pair=pair: self._bulk.add(pair)), _at_once)

    def _arriving(self, units: Mapping[str, int]) -> Callable[[], None]:
        company = self._company
        return lambda: house.receive(company.database, company.staff, {"SHA": dict(units)})

    def _expect(
        self, due: Due, how: Callable[[datetime, Callable[[], None]], Callable[[], None]]
    ) -> None:
        at = due.at.astimezone(UTC)
        heappush(self._coming, (at, next(self._turns), how(at, due.happens)))

    def _pass_until(self, moment: datetime) -> None:
        while self._coming and self._coming[0][0] <= moment:
            heappop(self._coming)[2]()

    def _lived(self, at: datetime, happens: Callable[[], None]) -> Callable[[], None]:
        """Return something to be done by a command: whatever came before it is written first."""

        def happen() -> None:
            self._bulk.write()
            self._clock.at = max(self._clock.at, at)
            run_due(self._company.database)
            happens()

        return happen


def _at_once(_at: datetime, happens: Callable[[], None]) -> Callable[[], None]:
    return happens
