"""The one door by which an order comes in, whatever brings it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from models.access.verbs import Verb
from models.admission.following import follow
from models.admission.review import first_review
from models.db import Unit
from models.orders.aggregate import LockedOrder
from models.orders.commands import create, create_many
from models.orders.cover import uncovered_minor
from models.orders.drafts import OrderDraft
from models.orders.lifecycle import MOVES
from models.orders.locked import save_new
from models.orders.moves import Case, make
from models.orders.states import OrderStatus
from models.orders.tables import OrderRecord

SUBMIT: Final = MOVES[Verb.SUBMIT]
SUBMIT_UNPAID: Final = MOVES[Verb.SUBMIT_UNPAID]


def accept_order(unit: Unit, draft: OrderDraft) -> OrderRecord:
    """Take an order into the life cycle: created, submitted, reviewed, and planned where it may be.

    Raises:
        Invalid, NotFound, NotPermitted, Conflict: as `create` does.
        Refused: `stock_short`, `channel_not_qualified`.
    """
    order = create(unit, draft)
    _submit(order)
    order.save()
    return order.row


class Past(NamedTuple):
    """An order that is already over, and how it ended."""

    draft: OrderDraft
    is_cancelled: bool = False


def accept_history(unit: Unit, orders: Sequence[Past]) -> list[OrderRecord]:
    """Enter orders that are already over: one event each, no parts, no stock, no review.

    Raises:
        Invalid, NotFound, NotPermitted, Conflict: as `create` does; then none is entered.
    """
    composed = create_many(unit, [past.draft for past in orders])
    for order, past in zip(composed, orders, strict=True):
        order.row.is_history = True
        order.row.status = OrderStatus.CANCELLED if past.is_cancelled else OrderStatus.COMPLETED
        order.record("order.imported", payload={"lines": len(past.draft.lines)})
    save_new(unit, composed)
    return [order.row for order in composed]


def _submit(order: LockedOrder) -> None:
    waits = uncovered_minor(order) > 0
    make(Case(order.unit, order), SUBMIT_UNPAID if waits else SUBMIT)
    if not waits:
        first_review(order)
        follow(order)
