"""Taking back what was ordered: a part, a line, the whole; and restoring what was cancelled."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from models.catalog.tables import TaxMode
from models.fulfilment.guards import UNPACKED
from models.fulfilment.planning import WAITING, cancel_part, renew_promise, take_back
from models.kit import money
from models.orders.aggregate import events_since
from models.orders.cover import uncovered_minor
from models.orders.lifecycle import refuse_unseen, wait_for_payment
from models.orders.moves import Case
from models.orders.states import LOST_TO_US, OrderStatus, PartState
from models.orders.tables import LineRecord, PartRecord
from models.orders.totals import payment_status

TO_LEAVE: Final = frozenset({*UNPACKED, PartState.PACKED})
_NOT_SUBMITTED: Final = frozenset({OrderStatus.DRAFT, OrderStatus.REJECTED})
_WITHOUT_PARTS: Final = frozenset(
    {OrderStatus.PENDING_PAYMENT, OrderStatus.PENDING_REVIEW, OrderStatus.APPROVED}
)


def cancel_parts(case: Case) -> None:
    """Cancel parts; their units are no longer wanted, and no longer asked money for.

    A part that makes another good is no new wish: cancelling all that make it good leaves the loss
    to be made good again. Cancelling some of them gives those units up.
    """
    lines = {line.id: line for line in case.order.lines}
    going = {part.id for part in case.parts}
    still_making_good = {
        part.made_for_id
        for part in case.order.parts
        if part.id not in going and part.state is not PartState.CANCELLED
    }
    for part in case.parts:
        if part.made_for_id is None or part.made_for_id in still_making_good:
            takes = {cargo.order_line_id: cargo.qty for cargo in case.order.cargo(part)}
            for line_id, qty in takes.items():
                _want_less(case, lines[line_id], qty)
            _give_up(case, part, takes)
    with _renewing(case, case.parts):
        take_back(case, case.parts)


def cancel_line(case: Case) -> None:
    """Cancel some units of a line, from its least advanced parts first."""
    line = next(line for line in case.order.lines if line.position == case.given.line)
    left = case.given.qty or 0
    _want_less(case, line, left)
    parts = sorted(
        (part for part in case.order.parts if part.state in UNPACKED),
        key=lambda part: UNPACKED.index(part.state),
    )
    with _renewing(case, parts[:1]):
        for part in parts:
            carried = {cargo.order_line_id: cargo.qty for cargo in case.order.cargo(part)}
            taken = min(left, carried.get(line.id, 0))
            if taken:
                _give_up(case, part, {line.id: taken})
                is_all = carried == {line.id: taken}
                take_back(case, [part if is_all else case.order.split(part, {line.id: taken})])
                left -= taken


@contextmanager
def _renewing(case: Case, parts: Iterable[PartRecord]) -> Iterator[None]:
    """Promise anew where parts that waited give something up: the rest may leave sooner."""
    waited = any(part.state in WAITING for part in parts)
    yield
    if waited and any(part.state in TO_LEAVE for part in case.order.parts):
        renew_promise(case)


def cancel(case: Case) -> None:
    """Cancel an order: whatever its parts hold goes back to the shelf."""
    ended = (PartState.CANCELLED, *LOST_TO_US)
    take_back(case, (part for part in case.order.parts if part.state not in ended))
    case.order.row.promised_on = None


def restore(case: Case) -> None:
    """Let a cancelled order wait again: as what nobody submitted, for its money, for review.

    Undo brings back the status itself, but for what was under way: its parts are gone.
    """
    row, was = case.order.row, _status_before(case)
    if case.is_undo and was is OrderStatus.APPROVED:
        refuse_unseen(case)  # the approval would come back, and what it stood on may be gone
    if was and (was in _NOT_SUBMITTED or (case.is_undo and was in _WITHOUT_PARTS)):
        row.status = was
    elif uncovered_minor(case.order) and not case.is_undo:
        row.status = OrderStatus.PENDING_PAYMENT
    else:
        row.status = OrderStatus.PENDING_REVIEW
    if row.status is OrderStatus.PENDING_PAYMENT:
        wait_for_payment(case)


def _status_before(case: Case) -> OrderStatus | None:
    """Return what an order was when it was cancelled."""
    for event in events_since(case.unit, case.order.row.id, 0):
        if event.to_state == OrderStatus.CANCELLED and event.from_state not in (
            None, OrderStatus.CANCELLED,
        ):  # fmt: skip
            return OrderStatus(event.from_state)
    return None


def _give_up(case: Case, part: PartRecord, takes: Mapping[int, int]) -> None:
    """Take units, by order line, off the loss that a part makes good, and off what that was for."""
    lost = next((each for each in case.order.parts if each.id == part.made_for_id), None)
    if lost is None:
        return
    _give_up(case, lost, takes)
    is_all = takes == {cargo.order_line_id: cargo.qty for cargo in case.order.cargo(lost)}
    given_up = lost if is_all else case.order.split(lost, takes)
    cancel_part(case, given_up)


def _want_less(case: Case, line: LineRecord, qty: int) -> None:
    row = case.order.row
    worth = _worth_minor(case)
    tax = money.refundable(line.tax_minor, line.qty, line.cancelled_qty, qty)
    line.cancelled_minor += money.refundable(line.total_minor, line.qty, line.cancelled_qty, qty)
    line.cancelled_tax_minor += tax
    line.cancelled_qty += qty
    row.tax_minor -= tax
    off = worth - _worth_minor(case)
    never_asked = share_minor(-row.stated_difference_minor, off, worth)
    row.stated_difference_minor += never_asked
    asked_less = off - never_asked
    row.total_minor -= asked_less
    row.payment_status = payment_status(row, case.order.payments)
    case.told["off_minor"] = case.told.get("off_minor", 0) + asked_less


def _worth_minor(case: Case) -> int:
    """Return what the lines still come to by our sum, with the tax that stands on top of them."""
    on_top = case.order.house.tax_mode is TaxMode.EXCLUSIVE
    return sum(
        line.total_minor - line.cancelled_minor
        + (line.tax_minor - line.cancelled_tax_minor if on_top else 0)
        for line in case.order.lines
    )  # fmt: skip


def share_minor(less: int, off: int, worth: int) -> int:
    """Return how much of what a platform asks `less` than our sum falls to `off` of `worth`.

    It asked less for every line alike; to take a line off at our price would ask for too little of
    the others, and at last for less than nothing.
    """
    return min(less, worth) * off // worth if less > 0 and worth else 0
