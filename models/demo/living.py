"""A demo business that goes on: orders arrive, staff move them, parcels travel, in real time.

Nothing is planned ahead. Each step looks what stands on the board and does one thing that is due,
through the commands; so it can be stopped and started, and people may move its orders meanwhile.
"""

import threading
from collections.abc import Collection
from datetime import datetime
from random import Random
from typing import Any, Final

import structlog
from sqlalchemy import func, select

from models.catalog.tables import Channel
from models.customers.commands import address_of
from models.customers.tables import Customer
from models.db import Database, Unit
from models.demo.buyers import Buyer, Buyers, meet
from models.demo.doors import Door
from models.demo.hours import ZONE
from models.demo.life import Life
from models.demo.opened import is_demo
from models.demo.orders import hand_in, make_wish
from models.demo.people import at_work
from models.demo.plans import program_of
from models.demo.regions import REGIONS, Region, choose_region
from models.demo.seasons import MIX, season_of
from models.demo.tales import choose_tale
from models.demo.tending import MOVES_PER_ORDER, WAITS_S, Seen, carrier_of, is_due, tend
from models.kit.actor import SYSTEM
from models.kit.errors import Refusal, Refused
from models.kit.table import table
from models.orders.states import Lane
from models.orders.tables import Order, OrderHold, Shipment
from models.workflow.jobs import run_due

LOOKED_AT: Final = 100
"""Cards of a lane that are looked at in one step, those that stand longest first."""
LONGEST_S: Final = 60.0
COMES_AGAIN: Final = 0.5
_SERIALS_FROM: Final = 10_000_000
"""Above those of any history: the platform's names must be new."""
_LANES: Final = (*WAITS_S, Lane.SHIPPED)
_ORDER: Final = table(Order)
_HOLD: Final = table(OrderHold)
_PARCEL: Final = table(Shipment)
_CHANNEL: Final = table(Channel)
_CUSTOMER: Final = table(Customer)
log: Final = structlog.get_logger(__name__)


class Living:
    """Keeps a demo business moving.

    Args:
        rate: orders a minute. Each is moved some seven times, so that many moves are made.
        seed: what chance begins with, beside what has happened so far.

    Raises:
        Refused: `no_demo`, where this is not a demo business, or only half of one.
    """

    def __init__(self, database: Database, rate: float, seed: int = 1) -> None:
        if not database.ask(SYSTEM, is_demo):
            raise Refused("no_demo")
        self.refused = 0
        self._database = database
        self._per_second = rate * (1 + MOVES_PER_ORDER) / 60
        self._staff = database.ask(SYSTEM, at_work)
        self._serial = _SERIALS_FROM + database.ask(SYSTEM, _last_order)
        self._chance = Random(f"{seed}/living/{self._serial}")  # noqa: S311  nothing secret
        self._buyers = Buyers(seed, self._staff)
        self._rests: dict[str, int] = {}

    def step(self) -> float:
        """Do one thing; return after how many seconds the next should be done."""
        run_due(self._database, most=MOVES_PER_ORDER)
        try:
            if self._chance.random() * (1 + MOVES_PER_ORDER) < 1:
                self._bring_order()
            else:
                self._move_one()
        except Refusal:
            # Somebody was there before, or it cannot be done now: it is looked at again later.
            self.refused += 1
        return min(LONGEST_S, self._chance.expovariate(self._per_second))

    def _bring_order(self) -> None:
        door = self._chance.choices(list(MIX), [last for _, last in MIX.values()])[0]
        buyer, region = self._choose_buyer(door)
        tale = choose_tale(door, self._chance)
        today = self._database.clock.now().astimezone(ZONE).date()
        wish = make_wish(tale, door, season_of(today), self._chance, region=region)
        self._serial += 1
        raw = hand_in(wish, buyer, self._serial)
        entered = program_of(door) or buyer.owner
        life = Life(
            self._database, self._staff, self._chance, buyer.owner, entered, raw, wish.carrier
        )
        life.accept()

    def _choose_buyer(self, door: Door) -> tuple[Buyer, Region]:
        """Return somebody who bought before, or somebody new."""
        draw = self._chance.random()
        known = self._database.ask(SYSTEM, _somebody, door is Door.TRADE, draw)
        if known is not None and (door is Door.TRADE or self._chance.random() < COMES_AGAIN):
            customer, ship_to = known
            buyer = Buyer(
                0, customer.code, customer.name, customer.phone or "", customer.email or "",
                customer.grade, self._staff.sales[0], ship_to,
            )  # fmt: skip
            return buyer, _region_of(ship_to)
        region = choose_region(door, self._chance)
        number = self._database.ask(SYSTEM, _next_customer)
        newcomer = self._buyers.person(number, region)
        self._database.do(newcomer.owner, meet, newcomer)
        return newcomer, region

    def _move_one(self) -> None:
        """Do the next thing with one of the orders that have stood long enough."""
        board = self._database.ask(SYSTEM, _board, self._database.clock.now())
        due = [seen for seen in board if self._rests.get(seen.no) != seen.version and is_due(seen)]
        if not due:
            return
        seen = self._chance.choice(due)
        life = Life(
            self._database, self._staff, self._chance, self._staff.sales[0], SYSTEM,
            {} if seen.is_paid else {"channel": seen.door}, carrier_of(seen, self._chance), seen.no,
        )  # fmt: skip
        try:
            tend(seen, life)
        except Refusal:
            # Left alone until it is another version: by somebody's hand, or by what follows.
            self._rests = {no: at for no, at in self._rests.items() if _is_on(board, no)}
            self._rests[seen.no] = seen.version
            raise


