"""What an export of orders says is enough to make the very same orders again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.channels.headers import match
from models.db import Database, Unit
from models.exports.kinds import Form, Kind
from models.exports.order_rows import LINES, ORDERS
from models.imports.plan import Plan
from models.kit.actor import SYSTEM
from models.orders.commands import create
from models.orders.drafts import OrderDraft
from models.orders.given import Given
from models.orders.tables import DiscountKind
from models.workflow.moves import perform
from tests.factories import fresh
from tests.models.exports.shops import CHANNELS, exported, objects, read_back, rows, sell, shops
from tests.models.imports.files import run

_OUR_NAMES = {"no": "oms_no"}
SALES: dict[str, Callable[[Database], Any]] = {
    "tax within": lambda db: sell(db, "mall", [("MUG", 3, "19.99"), ("0012", 1, "0.01")]),
    "no decimals": lambda db: sell(
        db, "tokyo", [("MUG", 3, "1280"), ("TEE", 1, "99")], discounts=[{"amount": "100"}]
    ),
    "three decimals": lambda db: sell(
        db, "kuwait", [("MUG", 3, "1.255"), ("TEE", 2, "0.005")], shipping="0.750"
    ),
    "tax on top": lambda db: sell(
        db, "net", [("MUG", 3, "19.99")], shipping="5.00", shipping_tax_bp=800
    ),
    "a discount on a line": lambda db: sell(
        db, "mall", [("MUG", 3, "19.99", "5.55"), ("TEE", 1, "8.00")]
    ),
    "discounts on the order": lambda db: sell(
        db, "mall", [("MUG", 3, "19.99"), ("TEE", 7, "8.01")],
        discounts=[{"kind": "coupon", "amount": "10.00"}, {"kind": "member", "amount": "0.99"}],
    ),
    "discounts on both": lambda db: sell(
        db, "mall", [("MUG", 3, "19.99", "5.55"), ("TEE", 7, "8.01"), ("WRAP", 1, "3.00", "3.00")],
        discounts=[{"amount": "10.01"}],
    ),
    "all taken off": lambda db: sell(
        db, "mall", [("MUG", 1, "20.00", "5.00"), ("TEE", 1, "8.00")],
        discounts=[{"amount": "23.00"}],
    ),
    "lines of one SKU": lambda db: sell(
        db, "mall", [("MUG", 1, "20.00"), ("MUG", 1, "20.00"), ("MUG", 2, "15.00", "1.00")]
    ),
    "postage and a service": lambda db: sell(
        db, "mall", [("MUG", 1, "20.00"), ("WRAP", 2, "3.50")], shipping="12.00"
    ),
    "a total of their own": lambda db: sell(db, "mall", [("MUG", 1, "20.00")], total="18.50"),
    "over": lambda db: sell(db, "mall", [("MUG", 1, "20.00")], is_over=True),
    "text": lambda db: sell(
        db, "mall", [("MUG", 1, "20.00")],
        remark='=1+1\r\n"请周末送", 谢谢\n', external_id="EXT-1",
        ship_to={"recipient": "@王", "phone": "+86 138", "line": '长安街"1", 号\n二层',
                 "postcode": "010010"},
    ),
    "nobody": lambda db: sell(db, "mall", [("MUG", 1, "20.00")], customer={}, ship_to={}),
}  # fmt: skip


def facts(order: Any) -> dict[str, Any]:
    """What an order says, apart from what it is called and how far it has come."""
    row = order.row
    off = [each for each in order.discounts if (each.kind, each.ref) != ("platform", "lines")]
    return {
        "lines": [
            (each.sku, each.name, each.qty, each.unit_price_minor, each.discount_minor,
             each.tax_minor, each.total_minor)
            for each in order.lines
        ],
        "discounts": sum(each.amount_minor for each in off),
        **{name: getattr(row, name) for name in (
            "channel_id", "customer_id", "currency", "goods_minor", "discount_minor",
            "shipping_minor", "total_minor", "ship_to", "remark", "placed_at",
        )},
    }  # fmt: skip


def made_again(database: Database, draft: OrderDraft, channel: str) -> dict[str, Any]:
    """Return what an order says that is made of what was read; it is not kept."""

    def make(unit: Unit) -> dict[str, Any]:
        own = draft.model_copy(update={"channel": channel, "external_id": "again"})
        return facts(create(unit, own))

    return database.ask(SYSTEM, make)


@pytest.mark.parametrize("sale", SALES.values(), ids=SALES.keys())
def test_an_order_comes_back_as_it_was(database: Database, sale: Callable[..., Any]) -> None:
    database.do(SYSTEM, shops)
    row = sale(database)

    data = exported(database, Kind.ORDERS)

    back = read_back(data)[row.no]
    assert back.draft is not None, back.problems
    before = facts(fresh(database, row.no))
    assert made_again(database, back.draft, rows(data)[0]["Channel"]) == before


def test_sums_are_those_of_the_order_in_every_currency(sqlite: Database) -> None:
    sqlite.do(SYSTEM, shops)
    for channel in CHANNELS:
        sell(sqlite, channel, [("MUG", 3, "7")], shipping="2", discounts=[{"amount": "1"}])

    said = [
        [row[name] for name in ("Currency", "Unit price", "Line total", "Tax sum", "Order total")]
        for row in rows(exported(sqlite, Kind.ORDERS))
    ]

    assert said == [
        ["CNY", "7.00", "20.00", "2.30", "22.00"],
        ["JPY", "7", "20", "2", "22"],
        ["KWD", "7.000", "20.000", "2.301", "22.000"],
        ["USD", "7.00", "20.00", "2.60", "24.60"],
    ]


def test_units_that_were_cancelled_are_said_beside_those_ordered(database: Database) -> None:
    database.do(SYSTEM, shops)
    no = sell(database, "mall", [("MUG", 3, "10.00"), ("TEE", 1, "5.00")]).no
    database.do(SYSTEM, perform, no, "cancel_line", Given(reason="less", line=1, qty=2))

    said = rows(exported(database, Kind.ORDERS))

    assert [(row["Qty"], row["Cancelled qty"], row["Order total"]) for row in said] == [
        ("3", "2", "15.00"), ("1", "0", ""),
    ]  # fmt: skip
    assert objects(exported(database, Kind.ORDERS, Form.JSONL))[0]["lines"][0]["qty"] == 3


def test_a_cancelled_order_comes_back_as_over(sqlite: Database) -> None:
    sqlite.do(SYSTEM, shops)
    no = sell(sqlite, "mall", [("MUG", 3, "10.00")]).no
    sqlite.do(SYSTEM, perform, no, "cancel", Given(reason="test"))

    back = read_back(exported(sqlite, Kind.ORDERS))[no]

    assert (back.is_over, back.problems) == (True, [])


def test_a_credit_note_says_quantities_and_sums_below_zero(
    database: Database, tmp_path: Path
) -> None:
    database.do(SYSTEM, shops)
    file = "order no,sku,qty,unit price,shipping,order date\nC536379,MUG,-2,10.00,3.00,2026-03-01"
    outcome, problems = run(database, tmp_path, file, Plan(channel="mall"))
    assert (outcome.over, problems) == (1, [])

    data = exported(database, Kind.ORDERS)

    row = rows(data)[0]
    assert {name: row[name] for name in (
        "Order no", "Status", "History", "Tags", "Qty", "Unit price", "Line total", "Shipping fee",
        "Order total",
    )} == {
        "Order no": "C536379", "Status": "cancelled", "History": "yes", "Tags": "credit-note",
        "Qty": "-2", "Unit price": "10.00", "Line total": "-20.00", "Shipping fee": "3.00",
        "Order total": "-23.00",
    }  # fmt: skip
    back = read_back(data)[row["OMS no"]]
    assert back.is_over
    assert back.draft is not None
    assert back.draft.tags == ["credit-note"]
    assert made_again(database, back.draft, "mall") == facts(fresh(database, row["OMS no"]))


def test_a_tag_alone_makes_no_credit_note(sqlite: Database) -> None:
    sqlite.do(SYSTEM, shops)
    sell(sqlite, "mall", [("MUG", 2, "10.00")], tags=["credit-note"], external_id="C536379")

    assert rows(exported(sqlite, Kind.ORDERS))[0]["Qty"] == "2"


def test_a_discount_of_the_platform_on_the_order_is_one_of_the_order(sqlite: Database) -> None:
    sqlite.do(SYSTEM, shops)
    off = {"kind": DiscountKind.PLATFORM, "ref": "spring", "amount": "2.00"}
    sell(sqlite, "mall", [("MUG", 2, "10.00", "1.00")], discounts=[off])

    row = rows(exported(sqlite, Kind.ORDERS))[0]

    assert (row["Line discount"], row["Order discount"], row["Line total"]) == (
        "1.00", "2.00", "17.00",
    )  # fmt: skip


@pytest.mark.parametrize("columns", [ORDERS, LINES])
def test_an_import_takes_every_title_for_what_it_says(columns: Any) -> None:
    found = match([column.title for column in columns])

    ours = {
        "channel", "lane", "type", "is_history", "tags", "wanted_on", "promised_on",
        "shipping_tax", "tax", "paid", "payment_status", "updated_at", "cancelled_qty",
        "line_tax", "line_total", "warehouse", "parts",
    }  # fmt: skip
    assert {column.key: found.get(i) for i, column in enumerate(columns)} == {
        column.key: None if column.key in ours else _OUR_NAMES.get(column.key, column.key)
        for column in columns
    }
