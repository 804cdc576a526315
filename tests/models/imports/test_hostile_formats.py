"""Whatever is done to a workbook or a document, an import ends with reasons and whole orders."""

import itertools
import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.db import Database
from models.imports.plan import Verdict
from tests.models.imports.files import CREATE
from tests.models.imports.formats import (
    as_csv,
    as_json,
    as_json_lines,
    as_xlsx,
    put,
    with_part,
    with_shared_texts,
)
from tests.models.imports.test_hostile_files import (
    HOSTILE,
    hostile,
    lines_of_orders,
    plans,
    run,
)

__all__ = ["hostile"]  # a fixture of its neighbour's
HEADER = ["order no", "sku", "name", "qty", "unit price", "order date", "remark"]
LINES = (("MUG", 2), ("TEE", 1), ("CUP", 3))
numbers = itertools.count(1)
MAKERS = {
    "csv": lambda rows: as_csv(rows).encode(),
    "xlsx": lambda rows: with_shared_texts(as_xlsx(rows)),
    "json": lambda rows: as_json(rows).encode(),
    "jsonl": lambda rows: as_json_lines(rows).encode(),
}
FAR_AWAY = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="99999999999"><c r="ZZZZ1" t="s"><v>x</v></c></row></sheetData></worksheet>'
)
PLACES = st.floats(0, 1, exclude_max=True)
"""Where in a file, as a share of its length, which is not the same each time."""
NASTY = st.one_of(
    HOSTILE.filter(lambda text: not any("\ud800" <= ch <= "\udfff" for ch in text)),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.recursive(st.none() | st.integers(), lambda inner: st.lists(inner, max_size=3)),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)


def rows_of(number: int) -> list[list[object]]:
    rows = [
        [f"F{number}-{order}", sku, sku.title(), qty, "10.00", "2026-02-28 09:00", ""]
        for order in (1, 2)
        for sku, qty in LINES
    ]
    return [list(HEADER), *rows]


def taken(database: Database, before: dict[str, int]) -> Counter[str]:
    return Counter(lines_of_orders(database)) - Counter(before)


@settings(max_examples=80)
@given(st.data())
def test_a_damaged_file_of_any_format_leaves_no_half_orders(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    number = next(numbers)
    make = MAKERS[data.draw(st.sampled_from(sorted(MAKERS)))]
    content = bytearray(make(rows_of(number)))
    for at, byte in data.draw(st.lists(st.tuples(PLACES, st.integers(0, 255)), max_size=6)):
        content[int(at * len(content))] = byte
    before = lines_of_orders(hostile)

    run(hostile, put(tmp_path_factory.getbasetemp(), bytes(content)), data.draw(plans))

    # A whole row may be lost to a damage that nothing shows, never a part of what is read.
    assert all(lines <= len(LINES) for lines in taken(hostile, before).values())


@settings(max_examples=40)
@given(st.sampled_from(["xlsx", "json"]), PLACES)
def test_a_workbook_or_a_document_that_is_cut_off_is_refused_whole(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, form: str, at: float
) -> None:
    content = MAKERS[form](rows_of(next(numbers)))
    before = lines_of_orders(hostile)

    path = put(tmp_path_factory.getbasetemp(), content[: int(at * len(content))])
    outcome, problems = run(hostile, path, CREATE)

    assert (outcome.is_whole, len(problems), taken(hostile, before)) == (False, 1, {})


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_sheet_in_a_sound_workbook_does_no_harm(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = MAKERS["xlsx"](rows_of(next(numbers)))
    name = data.draw(
        st.sampled_from(
            ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml",
             "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
        )
    )  # fmt: skip
    content = data.draw(
        st.one_of(
            st.binary(max_size=200),
            st.sampled_from(
                [b"", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", FAR_AWAY]
            ),
        )
    )  # fmt: skip
    before = lines_of_orders(hostile)

    outcome, _ = run(
        hostile, put(tmp_path_factory.getbasetemp(), with_part(whole, {name: content})), CREATE
    )

    assert set(taken(hostile, before).values()) <= {len(LINES)}
    assert outcome.is_whole or not outcome.orders[Verdict.NEW]


@settings(max_examples=80)
@given(st.data())
def test_hostile_values_are_taken_or_refused_with_a_reason(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    number = next(numbers)
    rows = rows_of(number)
    for _ in range(data.draw(st.integers(1, 4))):
        row, column = data.draw(st.integers(1, 3)), data.draw(st.integers(0, len(HEADER) - 1))
        rows[row][column] = data.draw(NASTY)
    text = as_json(rows) if data.draw(st.booleans()) else as_json_lines(rows)
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]))
    before = lines_of_orders(hostile)

    plan = data.draw(plans)

    path = put(tmp_path_factory.getbasetemp(), text.encode(encoding, "replace"))
    outcome, _ = run(hostile, path, plan)

    found = taken(hostile, before)
    assert len(found) == (0 if plan.is_rehearsal else outcome.orders[Verdict.NEW])
    assert found.get(f"F{number}-2", len(LINES)) >= len(LINES)


@settings(max_examples=40)
@given(st.data())
def test_shuffled_columns_and_other_separators_give_the_same_orders(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    rows = rows_of(next(numbers))
    folder = tmp_path_factory.getbasetemp()
    first, _ = run(hostile, put(folder, as_csv(rows)), CREATE)
    order = data.draw(st.permutations(range(len(HEADER))))
    shuffled = [[row[i] for i in order] for row in rows]
    delimiter = data.draw(st.sampled_from(",;\t|^"))
    makers = {**MAKERS, "csv": lambda rows: as_csv(rows, delimiter).encode("utf-16")}

    again, problems = run(
        hostile, put(folder, makers[data.draw(st.sampled_from(sorted(makers)))](shuffled)), CREATE
    )

    assert (first.orders[Verdict.NEW], again.orders[Verdict.SAME], problems) == (2, 2, [])


@settings(max_examples=40)
@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["orders", "order", "line_items", "id", "name", "total_price", "items",
                         "sku", "quantity", "billing", "total", "price", "refunds", "data"]),
        inner, max_size=6),
    max_leaves=40,
))  # fmt: skip
def test_any_document_at_all_ends_with_a_reason_or_an_order(
    hostile: Database, tmp_path_factory: pytest.TempPathFactory, content: object
) -> None:
    path = put(tmp_path_factory.getbasetemp(), json.dumps(content))

    run(hostile, path, CREATE)
