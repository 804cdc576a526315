"""What a person must look at before an order may go on: each check is a reason to hold.

Admission places a hold for every check that fails. Approval passes a check that holds, or one whose
hold somebody has looked at and released; so the two can never disagree. Looking changes no facts:
an address that is incomplete is put right, or a manager answers for it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select

from models.catalog.tables import ChannelKind, Sku, Warehouse
from models.customers.tables import Customer
from models.kit.table import table
from models.orders.aggregate import LockedOrder
from models.orders.credit import CAME_BEFORE, exposure_minor
from models.orders.states import HoldReason, Lane, OrderStatus
from models.orders.tables import Order

ADDRESS_NEEDS: Final = ("recipient", "country", "city", "line")
_PRICED_BY_US: Final = frozenset(
    {ChannelKind.MANUAL, ChannelKind.PHONE, ChannelKind.EMAIL, ChannelKind.B2B}
)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_FEWEST_DIGITS: Final = 6
DOUBLE_WITHIN: Final = timedelta(minutes=10)
_ORDER: Final = table(Order)
_SKU: Final = table(Sku)
_CUSTOMER: Final = table(Customer)
_WAREHOUSE: Final = table(Warehouse)

_TWIN: Final = (
    select(_ORDER.c.no)
    .where(
        _ORDER.c.customer_id == bindparam("b_customer"),
        _ORDER.c.total_minor == bindparam("b_total"),
        _ORDER.c.currency == bindparam("b_currency"),
        _ORDER.c.id != bindparam("b_id"),
        CAME_BEFORE,
        _ORDER.c.status != OrderStatus.CANCELLED,
        _ORDER.c.placed_at.between(bindparam("b_from"), bindparam("b_to")),
    )
    .limit(1)
)
_CAPACITIES: Final = select(_WAREHOUSE.c.daily_capacity).where(_WAREHOUSE.c.is_open)
_IN_HAND: Final = select(func.count()).where(
    _ORDER.c.lane.in_([Lane.APPROVED, Lane.ALLOCATED, Lane.PICKING, Lane.PACKED]),
    _ORDER.c.id != bindparam("b_id"),
)
_SKUS: Final = select(_SKU).where(_SKU.c.id.in_(bindparam("b_ids", expanding=True)))
_CUSTOMER_BY_ID: Final = select(_CUSTOMER).where(_CUSTOMER.c.id == bindparam("b_id"))

Lack = Mapping[str, Any]


@dataclass(frozen=True)
class Subject:
    """What is looked at: an order, its customer's row, and the rows of its SKUs by key."""

    order: LockedOrder
    customer: Any
    skus: Mapping[int, Any]


class Check(NamedTuple):
    """A reason to hold, and what it sees; None where nothing is wrong.

    Attributes:
        is_fact: it is so until it is put right, whoever has looked at it.
    """

    reason: HoldReason
    sees: Callable[[Subject], Lack | None]
    is_fact: bool = False


def _address(subject: Subject) -> Lack | None:
    ship_to = subject.order.row.ship_to
    missing = [name for name in ADDRESS_NEEDS if not ship_to.get(name)]
    return {"missing": missing} if missing else None


def _contact(subject: Subject) -> Lack | None:
    reached = can_be_reached(subject.order.row.ship_to, subject.customer)
    return None if reached else {"needs": "phone_or_email"}


def can_be_reached(ship_to: Mapping[str, Any], customer: Any) -> bool:
    """Return whether there is a phone number or an e-mail address to write or call to."""
    phone = ship_to.get("phone") or customer.phone or ""
    has_phone = sum(ch.isdigit() for ch in phone) >= _FEWEST_DIGITS
    return has_phone or bool(_EMAIL.fullmatch(customer.email or ""))


def _amount(subject: Subject) -> Lack | None:
    row, house = subject.order.row, subject.order.house
    # The limit is in the shop's currency, and says nothing of others.
    limit = house.review_above_minor if row.currency == house.currency else None
    total = row.total_minor
    # Not the total, which cancelled units make smaller: who looked at more has looked at less.
    return {"limit": limit} if limit is not None and total > limit else None


def _platform_total(subject: Subject) -> Lack | None:
    difference = subject.order.row.stated_difference_minor
    return {"asks": "more" if difference > 0 else "less"} if difference else None


def _price(subject: Subject) -> Lack | None:
    order = subject.order
    if order.house.kind not in _PRICED_BY_US:
        return None
    other = {
        line.sku: [subject.skus[line.sku_id].price_minor, line.unit_price_minor]
        for line in order.lines
        if subject.skus[line.sku_id].price_minor not in (None, line.unit_price_minor)
        and subject.skus[line.sku_id].currency == order.row.currency
    }
    return {"list_and_asked": other} if other else None


