"""Orders from a file: taken whole or not at all, and never twice."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.admission.foresight import Foresight
from models.catalog.tables import ChannelKind, Sku
from models.channels.moments import DateOrder
from models.db import Database
from models.imports.commands import IMPORT
from models.imports.doors import find_door
from models.imports.judging import Judge
from models.imports.plan import Plan, TakeAs, Verdict
from models.imports.reading import candidates, stage
from models.imports.sheets import open_sheet
from models.imports.staging import Staging
from models.imports.taking import take_open
from models.kit.actor import SYSTEM
from models.kit.errors import Conflict
from models.kit.table import table
from models.orders.states import HoldReason, OrderStatus
from tests.factories import fresh
from tests.models.imports.files import (
    CREATE,
    GOOD,
    HEADER,
    WHO,
    a_shop_with_mugs,
    counts,
    lines,
    order,
    run,
    size,
    text,
)


def test_an_order_without_fault_goes_straight_to_approval(business: Database, tmp_path: Path):
    outcome, problems = run(business, tmp_path, text(GOOD))

    assert (counts(outcome), outcome.rows, outcome.held, problems) == ({"new": 1}, 1, 0, [])
    row = order(business, "A1")
    assert (row.status, row.total_minor, row.currency) == (OrderStatus.APPROVED, 2000, "CNY")
    assert row.placed_at == datetime(2026, 2, 28, 1, 0, tzinfo=UTC)


def test_rows_that_lie_apart_are_one_order_of_the_earliest_time(business: Database, tmp_path: Path):
    rows = [
        f"A1,MUG,Mug,2,10.00,2026-02-28 09:00,{WHO}",
        f"A2,TEE,Tee,1,10.00,2026-02-28 09:30,{WHO}",
        f"A1,MUG,Mug,3,10.00,2026-02-28 08:59,{WHO}",
    ]

    outcome, _ = run(business, tmp_path, text(*rows))

    assert counts(outcome) == {"new": 2}
    assert lines(business, "A1") == [("MUG", 2, 1000), ("MUG", 3, 1000)]
    assert order(business, "A1").placed_at == datetime(2026, 2, 28, 0, 59, tzinfo=UTC)


def test_the_same_file_again_changes_nothing(business: Database, tmp_path: Path):
    again = text(f"A2,TEE,Tee,1,10.0,2026/2/28 9:30,{WHO}", GOOD)
    run(business, tmp_path, text(GOOD, f"A2,TEE,Tee,1,10.00,2026-02-28 09:30,{WHO}"))
    before = size(business)

    outcome, problems = run(business, tmp_path, again)

    assert (counts(outcome), problems) == ({"same": 2}, [])
    assert size(business) == before


def test_other_content_is_proposed_and_not_written(business: Database, tmp_path: Path):
    run(business, tmp_path, text(GOOD))
    before = size(business)

    outcome, problems = run(business, tmp_path, text(GOOD.replace("Mug,2", "Mug,3")))

    assert (counts(outcome), problems) == ({"changed": 1}, [(2, None, "proposed_change")])
    assert outcome.is_clean
    assert size(business) == before
    assert lines(business, "A1") == [("MUG", 2, 1000)]


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        (("MUG,Mug", "NUG,Mug"), "sku", "unknown_sku"),
        (("MUG,Mug", ",Mug"), "sku", "value_missing"),
        (("Mug,2", "Mug,0"), "qty", "qty_zero"),
        (("Mug,2", "Mug,-2"), "qty", "qty_negative"),
        (("Mug,2", "Mug,1.5"), "qty", "qty_not_whole"),
        (("Mug,2", "Mug,1000000000000"), "qty", "qty_too_large"),
        (("Mug,2", "Mug,two"), "qty", "qty_malformed"),
        (("Mug,2", "Mug,"), "qty", "value_missing"),
        (("10.00", "10.001"), "unit price", "amount_too_fine"),
        (("10.00", "-10.00"), "unit price", "amount_negative"),
        (("10.00", "1e400"), "unit price", "amount_malformed"),
        (("10.00", "9" * 30), "unit price", "amount_too_large"),
        (("2026-02-28", "2026-02-31"), "order date", "date_impossible"),
        (("2026-02-28 09:00", "soon"), "order date", "date_malformed"),
        (("Mug,2", "M\0g,2"), "name", "cell_unprintable"),
        (("Mug,2", "x" * 241 + ",2"), "name", "text_too_long"),
        (("A1,", "1.2E+11,"), "order no", "code_mangled"),
        (("A1,", ","), "order no", "value_missing"),
        (("1 Example Road", "1 Example Road,more"), None, "row_long"),
        ((",1 Example Road", ""), None, "row_short"),
    ],
)
def test_a_wrong_cell_refuses_its_order_alone_and_says_where(
    sqlite: Database, tmp_path: Path, cell: tuple[str, str], column: str | None, code: str
):
    sqlite.do(SYSTEM, a_shop_with_mugs)
    bad, other = GOOD.replace(*cell, 1), GOOD.replace("A1", "A2")

    outcome, problems = run(sqlite, tmp_path, text(bad, other))

    assert (counts(outcome), problems) == ({"new": 1, "refused": 1}, [(2, column, code)])
    assert not outcome.is_clean
    assert order(sqlite, "A1") is None
    assert lines(sqlite, "A2") == [("MUG", 2, 1000)]


def test_a_mark_that_names_a_currency_is_the_currency(sqlite: Database, tmp_path: Path):
    header = "order no,sku,qty,unit price,currency"
    rows = ["A1,MUG,1,£2.55,", "A2,MUG,1,£2.55,EUR", "A3,MUG,1,$2.55,", "A4,MUG,1,¥2.55,"]

    outcome, problems = run(
        sqlite, tmp_path, text(*rows, header=header), CREATE._replace(currency="CNY")
    )

    assert (counts(outcome), order(sqlite, "A1").currency) == ({"new": 2, "refused": 2}, "GBP")
    assert problems == [
        (3, "unit price", "currency_differs"),
        (4, "unit price", "currency_differs"),
    ]


def test_one_wrong_row_refuses_the_whole_order(sqlite: Database, tmp_path: Path):
    sqlite.do(SYSTEM, a_shop_with_mugs)
    rows = [GOOD, GOOD.replace("Mug,2", "Mug,0"), GOOD.replace("MUG", "CUP")]
    before = size(sqlite)

    outcome, problems = run(sqlite, tmp_path, text(*rows))

    assert (counts(outcome), problems) == ({"refused": 1}, [(3, "qty", "qty_zero")])
    assert size(sqlite) == before


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", (None, None, "file_empty")),
        (HEADER + "\n", (1, None, "header_only")),
        (text(GOOD)[:-30], (2, None, "file_cut_off")),
        (text(GOOD, 'A2,"MUG,Mug,1'), (3, "sku", "quote_open")),
        (text(GOOD.replace("2026-02-28", "3/4/2026")), (2, "order date", "date_unclear")),
        (text("MUG,1", header="sku,qty"), (1, None, "column_missing")),
        (text("A1,MUG,1,2", header="order no,sku,qty,QTY"), (None, "qty", "column_twice")),
    ],
)
def test_a_file_that_cannot_be_trusted_is_taken_not_at_all(
    sqlite: Database, tmp_path: Path, content: str, problem: tuple[int | None, str | None, str]
):
    sqlite.do(SYSTEM, a_shop_with_mugs)
    before = size(sqlite)

    outcome, problems = run(sqlite, tmp_path, content)

    assert (outcome.is_whole, counts(outcome), problems) == (False, {}, [problem])
    assert size(sqlite) == before


def test_whoever_imports_may_say_the_order_of_dates(sqlite: Database, tmp_path: Path):
    sqlite.do(SYSTEM, a_shop_with_mugs)
    plan = Plan(date_order=DateOrder.DMY)

    run(sqlite, tmp_path, text(GOOD.replace("2026-02-28 09:00", "3/4/2025 08:00")), plan)

    assert order(sqlite, "A1").placed_at == datetime(2025, 4, 3, 0, 0, tzinfo=UTC)


def test_a_rehearsal_leaves_no_trace(database: Database, tmp_path: Path):
    before = size(database)

    outcome, problems = run(database, tmp_path, text(GOOD), CREATE._replace(is_rehearsal=True))

    assert (counts(outcome), problems, outcome.held) == ({"new": 1}, [], 1)
    assert outcome.new_skus == {"MUG"}
    assert size(database) == before == (0, 0, 0, 0, 0, 0)


def test_an_empty_business_gets_a_shop_a_channel_and_the_skus_it_needs(
    database: Database, tmp_path: Path
):
    outcome, _ = run(database, tmp_path, text(GOOD), CREATE._replace(zone="Asia/Shanghai"))

    assert (counts(outcome), outcome.held, outcome.new_skus) == ({"new": 1}, 1, {"MUG"})
    found = fresh(database, order(database, "A1").no)
    assert (found.house.channel, found.house.kind, found.house.auto_plan) == (
        "file", ChannelKind.FILE, False,
    )  # fmt: skip
    assert (found.house.tz, found.house.currency) == ("Asia/Shanghai", "CNY")
    assert [hold.reason for hold in found.holds] == [HoldReason.UNLISTED]
    [sku] = database.ask(SYSTEM, lambda unit: unit.rows(select(table(Sku))))
    assert (sku.sku, sku.name, sku.price_minor, sku.listed) == ("MUG", "Mug", 1000, False)


def test_a_channel_that_is_not_there_is_named_with_those_that_are(
    business: Database, tmp_path: Path
):
    before = size(business)

    outcome, problems = run(business, tmp_path, text(GOOD), Plan(channel="fax"))

    assert (outcome.is_whole, problems) == (False, [(None, None, "channel")])
    assert size(business) == before


def test_history_is_over_when_it_comes(business: Database, tmp_path: Path):
    plan = Plan(take_as=TakeAs.HISTORY, channel="mall")
    rows = [GOOD, GOOD.replace("A1", "A2").replace("MUG", "TEE")]

    outcome, _ = run(business, tmp_path, text(*rows), plan)

    assert (counts(outcome), outcome.held, outcome.over) == ({"new": 2}, 0, 2)
    found = fresh(business, order(business, "A2").no)
    assert (found.row.status, found.row.is_history) == (OrderStatus.COMPLETED, True)
    assert list(found.parts) == []


def test_rows_of_one_order_that_disagree_are_refused(sqlite: Database, tmp_path: Path):
    rows = [GOOD, GOOD.replace("13800000001", "13800000002")]

    outcome, problems = run(sqlite, tmp_path, text(*rows), CREATE)

    assert (counts(outcome), problems) == ({"refused": 1}, [(3, "phone", "rows_disagree")])


def test_what_an_order_says_once_holds_for_all_of_it(sqlite: Database, tmp_path: Path):
    header = "order no,sku,qty,unit price,shipping fee,order discount,order total,currency"
    rows = ["A1,MUG,1,10.00,5.00,1.00,24.00,EUR", "A1,TEE,1,10.00,,,,"]

    run(sqlite, tmp_path, text(*rows, header=header), CREATE)

    found = order(sqlite, "A1")
    assert (found.currency, found.shipping_minor, found.discount_minor) == ("EUR", 500, 100)
    assert (found.total_minor, found.stated_difference_minor) == (2400, 0)


def test_without_a_price_the_list_price_counts_or_the_order_is_refused(
    sqlite: Database, tmp_path: Path
):
    sqlite.do(SYSTEM, a_shop_with_mugs)

    outcome, problems = run(
        sqlite, tmp_path, text("A1,MUG,2", "A2,CUP,1", header="order no,sku,qty"), CREATE
    )

    assert (counts(outcome), problems) == (
        {"new": 1, "refused": 1}, [(3, None, "price_needed")],
    )  # fmt: skip
    assert lines(sqlite, "A1") == [("MUG", 2, 1000)]


def test_an_import_that_was_stopped_is_finished_by_the_next(sqlite: Database, tmp_path: Path):
    rows = [GOOD.replace("A1", f"A{i}").replace("C-9", f"C-{i}") for i in range(1, 8)]
    run(sqlite, tmp_path, text(*rows[:3]), CREATE)

    outcome, _ = run(sqlite, tmp_path, text(*rows), CREATE)

    assert counts(outcome) == {"new": 4, "same": 3}
    assert size(sqlite)[:2] == (7, 7)


def test_two_imports_at_once_take_an_order_once(business: Database, tmp_path: Path):
    path = tmp_path / "orders.csv"
    path.write_text(text(GOOD))
    with Staging() as staging:
        sheet, plan = open_sheet(path), Plan(channel="mall")
        door = business.ask(IMPORT, find_door, plan)
        reading = stage(sheet, staging, door, plan).reading
        judge = Judge(door, plan, reading.titles, Foresight())
        [judged] = business.ask(IMPORT, judge.batch, list(candidates(staging, reading, door)))
    assert judged.verdict is Verdict.NEW
    business.do(IMPORT, take_open, judged)

    with pytest.raises(Conflict) as conflict:
        business.do(IMPORT, take_open, judged)

    assert (conflict.value.code, conflict.value.data["same"]) == ("external_id_taken", True)


def test_more_lines_than_an_order_can_have_are_refused(sqlite: Database, tmp_path: Path):
    outcome, problems = run(sqlite, tmp_path, text(*[GOOD] * 2_001), CREATE)

    assert (counts(outcome), problems) == ({"refused": 1}, [(2, None, "too_many_lines")])
