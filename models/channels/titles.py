"""The title of a column as names it may be known by: `shipping_address.city` is a city, too.

Titles of nested records are dotted. The whole of one counts first; then what it is a part of says
how far its last part may be believed: what stands in a list of lines speaks of the line, a city
under the buyer is not where the goods go, and a bare `name` of anything else names nothing.
"""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DOTTED: Final = re.compile(r"[^\s.]+(?:\.[^\s.]+)+")


class Level(IntEnum):
    """What a title speaks of; where several have one name, the lowest level is believed."""

    LINE = 0
    ORDER = 1
    SHIP_TO = 2
    OTHER = 3
    BUYER = 4


_LEVELS: Final[dict[Level, frozenset[str]]] = {
    Level.LINE: frozenset(
        {"lineitems", "lines", "items", "products", "orderlines", "orderitems", "orderproducts",
         "details", "goods", "goodslist", "skus", "skulist", "item", "line", "product",
         "itemlist", "orderdetails", "商品", "商品明细", "明细", "商品列表", "商品明細", "明細"}
    ),
    Level.ORDER: frozenset({"order", "node", "header", "订单", "訂單"}),
    Level.SHIP_TO: frozenset(
        {"shipping", "shippingaddress", "shipto", "shippinginfo", "recipient", "receiver",
         "delivery", "deliveryaddress", "consignee", "address", "shipment", "收货地址", "收货信息",
         "收件人", "收货人", "收件地址"}
    ),
    Level.BUYER: frozenset(
        {"billing", "billingaddress", "billto", "customer", "buyer", "client", "user", "member",
         "客户", "买家", "客戶", "買家"}
    ),
}  # fmt: skip
_BY_PART: Final = {part: level for level, parts in _LEVELS.items() for part in parts}
LINE_LISTS: Final = _LEVELS[Level.LINE] - {"item", "line", "product"}
"""What lists of lines are called in records."""
_AS: Final = {
    Level.LINE: ("lineitem", "line"),
    Level.ORDER: ("order",),
    Level.SHIP_TO: ("shipto",),
    Level.BUYER: ("customer",),
    Level.OTHER: (),
}
"""What the last part is said to be of."""
_WEAK: Final = frozenset(
    {"name", "title", "item", "product", "goods", "date", "time", "timestamp", "note", "notes",
     "message", "comment", "comments", "order", "status", "state", "total", "description",
     "reference", "quantity", "price"}
)  # fmt: skip
"""Last parts that mean nothing by themselves where they speak of neither order nor line."""


class Spoken(NamedTuple):
    """A title as names it may be known by.

    Attributes:
        names: the full one first.
        own: how many of them are about it alone; what is left out of the others may matter.
    """

    names: tuple[str, ...]
    own: int
    level: Level


@lru_cache(maxsize=4096)
def spoken(title: str) -> Spoken:
    """Return the names of a title, in full and without what stands aside: `单价(元)`."""
    wide = unicodedata.normalize("NFKC", title).strip()
    if _DOTTED.fullmatch(wide):
        return _dotted([plain(part) for part in wide.split(".")])
    aside = _ASIDE.search(wide)
    if aside and plain(aside[0]) in _BY_PART:  # First Name (Billing)
        return _dotted([plain(aside[0]), plain(_ASIDE.sub("", wide))])
    return Spoken((plain(title), plain(_ASIDE.sub("", wide))), 2, Level.ORDER)


def plain(title: str) -> str:
    """Return a title without what people spell differently: case, width, spaces, punctuation."""
    wide = unicodedata.normalize("NFKC", title).casefold()
    return "".join(ch for ch in wide if ch.isalnum())


def _dotted(parts: list[str]) -> Spoken:
    levels = [_BY_PART[part] for part in parts[:-1] if part in _BY_PART]
    level = Level.LINE if Level.LINE in levels else levels[-1] if levels else Level.OTHER
    last = parts[-1]
    names = ["".join(parts), *(of + last for of in _AS[level])]
    own = len(names)
    is_apart = level in {Level.SHIP_TO, Level.OTHER}
    if level is not Level.BUYER and not (is_apart and last in _WEAK):
        names += ["".join(parts[i:]) for i in range(1, len(parts))]
    return Spoken(tuple(names), own, level)
