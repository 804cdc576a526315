"""The first review: what a person must look at is held, the rest goes on by itself."""

from typing import Any, Final

from models.access.verbs import Verb
from models.catalog.tables import WhenShort
from models.fulfilment.allocation import Need
from models.fulfilment.lifecycle import MOVES as FULFILMENT
from models.fulfilment.planning import find_stock
from models.kit.actor import SYSTEM
from models.orders.aggregate import LockedOrder
from models.orders.checks import subject_of, unseen
from models.orders.lifecycle import MOVES as ORDERS
from models.orders.lifecycle import add_hold
from models.orders.moves import Case, make
from models.orders.states import HoldReason

APPROVE: Final = ORDERS[Verb.APPROVE]
PLAN: Final = FULFILMENT[Verb.PLAN]


def first_review(order: LockedOrder, *, is_accepted: bool = False) -> None:
    """Hold an order that has just come to review for each thing to look at, or let it go on.

    What somebody has looked at already, and is still so, does not hold it again.

    Args:
        is_accepted: its money is already taken, so it is held where it would be refused.

    Raises:
        Refused: `stock_short`, where the channel takes no order that it cannot serve.
    """
    asks_first = {WhenShort.REVIEW, WhenShort.REFUSE} if is_accepted else {WhenShort.REVIEW}
    with order.unit.acting_as(SYSTEM):
        found = unseen(subject_of(order))
        if not found and order.house.auto_plan and order.house.when_short in asks_first:
            found = _stock_finding(order)
        for reason, data in found:
            case = Case(order.unit, order)
            add_hold(case, reason, data=data)
            order.record("order.held", payload={"verb": Verb.PLACE_HOLD.value, **case.told})
        if order.is_held:
            return
        make(Case(order.unit, order), APPROVE)
        if order.house.auto_plan:
            make(Case(order.unit, order), PLAN)


def _stock_finding(order: LockedOrder) -> list[tuple[HoldReason, dict[str, Any]]]:
    cargo = [Need(line.id, line.sku_id, line.qty) for line in order.lines if not line.is_service]
    short = find_stock(order.unit, order, cargo).short
    codes = {line.sku_id: line.sku for line in order.lines}
    missing = {codes[need.sku_id]: need.qty for need in short}
    return [(HoldReason.STOCK, {"missing": missing})] if missing else []
