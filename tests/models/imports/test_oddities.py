"""The oddities of the trade: who an order is of, what it comes to, and whether it is over."""

import json
from pathlib import Path

import pytest

from models.db import Database
from models.imports.commands import import_file
from models.imports.plan import Plan
from models.imports.staging import Staging
from models.kit.actor import SYSTEM
from models.orders.states import OrderStatus
from tests.models.channels.test_shopify import ORDER as SHOPIFY
from tests.models.channels.test_woocommerce import ORDER as WOO
from tests.models.imports.files import (
    CREATE,
    a_shop_with_mugs,
    counts,
    lines,
    order,
    run,
    size,
    text,
)
from tests.models.imports.formats import put
from tests.models.imports.test_trade import imported, trade

WHOLE = "order no,customer name,order date,sku,qty,unit price"


def test_rows_without_a_number_go_on_with_the_order_above(sqlite: Database, tmp_path: Path):
    rows = [
        "A1,Wang,2026-02-28,MUG,2,10.00",
        ",,,TEE,1,5.00",
        ",Wang,,CUP,1,5.00",
        "A2,Li,2026-02-28,MUG,1,10.00",
    ]

    outcome, problems = run(sqlite, tmp_path, text(*rows, header=WHOLE), CREATE)

    assert (counts(outcome), problems) == ({"new": 2}, [])
    assert [sku for sku, *_ in lines(sqlite, "A1")] == ["MUG", "TEE", "CUP"]


@pytest.mark.parametrize("row", [",Li,,TEE,1,5.00", ",,,,3,", ",,,TEE,,5.00"])
def test_a_row_that_cannot_be_of_the_order_above_is_refused(
    sqlite: Database, tmp_path: Path, row: str
):
    rows = ["A1,Wang,2026-02-28,MUG,2,10.00", row, ",,,CUP,1,5.00"]

    outcome, problems = run(sqlite, tmp_path, text(*rows, header=WHOLE), CREATE)

    assert (counts(outcome), lines(sqlite, "A1")) == ({"new": 1, "refused": 2}, [("MUG", 2, 1000)])
    assert problems == [(3, "order no", "value_missing"), (4, "order no", "value_missing")]


def test_one_number_for_two_orders_is_refused_and_names_both_rows(sqlite: Database, tmp_path: Path):
    rows = [
        "7,Wang,2026-02-28,MUG,2,10.00",
        "8,Li,2026-02-28,MUG,1,10.00",
        "7,Zhao,2026-03-01,TEE,1,5.00",
    ]
    path = put(tmp_path, text(*rows, header=WHOLE))

    with Staging() as staging:
        outcome = import_file(sqlite, path, CREATE, staging)
        (problem,) = staging.problems()

    assert counts(outcome) == {"new": 1, "refused": 1}
    assert (problem.row, problem.code, problem.data) == (
        4, "number_twice", {"order": "7", "other": 2},
    )  # fmt: skip
    assert order(sqlite, "7") is None


def test_a_record_that_stands_there_twice_is_one_order(sqlite: Database, tmp_path: Path):
    other = {**SHOPIFY, "name": "#1002"}
    changed = {**other, "note": "twice, and not the same"}
    content = json.dumps({"orders": [SHOPIFY, SHOPIFY, other, changed]})

    outcome, problems = run(sqlite, tmp_path, content, CREATE)

    assert (counts(outcome), problems) == (
        {"new": 1, "refused": 1}, [(4, "order no", "number_twice")],
    )  # fmt: skip
    assert [sku for sku, *_ in lines(sqlite, "#1001")] == ["MUG", "TAX"]


@pytest.mark.parametrize("record", [SHOPIFY, WOO], ids=["shopify", "woocommerce"])
def test_a_platforms_order_comes_to_what_the_platform_says(
    sqlite: Database, tmp_path: Path, record: dict[str, object]
):
    outcome, problems = run(sqlite, tmp_path, json.dumps([record]), CREATE)

    number = str(record.get("name") or record["number"])
    found = order(sqlite, number)
    said = str(record.get("total_price") or record["total"])
    assert (counts(outcome), problems) == ({"new": 1}, [])
    assert (found.total_minor, found.currency) == (int(said.replace(".", "")), "USD")
    assert [sku for sku, *_ in lines(sqlite, number)] == ["MUG", "TAX"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Completed", OrderStatus.COMPLETED),
        ("fulfilled", OrderStatus.COMPLETED),
        ("已发货,待签收".replace(",", "\N{FULLWIDTH COMMA}"), OrderStatus.COMPLETED),
        ("已出貨", OrderStatus.COMPLETED),
        ("Shipped - Delivered to Buyer", OrderStatus.COMPLETED),
        ("Cancelled", OrderStatus.CANCELLED),
        ("交易关闭", OrderStatus.CANCELLED),
    ],
)
def test_what_is_over_is_history_and_never_sent_twice(
    sqlite: Database, tmp_path: Path, word: str, status: OrderStatus
):
    sqlite.do(SYSTEM, a_shop_with_mugs)

    rows = text(f"A1,MUG,1,10.00,{word}", header="order no,sku,qty,price,status")
    outcome, _ = run(sqlite, tmp_path, rows)

    found = imported(sqlite, "A1")
    assert (counts(outcome), outcome.over) == ({"new": 1}, 1)
    assert (found["status"], found["history"]) == (status, True)


