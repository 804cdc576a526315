"""Which column of a file means what: its first row, held against the table of names."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from models.channels.fields import COLUMNS, OF_THE_LINE, REQUIRED, Field
from models.channels.titles import Level, Spoken, plain, spoken
from models.kit.errors import Invalid

_AMAZON: Final = frozenset({"quantitypurchased", "amazonorderid", "orderitemid", "itemstatus"})
BESIDE: Final[Mapping[str, tuple[Field, frozenset[str]]]] = {
    "itemprice": (Field.LINE_TOTAL, _AMAZON),
    "shippingprice": (Field.LINE_SHIPPING, _AMAZON),
    "itempromotiondiscount": (Field.LINE_DISCOUNT, _AMAZON),
}
"""Titles that mean something else beside certain others: Amazon's price is that of all units."""


def match(header: Sequence[str]) -> Mapping[int, Field]:
    """Return the field of each column that means one; earlier names beat later ones.

    Raises:
        Invalid: `column_twice`, where two columns have one name and it matters.
    """
    titles = [spoken(title) for title in header]
    found = _beside(titles)
    for column in COLUMNS:
        if column.field in found.values():
            continue
        for name in _names(column.field):
            here = [
                i for i, title in enumerate(titles)
                if i not in found and name in _names_for(title, column.field)
            ]  # fmt: skip
            if here:
                found[_best(here, name, titles, header)] = column.field
                break
    return found


def missing(fields: Mapping[int, Field]) -> list[Field]:
    """Return the fields without which no order can be made, and that no column means."""
    return [field for field in REQUIRED if field not in fields.values()]


def _beside(titles: Sequence[Spoken]) -> dict[int, Field]:
    here = {title.names[0]: i for i, title in enumerate(titles)}
    return {
        here[name]: field
        for name, (field, others) in BESIDE.items()
        if name in here and not others.isdisjoint(here)
    }


def _names_for(title: Spoken, field: Field) -> tuple[str, ...]:
    """Return the names by which a title may mean a field: a line's total is not the order's."""
    if title.level is Level.LINE and field not in OF_THE_LINE:
        return title.names[: title.own]
    return title.names


def _best(here: Sequence[int], name: str, titles: Sequence[Spoken], header: Sequence[str]) -> int:
    exact = [i for i in here if titles[i].names[0] == name] or here
    level = min(titles[i].level for i in exact)
    best = [i for i in exact if titles[i].level is level]
    if len(best) > 1 and "." not in header[best[0]]:
        raise Invalid("column_twice", column=header[best[0]].strip()[:80])
    return min(best, key=lambda i: len(header[i]))


@cache
def _names(field: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_plain_names(field)))


def _plain_names(field: Field) -> Iterator[str]:
    for column in COLUMNS:
        if column.field is field:
            yield from (plain(name) for name in column.names)
