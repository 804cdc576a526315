"""The first review: what a person must look at is held, the rest goes on by itself."""

from typing import Any, Final

from models.access.verbs import Verb
from models.catalog.tables import WhenShort
from models.fulfilment.allocation import Need
from models.fulfilment.lifecycle import MOVES as FULFILMENT
from models.fulfilment.planning import find_stock
from models.kit.actor import SYSTEM
from models.orders.aggregate import LockedOrder, events_since
from models.orders.checks import is_said, subject_of, unseen
from models.orders.lifecycle import MOVES as ORDERS
from models.orders.lifecycle import add_hold
from models.orders.moves import Case, make
from models.orders.states import HoldReason, OrderStatus

APPROVE: Final = ORDERS[Verb.APPROVE]
PLAN: Final = FULFILMENT[Verb.PLAN]


def first_review(order: LockedOrder, *, was_here: bool = False) -> None:
    """Hold an order that has come to review for each thing to look at, or let it go on.

    What somebody has looked at already, and is still so, does not hold it again. What a person
    rejected, or took back from approval, is approved by a person.

    Args:
        was_here: it is no newcomer: it is held where one would be refused.

    Raises:
        Refused: `stock_short`, where the channel takes no order that it cannot serve.
    """
    house = order.house
    asks_first = {WhenShort.REVIEW, WhenShort.REFUSE} if was_here else {WhenShort.REVIEW}
    with order.unit.acting_as(SYSTEM):
        found = unseen(subject_of(order))
        missing = None
        if not found and house.auto_plan and house.when_short in asks_first:
            missing = _missing_stock(order)
            if missing and not is_said(order, missing):
                found = [missing]
        for reason, data in found:
            case = Case(order.unit, order)
            add_hold(case, reason, data=data)
            order.record("order.held", payload={"verb": Verb.PLACE_HOLD.value, **case.told})
        if order.is_held or (was_here and _was_pulled_back(order)):
            return
        make(Case(order.unit, order), APPROVE)
        if house.auto_plan and not (missing and house.when_short is WhenShort.REFUSE):
            make(Case(order.unit, order), PLAN)


def _was_pulled_back(order: LockedOrder) -> bool:
    """Return whether somebody rejected the order, or took its approval back."""
    return any(
        event.type == "order.rejected"
        or (event.type == "order.recalled" and event.from_state == OrderStatus.APPROVED)
        for event in events_since(order.unit, order.row.id, 0)
    )


def _missing_stock(order: LockedOrder) -> tuple[HoldReason, dict[str, Any]] | None:
    wanted = [line for line in order.lines if not line.is_service and line.open_qty]
    cargo = [Need(line.id, line.sku_id, line.open_qty) for line in wanted]
    codes = {line.sku_id: line.sku for line in wanted}
    missing: dict[str, int] = {}
    for need in find_stock(order.unit, order, cargo).short:
        missing[codes[need.sku_id]] = missing.get(codes[need.sku_id], 0) + need.qty
    return (HoldReason.STOCK, {"missing": missing}) if missing else None