@pytest.mark.parametrize(
    ("column", "word", "is_over"),
    [
        ("financial status", "refunded", True),
        ("cancelled at", "2026-03-01 09:00:00 -0500", True),
        ("fulfillment status", "partial", False),
        ("financial status", "pending", False),
        ("status", "待付款", False),
    ],
)
def test_a_person_looks_at_what_may_not_be_sent_as_it_is(
    sqlite: Database, tmp_path: Path, column: str, word: str, *, is_over: bool
):
    sqlite.do(SYSTEM, a_shop_with_mugs)

    outcome, _ = run(
        sqlite, tmp_path, text(f"A1,MUG,1,10.00,{word}", header=f"order no,sku,qty,price,{column}")
    )

    assert (outcome.over, outcome.held) == (int(is_over), int(not is_over))
    assert order(sqlite, "A1").remark == ("" if is_over else word)


def test_a_discount_is_no_sku_that_comes_in_by_itself(sqlite: Database, tmp_path: Path):
    sqlite.do(SYSTEM, a_shop_with_mugs)
    before = size(sqlite)

    outcome, problems = run(sqlite, tmp_path, trade("C536379|D|Discount|-1|27.5|14527.0"), Plan())

    assert (counts(outcome), outcome.new_skus) == ({"refused": 1}, set())
    assert problems == [(2, "StockCode", "unknown_sku")]
    assert size(sqlite) == before


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        ("2.00,,1820-01-01,", "order date", "date_out_of_range"),
        ("15%,,,", "unit price", "amount_percent"),
        ("#N/A,,,", "unit price", "cell_error"),
        ("#FORMULA!,,,", "unit price", "formula_unsaved"),
        ("2.00,5.00,,", "line total", "line_total_differs"),
        ("£2.00,€4.00,,", "line total", "currencies_mixed"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    sqlite: Database, tmp_path: Path, cell: str, column: str, code: str
):
    header = "order no,sku,qty,unit price,line total,order date,currency"

    outcome, problems = run(sqlite, tmp_path, text(f"A1,MUG,2,{cell}", header=header), CREATE)

    assert (counts(outcome), problems[0]) == ({"refused": 1}, (2, column, code))


def test_currencies_may_differ_between_orders_and_not_within_one(sqlite: Database, tmp_path: Path):
    rows = ["A1,MUG,1,2.00,EUR", "A2,MUG,1,2.00,USD", "A3,MUG,1,2.00,USD", "A3,TEE,1,2.00,EUR"]

    outcome, problems = run(
        sqlite, tmp_path, text(*rows, header="order no,sku,qty,price,currency"), CREATE
    )

    assert (counts(outcome), problems) == (
        {"new": 2, "refused": 1}, [(5, "currency", "currencies_mixed")],
    )  # fmt: skip


def test_a_total_of_a_line_keeps_to_the_last_cent(sqlite: Database, tmp_path: Path):
    rows = ["A1,MUG,4,10.00", "A2,MUG,3,10.00"]

    run(sqlite, tmp_path, text(*rows, header="order no,sku,qty,line total"), CREATE)

    assert lines(sqlite, "A1") == [("MUG", 4, 250)]
    assert lines(sqlite, "A2") == [("MUG", 3, 334)]
    assert (order(sqlite, "A2").discount_minor, order(sqlite, "A2").total_minor) == (2, 1000)


def test_a_cancelled_order_of_nothing_is_left_out_and_refuses_nothing(
    sqlite: Database, tmp_path: Path
):
    header = "order no,sku,name,qty,unit price,status"
    rows = ["A1,MUG,Mug,0,,Cancelled", "A2,MUG,Mug,1,10.00,paid"]

    outcome, problems = run(sqlite, tmp_path, text(*rows, header=header), CREATE)

    assert (counts(outcome), outcome.corrections) == ({"new": 1}, 0)
    assert problems == [(2, "qty", "cancelled_empty")]


def test_what_buyer_and_seller_wrote_is_both_kept(sqlite: Database, tmp_path: Path):
    header = "order no,sku,name,qty,unit price,订单备注,买家留言"

    run(sqlite, tmp_path, text("A1,MUG,Mug,1,10.00,VIP,请快点", header=header), CREATE)

    assert order(sqlite, "A1").remark == "VIP\n请快点"
