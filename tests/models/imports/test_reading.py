"""Files as they come: encodings, separators, quotes, and what is no file of orders at all."""

import codecs
from pathlib import Path

import pytest

from models.imports.csvs import LONGEST_CELL
from models.imports.encodings import detect
from models.imports.rows import Sheet
from models.imports.sheets import open_sheet
from models.kit.errors import Invalid

HEADER = "order no,sku,name,qty,price\n"
ROW = "A1,MUG,Mug,2,10.00\n"
SIMPLIFIED = "订单号,商品编码,商品名称,数量,单价,收货人\nA1,MUG,马克杯,2,10.00,王芳\n"
TRADITIONAL = "訂單編號,商品編號,品名,數量,單價,收件人\nA1,MUG,馬克杯,2,10.00,王芳\n"


def a_file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "orders.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def refusal_of(path: Path, encoding: str | None = None) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        list(open_sheet(path, encoding=encoding).rows())
    return refusal.value


def cells(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(number, row) for number, row in sheet.rows()]


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (HEADER + "A1,MUG,保温杯 白色,1,2\nA2,MUG,彩虹伞,1,2\n", "gb18030", "gb18030"),
        (HEADER + "A1,MUG,保溫杯,1,2\n", "big5", "big5"),
        (HEADER + ROW, "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found_out(tmp_path: Path, text: str, encoding: str, found: str):
    path = a_file(tmp_path, text, encoding)

    assert detect(path) == found
    sheet = open_sheet(path)
    assert sheet.header == text.splitlines()[0].split(",")
    assert cells(sheet)[0] == (2, text.splitlines()[1].split(","))


def test_a_big_endian_file_with_a_mark_is_read(tmp_path: Path):
    content = codecs.BOM_UTF16_BE + (HEADER + ROW).encode("utf-16-be")

    assert cells(open_sheet(a_file(tmp_path, content))) == [(2, ["A1", "MUG", "Mug", "2", "10.00"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found_out(tmp_path: Path, delimiter: str, newline: str):
    text = HEADER + 'A1,MUG,"A ""big"" mug, red; tall|thin",2,10.00\n'
    rows = text.replace(",", "\0").replace("mug\0", "mug,").replace("\0", delimiter)

    sheet = open_sheet(a_file(tmp_path, rows.replace("\n", newline)))

    assert sheet.delimiter == delimiter
    assert cells(sheet) == [(2, ["A1", "MUG", 'A "big" mug, red; tall|thin', "2", "10.00"])]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path):
    text = f'Orders of March\n\n{HEADER}A1,MUG,"Two\nlines",1,2\n\n{ROW}'

    sheet = open_sheet(a_file(tmp_path, text))

    assert sheet.header_row == 3
    assert [number for number, _ in cells(sheet)] == [4, 6]


def test_a_file_may_say_what_parts_its_cells(tmp_path: Path):
    sheet = open_sheet(a_file(tmp_path, "sep=;\n" + (HEADER + ROW).replace(",", ";")))

    assert cells(sheet) == [(3, ["A1", "MUG", "Mug", "2", "10.00"])]


@pytest.mark.parametrize(
    ("content", "code", "data"),
    [
        (b"", "file_empty", {}),
        (b" \n\n", "file_empty", {}),
        (codecs.BOM_UTF8, "file_empty", {}),
        (bytes(range(256)) * 40, "file_binary", {}),
        (b"PK\x03\x04 and so on", "workbook_damaged", {}),
        ("Łódź,żółty\nbrûlée,à la\n".encode("iso-8859-2", "ignore"), "encoding_unknown",
         {"row": 1}),
        (b"order no,sku,qty\nA1,MUG,1\nA2,\xff\xfe\xff,1\n", "encoding_unknown", {"row": 3}),
        (SIMPLIFIED.encode()[:-2], "encoding_damaged", {"row": 2, "encoding": "UTF-8"}),
        (codecs.BOM_UTF16_LE + b"\x00\xd8" * 3, "encoding_damaged",
         {"row": 1, "encoding": "UTF-16"}),
        (HEADER + 'A1,MUG,"Mug,2,10.00\n' + ROW, "quote_open", {"row": 2, "column_number": 3}),
        (HEADER + 'A1,MUG,"M"ug,2,10.00\n', "quote_broken", {"row": 2, "column_number": 3}),
        ('"order no,sku,qty\n', "quote_open", {"row": 1, "column_number": 1}),
        (f"{HEADER}A1,MUG,{'x' * 10_000_000},2,1\n", "cell_too_long",
         {"row": 2, "column_number": 3}),
        (f"{HEADER}A1,M,{'x' * (LONGEST_CELL + 1)},2,1\n", "cell_too_long",
         {"row": 2, "column_number": 3}),
        (HEADER + ROW + 'A1,MUG,"' + "x\n" * 200_000, "quote_open", {"row": 3, "column_number": 3}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_and_where(
    tmp_path: Path, content: str | bytes, code: str, data: dict[str, object]
):
    refusal = refusal_of(a_file(tmp_path, content))

    assert (refusal.code, refusal.data) == (code, data)


def test_a_file_that_is_none_says_so(tmp_path: Path):
    assert refusal_of(tmp_path / "none.csv").code == "file_missing"
    assert refusal_of(tmp_path).code == "file_is_folder"
    assert refusal_of(Path("/dev/null")).code == "file_unreadable"
    assert refusal_of(a_file(tmp_path, ROW) / "below").code == "file_missing"
    assert refusal_of(Path("a\0b")).code == "file_unreadable"


def test_an_encoding_that_is_named_is_followed_or_refused(tmp_path: Path):
    path = a_file(tmp_path, HEADER + "A1,MUG,Café,2,10.00\n", "windows-1252")

    assert cells(open_sheet(path, encoding="windows-1252"))[0][1][2] == "Café"
    assert refusal_of(path, "utf-8").code == "encoding_damaged"
    assert refusal_of(path, "klingon").code == "encoding_unheard"
    assert refusal_of(path, "zip").code == "encoding_unheard"
