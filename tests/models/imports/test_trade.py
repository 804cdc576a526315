"""The oddities of trade in a file: credit notes, postage, manual lines, corrections."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models.catalog.tables import Sku, Supply
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.orders.states import OrderStatus
from tests.models.imports.files import (
    CREATE,
    CUSTOMER_CODE,
    counts,
    lines,
    order,
    run,
    text,
)

TRADE = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def trade(*rows: str) -> str:
    cells = (row.split("|") for row in rows)
    return text(
        *(f"{n},{sku},{name},{qty},2010-12-01 08:26:00,{price},{who},Germany"
          for n, sku, name, qty, price, who in cells),
        header=TRADE,
    )  # fmt: skip


def imported(database: Database, external_id: str) -> Mapping[str, Any]:
    row = order(database, external_id)
    return {
        "status": row.status,
        "history": row.is_history,
        "goods": row.goods_minor,
        "shipping": row.shipping_minor,
        "discount": row.discount_minor,
        "total": row.total_minor,
    }


def test_a_credit_note_is_history_and_never_an_open_order(sqlite: Database, tmp_path: Path):
    rows = ["C536379|D|Discount|-1|27.5|14527.0", "C536391|22556|Plasters|-12|1.65|17548.0"]

    outcome, problems = run(sqlite, tmp_path, trade(*rows), CREATE)

    assert (counts(outcome), outcome.over, outcome.held, problems) == ({"new": 2}, 2, 0, [])
    assert imported(sqlite, "C536391") == {
        "status": OrderStatus.CANCELLED, "history": True, "goods": 1980, "shipping": 0,
        "discount": 0, "total": 1980,
    }  # fmt: skip
    assert order(sqlite, "C536391").tags == ["credit-note"]
    assert lines(sqlite, "C536379") == [("D", 1, 2750)]


def test_postage_is_shipping_and_manual_lines_are_services(sqlite: Database, tmp_path: Path):
    rows = [
        "536370|22728|Clock|24|3.75|12583.0",
        "536370|POST|POSTAGE|3|18.0|12583.0",
        "536370|M|Manual|1|1.25|12583.0",
        "536370|D|Discount|-1|5.00|12583.0",
        "536371|DOT|DOTCOM POSTAGE|1|569.77|12583.0",
    ]

    outcome, problems = run(sqlite, tmp_path, trade(*rows), CREATE)

    assert (counts(outcome), outcome.new_skus, problems) == (
        {"new": 2}, {"22728", "M", "DOT"}, [],
    )  # fmt: skip
    assert imported(sqlite, "536370") == {
        "status": OrderStatus.PENDING_REVIEW, "history": False, "goods": 9125, "shipping": 5400,
        "discount": 500, "total": 14025,
    }  # fmt: skip
    skus = sqlite.ask(SYSTEM, lambda unit: unit.rows(select(table(Sku)).order_by(table(Sku).c.sku)))
    assert [(sku.sku, sku.supply, sku.listed) for sku in skus] == [
        ("22728", Supply.STOCK, False), ("DOT", Supply.SERVICE, True), ("M", Supply.SERVICE, True),
    ]  # fmt: skip


def test_a_stock_correction_is_reported_and_not_imported(sqlite: Database, tmp_path: Path):
    rows = ["536589|21777||-10|0.0|", "536414|22139||56|0.0|"]

    outcome, problems = run(sqlite, tmp_path, trade(*rows), CREATE)

    assert (counts(outcome), outcome.corrections, outcome.is_clean) == ({"new": 1}, 1, True)
    assert problems == [(2, "Quantity", "stock_correction")]
    assert order(sqlite, "536589") is None
    assert lines(sqlite, "536414") == [("22139", 56, 0)]


def test_ids_that_went_through_a_spreadsheet_are_what_they_were(sqlite: Database, tmp_path: Path):
    run(sqlite, tmp_path, trade("536365.0|22139|Cup|6|2.55|17850.0"), CREATE)

    found = order(sqlite, "536365")
    code = sqlite.ask(SYSTEM, lambda unit: unit.value(CUSTOMER_CODE, {"key": found.customer_id}))
    assert code == "17850"


def test_without_a_customer_the_channels_anonymous_one_stands_in(sqlite: Database, tmp_path: Path):
    run(sqlite, tmp_path, trade("536544|21773|Bottle|1|2.51|"), CREATE)

    found = order(sqlite, "536544")
    code = sqlite.ask(SYSTEM, lambda unit: unit.value(CUSTOMER_CODE, {"key": found.customer_id}))
    assert code == "anon-file"


def test_sums_that_cannot_be_are_refused_before_anything_is_asked(sqlite: Database, tmp_path: Path):
    header = "order no,sku,qty,unit price,order discount"
    rows = ["A1,MUG,1,10.00,10.01", "A2,MUG,1000000,1000000000000,"]

    outcome, problems = run(
        sqlite, tmp_path, text(*rows, header=header), CREATE._replace(is_rehearsal=True)
    )

    assert (counts(outcome), problems) == (
        {"refused": 2},
        [(2, "order discount", "discount_too_large"), (3, "unit price", "amount_too_large")],
    )


def test_a_total_below_nothing_is_refused_in_its_row(sqlite: Database, tmp_path: Path):
    header = "order no,sku,qty,unit price,order total"

    outcome, problems = run(sqlite, tmp_path, text("A1,MUG,1,10.00,-3.00", header=header), CREATE)

    assert (counts(outcome), problems) == ({"refused": 1}, [(2, "order total", "amount_negative")])
