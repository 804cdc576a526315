"""Exports of very many rows: as of one moment, and in flat memory."""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice

import pytest
from sqlalchemy import func, select

from models.db import Database, Unit
from models.exports.forms import as_xlsx
from models.exports.kinds import Form, Kind
from models.exports.pages import PAGE
from models.exports.queries import export
from models.exports.rows import Column, Row
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.orders.edits import edit_order
from models.orders.tables import Order, OrderLine
from tests.factories import a_business, an_order
from tests.models.exports.shops import rows


def very_many(unit: Unit, count: int) -> None:
    """Write the one order there is `count` times again."""
    orders, lines = table(Order), table(OrderLine)
    order, line = (dict(unit.run(select(of)).one()._mapping) for of in (orders, lines))
    keys = zip(unit.ids(orders, count), unit.ids(lines, count), strict=True)
    while page := list(islice(keys, PAGE)):
        own = ({"id": key, "no": f"B{key}", "public_token": f"B{key}"} for key, _ in page)
        unit.insert(orders, *({**order, **its_own} for its_own in own))
        unit.insert(lines, *({**line, "id": its, "order_id": key} for key, its in page))


def test_an_export_shows_one_moment(business: Database) -> None:
    an_order(business, {"MUG": 1})
    business.do(SYSTEM, very_many, 2 * PAGE)
    last = business.ask(SYSTEM, lambda unit: unit.value(select(func.max(table(Order).c.no))))
    told: list[int] = []

    with business.reading(SYSTEM, as_of_one_moment=True) as unit:
        pieces = export(unit, Kind.ORDERS, Form.CSV, told=told.append)
        data = next(pieces)
        business.do(SYSTEM, edit_order, last, {"remark": "too late"})
        an_order(business, {"MUG": 1})
        data += b"".join(pieces)

    found = rows(data)
    assert (found[0]["OMS no"], len(found)) == ("10001", 2 * PAGE + 1)
    assert [row["Remark"] for row in found if row["OMS no"] == last] == [""]
    assert told == [PAGE, 2 * PAGE, 2 * PAGE + 1]


@pytest.mark.parametrize("form", [Form.CSV, Form.JSONL])
def test_memory_stays_flat(sqlite: Database, form: Form) -> None:
    sqlite.do(SYSTEM, a_business)
    an_order(sqlite, {"MUG": 1})
    sqlite.do(SYSTEM, very_many, 8 * PAGE)

    def run(**filters: list[str]) -> int:
        with sqlite.reading(SYSTEM, as_of_one_moment=True) as unit:
            return sum(len(piece) for piece in export(unit, Kind.ORDERS, form, filters))

    run(placed_to=["2026-01-01"])  # what is kept for good is kept before anything is measured
    few = _peak(lambda: _first(sqlite, form, pages=2))

    assert _peak(run) < 1.2 * few


def _first(database: Database, form: Form, pages: int) -> None:
    with (
        database.reading(SYSTEM, as_of_one_moment=True) as unit,
        closing(export(unit, Kind.ORDERS, form)) as pieces,
    ):
        for _ in range(pages):
            next(pieces)


def test_a_workbook_is_made_in_flat_memory() -> None:
    def pages(count: int) -> Iterator[list[Row]]:
        return ([[f"text {i}", i + k] for k in range(100)] for i in range(count))

    def run(count: int) -> Callable[[], object]:
        columns = (Column("a", "A"), Column("b", "B"))
        return lambda: sum(len(piece) for piece in as_xlsx(columns, pages(count), "lines"))

    _peak(run(1))

    assert _peak(run(60)) < 1.2 * _peak(run(6))


def _peak(work: Callable[[], object]) -> int:
    """Return how much memory was taken at most, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