def live_on(database: Database, rate: float, stop: threading.Event, seed: int = 1) -> None:
    """Keep a demo business moving until `stop` is set; arguments and refusals as `Living`."""
    living = Living(database, rate, seed)
    while not stop.wait(living.step()):
        pass


def _is_on(board: Collection[Seen], no: str) -> bool:
    return any(seen.no == no for seen in board)


def _board(unit: Unit, now: datetime) -> list[Seen]:
    """Return the cards that stand longest in each lane."""
    found: list[Seen] = []
    for lane in _LANES:
        query = (
            select(_ORDER, _CHANNEL.c.code.label("door"))
            .join(_CHANNEL, _CHANNEL.c.id == _ORDER.c.channel_id)
            .where(_ORDER.c.lane == lane)
            .order_by(_ORDER.c.updated_at, _ORDER.c.id)
            .limit(LOOKED_AT)
        )
        rows = unit.rows(query)
        keys = [row.id for row in rows]
        holds, carriers = _holds(unit, keys), _carriers(unit, keys)
        found += [_seen(row, now, holds.get(row.id, []), carriers.get(row.id)) for row in rows]
    return found


def _seen(row: Any, now: datetime, holds: list[Any], carrier: str | None) -> Seen:
    return Seen(
        row.no, row.lane, row.version, now - row.updated_at, row.payment_status, row.door,
        row.ship_to.get("country", ""), row.ship_to.get("province", ""), carrier,
        frozenset(holds),
    )  # fmt: skip


def _holds(unit: Unit, keys: list[int]) -> dict[int, list[Any]]:
    query = select(_HOLD.c.order_id, _HOLD.c.reason).where(
        _HOLD.c.order_id.in_(keys), _HOLD.c.released_at.is_(None)
    )
    found: dict[int, list[Any]] = {}
    for row in unit.rows(query):
        found.setdefault(row.order_id, []).append(row.reason)
    return found


def _carriers(unit: Unit, keys: list[int]) -> dict[int, str]:
    query = select(_PARCEL.c.order_id, _PARCEL.c.carrier).where(
        _PARCEL.c.order_id.in_(keys), _PARCEL.c.voided_at.is_(None)
    )
    return {row.order_id: row.carrier for row in unit.rows(query)}


def _last_order(unit: Unit) -> int:
    return unit.value(select(func.coalesce(func.max(_ORDER.c.id), 0)))


def _next_customer(unit: Unit) -> int:
    """Return a number that no customer has: there are never more of them than keys."""
    return unit.value(select(func.coalesce(func.max(_CUSTOMER.c.id), 0))) + 1


def _somebody(unit: Unit, is_company: bool, draw: float) -> tuple[Any, dict[str, str]] | None:  # noqa: FBT001
    """Return a customer to whom something may be sold, with their address."""
    begins = "B-" if is_company else "C-"
    may_buy = _CUSTOMER.c.code.startswith(begins) & _CUSTOMER.c.blocked_reason.is_(None)
    start = int(draw * unit.value(select(func.coalesce(func.max(_CUSTOMER.c.id), 0))))
    query = select(_CUSTOMER).where(may_buy, _CUSTOMER.c.id > start).order_by(_CUSTOMER.c.id)
    row = unit.row(query.limit(1))
    return None if row is None else (row, address_of(unit, row.id))


def _region_of(ship_to: dict[str, str]) -> Region:
    there = [r for r in REGIONS if r.country == ship_to["country"]] or list(REGIONS)
    return next((r for r in there if r.province == ship_to["province"]), there[0])
