"""Which format a file has, told by its first bytes and characters."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from models.imports.encodings import detect, verify
from models.imports.lines import LONGEST_LINE
from models.imports.plan import Form
from models.kit.errors import Invalid

_FIRST: Final = 1 << 16
_OLD: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_PACKED: Final = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ", b"PK\x05\x06")
_PAGES: Final = (
    b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<body",
)  # fmt: skip
_BLANK: Final = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""What may stand before the first character, in any encoding."""
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def form_of(path: Path, encoding: str | None = None) -> Form:
    """Return the format of a file.

    Raises:
        Invalid: `workbook_encrypted`, `workbook_old`, `workbook_other`, `file_archive`,
            `file_is_page`, and as finding out the encoding does.
    """
    with path.open("rb") as file:
        first = file.read(_FIRST)
    if first.startswith(_ZIP):
        _refuse_other_archives(path)
        return Form.XLSX
    if first.startswith(_OLD):
        raise Invalid(_old_kind(path))
    if first.startswith(_PACKED):
        raise Invalid("file_archive")
    plain = first.lstrip(_BLANK).replace(b"\0", b"")[:40].lower()  # in any encoding
    if plain.startswith(_PAGES):
        raise Invalid("file_is_page")
    if plain.startswith(b"["):
        return Form.JSON
    if plain.startswith(b"{"):
        return Form.JSONL if _is_lines(path, encoding or detect(path)) else Form.JSON
    return Form.CSV


def _is_lines(path: Path, encoding: str) -> bool:
    """Return whether the first line that holds anything is a whole object, and others follow."""
    verify(path, encoding)
    with path.open(encoding=encoding) as text:
        lines = (line for line in iter(lambda: text.readline(LONGEST_LINE), "") if line.strip())
        first, second = next(lines, ""), next(lines, "")
    try:
        return isinstance(json.loads(first.lstrip("\ufeff")), dict) and bool(second)
    except (ValueError, RecursionError):
        return False


def _refuse_other_archives(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:10_000]
            kind = archive.read("mimetype")[:80].decode("latin-1") if "mimetype" in names else ""
    except Exception:  # noqa: BLE001  what is damaged can be wrong in any way
        raise Invalid("workbook_damaged") from None
    for name, is_it in _OTHERS.items():
        if is_it(names, kind):
            raise Invalid("workbook_other", kind=name)
    if not any(name.endswith("workbook.xml") for name in names):
        raise Invalid("file_archive")


_OTHERS: Final[dict[str, Callable[[list[str], str], bool]]] = {
    "OpenDocument": lambda _names, kind: "opendocument" in kind,
    "Numbers": lambda names, _kind: any(name.endswith((".iwa", "index.zip")) for name in names),
    "XLSB": lambda names, _kind: "xl/workbook.bin" in names,
    "Word": lambda names, _kind: "word/document.xml" in names,
    "PowerPoint": lambda names, _kind: "ppt/presentation.xml" in names,
}
"""Other files that are archives inside, and how each is known."""


def _old_kind(path: Path) -> str:
    """Return whether a file in the old container is an old workbook or one behind a password."""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if _ENCRYPTED in chunk:
                return "workbook_encrypted"
    return "workbook_old"
