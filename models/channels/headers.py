"""Which column of a file means what: its first row, held against the table of names."""

from collections.abc import Mapping, Sequence
from typing import Final

from models.channels.fields import COLUMNS, OF_THE_LINE, REQUIRED, Field
from models.channels.titles import Level, Spoken, plain, spoken
from models.kit.errors import Invalid

_AMAZON: Final = frozenset({"quantitypurchased", "amazonorderid", "orderitemid", "itemstatus"})
BESIDE: Final[Mapping[str, tuple[Field, frozenset[str]]]] = {
    "itemprice": (Field.LINE_TOTAL, _AMAZON),
    "shippingprice": (Field.LINE_SHIPPING, _AMAZON),
    "itempromotiondiscount": (Field.LINE_DISCOUNT, _AMAZON),
    "客户姓名": (Field.RECIPIENT, frozenset({"京东价", "下单帐号"})),
}
"""Titles that mean something else beside certain others: Amazon's price is that of all units."""
_NAMES: Final = tuple(
    dict.fromkeys((column.field, plain(name)) for column in COLUMNS for name in column.names)
)


def match(header: Sequence[str]) -> Mapping[int, Field]:
    """Return the field of each column that means one; earlier names beat later ones.

    Raises:
        Invalid: `column_twice`, where two columns have one name and it matters.
    """
    titles = [spoken(title) for title in header]
    by_name: dict[str, list[int]] = {}
    for i, title in enumerate(titles):
        for name in dict.fromkeys(title.names):
            by_name.setdefault(name, []).append(i)
    found = _beside(titles)
    for field, name in _NAMES:
        if name not in by_name or field in found.values():
            continue
        here = [i for i in by_name[name] if i not in found and _may_mean(titles[i], name, field)]
        if here:
            found[_best(here, name, titles, header)] = field
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


def _may_mean(title: Spoken, name: str, field: Field) -> bool:
    """Return whether a title may mean a field by a name: a line's total is not the order's."""
    is_of_line = title.level is Level.LINE and field not in OF_THE_LINE
    return name in (title.names[: title.own] if is_of_line else title.names)


def _best(here: Sequence[int], name: str, titles: Sequence[Spoken], header: Sequence[str]) -> int:
    level = min(titles[i].level for i in here)
    near = [i for i in here if titles[i].level is level]
    best = [i for i in near if titles[i].names[0] == name] or near
    if len(best) > 1 and "." not in header[best[0]]:
        raise Invalid("column_twice", column=header[best[0]].strip()[:80])
    return min(best, key=lambda i: len(header[i]))
