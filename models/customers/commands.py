"""Finding the customer an order speaks of, or making their acquaintance."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from models.access.permissions import require
from models.access.verbs import Verb
from models.activity.log import News, record
from models.customers.tables import Address, Customer
from models.db import Unit
from models.kit.errors import Invalid
from models.kit.table import table

_CUSTOMER: Final = table(Customer)
_ADDRESS: Final = table(Address)
AGGREGATE: Final = "customer"
ADDRESS_FIELDS: Final = (
    "recipient", "phone", "country", "province", "city", "district", "line", "postcode",
)  # fmt: skip
_FIRST_ADDRESS: Final = (
    select(_ADDRESS)
    .where(_ADDRESS.c.customer_id == bindparam("b_id"))
    .order_by(_ADDRESS.c.id)
    .limit(1)
)
_BY_CODE: Final = select(_CUSTOMER).where(_CUSTOMER.c.code == bindparam("b_code"))
_BY_CODES: Final = select(_CUSTOMER).where(
    _CUSTOMER.c.code.in_(bindparam("b_codes", expanding=True))
)
_BY_KEY: Final = select(_CUSTOMER).where(_CUSTOMER.c.id == bindparam("b_id"))


def _adding(dialect: Any) -> Any:
    # Two orders of a new customer may arrive at once: who comes second finds the first one's row.
    insert = dialect.insert(_CUSTOMER).on_conflict_do_nothing(index_elements=["code"])
    return insert.returning(_CUSTOMER)


_ADD: Final = {"sqlite": _adding(sqlite), "postgresql": _adding(postgresql)}


def customer_by_code(unit: Unit, code: str) -> Any | None:
    """Return the row of the customer `code`, or None."""
    return unit.row(_BY_CODE, {"b_code": code})


def customer_by_key(unit: Unit, key: int) -> Any:
    """Return the row of a customer that something refers to, so it is there."""
    return unit.run(_BY_KEY, {"b_id": key}).one()


def anonymous(unit: Unit, channel: str) -> Any:
    """Return the stand-in of a channel for buyers who gave no name."""
    return _find_or_add(unit, code=f"anon-{channel}", name="", is_anonymous=True)


def acquaint(unit: Unit, *, code: str, name: str, phone: str, email: str) -> Any:
    """Return the customer these facts speak of, added when there is none.

    Known by code; without one by e-mail, else by phone and name together.
    """
    facts = {"name": name, "phone": phone or None, "email": email or None}
    if code:
        return _find_or_add(unit, code=code, **facts)
    if email:
        known = _CUSTOMER.c.email == email
    else:
        known = (_CUSTOMER.c.phone == facts["phone"]) & (_CUSTOMER.c.name == name)
    found = unit.row(select(_CUSTOMER).where(known).order_by(_CUSTOMER.c.id).limit(1))
    return found or _add_unnamed(unit, **facts)


class Meeting:
    """Makes the acquaintance of many customers in one unit, and asks for each of them once.

    Args:
        codes: of those who will be met, as far as they have one.
    """

    def __init__(self, unit: Unit, codes: Iterable[str] = ()) -> None:
        self._unit = unit
        wanted = sorted(code for code in codes if code)
        rows = unit.rows(_BY_CODES, {"b_codes": wanted}) if wanted else ()
        self._met: dict[tuple[str, ...], Any] = {("code", row.code): row for row in rows}

    def of(self, channel: str, buyer: Any) -> Any:
        """Return the customer a buyer is; nobody in particular is the channel's stand-in.

        Args:
            buyer: has `code`, `name`, `phone` and `email`.
        """
        facts = {"name": buyer.name, "phone": buyer.phone, "email": buyer.email}
        if buyer.code:
            name = ("code", buyer.code)
        else:
            name = tuple(facts.values()) if any(facts.values()) else ("nobody", channel)
        found = self._met.get(name)
        if found is None:
            is_named = name[0] != "nobody"
            found = (
                acquaint(self._unit, code=buyer.code, **facts)
                if is_named
                else anonymous(self._unit, channel)
            )
            self._met[name] = found
        return found


def add_customer(unit: Unit, *, addresses: Sequence[Mapping[str, Any]] = (), **facts: Any) -> Any:
    """Add a customer with the addresses they receive at, the first being the one they prefer.

    Args:
        facts: columns of `Customer`.

    Raises:
        Invalid: `already_there`, naming the code.
        NotPermitted.
    """
    require(unit.actor, Verb.EDIT)
    added = _add(unit, **facts)
    if added is None:
        raise Invalid("already_there", kind="customer", name=facts["code"])
    shared = {"customer_id": added.id, "created_at": unit.now}
    unit.insert(_ADDRESS, *({**shared, **address} for address in addresses))
    return added


def address_of(unit: Unit, customer_id: int) -> dict[str, str]:
    """Return where a customer prefers to receive, or nothing where nobody knows."""
    row = unit.row(_FIRST_ADDRESS, {"b_id": customer_id})
    return {} if row is None else {name: getattr(row, name) or "" for name in ADDRESS_FIELDS}


def _find_or_add(unit: Unit, *, code: str, **facts: Any) -> Any:
    found = customer_by_code(unit, code)
    return found or _add(unit, code=code, **facts) or customer_by_code(unit, code)


def _add_unnamed(unit: Unit, **facts: Any) -> Any:
    key = unit.ids(_CUSTOMER)[0]
    added = _add(unit, key, code=f"C{key}", **facts)
    # Somebody else's customer may be called so already.
    return added or _add(unit, code=f"C{key}-{unit.entropy.randbytes(4).hex()}", **facts)


def _add(unit: Unit, key: int | None = None, **facts: Any) -> Any | None:
    """Return the new customer's row, or None where another has the code."""
    key = key or unit.ids(_CUSTOMER)[0]
    row = {"id": key, "created_at": unit.now, "phone": None, "email": None, **facts}
    added = unit.row(_ADD["sqlite" if unit.is_sqlite else "postgresql"], row)
    if added is not None:
        record(
            unit,
            News(
                aggregate=AGGREGATE,
                aggregate_id=key,
                version=1,
                type="customer.added",
                business_date=unit.now.date(),
                payload={"code": added.code},
            ),
        )
    return added
