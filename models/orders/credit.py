"""What a customer owes beside one order: what their credit limit is held against.

Counted are orders that are approved or on their way, those that are over but were to be paid here
and are not, and of those that wait for a review the ones that came before. Cash agreed at the door
is nobody's credit.
"""

from typing import Final

from sqlalchemy import bindparam, func, select

from models.catalog.tables import Channel, Settles
from models.customers.tables import Customer
from models.kit.table import table
from models.orders.locked import LockedOrder
from models.orders.states import OrderStatus as S
from models.orders.states import PaymentMethod
from models.orders.tables import Order, Payment
from models.orders.totals import AGREED, at_the_door

_ORDER: Final = table(Order)
_PAYMENT: Final = table(Payment)
_CUSTOMER: Final = table(Customer)
_LOCK: Final = select(_CUSTOMER.c.id).where(_CUSTOMER.c.id == bindparam("b_id")).with_for_update()

CAME_BEFORE: Final = (_ORDER.c.created_at < bindparam("b_created")) | (
    (_ORDER.c.created_at == bindparam("b_created")) & (_ORDER.c.id < bindparam("b_id"))
)
"""Keys alone tell no time: each process draws a block of its own."""
_PAID_HERE: Final = select(table(Channel).c.id).where(table(Channel).c.settles == Settles.HERE)
_IS_OWED: Final = (
    _ORDER.c.status.in_([S.APPROVED, S.FULFILLING, S.DELIVERED])
    | ((_ORDER.c.status == S.PENDING_REVIEW) & CAME_BEFORE)
    | (
        (_ORDER.c.status == S.COMPLETED)
        & _ORDER.c.channel_id.in_(_PAID_HERE)
        & _ORDER.c.is_history.is_(False)
    )
)
_AT_THE_DOOR: Final = (
    select(func.coalesce(func.sum(_PAYMENT.c.amount_minor), 0))
    .where(
        _PAYMENT.c.order_id == _ORDER.c.id,
        _PAYMENT.c.method == PaymentMethod.COD,
        _PAYMENT.c.state.in_(sorted(AGREED)),
    )
    .scalar_subquery()
)
_OWED_BESIDE: Final = select(
    func.coalesce(func.sum(_ORDER.c.total_minor - _ORDER.c.paid_minor - _AT_THE_DOOR), 0)
).where(
    _ORDER.c.customer_id == bindparam("b_customer"),
    _ORDER.c.currency == bindparam("b_currency"),
    _ORDER.c.id != bindparam("b_id"),
    _IS_OWED,
)


def exposure_minor(order: LockedOrder) -> int:
    """Return what the customer would owe with this order, in minor units of its currency.

    Where the order is taken the customer is locked too: two of their orders are reviewed in turn,
    or both would fit.
    """
    row = order.row
    if order.is_taken:
        order.unit.row(_LOCK, {"b_id": row.customer_id})
    whose = {
        "b_customer": row.customer_id,
        "b_currency": row.currency,
        "b_id": row.id,
        "b_created": row.created_at,
    }
    beside = int(order.unit.value(_OWED_BESIDE, whose))
    return beside + row.total_minor - row.paid_minor - at_the_door(order.payments)
