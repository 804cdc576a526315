"""The life of an order before its goods move: from draft to approved, and back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from models.access.verbs import Verb as V
from models.activity.log import ask_for
from models.kit.errors import Refused
from models.orders.aggregate import events_since, moves_process
from models.orders.checks import FACTS, subject_of, unseen
from models.orders.cover import owed_minor, uncovered_minor
from models.orders.moves import Ask, Case, Guard, Held, Move, as_table
from models.orders.states import HoldReason, PartState, PaymentStatus
from models.orders.states import OrderStatus as S
from models.orders.tables import HoldRecord, PartRecord

EXPIRE_JOB: Final = "expire_unpaid"

REASON: Final = Ask("reason_needed", ("reason", "note"))


def _totals(case: Case) -> Mapping[str, Any] | None:
    row, lines = case.order.row, case.order.lines.all()
    if not lines:
        return {"problem": "no_lines"}
    ours = sum(line.total_minor - line.cancelled_minor for line in lines) + row.shipping_minor
    ours += row.stated_difference_minor
    if ours in (row.total_minor, row.total_minor - row.tax_minor):
        return None
    return {"problem": "sum", "ours": ours, "total": row.total_minor}


def _owed(case: Case) -> Mapping[str, Any] | None:
    return _missing(case, owed_minor(case.order))


def _uncovered(case: Case) -> Mapping[str, Any] | None:
    return _missing(case, uncovered_minor(case.order))


def _missing(case: Case, minor: int) -> Mapping[str, Any] | None:
    return {"missing_minor": minor, "currency": case.order.row.currency} if minor else None


def _none_owed(case: Case) -> Mapping[str, Any] | None:
    return None if owed_minor(case.order) else {"instead": V.SUBMIT.value}


def _looked_at(case: Case) -> Mapping[str, Any] | None:
    left = unseen(subject_of(case.order))
    if not left:
        return None
    facts = [reason.value for reason, _ in left if reason in FACTS]
    told = {"found": facts, "problem": "fact"} if facts else {"found": [r.value for r, _ in left]}
    return {**told, "checks": dict(left)}


def refuse_unseen(case: Case) -> None:
    """Refuse where a check finds what nobody has looked at.

    Raises:
        Refused: `not_looked_at`, naming what was found.
    """
    lack = _looked_at(case)
    if lack:
        raise Refused(LOOKED_AT.code, dict(lack))


def _qualified(case: Case) -> Mapping[str, Any] | None:
    return None if case.order.house.qualified else {"channel": case.order.house.channel}


def _changed(case: Case) -> Mapping[str, Any] | None:
    """Refuse while nothing was corrected; holds are none, nor what was undone. Undo needs none."""
    if case.is_undo:
        return None
    since: list[Any] = []
    for event in events_since(case.unit, case.order.row.id, 0):
        if event.type == "order.rejected":
            return None if _corrects(since) else {"since": event.at.isoformat()}
        since.append(event)
    return None


def _corrects(events: Sequence[Any]) -> bool:
    """Return whether events changed what is ordered, to whom, or its money, and it still is so."""
    own = {event.seq for event in events}
    undone = {event.reverses_seq for event in events}
    return any(
        not moves_process(event) and event.seq not in undone and event.reverses_seq not in own
        for event in events
    )


def _overdue(case: Case) -> Mapping[str, Any] | None:
    due = case.order.row.pay_by
    if due is None or case.unit.now > due:
        return None
    return {"pay_by": due.isoformat()}


def _nothing_paid(case: Case) -> Mapping[str, Any] | None:
    """Refuse where some of the money is here, or agreed: a person decides what becomes of it."""
    row = case.order.row
    is_here = row.payment_status is not PaymentStatus.UNPAID
    return {"paid_minor": row.paid_minor, "currency": row.currency} if is_here else None


def wait_for_payment(case: Case) -> None:
    """Give the customer the shop's hours to pay, from now."""
    row = case.order.row
    row.pay_by = case.unit.now + timedelta(hours=case.order.house.payment_hours)
    # Until `pay_by` itself there is time; a job that comes too early would not come again.
    ask_for(case.unit, EXPIRE_JOB, {"no": row.no}, row.pay_by + timedelta(seconds=1))


def _recall(case: Case) -> None:
    row = case.order.row
    row.status = S.PENDING_REVIEW if row.status is S.APPROVED else S.DRAFT


def _hold(case: Case) -> None:
    given = case.given
    if case.is_undo and given.hold:
        _reopen(case, given.hold)
        return
    reason = given.hold_reason or HoldReason.MANUAL
    add_hold(
        case, reason, note=given.note, part=case.parts[0] if case.parts else None,
        data=_found(case).get(reason), due_at=_end_of(case, given.due_on),
    )  # fmt: skip


def _found(case: Case) -> dict[HoldReason, dict[str, Any]]:
    """Return what the checks find: a hold for it that is released is somebody who looked."""
    return dict(unseen(subject_of(case.order)))


def add_hold(
    case: Case, reason: HoldReason, *, note: str = "", part: PartRecord | None = None,
    data: dict[str, Any] | None = None, due_at: datetime | None = None,
) -> None:  # fmt: skip
    """Put a hold on an order or one of its parts; the next event names it."""
    hold = case.order.holds.add(
        order_id=case.order.row.id,
        fulfillment_id=part.id if part else None,
        reason=reason,
        note=note,
        data=data or {},
        placed_by=case.unit.actor.label,
        placed_at=case.unit.now,
        due_at=due_at,
    )
    _tell_hold(case, hold)


