"""Whatever a file holds, an import ends with reasons and whole orders, never with a trace."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.channels.cells import Problem
from models.db import Database, Unit
from models.imports.commands import import_file
from models.imports.plan import NewSkus, Outcome, Plan, TakeAs, Verdict
from models.imports.staging import Staging
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.orders.tables import Order, OrderLine
from state.words import catalogue, say
from tests.databases import Shelf

HEADER = [
    "订单号",
    "sku",
    "商品名称",
    "qty",
    "unit price",
    "date",
    "客户编号",
    "收货人",
    "运费",
    "总金额",
]
GOOD = [
    ["A1", "MUG", "马克杯", "2", "10.00", "2026-02-28 09:00", "17850.0", "王芳", "5", ""],
    ["A2", "TEE", "T恤, 红", "1", "1,200.50", "2026-02-28 09:01", "", "Li Lei", "", ""],
    ["A1", "CUP", 'A "big" cup', "3", "0.00", "2026-02-28 08:00", "17850", "王芳", "", ""],
    ["C9", "CUP", "Cup", "-3", "2.00", "2026-02-28 08:00", "", "", "", ""],
]
HOSTILE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "=cmd|' /C calc'!A0", "'; DROP TABLE \"order\"; --", "\0", "1e999", "NaN", "-0", "1.5",
         "9" * 400, "\u0661", "0001-01-01", "9999-12-31", "24:00", "{name:money}", "%s", "[", "A1",
         "\ud7ff", "\U0010ffff", "\u202e", "C1", "POST", "D", '=""', "£", "1/2/03"]
    ),
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


@pytest.fixture(scope="module")
def hostile(shelf: Shelf) -> Iterator[Database]:
    """One database for every example: an import may find anything already there."""
    with shelf.fresh("sqlite") as url:
        database = Database(url)
        yield database
        database.close()


def as_csv(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def run(database: Database, path: Path, plan: Plan) -> tuple[Outcome, list[Problem]]:
    with Staging() as staging:
        outcome = import_file(database, path, plan, staging)
        problems = list(staging.problems())
    for problem in problems:
        assert f"problem.{problem.code}" in catalogue(), problem
        assert say(f"problem.{problem.code}", **problem.data)
    assert outcome.is_clean or problems
    return outcome, problems


def lines_of_orders(database: Database) -> dict[str, int]:
    query = (
        select(table(Order).c.external_id, func.count(table(OrderLine).c.id))
        .join(table(OrderLine), table(OrderLine).c.order_id == table(Order).c.id)
        .group_by(table(Order).c.external_id)
    )

    def read(unit: Unit) -> dict[str, int]:
        return dict(tuple(row) for row in unit.rows(query))

    return database.ask(SYSTEM, read)


numbers = itertools.count(1)
"""Orders no example has had before."""
plans = st.builds(
    lambda take_as, is_rehearsal: Plan(
        take_as=take_as, new_skus=NewSkus.CREATE, is_rehearsal=is_rehearsal
    ),
    st.sampled_from(TakeAs),
    st.booleans(),
)


@settings(max_examples=150)
@given(st.data())
def test_hostile_cells_are_taken_or_refused_with_a_reason(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    number = next(numbers)
    rows = [list(HEADER), *([f"{row[0]}-{number}", *row[1:]] for row in GOOD)]
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.integers(0, len(rows) - 1))
        rows[row][data.draw(st.integers(0, len(HEADER) - 1))] = data.draw(HOSTILE)
    path = tmp_path_factory.getbasetemp() / "hostile.csv"
    path.write_bytes(as_csv(rows).encode(data.draw(st.sampled_from(ENCODINGS)), "replace"))
    before = lines_of_orders(hostile)

    plan = data.draw(plans)

    outcome, problems = run(hostile, path, plan)

    after = lines_of_orders(hostile)
    taken = {key: lines for key, lines in after.items() if key not in before}
    assert {key: after[key] for key in before} == before
    assert len(taken) == (0 if plan.is_rehearsal else outcome.orders[Verdict.NEW])
    refused = {problem.row for problem in problems if problem.code != "stock_correction"}
    for key, lines in taken.items():
        at = {i for i, row in enumerate(rows, 1) if row[0] == key}
        others = {i for i in at if rows[i - 1][1] in {"POST", "D"}}
        assert not at or len(at - others) <= lines <= len(at)
        assert not refused & at


@settings(max_examples=150)
@given(st.data())
def test_truncated_and_damaged_files_leave_no_half_orders(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    number = next(numbers)
    rows = [[f"X{number}", *row[1:7], "", "", ""] for row in GOOD[:1] * 3]
    whole = as_csv([HEADER, *rows]).encode(data.draw(st.sampled_from(ENCODINGS)))
    content = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 3))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    path.write_bytes(content)
    before = lines_of_orders(hostile)

    outcome, _ = run(hostile, path, data.draw(plans))

    taken = Counter(lines_of_orders(hostile)) - Counter(before)
    assert len(taken) <= outcome.orders[Verdict.NEW]
    assert sum(taken.values()) <= outcome.rows


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_end_with_a_reason(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(content)

    outcome, problems = run(hostile, path, Plan())

    assert (outcome.is_whole, len(problems)) == (False, 1)
