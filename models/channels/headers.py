"""Which column of a file means what: its first row, held against the table of names."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from models.channels.fields import COLUMNS, OF, OF_THE_LINE, REQUIRED, Field
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
_FOLLOWS: Final = frozenset(
    {Field.LINE_TOTAL, Field.LINE_SHIPPING, Field.TAX, Field.FULFILMENT, Field.PAYMENT}
)
"""What an order that was exported here comes to by itself."""
_REMARKS: Final = frozenset(plain(name) for name in OF[Field.REMARK].names if len(name) > 1)
_NAMES: Final = tuple(
    dict.fromkeys((column.field, plain(name)) for column in COLUMNS for name in column.names)
)


def match(
    header: Sequence[str], taught: Mapping[str, Field | None] = MappingProxyType({})
) -> Mapping[int, Field]:
    """Return the field of each column that means one; earlier names beat later ones.

    Args:
        taught: what somebody said a title means, which beats every name; None for nothing.

    Raises:
        Invalid: `column_twice`, where two columns have one name and it matters.
    """
    found, settled = _taught(header, taught)
    titles = [spoken(title) for title in header]
    by_name: dict[str, list[int]] = {}
    for i, title in enumerate(titles):
        for name in dict.fromkeys(() if i in settled else title.names):
            by_name.setdefault(name, []).append(i)
    for i, field in _beside(titles).items():
        if i not in settled and field not in found.values():
            found[i] = field
    for field, name in _NAMES:
        if name not in by_name or field in found.values():
            continue
        here = [i for i in by_name[name] if i not in found and _may_mean(titles[i], name, field)]
        if here:
            found[_best(here, name, titles, header)] = field
    for i, title in enumerate(titles):
        if i not in found and i not in settled and _REMARKS.intersection(title.names):
            found[i] = Field.REMARK  # buyer and seller may both have written something
    return _ours(found) if Field.NO in found.values() else found


def _ours(found: Mapping[int, Field]) -> dict[int, Field]:
    """Return the columns of an export of our own that an import reads: the others follow."""
    return {i: field for i, field in found.items() if field not in _FOLLOWS}


def _taught(
    header: Sequence[str], taught: Mapping[str, Field | None]
) -> tuple[dict[int, Field], set[int]]:
    """Return the fields that somebody said, and all columns of which they said anything."""
    said = {plain(title): field for title, field in taught.items()}
    settled = {i: said[name] for i, title in enumerate(header) if (name := plain(title)) in said}
    found: dict[int, Field] = {}
    for i, field in settled.items():
        if field in found.values():
            raise Invalid("column_twice", column=header[i].strip()[:80])
        if field is not None:
            found[i] = field
    return found, set(settled)


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
