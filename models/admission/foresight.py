"""Which orders would wait for a person, if they came in now: the checks of admission, unwritten."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import and_, or_, select

from models.customers.tables import Customer
from models.db import Unit
from models.kit.errors import Refusal
from models.kit.table import table
from models.orders.checks import Subject, findings
from models.orders.commands import compose, price
from models.orders.drafts import OrderDraft
from models.orders.house import House, house_of
from models.orders.states import HoldReason

_CUSTOMER: Final = table(Customer)
_NOBODY: Final = SimpleNamespace(
    id=0, code="", name="", phone=None, email=None, owner_user_id=None, credit_limit_minor=None,
    blocked_reason=None, is_anonymous=False,
)  # fmt: skip
"""Somebody whose acquaintance has yet to be made."""

Foreseen = Sequence[HoldReason] | Refusal


def foresee(
    unit: Unit, channel: str, drafts: Sequence[OrderDraft], skus: Mapping[str, Any]
) -> list[Foreseen]:
    """Return for each draft what would hold it, or why it would be refused; nothing is written.

    What the orders would come to mean for each other (the same thing twice, credit) is not seen.

    Args:
        skus: the rows of all their SKUs, by code; of those to be made, what they will be.
    """
    house = house_of(unit, channel)
    known = _customers(unit, drafts)
    return [_one(unit, house, draft, known.get(_name(draft)), skus) for draft in drafts]


def _one(
    unit: Unit, house: House, draft: OrderDraft, customer: Any, skus: Mapping[str, Any]
) -> Foreseen:
    if customer is None:
        said = draft.customer.model_dump()
        anybody = SimpleNamespace(**{**vars(_NOBODY), "is_anonymous": not any(said.values())})
        customer = SimpleNamespace(**{**vars(anybody), **{k: v for k, v in said.items() if v}})
    try:
        priced = price(draft, house, {line.sku: skus[line.sku] for line in draft.lines})
        order = compose(unit, draft, house, customer, priced)
        order.is_taken = False
    except Refusal as refusal:
        return refusal
    return [reason for reason, _ in findings(Subject(order, customer, order.known["skus"]))]


def _name(draft: OrderDraft) -> tuple[str, ...]:
    """Return by what a draft's customer is known, as `acquaint` knows them."""
    buyer = draft.customer
    if buyer.code:
        return ("code", buyer.code)
    return ("email", buyer.email) if buyer.email else ("phone", buyer.phone, buyer.name)


def _customers(unit: Unit, drafts: Sequence[OrderDraft]) -> dict[tuple[str, ...], Any]:
    names = {_name(draft) for draft in drafts}
    codes = [name[1] for name in names if name[0] == "code"]
    emails = [name[1] for name in names if name[0] == "email"]
    pairs = [name[1:] for name in names if name[0] == "phone" and any(name[1:])]
    found: dict[tuple[str, ...], Any] = {}
    wanted = or_(
        _CUSTOMER.c.code.in_(codes),
        _CUSTOMER.c.email.in_(emails),
        *(and_(_CUSTOMER.c.phone == (p or None), _CUSTOMER.c.name == n) for p, n in pairs),
    )
    for row in unit.rows(select(_CUSTOMER).where(wanted).order_by(_CUSTOMER.c.id)):
        phone = ("phone", row.phone or "", row.name)
        for name in (("code", row.code), ("email", row.email), phone):
            found.setdefault(name, row)
    return found
