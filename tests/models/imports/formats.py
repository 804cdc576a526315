"""The same rows of orders as files of each format."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]


def as_csv(rows: Rows, delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def as_xlsx(rows: Rows, **sheets: Rows) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, content in {"Orders": rows, **sheets}.items():
        page = book.create_sheet(title)
        for row in content:
            page.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_records(rows: Rows) -> list[dict[str, Any]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def as_json(rows: Rows) -> str:
    return json.dumps(as_records(rows), ensure_ascii=False)


def as_json_lines(rows: Rows) -> str:
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in as_records(rows))


def with_shared_texts(content: bytes) -> bytes:
    """Return a workbook as most programs write it: its texts in a table of their own."""
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet, types = archive.read(name), archive.read("[Content_Types].xml")
    texts: dict[bytes, int] = {}

    def shared(inline: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v></c>' % texts.setdefault(inline[1], len(texts))

    sheet = re.sub(rb't="inlineStr"[^>]*><is>(<t[^>]*?(?:/>|>[^<]*</t>))</is></c>', shared, sheet)
    table = b"".join(b"<si>%s</si>" % text for text in texts)
    override = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        name: sheet,
        "[Content_Types].xml": types.replace(b"</Types>", override),
        "xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (space, table),
    }
    return with_part(content, parts)


def with_part(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a workbook with some of its parts put in the place of what was there."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return changed.getvalue()


def put(folder: Path, content: bytes | str, name: str = "orders.bin") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