def _blocked(subject: Subject) -> Lack | None:
    reason = subject.customer.blocked_reason
    return {"blocked": reason} if reason else None


def _credit(subject: Subject) -> Lack | None:
    limit, order = subject.customer.credit_limit_minor, subject.order
    if limit is None:
        return None
    if order.row.currency != order.house.currency:  # the limit is in the shop's: no telling
        return {"limit": limit, "currency": order.row.currency}
    owed = exposure_minor(order)
    return {"limit": limit, "owed": owed} if owed > limit else None


def _remark(subject: Subject) -> Lack | None:
    remark = subject.order.row.remark
    # Not the words, which are personal, but whether they are still the same.
    return {"remark": sha256(remark.encode()).hexdigest()[:12]} if remark else None


def _double(subject: Subject) -> Lack | None:
    row = subject.order.row
    if subject.customer.is_anonymous:
        return None
    like = {
        "b_customer": row.customer_id,
        "b_total": row.total_minor,
        "b_currency": row.currency,
        "b_id": row.id,
        "b_created": row.created_at,
        "b_from": row.placed_at - DOUBLE_WITHIN,
        "b_to": row.placed_at + DOUBLE_WITHIN,
    }
    no = subject.order.unit.value(_TWIN, like)
    return {"like": no} if no else None


def _unlisted(subject: Subject) -> Lack | None:
    lines = subject.order.lines
    skus = sorted({line.sku for line in lines if not subject.skus[line.sku_id].listed})
    return {"skus": skus} if skus else None


def _capacity(subject: Subject) -> Lack | None:
    unit = subject.order.unit
    limits = [row.daily_capacity for row in unit.rows(_CAPACITIES)]
    if not limits or None in limits:
        return None
    in_hand = int(unit.value(_IN_HAND, {"b_id": subject.order.row.id}))
    # Not how much is in hand, which changes by the minute, or nobody could have looked at it.
    return {"capacity": sum(limits)} if in_hand >= sum(limits) else None


CHECKS: Final = (
    Check(HoldReason.ADDRESS, _address, is_fact=True),
    Check(HoldReason.CONTACT, _contact, is_fact=True),
    Check(HoldReason.AMOUNT, _amount),
    Check(HoldReason.PLATFORM_TOTAL, _platform_total),
    Check(HoldReason.PRICE, _price),
    Check(HoldReason.CUSTOMER_BLOCKED, _blocked, is_fact=True),
    Check(HoldReason.CREDIT, _credit, is_fact=True),
    Check(HoldReason.REMARK, _remark),
    Check(HoldReason.DUPLICATE, _double),
    Check(HoldReason.UNLISTED, _unlisted),
    Check(HoldReason.CAPACITY, _capacity),
)


FACTS: Final = frozenset(check.reason for check in CHECKS if check.is_fact)


def subject_of(order: LockedOrder) -> Subject:
    """Return an order with what the checks look at."""
    if "skus" not in order.known:
        ids = sorted({line.sku_id for line in order.lines})
        skus = order.unit.rows(_SKUS, {"b_ids": ids})
        order.known |= {
            "customer": order.unit.row(_CUSTOMER_BY_ID, {"b_id": order.row.customer_id}),
            "skus": {row.id: row for row in skus},
        }
    return Subject(order, order.known["customer"], order.known["skus"])


def findings(subject: Subject) -> list[tuple[HoldReason, dict[str, Any]]]:
    """Return what a person must look at, each with what was seen; looked up once a version."""
    order = subject.order
    key = f"findings of version {order.row.version}"
    if key not in order.known:
        seen = ((check.reason, check.sees(subject)) for check in CHECKS)
        order.known[key] = [(reason, dict(lack)) for reason, lack in seen if lack is not None]
    return order.known[key]


def unseen(subject: Subject) -> list[tuple[HoldReason, dict[str, Any]]]:
    """Return the findings that nobody has looked at, or is asked to."""
    return [finding for finding in findings(subject) if not is_said(subject.order, finding)]


def is_said(order: LockedOrder, finding: tuple[HoldReason, Mapping[str, Any]]) -> bool:
    """Return whether a hold says the same: one that is open, or that somebody released."""
    return any(
        (h.reason, h.data) == finding
        for h in order.holds
        if h.released_at is None or not (h.is_withdrawn or h.reason in FACTS)
    )
