"""JSON, and JSON a line, as rows of text: read record by record, however long the file is.

The records are a list, alone or within what wraps it, or a single order. What a platform hands over
is known by its shape and read by its adapter; anything else is flattened, and its titles are found
in a first pass.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from models.channels import platforms
from models.channels.records import lines_key, rows_of
from models.imports.encodings import detect, verify
from models.imports.events import Record, numbered_records
from models.imports.lines import line_records
from models.imports.plan import Form
from models.imports.rows import Cells, Counts, Sheet
from models.kit.errors import Invalid

MOST_TITLES: Final = 2_000


def read_json(path: Path, encoding: str | None = None) -> Sheet:
    """Return the rows of a file that is one JSON text.

    Raises:
        Invalid: `json_…` with the record, and as finding out the encoding does.
    """
    encoding = _encoding(path, encoding)
    source = _Source(lambda: numbered_records(path, encoding), Form.JSON, Counts.RECORD, encoding)
    return _sheet(source)


def read_json_lines(path: Path, encoding: str | None = None) -> Sheet:
    """Return the rows of a file with one JSON object a line.

    Raises:
        Invalid: `json_…` with the line, and as finding out the encoding does.
    """
    encoding = _encoding(path, encoding)
    source = _Source(lambda: line_records(path, encoding), Form.JSONL, Counts.LINE, encoding)
    return _sheet(source)


class _Source(NamedTuple):
    """Where records come from; they can be gone through more than once."""

    records: Callable[[], Iterator[Record]]
    form: Form
    counts: Counts
    encoding: str


def _encoding(path: Path, encoding: str | None) -> str:
    if encoding is None:
        return detect(path)
    verify(path, encoding)
    return encoding


def _sheet(source: _Source) -> Sheet:
    first = next(_orders(source), None)
    if first is None:
        raise Invalid("json_empty")
    platform = platforms.of(first.content)
    return _of_platform(source, platform) if platform else _flattened(source)


def _of_platform(source: _Source, platform: platforms.Platform) -> Sheet:
    header = [platforms.TITLES[field] for field in platform.fields]

    def rows() -> Iterator[Cells]:
        for number, content in _orders(source):
            for row in platform.rows(content) if platform.is_order(content) else [{}]:
                yield Cells(number, [row.get(field, "") for field in platform.fields])

    return _made(source, header, rows, is_nested=True)


def _flattened(source: _Source) -> Sheet:
    titles: dict[str, None] = {}
    is_nested = False
    for number, content in _orders(source):
        is_nested = is_nested or lines_key(content) is not None
        for row in rows_of(content):
            titles |= dict.fromkeys(row)
        if len(titles) > MOST_TITLES:
            raise Invalid("json_too_many_names", row=number, most=MOST_TITLES)
    header = list(titles)

    def rows() -> Iterator[Cells]:
        for number, content in _orders(source):
            for row in rows_of(content):
                yield Cells(number, [row.get(title, "") for title in header])

    return _made(source, header, rows, is_nested=is_nested)


def _made(
    source: _Source, header: list[str], rows: Callable[[], Iterator[Cells]], *, is_nested: bool
) -> Sheet:
    return Sheet(
        header, 0, source.encoding, "", rows,
        form=source.form, counts=source.counts, is_nested=is_nested,
    )  # fmt: skip


def _orders(source: _Source) -> Iterator[Record]:
    """Go through the orders, taken out of what is put round each: `{"order": {…}}`.

    Lines keep their number; elsewhere it counts the orders that came out.
    """
    count = 0
    for number, content in source.records():
        for order in _unwrapped(content):
            count += 1
            yield Record(number if source.counts is Counts.LINE else count, order)


def _unwrapped(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inner = next(iter(content.values())) if len(content) == 1 else None
    if isinstance(inner, Mapping) and "order" in content:
        yield inner
    elif isinstance(inner, list) and "orders" in content:
        yield from (each for each in inner if isinstance(each, Mapping))
    else:
        yield content
