"""Which column of a file means what: its first row, held against the table of names."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from models.channels.fields import COLUMNS, REQUIRED, Field
from models.kit.errors import Invalid

_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def match(
    header: Sequence[str], taught: Mapping[str, Field | None] = MappingProxyType({})
) -> Mapping[int, Field]:
    """Return the field of each column that means one; earlier names beat later ones.

    Args:
        taught: what somebody said a title means, which beats every name; None for nothing.

    Raises:
        Invalid: `column_twice`, where two columns have one name and it matters.
    """
    found, ignored = _taught(header, taught)
    spoken = [("", "") if i in ignored else _spoken(title) for i, title in enumerate(header)]
    for column in COLUMNS:
        if column.field in found.values():
            continue
        for name in _names(column.field):
            here = [i for i, title in enumerate(spoken) if name in title and i not in found]
            exact = [i for i in here if spoken[i][0] == name] or here
            if len(exact) > 1:
                raise Invalid("column_twice", column=header[exact[0]].strip()[:80])
            if exact:
                found[exact[0]] = column.field
                break
    return found


def _taught(
    header: Sequence[str], taught: Mapping[str, Field | None]
) -> tuple[dict[int, Field], set[int]]:
    """Return the columns whose field somebody said, and those that mean nothing."""
    said = {plain(title): field for title, field in taught.items()}
    found: dict[int, Field] = {}
    ignored: set[int] = set()
    for i, title in enumerate(header):
        if (name := plain(title)) in said:
            if (field := said[name]) is None:
                ignored.add(i)
            elif field in found.values():
                raise Invalid("column_twice", column=title.strip()[:80])
            else:
                found[i] = field
    return found, ignored


def missing(fields: Mapping[int, Field]) -> list[Field]:
    """Return the fields without which no order can be made, and that no column means."""
    return [field for field in REQUIRED if field not in fields.values()]


def plain(title: str) -> str:
    """Return a title without what people spell differently: case, width, spaces, punctuation."""
    wide = unicodedata.normalize("NFKC", title).casefold()
    return "".join(ch for ch in wide if ch.isalnum())


def _spoken(title: str) -> tuple[str, str]:
    """Return a title in full, and without what stands aside in brackets: `单价(元)`."""
    aside = _ASIDE.sub("", unicodedata.normalize("NFKC", title))
    return plain(title), plain(aside)


@cache
def _names(field: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_plain_names(field)))


def _plain_names(field: Field) -> Iterator[str]:
    for column in COLUMNS:
        if column.field is field:
            yield from (plain(name) for name in column.names)
