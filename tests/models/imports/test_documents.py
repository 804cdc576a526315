"""JSON and JSON a line: whatever wraps the orders, they are found and keep their numbers."""

import json
from pathlib import Path
from typing import Any

import pytest

from models.imports.plan import Form
from models.imports.rows import Counts
from models.imports.sheets import open_sheet
from models.kit.errors import Invalid
from tests.models.imports.formats import put

LINE = {"sku": "MUG", "qty": 2, "price": 10.5}
FLAT = {"order_no": "A1", **LINE}
NESTED = {"id": 7, "customer": {"name": "王芳"}, "items": [LINE, {**LINE, "sku": "TEE"}]}


def rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    sheet = open_sheet(path)
    return [(row.number, dict(zip(sheet.header, row.cells, strict=True))) for row in sheet.rows()]


def refusal(path: Path) -> tuple[str, int | None]:
    with pytest.raises(Invalid) as caught:
        list(open_sheet(path).rows())
    return caught.value.code, caught.value.data.get("row")


@pytest.mark.parametrize(
    "content",
    [
        [FLAT],
        {"orders": [FLAT]},
        {"data": [FLAT], "page": 1},
        {"total": 1, "items": [FLAT]},
        {"results": [FLAT]},
        {"value": [FLAT], "@odata.context": "x"},
        {"records": [FLAT]},
        {"response": {"orders": [FLAT]}},
        {"warnings": [], "export": [FLAT]},
        {"products": [{"name": "x"}] * 3, "data": [1, 2], "orders": [FLAT]},
        FLAT,
        {"order": FLAT},
        [{"order": FLAT}],
        [{"orders": [FLAT]}],
    ],
    ids=range(14),
)
def test_the_orders_are_found_in_whatever_wraps_them(tmp_path: Path, content: Any):
    path = put(tmp_path, json.dumps(content, indent=1))

    assert rows(path) == [(1, {"order_no": "A1", "sku": "MUG", "qty": "2", "price": "10.5"})]
    assert (open_sheet(path).form, open_sheet(path).counts) == (Form.JSON, Counts.RECORD)


@pytest.mark.parametrize("content", [[NESTED], {"orders": [NESTED]}, NESTED], ids=range(3))
def test_an_order_with_lines_is_a_row_a_line(tmp_path: Path, content: Any):
    path = put(tmp_path, json.dumps(content))

    whole = {"order.id": "7", "customer.name": "王芳", "items.qty": "2", "items.price": "10.5"}
    assert rows(path) == [(1, {**whole, "items.sku": sku}) for sku in ("MUG", "TEE")]
    assert open_sheet(path).is_nested


def test_lines_of_json_are_numbered_as_lines(tmp_path: Path):
    path = put(tmp_path, f"{json.dumps(FLAT)}\n\n{json.dumps({**FLAT, 'sku': 'TEE'})}\n")

    assert [(number, row["sku"]) for number, row in rows(path)] == [(1, "MUG"), (3, "TEE")]
    assert (open_sheet(path).form, open_sheet(path).counts) == (Form.JSONL, Counts.LINE)


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.1", "0.1"),
        ("10.10", "10.10"),
        ("1.125", "1.1250"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e2", "100"),
        ("1e-7", "0.0000001"),
        ("1e999999", "1E+999999"),
        ("true", "true"),
        ("null", ""),
        (r'"\ud800"', "\ufffe"),
    ],
)
def test_numbers_keep_the_decimals_they_were_written_with(
    tmp_path: Path, form: str, number: str, text: str
):
    record = f'{{"order_no": "A1", "sku": "MUG", "qty": {number}}}'
    path = put(tmp_path, f"{record}\n" * 2 if form == "jsonl" else f"[{record}]")
    if form == "json" and "ud800" in number:
        text = rows(path)[0][1]["qty"]  # its parser refuses or replaces what is no character
        assert "\ud800" not in text
        return

    assert rows(path)[0][1]["qty"] == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_documents_are_read_in_any_encoding(tmp_path: Path, encoding: str, form: str):
    record = json.dumps({**FLAT, "name": "红色马克杯"}, ensure_ascii=False)
    text = f"{record}\n{record}\n" if form == "jsonl" else f"[{record}]"

    assert rows(put(tmp_path, text.encode(encoding)))[0][1]["name"] == "红色马克杯"


GOOD = json.dumps(FLAT)


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (f"[{GOOD}, {GOOD}", "json_broken", 3),
        (f"[{GOOD}, {{]", "json_broken", 2),
        (f"[{GOOD}, 3]", "json_no_record", 2),
        ('[{"a": NaN}]', "json_broken", 1),
        ('[{"a": 1, "a": 2}]', "json_key_twice", 1),
        (f'[{{"a": {"[" * 60}{"]" * 60}}}]', "json_too_deep", 1),
        ("[" * 100_000, "json_too_deep", 1),
        (f"[{GOOD}]\n[{GOOD}]", "json_broken", 2),
        ("[]", "json_empty", None),
        ('{"orders": []}', "json_empty", None),
        (f"{GOOD}\n{{oops\n", "json_broken", 2),
        (f"{GOOD}\n[1]\n", "json_no_record", 2),
        (f'{GOOD}\n{{"a": NaN}}\n', "json_broken", 2),
        (f'{GOOD}\n{{"a": 1, "a": 2}}\n', "json_key_twice", 2),
        (f'{GOOD}\n{{"a": {"9" * 5_000}}}\n', "json_broken", 2),
        (f'{GOOD}\n{{"a": {"[" * 100_000}\n', "json_too_deep", 2),
        (f'{GOOD}\n{{"a": {"x" * (1 << 24)}\n', "json_line_too_long", 2),
        (json.dumps([{f"{i}": 1 for i in range(2_001)}]), "json_too_many_names", 1),
    ],
    ids=range(18),
)
def test_a_broken_document_says_where_and_what(
    tmp_path: Path, content: str, code: str, row: int | None
):
    assert refusal(put(tmp_path, content)) == (code, row)
