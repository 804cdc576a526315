"""Fills a database with very many orders, each a copy of one that was really worked.

One order for each lane is taken there by the commands; its rows, events and moves are then written
again and again under new keys, and the balances are folded from the moves. `oms check` proves the
result like any other.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Table, func, select, text

from models.activity.tables import Event
from models.db import Database, Unit
from models.fulfilment.arrivals import receive_goods
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.orders.given import Given
from models.orders.states import HoldReason, Lane
from models.orders.tables import (
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderHold,
    OrderLine,
    Shipment,
)
from models.promise.tables import Promise
from models.stock.tables import StockMove
from models.workflow.drops import drop
from models.workflow.moves import perform
from tests.factories import an_order

SHARES = {
    Lane.PENDING_REVIEW: 1,
    Lane.EXCEPTION: 1,
    Lane.APPROVED: 2,
    Lane.BACKORDERED: 1,
    Lane.ALLOCATED: 2,
    Lane.PICKING: 1,
    Lane.PACKED: 1,
    Lane.SHIPPED: 3,
    Lane.COMPLETED: 80,
    Lane.CANCELLED: 8,
}
"""How many of a hundred orders stand in each lane: most of a business is over."""
BATCH = 500
BY_ORDER = (OrderLine, Fulfillment, OrderHold, Shipment, Promise, StockMove)


def worked_samples(database: Database) -> dict[Lane, str]:
    """Take one order to each lane of `SHARES`; return their numbers."""
    database.do(SYSTEM, receive_goods, "WH1", {"MUG": 100, "TEE": 100})
    numbers: dict[Lane, str] = {}
    for lane in SHARES:
        lines = {"CAP": 1} if lane is Lane.BACKORDERED else {"MUG": 2, "TEE": 1}
        along = (Lane.ALLOCATED, Lane.PICKING, Lane.PACKED, Lane.SHIPPED)
        start = lane if lane in along else Lane.SHIPPED if lane is Lane.COMPLETED else Lane.APPROVED
        no = an_order(database, lines, lane=start).no
        _last_steps(database, no, lane)
        numbers[lane] = no
    return numbers


def _last_steps(database: Database, no: str, lane: Lane) -> None:
    if lane is Lane.PENDING_REVIEW:
        database.do(SYSTEM, drop, no, lane)
    elif lane is Lane.EXCEPTION:
        database.do(SYSTEM, drop, no, lane, Given(hold_reason=HoldReason.MANUAL))
    elif lane is Lane.BACKORDERED:
        database.do(SYSTEM, drop, no, Lane.ALLOCATED)
    elif lane is Lane.COMPLETED:
        database.do(SYSTEM, drop, no, Lane.DELIVERED)
    elif lane is Lane.CANCELLED:
        database.do(SYSTEM, perform, no, "cancel", Given(reason="test"))


def fill(database: Database, count: int) -> None:
    """Write `count` orders beside what there is."""
    numbers = worked_samples(database)
    goods = {"MUG": 2 * count + 100, "TEE": count + 100}
    database.do(SYSTEM, receive_goods, "WH1", goods)
    copies = Copies(database, {lane: _read(database, no) for lane, no in numbers.items()})
    lanes = [lane for lane, share in SHARES.items() for _ in range(share)]
    wanted = (lanes[i * 37 % len(lanes)] for i in range(count))
    while batch := list(islice(wanted, BATCH)):
        database.do(SYSTEM, copies.write, batch)
    database.do(SYSTEM, _fold)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


Sample = Mapping[str, list[dict[str, Any]]]


def _read(database: Database, no: str) -> Sample:
    def read(unit: Unit) -> Sample:
        order = table(Order)
        rows: dict[str, list[dict[str, Any]]] = {
            "order": _dicts(unit, select(order).where(order.c.no == no))
        }
        key = rows["order"][0]["id"]
        for kind in BY_ORDER:
            of = table(kind)
            rows[of.name] = _dicts(unit, select(of).where(of.c.order_id == key).order_by(of.c.id))
        cargo, event = table(FulfillmentLine), table(Event)
        parts = [part["id"] for part in rows["fulfillment"]]
        rows["fulfillment_line"] = _dicts(
            unit, select(cargo).where(cargo.c.fulfillment_id.in_(parts))
        )
        rows["event"] = _dicts(
            unit,
            select(event)
            .where(event.c.aggregate == "order", event.c.aggregate_id == key)
            .order_by(event.c.seq),
        )
        return rows

    return database.ask(SYSTEM, read)


def _dicts(unit: Unit, query: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in unit.rows(query)]


class Fresh(NamedTuple):
    """The keys of one copy by those of its sample, and how much earlier it was."""

    of: dict[str, dict[int, int]]
    seqs: dict[int, int]
    order: int
    back: timedelta


class Copies:
    """Writes copies of samples; keys and sequence numbers are counted up here."""

    def __init__(self, database: Database, samples: Mapping[Lane, Sample]) -> None:
        self._samples = samples
        self._next: dict[str, int] = database.ask(SYSTEM, self._first_keys)
        self._written = 0

    def _first_keys(self, unit: Unit) -> dict[str, int]:
        tables = [table(Order), table(FulfillmentLine), *(table(kind) for kind in BY_ORDER)]
        keys = {of.name: _top(unit, of, "id") for of in tables}
        return {**keys, "event": _top(unit, table(Event), "seq")}

    def write(self, unit: Unit, lanes: list[Lane]) -> None:
        rows: dict[str, list[dict[str, Any]]] = {}
        for lane in lanes:
            for name, its_rows in self._copy(self._samples[lane]):
                rows.setdefault(name, []).extend(its_rows)
        order = ("order", "order_line", "fulfillment", "fulfillment_line", "event")
        metadata = table(Order).metadata
        for name in (*order, *(rows.keys() - set(order))):
            unit.insert(metadata.tables[name], *rows.get(name, ()))

    def _copy(self, sample: Sample) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        self._written += 1
        i = self._written
        maps = {
            name: {row["id"]: self._key(name) for row in sample[name]}
            for name in ("order", "order_line", "fulfillment")
        }
        seqs = {row["seq"]: self._key("event") for row in sample["event"]}
        key = next(iter(maps["order"].values()))
        no, old_no = f"B{key}", sample["order"][0]["no"]
        keys = Fresh(maps, seqs, key, timedelta(minutes=i % 40_000))
        for name, rows in sample.items():
            yield (
                name,
                [self._row(name, row, keys) | _names(name, row, no, old_no) for row in rows],
            )

    def _row(self, name: str, row: dict[str, Any], keys: "Fresh") -> dict[str, Any]:
        new = dict(row)
        for column, value in row.items():
            if isinstance(value, datetime):
                new[column] = value - keys.back
        if name == "event":
            return new | {"seq": keys.seqs[row["seq"]], "aggregate_id": keys.order}
        new["id"] = keys.of[name][row["id"]] if name in keys.of else self._key(name)
        if "order_id" in row:
            new["order_id"] = keys.order
        if "event_seq" in row:
            new["event_seq"] = keys.seqs[row["event_seq"]]
        for column, of in (("fulfillment_id", "fulfillment"), ("order_line_id", "order_line")):
            if row.get(column) is not None:
                new[column] = keys.of[of][row[column]]
        return new

    def _key(self, name: str) -> int:
        self._next[name] += 1
        return self._next[name]


def _names(name: str, row: dict[str, Any], no: str, old_no: str) -> dict[str, Any]:
    if name == "order":
        return {"no": no, "public_token": no}
    if name == "fulfillment":
        return {"code": row["code"].replace(old_no, no)}
    if name == "event" and "parts" in row["payload"]:
        parts = [{**part, "id": part["id"].replace(old_no, no)} for part in row["payload"]["parts"]]
        return {"payload": {**row["payload"], "parts": parts}}
    return {}


def _top(unit: Unit, of: Table, column: str) -> int:
    return unit.value(select(func.coalesce(func.max(of.c[column]), 0)))


def _fold(unit: Unit) -> None:
    """Let the balances be what the moves come to."""
    unit.run(text("DELETE FROM stock_balance"))
    unit.run(
        text(
            "INSERT INTO stock_balance (sku_id, warehouse_id, bucket, qty, version) "
            "SELECT sku_id, warehouse_id, bucket, sum(qty), 1 FROM ("
            "SELECT sku_id, warehouse_id, to_bucket AS bucket, qty FROM stock_move UNION ALL "
            "SELECT sku_id, warehouse_id, from_bucket, -qty FROM stock_move) entries "
            "GROUP BY sku_id, warehouse_id, bucket"
        )
    )
    if not unit.is_sqlite:
        for name in ("order", "order_line", "fulfillment", "fulfillment_line", "order_hold",
                     "shipment", "promise", "stock_move"):  # fmt: skip
            unit.run(text(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), "
                          f'(SELECT max(id) FROM "{name}"))'))  # fmt: skip