def _tell_hold(case: Case, hold: HoldRecord) -> None:
    codes = {part.id: part.code for part in case.order.parts}
    case.told["hold"] = {
        "id": hold.id,
        "reason": hold.reason,
        "part": codes.get(hold.fulfillment_id or 0),
    }


def _reopen(case: Case, key: int) -> None:
    """Let a released hold hold again as it did: what it holds, why, and until when."""
    hold = next(hold for hold in case.order.holds if hold.id == key)
    hold.released_at = hold.released_by = None
    hold.is_withdrawn = False
    _tell_hold(case, hold)


def _release(case: Case) -> None:
    hold = _meant(case)
    assert isinstance(hold, HoldRecord)  # noqa: S101  the guard lets nothing else pass
    end_hold(case, hold, is_withdrawn=case.is_undo)
    _tell_hold(case, hold)


def end_hold(case: Case, hold: HoldRecord, *, is_withdrawn: bool) -> None:
    """Let a hold hold no more.

    Args:
        is_withdrawn: nobody has looked at what it is for: it was taken back, or its part is gone.
    """
    hold.released_at = case.unit.now
    hold.released_by = case.unit.actor.label
    hold.is_withdrawn = is_withdrawn


def _one_live_part(case: Case) -> Mapping[str, Any] | None:
    if len(case.parts) > 1:
        return {"problem": "several", "parts": [part.code for part in case.parts]}
    over = [part.code for part in case.parts if part.state is PartState.CANCELLED]
    return {"problem": "over", "parts": over} if over else None


def _which_hold(case: Case) -> Mapping[str, Any] | None:
    found = _meant(case)
    return found if isinstance(found, dict) else None


def _meant(case: Case) -> HoldRecord | dict[str, Any]:
    is_open = [hold for hold in case.order.holds if hold.released_at is None]
    asked = case.given.hold
    meant = [hold for hold in is_open if asked in (None, hold.id)]
    if len(meant) == 1:
        return meant[0]
    return {"open": [{"id": hold.id, "reason": hold.reason.value} for hold in is_open]}


def _end_of(case: Case, day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.max, case.order.zone)


SUMS_UP: Final = Guard("totals_differ", _totals)
CHANNEL_OPEN: Final = Guard("channel_not_qualified", _qualified, may_override=True)
LOOKED_AT: Final = Guard("not_looked_at", _looked_at, may_override=True)
IS_PAID: Final = Guard("not_paid", _owed)
IS_COVERED: Final = Guard("not_paid", _uncovered)
MAY_LEAVE: Final = Guard("not_paid", _uncovered, may_override=True)
IS_OWED: Final = Guard("nothing_owed", _none_owed)
IS_CHANGED: Final = Guard("not_changed", _changed)
IS_OVERDUE: Final = Guard("not_overdue", _overdue)
NOTHING_PAID: Final = Guard("money_is_here", _nothing_paid)
ONE_PART: Final = Guard("hold_one_part", _one_live_part)
ONE_HOLD: Final = Guard("which_hold", _which_hold)
LIVE: Final = frozenset(S) - {S.COMPLETED, S.CANCELLED}

# fmt: off
MOVES: Final = as_table(
    Move(V.SUBMIT_UNPAID, frozenset({S.DRAFT}), S.PENDING_PAYMENT, "order.submitted_unpaid",
         guards=(CHANNEL_OPEN, SUMS_UP, IS_OWED), effect=wait_for_payment, inverse=V.RECALL),
    Move(V.SUBMIT, frozenset({S.DRAFT}), S.PENDING_REVIEW, "order.submitted",
         guards=(CHANNEL_OPEN, SUMS_UP, IS_COVERED), inverse=V.RECALL),
    Move(V.PAY, frozenset({S.PENDING_PAYMENT}), S.PENDING_REVIEW, "order.paid",
         guards=(IS_PAID,)),
    Move(V.EXPIRE, frozenset({S.PENDING_PAYMENT}), S.CANCELLED, "order.expired",
         guards=(IS_OVERDUE, NOTHING_PAID)),
    Move(V.APPROVE, frozenset({S.PENDING_REVIEW}), S.APPROVED, "order.approved",
         held=Held.STOPS, guards=(SUMS_UP, LOOKED_AT), inverse=V.RECALL),
    Move(V.REJECT, frozenset({S.PENDING_REVIEW}), S.REJECTED, "order.rejected",
         asks=(REASON,), inverse=V.RESUBMIT),
    Move(V.RESUBMIT, frozenset({S.REJECTED}), S.PENDING_REVIEW, "order.resubmitted",
         guards=(SUMS_UP, IS_CHANGED)),
    Move(V.RECALL, frozenset({S.PENDING_PAYMENT, S.PENDING_REVIEW, S.APPROVED}), None,
         "order.recalled", effect=_recall),
    Move(V.PLACE_HOLD, LIVE, None, "order.held",
         asks=(Ask("hold_reason_needed", ("hold_reason", "reason", "note")),),
         guards=(ONE_PART,), effect=_hold, inverse=V.RELEASE_HOLD),
    Move(V.RELEASE_HOLD, LIVE, None, "order.hold_released",
         guards=(ONE_HOLD,), effect=_release, inverse=V.PLACE_HOLD),
)
# fmt: on
