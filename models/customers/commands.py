"""Finding the customer an order speaks of, or making their acquaintance."""

from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from models.customers.tables import Customer
from models.db import Unit
from models.kit.table import table

_CUSTOMER: Final = table(Customer)
_BY_CODE: Final = select(_CUSTOMER).where(_CUSTOMER.c.code == bindparam("b_code"))


def _adding(dialect: Any) -> Any:
    # Two orders of a new customer may arrive at once: who comes second finds the first one's row.
    insert = dialect.insert(_CUSTOMER).on_conflict_do_nothing(index_elements=["code"])
    return insert.returning(_CUSTOMER)


_ADD: Final = {"sqlite": _adding(sqlite), "postgresql": _adding(postgresql)}


def customer_by_code(unit: Unit, code: str) -> Any | None:
    """Return the row of the customer `code`, or None."""
    return unit.row(_BY_CODE, {"b_code": code})


def anonymous(unit: Unit, channel: str) -> Any:
    """Return the stand-in of a channel for buyers who gave no name."""
    return _find_or_add(unit, code=f"anon-{channel}", name="", is_anonymous=True)


def acquaint(unit: Unit, *, code: str, name: str, phone: str, email: str) -> Any:
    """Return the customer these facts speak of, added when there is none.

    Known by code; without one by e-mail, else by phone and name together.
    """
    if code:
        return _find_or_add(unit, code=code, name=name, phone=phone or None, email=email or None)
    if email:
        known = _CUSTOMER.c.email == email
    else:
        known = (_CUSTOMER.c.phone == (phone or None)) & (_CUSTOMER.c.name == name)
    found = unit.row(select(_CUSTOMER).where(known).order_by(_CUSTOMER.c.id).limit(1))
    if found is not None:
        return found
    key = unit.ids(_CUSTOMER)[0]
    return _add(unit, key, code=f"C{key}", name=name, phone=phone or None, email=email or None)


def _find_or_add(unit: Unit, *, code: str, **facts: Any) -> Any:
    found = customer_by_code(unit, code)
    return found or _add(unit, unit.ids(_CUSTOMER)[0], code=code, **facts)


def _add(unit: Unit, key: int, **facts: Any) -> Any:
    row = {"id": key, "created_at": unit.now, "phone": None, "email": None, **facts}
    added = unit.row(_ADD["sqlite" if unit.is_sqlite else "postgresql"], row)
    return added or customer_by_code(unit, facts["code"])
