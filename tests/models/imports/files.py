"""Small files of orders, and what there is to see after an import."""

from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, select

from models.activity.tables import Event
from models.catalog import commands as catalog
from models.catalog.tables import Channel, Shop, Sku
from models.customers.tables import Customer
from models.db import Database, Unit
from models.imports.commands import import_file
from models.imports.plan import NewSkus, Outcome, Plan
from models.imports.staging import Staging
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.orders.tables import Order, OrderLine
from tests.factories import fresh

HEADER = (
    "order no,sku,name,qty,unit price,order date,customer id,customer name,recipient,phone,"
    "country,city,address"
)
WHO = "C-9,Wang Fang,Wang Fang,13800000001,CN,Shanghai,1 Example Road"
GOOD = f"A1,MUG,Mug,2,10.00,2026-02-28 09:00,{WHO}"
CUSTOMER_CODE = select(table(Customer).c.code).where(table(Customer).c.id == bindparam("key"))
CREATE = Plan(new_skus=NewSkus.CREATE)


def run(
    database: Database,
    folder: Path,
    text: str,
    plan: Plan = Plan(),  # noqa: B008  it is frozen
) -> tuple[Outcome, list[tuple[int | None, str | None, str]]]:
    """Import a text, and return what came of it and what was wrong."""
    path = folder / "orders.csv"
    path.write_text(text, encoding="utf-8")
    with Staging() as staging:
        outcome = import_file(database, path, plan, staging)
        return outcome, [(p.row, p.column, p.code) for p in staging.problems()]


def counts(outcome: Outcome) -> dict[str, int]:
    return {verdict.value: n for verdict, n in outcome.orders.items() if n}


def size(database: Database) -> tuple[int, ...]:
    """How much there is of everything an import could leave behind."""

    def read(unit: Unit) -> tuple[int, ...]:
        kinds = (Order, OrderLine, Sku, Shop, Channel, Event)
        return tuple(unit.value(select(func.count()).select_from(table(kind))) for kind in kinds)

    return database.ask(SYSTEM, read)


def order(database: Database, external_id: str) -> Any:
    query = select(table(Order)).where(table(Order).c.external_id == external_id)
    return database.ask(SYSTEM, lambda unit: unit.row(query))


def lines(database: Database, external_id: str) -> list[tuple[str, int, int]]:
    found = fresh(database, order(database, external_id).no)
    return [(line.sku, line.qty, line.unit_price_minor) for line in found.lines]


def text(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows, ""])


def a_shop_with_mugs(unit: Unit) -> None:
    catalog.add_shop(unit, code="main", name="Main", tz="Asia/Shanghai", currency="CNY")
    for sku in ("MUG", "TEE"):
        catalog.add_sku(unit, sku=sku, name=sku.title(), currency="CNY", price_minor=1000)
