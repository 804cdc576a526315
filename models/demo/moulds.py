"""Orders that were really worked, once each, to be cast again and again.

A business of many orders is too long to be lived through the commands from end to end. So a few
hundred orders that are over are: each is taken to its end by the commands, alone, in a database
that is thrown away, and everything it left is read. `models.demo.copies` writes the same again for
other people at other times.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from sqlalchemy import Table, select
from sqlalchemy.event import listen

from models.access.passwords import Sealed
from models.activity.tables import Event, EventPersonal, Job
from models.db import Database, Unit
from models.demo import goods, house, steps
from models.demo.buyers import Buyer, Buyers, Crowd
from models.demo.doors import Door
from models.demo.goods import HOMES, Group
from models.demo.keys import Keys, read_keys
from models.demo.orders import Wish
from models.demo.people import STAFF
from models.demo.plans import Company, Mishap, Plan
from models.demo.timeline import moments
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from models.kit.ids import seeded
from models.kit.table import table
from models.migrations import upgrade
from models.orders.tables import (
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderDiscount,
    OrderHold,
    OrderLine,
    Payment,
    Shipment,
)
from models.promise.tables import Promise
from models.stock.tables import StockMove
from models.workflow.jobs import run_due

Rows = list[dict[str, Any]]
BY_ORDER: Final = (OrderLine, OrderDiscount, OrderHold, Fulfillment, Shipment, Payment)
BESIDE: Final = (Promise, StockMove)
_BEGINS: Final = datetime(2000, 1, 3, 2, tzinfo=UTC)
_REST: Final = timedelta(days=10)
"""After which nothing of an order is left to do: its last job has run."""
_PLENTY: Final = 1_000_000
_NOBODY: Final = Sealed("no password fits")


class Beat(NamedTuple):
    """What one step of an order wrote. Rows beside the log name their event by its place.

    Attributes:
        step: its place in the tale.
        events: places of the mould's events.
        arrives: units by SKU that have to come in just before.
    """

    step: int
    events: range
    promises: Rows
    moves: Rows
    jobs: Rows
    arrives: Mapping[str, int]


class Mould(NamedTuple):
    """All that an order left.

    Attributes:
        buyer: whose order it was.
        moments: when its steps happened.
        events: what `reverses_seq` names is the place of another, not its number.
        rows: by table, what stands there at its end.
        personal: diffs with personal data, by the place of their event.
        plain: places of the events that tell nothing of keys and numbers.
    """

    wish: Wish
    buyer: Buyer
    moments: list[datetime]
    rows: Mapping[str, Rows]
    events: Rows
    beats: list[Beat]
    personal: Mapping[int, Any]
    plain: frozenset[int]

    @property
    def no(self) -> str:
        """Return the number it had."""
        return self.rows["order"][0]["no"]


class Cast(NamedTuple):
    """The moulds that came of wishes, the keys they are written in, and what went another way."""

    moulds: list[Mould]
    keys: Keys
    mishaps: list[Mishap]


def cast(wishes: Sequence[Wish], seed: int, progress: Callable[[int], None]) -> Cast:
    """Live each wish to its end, alone; `progress` is told how many are done."""
    with _workshop(seed) as (company, clock, buyers):
        moulds: list[Mould] = []
        mishaps: list[Mishap] = []
        for serial, wish in enumerate(wishes, 1):
            buyer = _buyer(buyers, wish, serial)
            chance = Random(f"{seed}/mould/{serial}")  # noqa: S311  foreseeable on purpose
            plan = Plan(company, wish, buyer, serial, chance, mishaps=mishaps)
            when = _live(plan, clock)
            if not plan.is_over:
                moulds.append(company.database.ask(SYSTEM, _read, plan, when))
            progress(serial)
        return Cast(moulds, company.database.ask(SYSTEM, read_keys), mishaps)


def _buyer(buyers: Buyers, wish: Wish, serial: int) -> Buyer:
    if wish.door is Door.TRADE:
        return buyers.firm(serial)
    return buyers.person(serial, wish.region)


@contextmanager
def _workshop(seed: int) -> Iterator[tuple[Company, SetClock, Buyers]]:
    """Open a house with plenty of everything, and throw it away at the end."""
    with tempfile.TemporaryDirectory(prefix="oms-demo-") as folder:
        url = f"sqlite:///{Path(folder) / 'moulds.db'}"
        upgrade(url)
        clock = SetClock(_BEGINS)
        database = Database(url, clock=clock, entropy=seeded(seed))
        listen(database.engine, "connect", _without_flushing)
        try:
            staff = house.move_in(database, {name: _NOBODY for name, _, _ in STAFF})
            buyers = Buyers(seed, staff)
            house.receive(database, staff, _plenty())
            yield Company(database, staff, Crowd(buyers, 0)), clock, buyers
        finally:
            database.close()


def _without_flushing(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # nothing here need outlive a power cut


def _plenty() -> house.Supply:
    supply: house.Supply = {}
    for thing in goods.THINGS:
        if thing.group in goods.PLENTIFUL:
            for home in HOMES[thing.group]:
                supply.setdefault(home, {})[thing.sku] = _PLENTY
    return supply


def _live(plan: Plan, clock: SetClock) -> list[datetime]:
    """Take an order to its end; return when its steps happened."""
    wish, database = plan.wish, plan.life.database
    when = moments(plan.path, clock.at, wish.region, wish.carrier, plan.life.chance)
    for place, at in enumerate(when):
        clock.at = at.astimezone(UTC)
        run_due(database)
        plan.do(place)
    clock.at += _REST
    run_due(database)
    return [at.astimezone(UTC) for at in when]


def _read(unit: Unit, plan: Plan, when: list[datetime]) -> Mould:
    order, cargo, event = table(Order), table(FulfillmentLine), table(Event)
    rows: dict[str, Rows] = {"order": _dicts(unit, order, order.c.no == plan.life.no, order.c.id)}
    key = rows["order"][0]["id"]
    for kind in BY_ORDER:
        of = table(kind)
        rows[of.name] = _dicts(unit, of, of.c.order_id == key, of.c.id)
    parts = [part["id"] for part in rows["fulfillment"]]
    rows[cargo.name] = _dicts(unit, cargo, cargo.c.fulfillment_id.in_(parts), cargo.c.id)
    mine = (event.c.aggregate == "order") & (event.c.aggregate_id == key)
    events = _dicts(unit, event, mine, event.c.seq)
    places = {each["seq"]: place for place, each in enumerate(events)}
    for each in events:
        each["reverses_seq"] = places.get(each["reverses_seq"])
    personal = table(EventPersonal)
    diffs = unit.rows(select(personal).where(personal.c.event_seq.in_(list(places))))
    return Mould(
        plan.wish, plan.buyer, when, rows, events, list(_beats(unit, plan, when, events, places)),
        {places[row.event_seq]: row.diff for row in diffs}, _plain(events, plan.life.no),
    )  # fmt: skip


def _plain(events: Rows, no: str) -> frozenset[int]:
    telling = {"hold", "payment", "given"}
    return frozenset(
        place for place, each in enumerate(events)
        if not telling & each["payload"].keys() and no not in str(each["payload"])
    )  # fmt: skip


def _beats(
    unit: Unit, plan: Plan, when: list[datetime], events: Rows, places: Mapping[int, int]
) -> Iterator[Beat]:
    key = events[0]["aggregate_id"]
    promises, moves = (_dicts(unit, of, of.c.order_id == key, of.c.id) for of in map(table, BESIDE))
    jobs = _jobs(unit, plan.life.no, places)
    for step, at in enumerate(when):
        its = [place for place, each in enumerate(events) if each["at"] == at]
        if its:
            of = range(its[0], its[-1] + 1)
            promised, moved, asked = (
                [row | {"event_seq": places[row["event_seq"]]} for row in rows
                 if places.get(row["event_seq"]) in of]
                for rows in (promises, moves, jobs)
            )  # fmt: skip
            yield Beat(step, of, promised, moved, asked, _arrives(plan, step))


def _arrives(plan: Plan, step: int) -> dict[str, int]:
    """Return what has to come in for a step of an order that waits for it."""
    if plan.path[step] is not steps.ARRIVE:
        return {}
    late = {thing.sku for thing in goods.of(Group.LATE)}
    return {line["sku"]: line["qty"] for line in plan.wish.lines if line["sku"] in late}


def _jobs(unit: Unit, no: str, places: Mapping[int, int]) -> Rows:
    """Return the jobs of an order that an event of its asked for."""
    job = table(Job)
    found = _dicts(unit, job, job.c.event_seq.in_(list(places)), job.c.id)
    return [row for row in found if row["payload"].get("no", no) == no]


def _dicts(unit: Unit, of: Table, where: Any, by: Any) -> Rows:
    return [dict(row._mapping) for row in unit.rows(select(of).where(where).order_by(by))]  # noqa: SLF001
