"""Cells as people and programs leave them, read for what they mean."""

from datetime import UTC, datetime
from pathlib import Path

from models.db import Database
from models.kit.actor import SYSTEM
from tests.models.imports.files import (
    CREATE,
    GOOD,
    a_shop_with_mugs,
    counts,
    lines,
    order,
    run,
    text,
)


def test_marks_that_turn_the_writing_are_left_out_of_codes(sqlite: Database, tmp_path: Path):
    turned = text("B\u202e1,S\u202e6,Thing,1,1.00,2026-02-28 09:00,,,,,,,")

    first, problems = run(sqlite, tmp_path, turned, CREATE)
    again, _ = run(sqlite, tmp_path, turned, CREATE)

    assert (counts(first), problems, counts(again)) == ({"new": 1}, [], {"same": 1})
    assert lines(sqlite, "B1") == [("S6", 1, 100)]


def test_dates_with_dots_begin_with_the_day(sqlite: Database, tmp_path: Path):
    sqlite.do(SYSTEM, a_shop_with_mugs)

    run(sqlite, tmp_path, text(GOOD.replace("2026-02-28 09:00", "03.04.2025 08:00")))

    assert order(sqlite, "A1").placed_at == datetime(2025, 4, 3, 0, 0, tzinfo=UTC)
