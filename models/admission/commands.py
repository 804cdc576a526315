"""The one door by which an order comes in, whatever brings it."""

from typing import Final

from models.access.verbs import Verb
from models.admission.following import follow
from models.admission.review import first_review
from models.db import Unit
from models.orders.aggregate import LockedOrder
from models.orders.commands import create
from models.orders.cover import uncovered_minor
from models.orders.drafts import OrderDraft
from models.orders.lifecycle import MOVES
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


def accept_history(unit: Unit, draft: OrderDraft, *, is_cancelled: bool = False) -> OrderRecord:
    """Enter an order that is already over: one event, no parts, no stock, no review; for reports.

    Raises:
        Invalid, NotFound, NotPermitted, Conflict: as `create` does.
    """
    order = create(unit, draft, event=None)
    order.row.is_history = True
    order.row.status = OrderStatus.CANCELLED if is_cancelled else OrderStatus.COMPLETED
    order.record("order.imported", payload={"lines": len(draft.lines)})
    order.save()
    return order.row


def _submit(order: LockedOrder) -> None:
    waits = uncovered_minor(order) > 0
    make(Case(order.unit, order), SUBMIT_UNPAID if waits else SUBMIT)
    if not waits:
        first_review(order)
        follow(order)
