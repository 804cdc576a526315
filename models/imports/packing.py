"""What a workbook is packed in, looked at before it is opened: its sizes, and what hides in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

from models.kit.errors import Invalid

_MIB: Final = 1 << 20
MOST_UNPACKED: Final = 2_048 * _MIB
MOST_TEXTS: Final = 128 * _MIB
"""Of the table of texts, which is held in memory: there it takes some 400 MB, or three times that
where a hostile hand made each text a character long. A workbook of 100 MB has less."""
MOST_OTHER: Final = 8 * _MIB
"""Of any other part that is read whole."""
_DENSEST: Final = 150
"""How many times larger than packed a large part may be; what people write is 5 to 30 times."""
_SMALL: Final = 32 * _MIB
_MOST_PARTS: Final = 10_000
_TEXTS: Final = "sharedstrings.xml"
_SHEETS: Final = re.compile(r"worksheets/[^/]+\.xml", re.IGNORECASE)
_WHOLE: Final = re.compile(r"(?:workbook|styles|theme\d*|\[content_types\])\.xml|\.rels")
_FORMULA: Final = tuple(mark + end for mark in (b"<f", b":f") for end in (b">", b" ", b"/"))
"""How a formula begins; looked for as it stands, for a sheet may be long."""
_CHUNK: Final = 1 << 18
_ENCRYPTED: Final = 1


def inspect(path: Path) -> None:
    """Make sure that a workbook can be read within bounds and says nothing it should not.

    Raises:
        Invalid: `workbook_damaged`, `workbook_encrypted`, `workbook_unsafe`, `workbook_too_large`
            and `workbook_texts_too_large` with both sizes in MB.
    """
    try:
        with ZipFile(path) as archive:
            _refuse_sizes(archive.infolist())
            for part in archive.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive.open(part))
    except Invalid:
        raise
    except Exception as error:
        raise Invalid("workbook_damaged") from error


def mentions_formulas(path: Path) -> bool:
    """Return whether any sheet has a formula."""
    with ZipFile(path) as archive:
        sheets = [part for part in archive.infolist() if _SHEETS.search(part.filename)]
        pieces = (piece for part in sheets for piece in _pieces(archive, part))
        return any(mark in piece for piece in pieces for mark in _FORMULA)


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as file:
        end = b""
        while chunk := file.read(_CHUNK):
            yield end + chunk
            end = chunk[-2:]


def _refuse_sizes(parts: list[ZipInfo]) -> None:
    if len(parts) > _MOST_PARTS:
        raise Invalid("workbook_damaged")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Invalid("workbook_encrypted")
    if (size := sum(part.file_size for part in parts)) > MOST_UNPACKED:
        raise Invalid("workbook_too_large", size=size // _MIB, most=MOST_UNPACKED // _MIB)
    for part in parts:
        name = part.filename.casefold()
        if name.endswith(_TEXTS) and part.file_size > MOST_TEXTS:
            size = part.file_size // _MIB
            raise Invalid("workbook_texts_too_large", size=size, most=MOST_TEXTS // _MIB)
        if _WHOLE.search(name) and part.file_size > MOST_OTHER:
            raise Invalid("workbook_damaged")
        if part.file_size > max(_SMALL, _DENSEST * part.compress_size):
            raise Invalid("workbook_unsafe")


def _refuse_entities(file: IO[bytes]) -> None:
    """Refuse a part that defines words of its own: no spreadsheet does, and bombs are made so."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append("doctype")
    parser.StartElementHandler = lambda *_: found.append("element")
    with file:
        while not found and (chunk := file.read(4_096)):
            parser.Parse(chunk)
    if found[:1] == ["doctype"]:
        raise Invalid("workbook_unsafe")
