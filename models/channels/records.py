"""A record of nested facts as rows of text with dotted titles; pure, and total on any record.

An order that holds a list of lines becomes a row a line, each with all that is said of the order.
Numbers keep their decimals as they were written.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from models.channels import headers
from models.channels.amounts import unmistakable
from models.channels.fields import Field
from models.channels.titles import LINE_LISTS, plain
from models.kit.errors import Invalid

_DEEPEST: Final = 4
_LONGEST: Final = 40
"""How many digits of a number are written out."""
_LONE: Final = re.compile("[\ud800-\udfff]")
_NOBODYS: Final = "\ufffe"
_BARE: Final = frozenset({"id", "number", "no", "code", "num", "sn", "ref", "date", "编号", "編號"})
"""What an order may call its own number, or day; a line or a buyer may, too."""


def rows_of(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return a record as rows of text by title."""
    key = lines_key(record)
    if key is None:
        return [dict(_leaves(record))]
    order = {
        _of_order(title): text
        for title, text in _leaves({k: v for k, v in record.items() if k != key})
    }
    lines = [line for line in record[key] if isinstance(line, dict)]
    rows = [{f"{key}.{title}": text for title, text in _leaves(line)} for line in lines]
    return [{**order, **row} for row in rows] or [order]


def lines_key(record: Mapping[str, Any]) -> str | None:
    """Return under which name a record lists its lines; None where it is flat."""
    lists = [key for key, value in record.items() if _is_list_of_records(value)]
    named = [key for key in lists if plain(key) in LINE_LISTS]
    return next(iter(named), None) or next((k for k in lists if is_line(record[k][0])), None)


def is_line(record: Mapping[str, Any]) -> bool:
    """Return whether a record says what is ordered, and how many."""
    return {Field.SKU, Field.QTY} <= _fields(record)


def is_order(record: Mapping[str, Any]) -> bool:
    """Return whether a record is an order, or a line that names its order."""
    return lines_key(record) is not None or Field.ORDER in _fields(record)


def text_of(value: object) -> str:
    """Return one value as the text of a cell; what has no text is empty."""
    if isinstance(value, str):
        return value if value.isascii() else _LONE.sub(_NOBODYS, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        is_short = value.is_finite() and abs(value.adjusted()) <= _LONGEST
        return unmistakable(f"{value:f}") if is_short else str(value)
    return str(value) if isinstance(value, int) else ""


def _fields(record: Mapping[str, Any]) -> set[Field]:
    try:
        return set(headers.match([title for title, _ in _leaves(record)]).values())
    except Invalid:
        return set()


def _is_list_of_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _leaves(
    record: Mapping[str, Any], under: str = "", depth: int = 1
) -> Iterator[tuple[str, str]]:
    """Go through the texts of a record, each with its title."""
    for key, value in record.items():
        title = under + text_of(key)
        if not isinstance(value, (dict, list)):
            yield title, text_of(value)
        elif isinstance(value, dict) and depth < _DEEPEST:
            yield from _leaves(value, f"{title}.", depth + 1)
        elif isinstance(value, list) and not _is_list_of_records(value):
            yield title, ", ".join(text for text in map(text_of, value[:100]) if text)


def _of_order(title: str) -> str:
    return f"order.{title}" if plain(title) in _BARE else title
