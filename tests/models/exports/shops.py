"""Shops of several currencies and taxes, their orders, and what an export says of them."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from models.admission.commands import Past, accept_history, accept_order
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, Supply, TaxMode
from models.channels.cells import Reading
from models.channels.headers import match
from models.channels.orders import Assembled, Terms, assemble
from models.db import Database, Unit
from models.exports.kinds import Form, Kind
from models.exports.queries import export
from models.kit.actor import SYSTEM, Actor
from models.orders.drafts import read_draft
from models.orders.tables import OrderRecord
from tests.factories import ADDRESS

CHANNELS = {
    "mall": ("CNY", "Asia/Shanghai", TaxMode.INCLUSIVE),
    "tokyo": ("JPY", "Asia/Tokyo", TaxMode.INCLUSIVE),
    "kuwait": ("KWD", "Asia/Kuwait", TaxMode.INCLUSIVE),
    "net": ("USD", "America/New_York", TaxMode.EXCLUSIVE),
}


def shops(unit: Unit) -> None:
    """A shop and a channel for each of `CHANNELS`, taxed goods, and a service."""
    for channel, (currency, zone, mode) in CHANNELS.items():
        catalog.add_shop(
            unit, code=f"s-{channel}", name=channel.title(), tz=zone, currency=currency,
            tax_mode=mode, number_prefix=f"{channel[:1].upper()}-",
        )  # fmt: skip
        catalog.add_channel(
            unit, shop=f"s-{channel}", code=channel, name=channel.title(), kind=ChannelKind.MALL
        )
    for code in ("WH1", "WH2"):
        catalog.add_warehouse(unit, code=code, name=code, tz="Asia/Shanghai")
    for sku in ("MUG", "TEE", "0012"):
        catalog.add_sku(unit, sku=sku, name=sku.title(), currency="CNY", tax_rate_bp=1300)
    catalog.add_sku(
        unit, sku="WRAP", name="Gift wrap", currency="CNY", tax_rate_bp=600, supply=Supply.SERVICE
    )


def sell(
    database: Database,
    channel: str,
    lines: Sequence[tuple[Any, ...]],
    *,
    is_over: bool = False,
    **more: Any,
) -> OrderRecord:
    """Take an order with lines of (SKU, quantity, price[, discount])."""
    names = ("sku", "qty", "unit_price", "discount")
    raw = {
        "channel": channel,
        "lines": [dict(zip(names, line, strict=False)) for line in lines],
        "customer": {"code": "C-1", "name": "王芳", "phone": "+86 13800000001"},
        "ship_to": ADDRESS,
        "placed_at": "2026-03-01T09:00:00+08:00",
        **more,
    }
    draft = read_draft(raw)
    if is_over:
        return database.do(SYSTEM, accept_history, [Past(draft)])[0]
    return database.do(SYSTEM, accept_order, draft)


def exported(
    database: Database,
    kind: Kind,
    form: Form = Form.CSV,
    *,
    actor: Actor = SYSTEM,
    given: Mapping[str, str | list[str]] = MappingProxyType({}),
) -> bytes:
    """Return an export whole."""
    filters = {name: [said] if isinstance(said, str) else said for name, said in given.items()}
    with database.reading(actor, as_of_one_moment=True) as unit:
        return b"".join(export(unit, kind, form, filters))


def rows(data: bytes) -> list[dict[str, str]]:
    """Return separated values by title, as they stand in the file."""
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, strict=True))


def objects(data: bytes) -> list[dict[str, Any]]:
    """Return the objects of a file that has one a line."""
    return [json.loads(line) for line in data.splitlines()]


def read_back(data: bytes) -> dict[str, Assembled]:
    """Return what an import reads in an exported file of orders, by our number."""
    header, *body = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    reading = Reading(header, match(header), ZoneInfo("UTC"))
    orders: dict[tuple[str, str], list[Any]] = {}
    for number, cells in enumerate(body, 2):
        read, problems = reading.read(cells, number)
        assert problems == []
        orders.setdefault((cells[0], cells[2]), []).append(read)
    terms = Terms("mall", "CNY", frozenset(reading.titles), reading.titles)
    return {no: assemble(of, its_rows, terms) for (no, of), its_rows in orders.items()}
