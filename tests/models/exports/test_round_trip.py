"""What is exported imports again as the same, and whatever was changed in between is named."""

from pathlib import Path

import pytest

from models.db import Database
from models.exports.kinds import Form, Kind
from models.imports.plan import NewSkus, Outcome, Plan
from models.imports.staging import Staging
from models.kit.actor import SYSTEM
from models.orders.edits import edit_order
from models.orders.given import Given
from models.workflow.moves import perform
from tests.models.exports.shops import exported, sell, shops
from tests.models.exports.test_exactness import SALES
from tests.models.imports.files import counts


def taken(database: Database, folder: Path, content: bytes, form: Form) -> tuple[Outcome, list]:
    from models.imports.commands import import_file

    path = folder / f"export.{form.value}"
    path.write_bytes(content)
    with Staging() as staging:
        outcome = import_file(database, path, Plan(new_skus=NewSkus.REFUSE), staging)
        return outcome, [(p.row, p.column, p.code, p.data) for p in staging.problems()]


@pytest.mark.parametrize("kind", [Kind.ORDERS, Kind.LINES])
@pytest.mark.parametrize("form", [Form.CSV])
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
