"""Text that a spreadsheet would run is guarded, and comes back as it was."""

import csv
import io

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from models.channels.cells import bare
from models.channels.guard import guard, unguard

RUN = st.sampled_from(list("=+-@\t\r\"' \N{FULLWIDTH EQUALS SIGN}\u200b1A"))
TEXT = st.text() | st.lists(RUN, max_size=6).map("".join)


@given(TEXT)
@example("''=1")
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text


@given(TEXT)
def test_any_text_comes_back_through_a_file(text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow(["before", guard(text), "after"])
    file.seek(0)

    assert [unguard(cell) for cell in next(csv.reader(file))] == ["before", text, "after"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r1", " =1", '"=1', "\u00a0-1", "'=1", "''=1",
        "\N{FULLWIDTH EQUALS SIGN}1", "\N{FULLWIDTH PLUS SIGN}1", "\N{FULLWIDTH COMMERCIAL AT}x",
        "\N{ZERO WIDTH SPACE}=1", " \N{LEFT DOUBLE QUOTATION MARK}=1", "=", "-",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "'", "1=1", "'tis", "a-b", "'1'", "#N/A", "Wang Fang", "\n"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


@pytest.mark.parametrize(
    ("cell", "text"), [(" '=1+1 ", "=1+1"), ("'+86 138", "+86 138"), ("'tis", "'tis"), ("'", "'")]
)
def test_a_cell_is_read_without_its_guard(cell: str, text: str) -> None:
    assert bare(cell) == text
