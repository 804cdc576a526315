"""Setting up what is sold and from where; each thing begins with an event of its own."""

from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlmodel import SQLModel

from models.access.permissions import require
from models.access.verbs import Verb
from models.activity.log import News, record
from models.catalog.tables import Channel, Shop, Sku, Warehouse
from models.db import Unit
from models.kit import money
from models.kit.errors import Invalid, NotFound
from models.kit.table import table

_NAMED_BY: Final[dict[type[SQLModel], str]] = {
    Shop: "code",
    Channel: "code",
    Warehouse: "code",
    Sku: "sku",
}


def add_shop(unit: Unit, **facts: Any) -> int:
    """Open a shop; `facts` are columns of `Shop`. Returns its key.

    Raises:
        Invalid: `already_there`, `unknown_zone`, `currency_unknown`, `bad_prefix`.
        NotPermitted: the actor may not change the catalogue.
    """
    money.exponent(facts["currency"])
    prefix = facts.get("number_prefix", "")
    if prefix and (prefix[-1].isdigit() or not prefix.isascii()):
        raise Invalid("bad_prefix", field="number_prefix", value=prefix)
    return _add(unit, Shop, facts, tz=facts["tz"])


def add_channel(unit: Unit, *, shop: str, **facts: Any) -> int:
    """Open a channel of `shop`; `facts` are columns of `Channel`. Returns its key.

    Raises:
        NotFound: `shop`.
        Invalid, NotPermitted: as `add_shop`.
    """
    found = unit.row(select(table(Shop)).where(table(Shop).c.code == shop))
    if found is None:
        raise NotFound("shop", shop=shop[:80])
    return _add(unit, Channel, {"shop_id": found.id, **facts}, tz=found.tz)


def add_warehouse(unit: Unit, **facts: Any) -> int:
    """Open a warehouse; `facts` are columns of it. Returns its key; raises as `add_shop`."""
    return _add(unit, Warehouse, facts, tz=facts["tz"])


def add_sku(unit: Unit, **facts: Any) -> int:
    """List something to sell; `facts` are columns of it. Returns its key; raises as `add_shop`."""
    money.exponent(facts["currency"])
    return _add(unit, Sku, facts, tz="UTC")


def _add(unit: Unit, kind: type[SQLModel], facts: dict[str, Any], *, tz: str) -> int:
    require(unit.actor, Verb.CATALOG)
    into, by = table(kind), _NAMED_BY[kind]
    name = facts[by]
    if unit.row(select(into.c.id).where(into.c[by] == name)) is not None:
        raise Invalid("already_there", kind=into.name, name=name)
    try:
        zone = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid("unknown_zone", field="tz", value=tz[:64]) from None
    key = unit.ids(into)[0]
    unit.insert(into, {"id": key, "created_at": unit.now, **facts})
    record(
        unit,
        News(
            aggregate=into.name,
            aggregate_id=key,
            version=1,
            type=f"{into.name}.added",
            business_date=unit.now.astimezone(zone).date(),
            payload={by: name},
        ),
    )
    return key
