"""Customers, each with the address they prefer to receive at."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final

from sqlalchemy import bindparam, select

from models.customers.commands import ADDRESS_FIELDS
from models.customers.masks import masked_email, masked_phone, masked_place
from models.customers.tables import Address, Customer
from models.exports.filters import Filter
from models.exports.pages import by_key, pages
from models.exports.rows import Asked, Column, Row
from models.kit.table import table

_CUSTOMER: Final = table(Customer)
_ADDRESS: Final = table(Address)

CUSTOMERS: Final = (
    Column("code", "Customer code"), Column("name", "Customer name"),
    Column("phone", "Customer phone"), Column("email", "Customer email"),
    Column("grade", "Grade"), Column("tags", "Tags"), Column("blocked_reason", "Blocked because"),
    Column("recipient", "Recipient"), Column("recipient_phone", "Recipient phone"),
    Column("country", "Country"), Column("province", "Province"), Column("city", "City"),
    Column("district", "District"), Column("line", "Address line"), Column("postcode", "Postcode"),
    Column("created_at", "Created at"),
)  # fmt: skip
_ROWS: Final = (
    select(_CUSTOMER)
    .where(_CUSTOMER.c.id.in_(bindparam("b_keys", expanding=True)))
    .order_by(_CUSTOMER.c.id)
)
_ADDRESSES: Final = (
    select(_ADDRESS.c.customer_id, *(_ADDRESS.c[name] for name in ADDRESS_FIELDS))
    .where(_ADDRESS.c.customer_id.in_(bindparam("b_keys", expanding=True)))
    .order_by(_ADDRESS.c.customer_id, _ADDRESS.c.id)
)


def customer_rows(asked: Asked) -> Iterator[list[Row]]:
    """Go through customers; those who gave no name are not among them."""
    filters, where = asked.filters, [_CUSTOMER.c.is_anonymous.is_(False)]
    for name, column in (
        (Filter.CUSTOMER, _CUSTOMER.c.id),
        (Filter.GRADE, _CUSTOMER.c.grade),
    ):
        if name in filters:
            where.append(column.in_(filters[name]))
    for keys in pages(asked.unit, _CUSTOMER.c.id, where):
        homes = by_key(asked.unit, _ADDRESSES, keys)
        yield [
            _row(row, homes.get(row.id, [None])[0], is_masked=asked.is_masked)
            for row in asked.unit.rows(_ROWS, {"b_keys": keys})
        ]


def _row(row: Any, home: Any | None, *, is_masked: bool) -> Row:
    to = {name: getattr(home, name, "") for name in ADDRESS_FIELDS}
    phone, email = row.phone or "", row.email or ""
    if is_masked:
        to, phone, email = masked_place(to), masked_phone(phone), masked_email(email)
    return [
        row.code, row.name, phone, email, row.grade, row.tags, row.blocked_reason,
        *(to[name] for name in ADDRESS_FIELDS), row.created_at.astimezone(UTC),
    ]  # fmt: skip
