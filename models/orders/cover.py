"""What stands for an order's money before it is in hand: cash at the door, or credit terms."""

from models.catalog.tables import Settles
from models.orders.checks import subject_of
from models.orders.locked import LockedOrder
from models.orders.totals import at_the_door


def owed_minor(order: LockedOrder) -> int:
    """Return what nobody has paid yet or answers for, in minor units.

    A customer with a credit limit buys on terms; whether the limit is kept is for the review.
    """
    missing = order.row.total_minor - order.row.paid_minor
    if missing <= 0:
        return 0
    missing -= at_the_door(order.payments)
    return 0 if missing <= 0 or _buys_on_terms(order) else missing


def uncovered_minor(order: LockedOrder) -> int:
    """Return what must be paid here before the order may go on: nothing, if it settles outside."""
    return owed_minor(order) if order.house.settles is Settles.HERE else 0


def _buys_on_terms(order: LockedOrder) -> bool:
    return bool(subject_of(order).customer.credit_limit_minor)
