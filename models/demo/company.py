"""The demo business: planned day by day, lived and written event by event.

The same seed and the same end make the same business to its last event: every order has chance of
its own, and the clock goes from one planned moment to the next. Where there are many orders, those
that are over are copies of some that were lived (`models.demo.moulds`).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from models.access.passwords import Sealed
from models.activity.seals import last_seal, seal
from models.db import Database
from models.demo import house, opened
from models.demo.bulk import Bulk
from models.demo.buyers import Buyers, Crowd
from models.demo.history import History
from models.demo.hours import ZONE
from models.demo.keys import read_keys, translation
from models.demo.moulds import Cast, cast
from models.demo.orders import Wish
from models.demo.plans import Company, Mishap
from models.demo.pool import LIVED_UP_TO, Fresh, Pool, wishes_for
from models.demo.seasons import orders_by_day
from models.demo.supplies import Stockroom
from models.demo.tales import OPEN
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from models.kit.errors import Refused
from models.kit.ids import seeded

FEWEST: Final = 100
MOST: Final = 1_000_000
AS_LONG_AS: Final = 25
"""To live an order takes about as long as to write so many copies."""
Progress = Callable[[int, int], None]


class Outcome(NamedTuple):
    """What came of it: how many orders, and what did not go as it was planned.

    Attributes:
        fingerprint: the seal of the last event, which stands for all before it.
    """

    orders: int
    mishaps: list[Mishap]
    fingerprint: str


def check_size(orders: int) -> None:
    """Let pass only so many orders as a demo business may have.

    Raises:
        Refused: `demo_size`.
    """
    if not FEWEST <= orders <= MOST:
        raise Refused("demo_size", least=FEWEST, most=MOST)


def open_demo(url: str, seed: int, until: datetime) -> Database:
    """Return a database whose clock is set and whose chance is foreseeable, to be filled once."""
    return Database(url, clock=SetClock(until), entropy=seeded(seed))


def refuse_used(database: Database) -> None:
    """Let pass only a database without orders.

    Raises:
        Refused: `has_orders`, or `demo_half_made` where a demo was begun and not finished.
    """
    database.ask(SYSTEM, opened.refuse_orders)


def live_a_month(
    database: Database, sealed: Mapping[str, Sealed], *, orders: int, seed: int, until: datetime,
    progress: Progress | None = None,
) -> Outcome:  # fmt: skip
    """Fill an empty database with a business that has been going for a month, a year, or three.

    Args:
        database: as `open_demo` returns it.
        sealed: a password for each of `people.STAFF`, by name.
        orders: how many it has had; the more, the longer it has been going.
        until: where its history ends; the clock is left there.
        progress: told how much of how much has happened.

    Raises:
        Refused: `demo_size`, `demo_half_made`, or `has_orders`, where there is a business already.
    """
    clock = database.clock
    if not isinstance(clock, SetClock):
        raise TypeError("the clock of a demo business is set by hand")
    check_size(orders)
    refuse_used(database)
    days = orders_by_day(orders - len(OPEN), until, seed)
    clock.at = _opening(days[0][0])
    database.do(SYSTEM, opened.begin, orders=orders, seed=seed)
    staff = house.move_in(database, dict(sealed))
    company = Company(database, staff, Crowd(Buyers(seed, staff), orders))
    told = _Told(progress, orders)
    wishes = wishes_for(orders, days, seed)
    cast_ = cast(wishes, seed, told.moulds(len(wishes))) if orders > LIVED_UP_TO else None
    history = _history(company, cast_, wishes, days, seed=seed, until=until)
    history.run(told.orders)
    database.do(SYSTEM, opened.finish)
    while database.do(SYSTEM, seal):
        pass
    mishaps = [*(cast_.mishaps if cast_ else ()), *history.mishaps]
    return Outcome(orders, mishaps, database.ask(SYSTEM, last_seal))


def _opening(first: date) -> datetime:
    """Return when the house opens: the day before its first order."""
    return datetime.combine(first - timedelta(days=1), time(9), ZONE).astimezone(UTC)


def _history(
    company: Company, moulds: Cast | None, wishes: list[Wish], days: list[tuple[date, int]],
    *, seed: int, until: datetime,
) -> History:  # fmt: skip
    keys = company.database.ask(SYSTEM, read_keys)
    return History(
        company,
        Pool(moulds.moulds, seed) if moulds else Fresh(seed),
        Stockroom(company, keys, wishes, dict(days)),
        Bulk(company, keys),
        days, keys=translation(moulds.keys, keys) if moulds else None, seed=seed, until=until,
    )  # fmt: skip


class _Told:
    """Tells how much of everything is done, in orders that come; a mould is as long as many."""

    def __init__(self, progress: Progress | None, orders: int) -> None:
        self._progress = progress
        self._of = orders - len(OPEN)
        self._done = 0

    def moulds(self, count: int) -> Callable[[int], None]:
        """Return whom to tell how many of `count` moulds are made."""
        self._of += count * AS_LONG_AS

        def tell(_done: int) -> None:
            self._tell(AS_LONG_AS)

        return tell

    def orders(self, _done: int) -> None:
        """Be told that one more order has come."""
        self._tell(1)

    def _tell(self, more: int) -> None:
        self._done += more
        if self._progress:
            self._progress(self._done, self._of)
