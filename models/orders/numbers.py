"""Numbers that somebody chose for an order, beside those that shops give by themselves."""

import re
from typing import Final

from sqlalchemy import bindparam, select

from models.catalog.tables import Shop
from models.db import Unit
from models.kit.errors import Invalid
from models.kit.table import table
from models.orders.tables import Order

_SHOP: Final = table(Shop)
_ORDER: Final = table(Order)
_PREFIXES: Final = select(_SHOP.c.number_prefix).distinct()
_TAKEN: Final = select(_ORDER.c.id).where(_ORDER.c.no == bindparam("b_no"))


def refuse_number(unit: Unit, no: str | None) -> None:
    """Refuse a chosen number that an order has, or that a shop may come to give by itself.

    Raises:
        Invalid: `number_taken` or `number_reserved`.
    """
    if no is None:
        return
    if unit.row(_TAKEN, {"b_no": no}) is not None:
        raise Invalid("number_taken", field="no", no=no)
    for shop in unit.rows(_PREFIXES):
        if re.fullmatch(rf"{re.escape(shop.number_prefix)}[0-9]+", no):
            raise Invalid("number_reserved", field="no", no=no)
