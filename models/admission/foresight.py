"""Which orders would wait for a person, if they came in now: the checks of admission, unwritten."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import and_, or_, select

from models.customers.tables import Customer
from models.db import Unit
from models.kit.errors import Refusal
from models.kit.table import table
from models.orders.checks import DOUBLE_WITHIN, Subject, findings
from models.orders.commands import compose, price
from models.orders.drafts import OrderDraft
from models.orders.house import House
from models.orders.states import HoldReason
from models.orders.tables import OrderRecord

_CUSTOMER: Final = table(Customer)
_NOBODY: Final[Mapping[str, Any]] = {
    "id": 0, "code": "", "name": "", "phone": None, "email": None, "owner_user_id": None,
    "credit_limit_minor": None, "blocked_reason": None,
}  # fmt: skip
"""Somebody whose acquaintance has yet to be made."""

REMEMBERED: Final = 20_000
"""Of how many customers and sums it is known when they came: doubles stand near each other."""
Foreseen = Sequence[HoldReason] | Refusal


class Foresight:
    """Looks at drafts one after the other, as if each had come in before the next.

    What they would come to owe together is not seen.
    """

    def __init__(self) -> None:
        self._met: dict[tuple[Any, ...], list[datetime]] = {}

    def of(
        self, unit: Unit, house: House, drafts: Sequence[OrderDraft], skus: Mapping[str, Any]
    ) -> list[Foreseen]:
        """Return for each draft what would hold it, or why it would be refused.

        Args:
            skus: the rows of all their SKUs, by code; of those to be made, what they will be.
        """
        known = _customers(unit, drafts)
        return [self._one(unit, house, each, known.get(_name(each)), skus) for each in drafts]

    def _one(
        self, unit: Unit, house: House, draft: OrderDraft, customer: Any, skus: Mapping[str, Any]
    ) -> Foreseen:
        customer = customer or _stranger(draft)
        try:
            priced = price(draft, house, {line.sku: skus[line.sku] for line in draft.lines})
            order = compose(unit, draft, house, customer, priced)
        except Refusal as refusal:
            return refusal
        order.is_taken = False
        found = [reason for reason, _ in findings(Subject(order, customer, order.known["skus"]))]
        if not customer.is_anonymous and self._came_before(draft, order.row):
            found = list(dict.fromkeys([*found, HoldReason.DUPLICATE]))
        return found

    def _came_before(self, draft: OrderDraft, row: OrderRecord) -> bool:
        """Return whether the same customer's order of the same worth stands further up."""
        same = self._met.setdefault((*_name(draft), row.total_minor, row.currency), [])
        if len(self._met) > REMEMBERED:
            del self._met[next(iter(self._met))]
        is_double = any(abs(row.placed_at - at) <= DOUBLE_WITHIN for at in same)
        same.append(row.placed_at)
        return is_double


def _stranger(draft: OrderDraft) -> Any:
    """Return the customer a draft will make us acquainted with."""
    said = {name: text for name, text in draft.customer.model_dump().items() if text}
    return SimpleNamespace(**{**_NOBODY, "is_anonymous": not said, **said})


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
