"""The states of an order and its parts, and the one vocabulary of states that people see: lanes."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class OrderStatus(StrEnum):
    """Where an order is in its life."""

    DRAFT = "draft"
    PENDING_PAYMENT = "pending_payment"
    PENDING_REVIEW = "pending_review"
    REJECTED = "rejected"
    APPROVED = "approved"
    FULFILLING = "fulfilling"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PartState(StrEnum):
    """Where a part (a fulfilment) of an order is."""

    BACKORDERED = "backordered"
    IN_PRODUCTION = "in_production"
    ALLOCATED = "allocated"
    PICKING = "picking"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"


class Lane(StrEnum):
    """The columns of the board."""

    PENDING_PAYMENT = "pending_payment"
    PENDING_REVIEW = "pending_review"
    EXCEPTION = "exception"
    APPROVED = "approved"
    BACKORDERED = "backordered"
    ALLOCATED = "allocated"
    PICKING = "picking"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class HoldReason(StrEnum):
    """Why an order waits for a person."""

    PAYMENT = "payment"
    RISK = "risk"
    ADDRESS = "address"
    CONTACT = "contact"
    AMOUNT = "amount"
    PLATFORM_TOTAL = "platform_total"
    PRICE = "price"
    CUSTOMER_BLOCKED = "customer_blocked"
    CREDIT = "credit"
    STOCK = "stock"
    CAPACITY = "capacity"
    PROMISE = "promise"
    REMARK = "remark"
    DUPLICATE = "duplicate"
    UNLISTED = "unlisted"
    SHORT_PICK = "short_pick"
    EXCHANGE = "exchange"
    MANUAL = "manual"


class PaymentState(StrEnum):
    """Where one payment is."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    FAILED = "failed"
    VOIDED = "voided"


class PaymentMethod(StrEnum):
    """How a payment is made."""

    ONLINE = "online"
    COD = "cod"
    PREPAID = "prepaid"
    STORED_VALUE = "stored_value"


class PaymentStatus(StrEnum):
    """What an order's payments come to."""

    UNPAID = "unpaid"
    AUTHORIZED = "authorized"
    PARTIAL = "partial"
    PAID = "paid"
    OVERPAID = "overpaid"


UNDER_WAY: Final = (
    PartState.BACKORDERED,
    PartState.IN_PRODUCTION,
    PartState.ALLOCATED,
    PartState.PICKING,
    PartState.PACKED,
    PartState.SHIPPED,
)
"""States of a part that is still moving, least advanced first."""
HANDLED: Final = frozenset({PartState.PICKING, PartState.PACKED, PartState.SHIPPED})
"""States of a part that is in somebody's hands."""
UNTOUCHED: Final = frozenset(
    {PartState.BACKORDERED, PartState.IN_PRODUCTION, PartState.ALLOCATED, PartState.CANCELLED}
)
"""States of a part that no hand has touched yet."""
LOST_TO_US: Final = frozenset({PartState.RETURNED, PartState.LOST})

_BY_LEAST_ADVANCED: Final = {
    PartState.BACKORDERED: Lane.BACKORDERED,
    PartState.IN_PRODUCTION: Lane.BACKORDERED,
    PartState.ALLOCATED: Lane.ALLOCATED,
    PartState.PICKING: Lane.PICKING,
    PartState.PACKED: Lane.PACKED,
    PartState.SHIPPED: Lane.SHIPPED,
}
_ENDED: Final = {
    OrderStatus.CANCELLED: Lane.CANCELLED,
    OrderStatus.COMPLETED: Lane.COMPLETED,
}
_PLAIN: Final = {
    OrderStatus.PENDING_PAYMENT: Lane.PENDING_PAYMENT,
    OrderStatus.PENDING_REVIEW: Lane.PENDING_REVIEW,
    OrderStatus.APPROVED: Lane.APPROVED,
    OrderStatus.DELIVERED: Lane.DELIVERED,
}


def lane_of(status: OrderStatus, parts: Iterable[PartState], *, is_held: bool) -> Lane | None:
    """Return the lane an order stands in, or None for one that is off the board."""
    if status in _ENDED:
        return _ENDED[status]
    if status in (OrderStatus.DRAFT, OrderStatus.REJECTED):
        return None
    if is_held:
        return Lane.EXCEPTION
    if status in _PLAIN:
        return _PLAIN[status]
    least = min((p for p in parts if p in UNDER_WAY), key=UNDER_WAY.index, default=None)
    return Lane.EXCEPTION if least is None else _BY_LEAST_ADVANCED[least]
