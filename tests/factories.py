"""A small, honest business for tests: everything is made by the same commands as real work."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from models.access.permissions import Role
from models.admission.commands import accept_order
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, Settles, Sku, Supply, Warehouse
from models.db import Database, Unit
from models.fulfilment.arrivals import receive_goods
from models.kit.actor import SYSTEM, Actor, ActorKind
from models.kit.clock import SetClock
from models.kit.table import table
from models.orders.aggregate import LockedOrder, events_since, look
from models.orders.drafts import OrderDraft, read_draft
from models.orders.given import Given
from models.orders.states import Lane
from models.orders.tables import Order, OrderRecord
from models.stock.tables import Bucket, StockBalance
from models.workflow.drops import drop

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""
SKUS = ("MUG", "TEE", "CAP", "PEN")
ADDRESS = {
    "recipient": "Wang Fang",
    "phone": "13800000001",
    "country": "CN",
    "province": "Shanghai",
    "city": "Shanghai",
    "line": "1 Example Road",
}


def a_user(*roles: Role, id: int = 7, label: str = "Mei") -> Actor:  # noqa: A002  as in Actor
    """A signed-in person."""
    return Actor(ActorKind.USER, label, id=id, roles=frozenset(roles or {Role.MANAGER}))


def a_business(unit: Unit) -> None:
    """One shop, four channels, two warehouses, four SKUs at 10.00, one service; no stock."""
    catalog.add_shop(unit, code="main", name="Main", tz="Asia/Shanghai", currency="CNY")
    catalog.add_channel(unit, shop="main", code="mall", name="Mall", kind=ChannelKind.MALL)
    catalog.add_channel(
        unit, shop="main", code="auto", name="Auto", kind=ChannelKind.MALL, auto_plan=True
    )
    catalog.add_channel(
        unit, shop="main", code="web", name="Web", kind=ChannelKind.MALL, settles=Settles.HERE
    )
    catalog.add_channel(unit, shop="main", code="desk", name="Desk", kind=ChannelKind.MANUAL)
    for code, covers in (("WH1", ["Shanghai"]), ("WH2", ["Beijing"])):
        catalog.add_warehouse(unit, code=code, name=code, tz="Asia/Shanghai", region_cover=covers)
    for sku in SKUS:
        catalog.add_sku(unit, sku=sku, name=sku.title(), currency="CNY", price_minor=1000)
    catalog.add_sku(
        unit, sku="WRAP", name="Gift wrap", currency="CNY", price_minor=500, supply=Supply.SERVICE
    )


def the_clock(database: Database) -> SetClock:
    """The clock of a test database, to be set and advanced."""
    assert isinstance(database.clock, SetClock)
    return database.clock


def a_draft(
    lines: Mapping[str, int] | None = None, *, channel: str = "mall", **more: Any
) -> OrderDraft:
    """An order that nothing is wrong with, unless `more` says so."""
    lines = {"MUG": 2} if lines is None else lines
    raw: dict[str, Any] = {
        "channel": channel,
        "lines": [{"sku": sku, "qty": qty, "unit_price": "10.00"} for sku, qty in lines.items()],
        "customer": {"code": "C-1", "name": "Wang Fang"},
        "ship_to": ADDRESS,
        "placed_at": "2026-03-01T09:00:00+08:00",
    }
    return read_draft({**raw, **more})


def stock(database: Database, warehouse: str = "WH1", **goods: int) -> None:
    """Put goods on the shelf."""
    database.do(SYSTEM, receive_goods, warehouse, goods)


def an_order(
    database: Database, lines: Mapping[str, int] | None = None, *,
    lane: Lane = Lane.APPROVED, actor: Actor = SYSTEM, **more: Any,
) -> OrderRecord:  # fmt: skip
    """An order that was accepted and then dropped along to `lane`; it must have its stock."""
    if "customer" not in more:
        count = database.ask(SYSTEM, look_count)
        more["customer"] = {"code": f"C-{count}", "name": "Wang Fang"}
    order = database.do(actor, accept_order, a_draft(lines, **more))
    along = (Lane.ALLOCATED, Lane.PICKING, Lane.PACKED, Lane.SHIPPED, Lane.DELIVERED)
    for step in along:
        if lane not in along or along.index(step) > along.index(lane):
            break
        given = Given(tracking_no=f"SF{order.no}") if step is Lane.SHIPPED else Given()
        database.do(SYSTEM, drop, order.no, step, given)
    return fresh(database, order.no).row


def look_count(unit: Unit) -> int:
    """How many orders there are."""

    return len(unit.rows(select(table(Order).c.id)))


def fresh(database: Database, no: str) -> LockedOrder:
    """An order as it is now, with everything read."""

    def read(unit: Unit) -> LockedOrder:
        order = look(unit, no)
        for shelf in (order.lines, order.discounts, order.holds, order.shipments, order.payments):
            shelf.all()
        for part in order.parts:
            order.cargo(part).all()
        return order

    return database.ask(SYSTEM, read)


def balance(database: Database, sku: str, bucket: Bucket | str, warehouse: str = "WH1") -> int:
    """How much of a SKU a bucket of a warehouse holds."""

    b, s, w = table(StockBalance), table(Sku), table(Warehouse)
    query = (
        select(b.c.qty)
        .join(s, s.c.id == b.c.sku_id)
        .join(w, w.c.id == b.c.warehouse_id)
        .where(s.c.sku == sku, w.c.code == warehouse, b.c.bucket == Bucket(bucket))
    )
    return database.ask(SYSTEM, lambda unit: unit.value(query)) or 0


def events_of(database: Database, no: str) -> list[Any]:
    """The events of an order, oldest first."""

    def read(unit: Unit) -> list[Any]:
        return list(events_since(unit, look(unit, no).row.id, 0))[::-1]

    return database.ask(SYSTEM, read)
