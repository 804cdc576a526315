"""What is exported imports again as the same, and whatever was changed in between is named."""

from pathlib import Path

import pytest

from models.db import Database
from models.exports.kinds import Form, Kind
from models.imports.commands import import_file
from models.imports.plan import NewSkus, Outcome, Plan
from models.imports.staging import Staging
from models.imports.tables import ImportState
from models.kit.actor import SYSTEM
from models.orders.edits import edit_order
from models.orders.given import Given
from models.workflow.moves import perform
from tests.models.exports.shops import exported, sell, shops
from tests.models.exports.test_exactness import SALES
from tests.models.imports.files import counts
from tests.models.imports.handing import Desk


def taken(database: Database, folder: Path, content: bytes, form: Form) -> tuple[Outcome, list]:
    path = folder / f"export.{form.value}"
    path.write_bytes(content)
    with Staging() as staging:
        outcome = import_file(database, path, Plan(new_skus=NewSkus.REFUSE), staging)
        return outcome, [(p.row, p.column, p.code, p.data) for p in staging.problems()]


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (Kind.ORDERS, Form.CSV), (Kind.ORDERS, Form.XLSX), (Kind.ORDERS, Form.JSONL),
        (Kind.LINES, Form.CSV), (Kind.LINES, Form.XLSX),
    ],
)  # fmt: skip
def test_an_export_imports_again_as_the_same(
    sqlite: Database, tmp_path: Path, kind: Kind, form: Form
):
    sqlite.do(SYSTEM, shops)
    for make in SALES.values():
        make(sqlite)

    outcome, problems = taken(sqlite, tmp_path, exported(sqlite, kind, form), form)

    assert (problems, counts(outcome)) == ([], {"same": len(SALES)})


def test_an_order_that_lost_units_since_is_still_the_same(sqlite: Database, tmp_path: Path):
    sqlite.do(SYSTEM, shops)
    no = sell(sqlite, "mall", [("MUG", 3, "19.99", "3.00"), ("TEE", 1, "8.00")]).no
    sqlite.do(SYSTEM, perform, no, "cancel_line", Given(line=1, qty=1, reason="less"))

    outcome, problems = taken(sqlite, tmp_path, exported(sqlite, Kind.ORDERS, Form.CSV), Form.CSV)

    assert (problems, counts(outcome)) == ([], {"same": 1})


def test_an_order_that_was_changed_here_since_its_export_is_named(sqlite: Database, tmp_path: Path):
    sqlite.do(SYSTEM, shops)
    no = sell(sqlite, "mall", [("MUG", 1, "20.00")], remark="before").no
    content = exported(sqlite, Kind.ORDERS, Form.CSV)
    sqlite.do(SYSTEM, edit_order, no, {"remark": "after"})

    outcome, problems = taken(sqlite, tmp_path, content, Form.CSV)

    assert counts(outcome) == {"changed": 1}
    assert problems[0][3]["fields"] == ["remark"]


@pytest.mark.parametrize("form", list(Form))
def test_a_credit_note_and_a_cancelled_order_are_the_same_in_every_form(
    sqlite: Database, tmp_path: Path, form: Form
):
    sqlite.do(SYSTEM, shops)
    path = tmp_path / "orders.csv"
    path.write_text("order no,sku,qty,unit price,order date\nC536379,MUG,-2,10.00,2026-03-01\n")
    with Staging() as staging:
        import_file(sqlite, path, Plan(channel="mall"), staging)
    no = sell(sqlite, "mall", [("TEE", 3, "10.00")]).no
    sqlite.do(SYSTEM, perform, no, "cancel", Given(reason="test"))

    outcome, problems = taken(sqlite, tmp_path, exported(sqlite, Kind.ORDERS, form), form)

    assert (problems, counts(outcome)) == ([], {"same": 2})


@pytest.mark.parametrize("form", list(Form))
def test_an_order_that_waits_for_money_or_was_rejected_is_the_same(
    sqlite: Database, tmp_path: Path, form: Form
):
    sqlite.do(SYSTEM, shops)
    waits = sell(sqlite, "mall", [("MUG", 1, "20.00")]).no
    sqlite.do(SYSTEM, perform, waits, "recall", Given(reason="test"))
    sqlite.do(SYSTEM, perform, waits, "reject", Given(reason="test"))

    outcome, problems = taken(sqlite, tmp_path, exported(sqlite, Kind.ORDERS, form), form)

    assert (problems, counts(outcome)) == ([], {"same": 1})


def test_an_order_whose_import_was_undone_comes_in_again_as_a_new_one(
    sqlite: Database, tmp_path: Path
):
    sqlite.do(SYSTEM, shops)
    desk = Desk(sqlite, tmp_path)
    desk.take("order no,sku,qty,unit price\nA1,MUG,2,10.00\n", Plan(channel="mall"))
    content = exported(sqlite, Kind.ORDERS, Form.CSV)
    desk.go(ImportState.UNDOING)

    outcome, problems = taken(sqlite, tmp_path, content, Form.CSV)

    assert (problems, counts(outcome)) == ([], {"new": 1})
