"""The demo business before its first order: shops, channels, warehouses, things and people."""

from datetime import date
from typing import Any, Final

from models.access.passwords import Sealed
from models.access.permissions import Role
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, CompleteOn, Settles, TaxMode, WhenShort
from models.db import Database, Unit
from models.demo import goods
from models.demo.doors import Door
from models.demo.people import Staff, hire
from models.fulfilment.arrivals import announce_goods, receive_goods, take_back_goods
from models.stock.tables import Bucket

SHOP: Final[dict[str, Any]] = {
    "code": "pine", "name": "Harbour & Pine 松港生活", "tz": "Asia/Shanghai", "currency": "CNY",
    "number_prefix": "HP-", "number_base": 10_000,
}  # fmt: skip
TRADE: Final[dict[str, Any]] = {
    **SHOP, "code": "pine-trade", "name": "Harbour & Pine Trade", "tax_mode": TaxMode.EXCLUSIVE,
    "number_prefix": "HT-",
}  # fmt: skip
REVIEW_ABOVE_MINOR: Final = 2_000_000
CHANNELS: Final[tuple[dict[str, Any], ...]] = (
    {"shop": "pine", "code": Door.MALL.value, "name": "Own mall", "kind": ChannelKind.MALL,
     "settles": Settles.HERE, "auto_plan": True, "complete_on": CompleteOn.CONFIRM},
    {"shop": "pine", "code": Door.TIDE.value, "name": "Tidemarket",
     "kind": ChannelKind.MARKETPLACE},
    {"shop": "pine", "code": Door.COUNTER.value, "name": "Wukang Road counter",
     "kind": ChannelKind.POS, "auto_plan": True, "complete_on": CompleteOn.SHIP,
     "when_short": WhenShort.REFUSE},
    {"shop": "pine", "code": Door.PHONE.value, "name": "Phone", "kind": ChannelKind.PHONE,
     "complete_on": CompleteOn.CONFIRM},
    {"shop": "pine-trade", "code": Door.TRADE.value, "name": "Hotels and shops",
     "kind": ChannelKind.B2B, "complete_on": CompleteOn.CONFIRM, "priority": 4,
     "review_above_minor": REVIEW_ABOVE_MINOR},
)  # fmt: skip

Supply = dict[str, dict[str, int]]
"""Units by SKU, by warehouse."""


def move_in(database: Database, sealed: dict[str, Sealed]) -> Staff:
    """Set up everything an order needs but stock and a buyer; return who works there."""
    staff = hire(database, sealed)
    database.do(staff.first(Role.MANAGER), _furnish)
    return staff


def _furnish(unit: Unit) -> None:
    for shop in (SHOP, TRADE):
        catalog.add_shop(unit, **shop)
    for channel in CHANNELS:
        catalog.add_channel(unit, **channel)
    for site in goods.SITES:
        catalog.add_warehouse(
            unit, code=site.code, name=site.name, tz=site.zone, region_cover=list(site.covers),
            priority=site.priority,
        )  # fmt: skip
    for place, thing in enumerate(goods.THINGS, 1):
        catalog.add_sku(unit, **goods.facts(place, thing))


def announce(database: Database, staff: Staff, supply: Supply, due_on: date) -> None:
    """Let the buyer say what will come on a day."""
    buyer = staff.first(Role.BUYER)
    for warehouse, its in supply.items():
        for sku, qty in its.items():
            database.do(buyer, announce_goods, warehouse, sku, qty, due_on)


def take_back(database: Database, staff: Staff, supply: Supply, bucket: Bucket) -> None:
    """Let the warehouses take in what customers sent back."""
    for warehouse, its in supply.items():
        database.do(
            staff.first(Role.WAREHOUSE), take_back_goods, warehouse, its, to=bucket.value,
            note="sent back",
        )  # fmt: skip


def receive(database: Database, staff: Staff, supply: Supply) -> None:
    """Let the warehouses put what came on their shelves."""
    for warehouse, its in supply.items():
        database.do(staff.first(Role.WAREHOUSE), receive_goods, warehouse, its, note="by lorry")
