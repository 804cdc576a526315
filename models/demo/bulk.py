"""Writes copies of moulds into the business, many at once, in the order of time.

Beside it the business is lived through the commands: whatever was to happen before a command is
written before it, so the log has one order. What a copy takes must be on the shelf: what it would
lack comes in first.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from itertools import chain
from typing import Final, NamedTuple

from sqlalchemy import Table

from models.access.permissions import Role
from models.activity.log import PAYLOAD_VERSION, last_seq
from models.activity.tables import Event, EventPersonal, Job
from models.customers.tables import Address, Customer
from models.db import Unit
from models.demo import house
from models.demo.buyers import facts
from models.demo.copies import Copy, Drawn, Row
from models.demo.doors import Door
from models.demo.keys import Keys
from models.demo.moulds import Beat
from models.demo.plans import Company
from models.kit.actor import SYSTEM, Actor
from models.kit.ids import opaque_token
from models.kit.table import table
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
from models.stock.ledger import Held, change_balances, quantities
from models.stock.tables import Bucket, StockMove

MOST: Final = 400
"""Beats that wait before they are written."""
_KEYED: Final = (OrderLine, OrderHold, Fulfillment, Payment)
_STANDING: Final = (
    Customer, Address, Order, OrderLine, OrderDiscount, Fulfillment, FulfillmentLine, OrderHold,
    Payment, Shipment,
)  # fmt: skip
_BESIDE: Final = (EventPersonal, Promise, StockMove, Job)
_PREFIX: Final = dict.fromkeys(Door, house.SHOP["number_prefix"]) | {
    Door.TRADE: house.TRADE["number_prefix"]
}


class Pair(NamedTuple):
    """A beat of a copy."""

    copy: Copy
    beat: Beat

    @property
    def places_order(self) -> bool:
        """Return whether the order comes into being with it."""
        return self.beat is self.copy.mould.beats[0]


class Bulk:
    """What waits to be written, and writes it when it must be there."""

    def __init__(self, company: Company, keys: Keys) -> None:
        self._company = company
        self._manager = company.staff.first(Role.MANAGER)
        self._skus = {key: code for code, key in keys.sku.items()}
        self._places = {key: code for code, key in keys.warehouse.items()}
        self._waiting: list[Pair] = []

    def add(self, pair: Pair) -> None:
        """Let a beat happen after all that were added before."""
        self._waiting.append(pair)
        if len(self._waiting) >= MOST:
            self.write()

    def write(self) -> None:
        """Write whatever waits."""
        if not self._waiting:
            return
        pairs, self._waiting = self._waiting, []
        database = self._company.database
        # What comes in is given to orders that wait for it first: it may not be enough.
        while lack := database.do(SYSTEM, self._write, pairs):
            house.receive(database, self._company.staff, lack)

    def _lack(self, unit: Unit, pairs: list[Pair]) -> house.Supply:
        """Return what the shelves would lack, were all of this to happen: twice as much comes."""
        there = quantities(unit, list(self._skus))
        lowest: dict[tuple[int, int], int] = {}
        for place, change in _moves_of_shelves(pairs):
            there[place] = there.get(place, 0) + change
            lowest[place] = min(lowest.get(place, 0), there[place])
        supply: house.Supply = {}
        for (sku, place), least in sorted(lowest.items()):
            if least < 0:
                supply.setdefault(self._places[place], {})[self._skus[sku]] = -2 * least
        return supply

    def _write(self, unit: Unit, pairs: list[Pair]) -> house.Supply:
        """Write all of this, or nothing where the shelves lack something: return what."""
        lack = self._lack(unit, pairs)
        if lack:
            return lack
        placed = [pair.copy for pair in pairs if pair.places_order]
        rows: dict[str, list[Row]] = defaultdict(list)
        new = self._acquaint(unit, placed, rows)
        self._draw(unit, placed)
        for name, its in chain.from_iterable(copy.standing().items() for copy in placed):
            rows[name] += its
        for kind in _STANDING:
            unit.insert(table(kind), *rows[table(kind).name])
        self._write_log(unit, pairs, new)
        change_balances(unit, _changes(pairs))
        return {}

    def _acquaint(
        self, unit: Unit, placed: list[Copy], rows: dict[str, list[Row]]
    ) -> dict[Copy, int]:
        """Write down who is new; return their keys by the order they came with."""
        known = self._company.crowd.keys
        new: dict[str, Copy] = {}
        for copy in placed:
            if copy.buyer.code not in known:
                new.setdefault(copy.buyer.code, copy)
        keys = unit.ids(table(Customer), len(new)) if new else ()
        for key, copy in zip(keys, new.values(), strict=True):
            known[copy.buyer.code] = key
            rows["customer"].append({
                **facts(copy.buyer), "id": key, "tags": [], "prefs": {}, "is_anonymous": False,
                "created_at": copy.at[0], "version": 1,
            })  # fmt: skip
            rows["address"].append(
                {**copy.buyer.ship_to, "customer_id": key, "created_at": copy.at[0]}
            )
        return {copy: known[code] for code, copy in new.items()}

    def _draw(self, unit: Unit, placed: list[Copy]) -> None:
        """Give orders their keys and numbers."""
        counts: dict[Table, int] = {table(Order): len(placed)}
        for kind in _KEYED:
            counts[table(kind)] = sum(len(copy.mould.rows[table(kind).name]) for copy in placed)
        keys = {of: iter(unit.ids(of, count) if count else ()) for of, count in counts.items()}
        for copy in placed:
            order = next(keys[table(Order)])
            lines, holds, parts, payments = (
                {row["id"]: next(keys[of]) for row in copy.mould.rows[of.name]}
                for of in map(table, _KEYED)
            )
            customer = self._company.crowd.keys[copy.buyer.code]
            no = f"{_PREFIX[copy.mould.wish.door]}{house.SHOP['number_base'] + order}"
            token = opaque_token(unit.entropy)
            copy.draw(Drawn(order, customer, lines, holds, parts, payments, no, token))

    def _write_log(self, unit: Unit, pairs: list[Pair], new: dict[Copy, int]) -> None:
        events: list[Row] = []
        beside: dict[str, list[Row]] = defaultdict(list)
        seq = last_seq(unit)
        for pair in pairs:
            copy, beat = pair
            if pair.places_order and copy in new:
                seq += 1
                events.append({**_met(copy, new[copy], self._manager, unit), "seq": seq})
            names: dict[str, str] = defaultdict(lambda: unit.entropy.randbytes(8).hex())
            for place in beat.events:
                seq += 1
                copy.seqs[place] = seq
                events.append(copy.event(place, names) | {"seq": seq})
            for name, row in _beside(pair):
                beside[name].append(row)
        unit.insert(table(Event), *events)
        for kind in _BESIDE:
            unit.insert(table(kind), *beside[table(kind).name])


def _beside(pair: Pair) -> Iterator[tuple[str, Row]]:
    """Return the rows beside the events of a beat, each with its table."""
    copy, beat = pair
    for place in beat.events:
        if place in copy.mould.personal:
            yield "event_personal", {"diff": copy.mould.personal[place]} | _of(copy, place)
    for row in beat.promises:
        yield "promise", copy.promise(row) | _of(copy, row["event_seq"])
    for row in beat.moves:
        yield "stock_move", copy.move(row) | _of(copy, row["event_seq"])
    for row in beat.jobs:
        yield "job", copy.job(row, row["event_seq"]) | _of(copy, row["event_seq"])


def _of(copy: Copy, place: int) -> Row:
    return {"event_seq": copy.seqs[place]}


def _met(copy: Copy, key: int, manager: Actor, unit: Unit) -> Row:
    """Return the event of a customer who is new, as the command writes it."""
    at = copy.at[0].astimezone(UTC)
    return {
        "at": at, "business_date": at.date(), "aggregate": "customer", "aggregate_id": key,
        "aggregate_version": 1, "type": "customer.added", "from_state": None, "to_state": None,
        "actor_kind": manager.kind, "actor_id": manager.id, "actor_label": manager.label,
        "reason_code": None, "reason_text": None, "diff": {},
        "payload": {"v": PAYLOAD_VERSION, "code": copy.buyer.code},
        "correlation_id": unit.entropy.randbytes(8).hex(), "bulk_id": None, "reverses_seq": None,
    }  # fmt: skip


def _moves_of_shelves(pairs: list[Pair]) -> Iterator[tuple[tuple[int, int], int]]:
    """Return what leaves and enters the shelves, in the order of time."""
    for copy, beat in pairs:
        for row in beat.moves:
            place = copy.place(row)
            if row["from_bucket"] is Bucket.AVAILABLE:
                yield place, -row["qty"]
            elif row["to_bucket"] is Bucket.AVAILABLE:
                yield place, row["qty"]


def _changes(pairs: list[Pair]) -> dict[Held, int]:
    changes: dict[Held, int] = defaultdict(int)
    for copy, beat in pairs:
        for row in beat.moves:
            place = copy.place(row)
            changes[*place, row["from_bucket"]] -= row["qty"]
            changes[*place, row["to_bucket"]] += row["qty"]
    return changes
