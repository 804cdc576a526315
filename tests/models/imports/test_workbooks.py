"""Workbooks as people keep them: what a cell shows is what is read, and no more is believed."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.imports.packing import MOST_TEXTS, MOST_UNPACKED
from models.imports.plan import Form
from models.imports.rows import Cells
from models.imports.sheets import open_sheet
from models.kit.errors import Invalid
from tests.models.imports.formats import as_xlsx, put, with_part, with_shared_texts

TITLES = ["order no", "sku", "qty", "unit price", "order date"]
GOOD = ["A1", "MUG", 2, 10.5, datetime(2026, 2, 28, 9, 0)]  # noqa: DTZ001  a cell has no zone
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b"%s</sheetData></worksheet>"
)


def cells(path: Path) -> list[Cells]:
    return list(open_sheet(path).rows())


def refusal(path: Path) -> Invalid:
    with pytest.raises(Invalid) as caught:
        list(open_sheet(path).rows())
    return caught.value


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_is_known_by_what_is_in_it_whatever_it_is_called(tmp_path: Path):
    path = put(tmp_path, as_xlsx([TITLES, GOOD]), "orders.csv")

    sheet = open_sheet(path)

    assert (sheet.form, sheet.page, sheet.header_row) == (Form.XLSX, "Orders", 1)
    assert cells(path) == [(2, ["A1", "MUG", "2", "10.5", "2026-02-28 09:00:00"])]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (17850.0, "17850"),
        (1.125, "1.1250"),
        (1.2345678901234567e17, "1.23456789012346E+17"),
        (123456789012345, "123456789012345"),
        (-0.5, "-0.5"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        (date(2026, 2, 28), "2026-02-28 00:00:00"),
        (datetime(2026, 2, 28, 8, 59, 59, 999_998), "2026-02-28 09:00:00"),  # noqa: DTZ001
        ("001", "001"),
        (None, ""),
        ("#N/A", "#N/A"),
    ],
)
def test_a_cell_is_what_a_person_sees(tmp_path: Path, value: Any, text: str):
    path = put(tmp_path, as_xlsx([TITLES, ["A1", "MUG", value, 1, "x"]]))

    assert cells(path)[0][1][2] == text


def test_texts_are_found_in_the_table_of_texts(tmp_path: Path):
    content = with_shared_texts(as_xlsx([TITLES, ["A1", "红色 MUG", 2, 1, ""]]))

    assert cells(put(tmp_path, content))[0][1][:3] == ["A1", "红色 MUG", "2"]


def test_a_share_is_not_taken_for_an_amount(tmp_path: Path):
    book = Workbook()
    page: Any = book.active
    page.append(TITLES)
    page.append(["A1", "MUG", 2, 0.15, "x"])
    page["D2"].number_format = "0.00%"

    assert cells(put(tmp_path, saved(book)))[0][1][3] == "15%"


def test_the_sheet_with_orders_is_taken_wherever_its_titles_stand(tmp_path: Path):
    notes = [["How to use this"], ["order", "by phone"]]
    orders = [["Orders of March"], [], ["printed", "today"], TITLES, GOOD]
    content = as_xlsx(notes, March=orders, Rates=[["currency", "rate"]])

    sheet = open_sheet(put(tmp_path, content))

    assert (sheet.page, sheet.header_row) == ("March", 4)
    assert [row.number for row in sheet.rows()] == [5]


def test_hidden_and_missing_rows_keep_their_numbers(tmp_path: Path):
    book = Workbook()
    page: Any = book.active
    page.append(TITLES)
    for row in (2, 5):
        for column, value in enumerate(GOOD, 1):
            page.cell(row, column, value)
    page.row_dimensions[5].hidden = True

    assert [number for number, _ in cells(put(tmp_path, saved(book)))] == [2, 5]


def test_a_formula_is_its_saved_result_and_is_refused_where_it_has_none(tmp_path: Path):
    rows = [TITLES, ["A1", "MUG", "=1+1", "=D1", "x"]]
    never_worked_out = as_xlsx(rows)
    worked_out = with_part(
        never_worked_out,
        {"xl/worksheets/sheet1.xml": SHEET % (
            b'<row r="1">' + b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % title.encode()
                                      for title in TITLES) + b'</row><row r="2">'
            b'<c t="inlineStr"><is><t>A1</t></is></c><c t="inlineStr"><is><t>MUG</t></is></c>'
            b"<c><f>1+1</f><v>2</v></c><c><f>D1</f></c></row>")},
    )  # fmt: skip

    assert cells(put(tmp_path, never_worked_out))[0][1][2:4] == ["#FORMULA!", "#FORMULA!"]
    assert cells(put(tmp_path, worked_out))[0][1][2:4] == ["2", "#FORMULA!"]


def zipped(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook_old"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "workbook_encrypted"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "workbook_other"),
        (zipped(**{"Index/Document.iwa": ""}), "workbook_other"),
        (zipped(xl__workbook_bin="").replace(b"_bin", b".bin"), "workbook_other"),
        (zipped(readme="hello"), "file_archive"),
        (b"\x1f\x8b\x08\x00" + bytes(20), "file_archive"),
        (b"  <html><table><tr><td>order no</td></tr></table>", "file_is_page"),
        (b"PK\x03\x04" + bytes(100), "workbook_damaged"),
        (as_xlsx([]), "file_empty"),
    ],
    ids=range(10),
)
def test_what_is_no_workbook_that_can_be_read_says_what_it_is(
    tmp_path: Path, content: bytes, code: str
):
    assert refusal(put(tmp_path, content, "orders.xlsx")).code == code


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_entities_of_its_own_are_refused_before_anything_is_read(tmp_path: Path, part: str):
    bomb = b'<?xml version="1.0"?>' + b" " * 9_000 + b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'

    content = with_part(as_xlsx([TITLES, GOOD]), {part: bomb})

    assert refusal(put(tmp_path, content)).code == "workbook_unsafe"


@pytest.mark.parametrize(
    ("part", "size", "code"),
    [
        ("xl/sharedStrings.xml", MOST_TEXTS + 1, "workbook_texts_too_large"),
        ("xl/worksheets/sheet1.xml", MOST_UNPACKED + 1, "workbook_too_large"),
        ("xl/worksheets/sheet1.xml", 40 << 20, "workbook_unsafe"),
        ("xl/styles.xml", 9 << 20, "workbook_damaged"),
    ],
)
def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, part: str, size: int, code: str):
    content = bytearray(with_shared_texts(as_xlsx([TITLES, GOOD])))
    # The list at the end says how large a part is; nobody has to write it all down.
    at = content.rindex(part.encode()) - 46
    content[at + 24 : at + 28] = size.to_bytes(4, "little")

    assert refusal(put(tmp_path, bytes(content))).code == code


def test_a_row_far_below_all_others_ends_the_reading(tmp_path: Path):
    far = SHEET % b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>'

    content = with_part(as_xlsx([TITLES, GOOD]), {"xl/worksheets/sheet1.xml": far})

    assert refusal(put(tmp_path, content)).code in {"file_empty", "workbook_damaged"}


def test_a_format_that_is_named_is_followed_and_what_is_another_says_so(tmp_path: Path):
    old = put(tmp_path, b"\xd0\xcf\x11\xe0" + bytes(600), "old.xls")
    text = put(tmp_path, ",".join(TITLES), "orders.csv")
    book = put(tmp_path, as_xlsx([TITLES, GOOD]), "orders.xlsx")

    codes = []
    for path, form in [(old, Form.XLSX), (text, Form.XLSX), (book, Form.CSV), (book, Form.JSON)]:
        with pytest.raises(Invalid) as caught:
            open_sheet(path, form)
        codes.append(caught.value.code)

    assert codes == ["workbook_old", "workbook_damaged", "file_binary", "file_binary"]
    assert open_sheet(book, Form.XLSX).form is Form.XLSX
