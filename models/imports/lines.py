"""JSON a line: each line that holds anything is one object."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from models.imports.events import Record
from models.kit.errors import Invalid

LONGEST_LINE: Final = 1 << 24
"""In characters: the longest order there can be takes less."""


def line_records(path: Path, encoding: str) -> Iterator[Record]:
    """Go through the records of a file, numbered by line.

    Raises:
        Invalid: `json_broken` with what was said of it, `json_no_record`, `json_too_deep`,
            `json_line_too_long`, `json_key_twice`, with the line.
    """
    with path.open(encoding=encoding, newline="\n") as text:
        for number, line in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), 1):
            if len(line) >= LONGEST_LINE:
                raise Invalid("json_line_too_long", row=number, most=LONGEST_LINE)
            if line := line.strip("\ufeff \t\r\n"):
                yield Record(number, _object(line, number))


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        content = json.loads(
            line, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_once
        )
    except Invalid as refusal:
        raise Invalid(refusal.code, {"row": number, **refusal.data}) from None
    except RecursionError:
        raise Invalid("json_too_deep", row=number) from None
    except json.JSONDecodeError as error:
        why = f"{error.msg}, {error.colno}"
        raise Invalid("json_broken", row=number, why=why[:80]) from None
    except (ValueError, ArithmeticError) as error:
        raise Invalid("json_broken", row=number, why=str(error)[:80]) from None
    if not isinstance(content, dict):
        raise Invalid("json_no_record", row=number)
    return content


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise Invalid("json_key_twice", key=twice[:40])
    return found
