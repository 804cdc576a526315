"""Rows as bytes: what every form promises of its cells."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import gettempdir

import pytest
from openpyxl import load_workbook

from models.exports.forms import as_csv, as_jsonl, as_objects, as_xlsx
from models.exports.rows import Column, Row

COLUMNS = (Column("sku", "SKU"), Column("price", "Unit price"))


def workbook(rows: list[Row], **more: int) -> dict[str, list[tuple[object, ...]]]:
    data = io.BytesIO(b"".join(as_xlsx(COLUMNS, [rows], "lines", **more)))
    book = load_workbook(data)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_separated_values_are_marked_quoted_and_guarded() -> None:
    rows: list[Row] = [
        ["=1+1", Decimal("-12.80")],
        ['a "b", c\nd', -2],
        [["red", "blue"], {"v": 1}],
        [datetime(2026, 3, 1, 9, tzinfo=UTC), date(2026, 3, 1)],
        [None, "商品"],
        [[], {}],
    ]

    data = b"".join(as_csv(COLUMNS, [rows[:1], rows[1:]]))

    assert data.decode() == (
        "\ufeffSKU,Unit price\r\n"
        "'=1+1,-12.80\r\n"
        '"a ""b"", c\nd",-2\r\n'
        '"red, blue","{""v"":1}"\r\n'
        "2026-03-01T09:00:00+00:00,2026-03-01\r\n"
        ",商品\r\n"
        ",\r\n"
    )


def test_no_rows_are_titles_alone() -> None:
    assert b"".join(as_csv(COLUMNS, [])).decode() == "\ufeffSKU,Unit price\r\n"
    assert workbook([]) == {"lines": [("SKU", "Unit price")]}
    assert b"".join(as_jsonl(as_objects(COLUMNS, []))) == b""


def test_objects_are_one_a_line() -> None:
    rows: list[Row] = [["=1\n商品", Decimal("0.00")], [datetime(2026, 3, 1, tzinfo=UTC), 3]]

    lines = b"".join(as_jsonl(as_objects(COLUMNS, [rows]))).splitlines()

    assert [json.loads(line) for line in lines] == [
        {"sku": "=1\n商品", "price": "0.00"},
        {"sku": "2026-03-01T00:00:00+00:00", "price": 3},
    ]
    assert "商品".encode() in lines[0]


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "+1", "0012", "13800000001", "2026-03-01"])
def test_text_is_text_in_a_workbook(text: str) -> None:
    data = io.BytesIO(b"".join(as_xlsx(COLUMNS, [[[text, Decimal("1.00")]]], "lines")))

    cell = load_workbook(data)["lines"]["A2"]

    assert (cell.value, cell.data_type) == (text, "s")


def test_amounts_are_numbers_with_the_decimals_of_their_currency() -> None:
    amounts = [Decimal("12.80"), Decimal(1280), Decimal("-1.250"), Decimal("0.00")]
    data = io.BytesIO(b"".join(as_xlsx(COLUMNS, [[["A", each] for each in amounts]], "lines")))

    cells = [load_workbook(data)["lines"].cell(row, 2) for row in range(2, 6)]

    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        (12.8, "n", "0.00"), (1280, "n", "0"), (-1.25, "n", "0.000"), (0, "n", "0.00"),
    ]  # fmt: skip


def test_two_amounts_of_one_row_are_two() -> None:
    assert workbook([[Decimal("1.00"), Decimal("2.00")], ["=A", "=B"]])["lines"][1:] == [
        (1, 2), ("=A", "=B"),
    ]  # fmt: skip


def test_what_no_sheet_can_hold_is_left_out_of_it() -> None:
    rows: list[Row] = [["a\x00b\r\nc\rd", "x" * 40_000], ["'=1", "'=1"]]

    assert workbook(rows)["lines"][1:] == [("ab\nc\nd", "x" * 32_767), ("''=1", "''=1")]


def test_what_is_more_than_a_sheet_goes_on_in_the_next() -> None:
    rows: list[Row] = [[f"S{i}", i] for i in range(5)]

    assert workbook(rows, sheet_rows=3) == {
        "lines": [("SKU", "Unit price"), ("S0", 0), ("S1", 1)],
        "lines 2": [("SKU", "Unit price"), ("S2", 2), ("S3", 3)],
        "lines 3": [("SKU", "Unit price"), ("S4", 4)],
    }


def test_a_workbook_that_is_broken_off_leaves_nothing_behind() -> None:
    def pages():
        yield [["A", 1]]
        raise RuntimeError

    before = set(Path(gettempdir()).glob("openpyxl.*"))

    with pytest.raises(RuntimeError):
        list(as_xlsx(COLUMNS, pages(), "lines"))

    assert set(Path(gettempdir()).glob("openpyxl.*")) <= before
