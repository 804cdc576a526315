"""What follows by itself from what an order is: paid goes to review, delivered is done."""

from collections.abc import Callable, Mapping
from typing import Final

from models.access.verbs import Verb
from models.admission.review import first_review
from models.catalog.tables import CompleteOn
from models.fulfilment import lifecycle as fulfilment
from models.kit.actor import SYSTEM
from models.kit.errors import Refusal
from models.orders import lifecycle as orders
from models.orders.aggregate import LockedOrder
from models.orders.moves import Case, Move, Table, check, make
from models.payments import lifecycle as payments

MOVES: Final[Table] = {**orders.MOVES, **fulfilment.MOVES, **payments.MOVES}
"""Every move of an order in one table."""


def _ends_on_delivery(order: LockedOrder) -> bool:
    return order.house.complete_on is CompleteOn.DELIVER


FOLLOWING: Final[Mapping[Verb, Callable[[LockedOrder], bool]]] = {
    Verb.PAY: lambda _: True,
    Verb.COMPLETE_ON_SHIP: lambda _: True,
    Verb.ALL_DONE: lambda _: True,
    Verb.COMPLETE: _ends_on_delivery,
}
"""Verbs that follow by themselves as soon as they may, tried in this order, and on what terms."""


def follow(order: LockedOrder) -> None:
    """Make the moves that follow by themselves from what the order is now."""
    with order.unit.acting_as(SYSTEM):
        for verb, is_wanted in FOLLOWING.items():
            case = Case(order.unit, order)
            if is_wanted(order) and _may(case, MOVES[verb]):
                make(case, MOVES[verb])
                if verb is Verb.PAY:
                    first_review(order, was_here=True)


def _may(case: Case, move: Move) -> bool:
    if case.order.row.status not in move.sources:
        return False
    try:
        check(case, move)
    except Refusal:
        return False
    return True
