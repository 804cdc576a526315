"""The life of money for an order, and what it makes of the order's payment status.

A provider calls twice, or its answer is lost: a payment is known by the provider's reference, and
the same call again finds it done and changes nothing.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from models.access.verbs import Verb as V
from models.kit import money
from models.kit.table import table
from models.orders.moves import Ask, Case, Guard, Move, as_table
from models.orders.states import UNDER_WAY, PaymentMethod, PaymentState
from models.orders.states import OrderStatus as S
from models.orders.states import PartState as P
from models.orders.tables import OrderRecord, Payment, PaymentRecord
from models.orders.totals import AGREED, payment_status

Lack = Mapping[str, Any] | None
_PAYMENT: Final = table(Payment)
_SETTLED: Final = frozenset({PaymentState.CAPTURED, PaymentState.FAILED, PaymentState.VOIDED})
_OPEN: Final = AGREED
_OUT: Final = frozenset({P.SHIPPED, P.DELIVERED})
_KINDS: Final = {
    V.CAPTURE: frozenset(PaymentMethod) - {PaymentMethod.COD},
    V.COLLECT: frozenset({PaymentMethod.COD}),
    V.FAIL: frozenset(PaymentMethod),
    V.VOID: frozenset(PaymentMethod),
}
"""What each verb settles: cash on delivery is collected, all else is captured."""


def _named(case: Case) -> PaymentRecord | None:
    """Return the payment that is named by its key or the provider's reference, if there is one."""
    key, ref, payments = case.given.payment, case.given.provider_ref, case.order.payments
    if key is not None:
        return next((p for p in payments if p.id == key), None)
    return next((p for p in payments if p.provider_ref == ref), None) if ref else None


def settleable(payments: Iterable[PaymentRecord], verb: V) -> list[PaymentRecord]:
    """Return the payments a verb can settle."""
    kinds = _KINDS.get(verb, frozenset())
    return [p for p in payments if p.state in _OPEN and p.method in kinds]


def _candidates(case: Case, verb: V) -> list[PaymentRecord]:
    """Return the payments a call may mean that names none; a captured amount by itself is new."""
    given = case.given
    is_new = verb is V.CAPTURE and given.amount is not None
    if is_new or given.payment is not None or given.provider_ref is not None:
        return []
    return settleable(case.order.payments, verb)


def _meant(case: Case, verb: V) -> PaymentRecord | None:
    candidates = _candidates(case, verb)
    return candidates[0] if len(candidates) == 1 else _named(case)


def is_done_before(case: Case, verb: V) -> bool:
    """Return whether this very call was made before: same reference, same amount, same result."""
    if case.given.provider_ref is None:
        return False
    payment, amount = _named(case), case.given.amount
    if payment is None or payment.state not in RESULT.get(verb, ()):
        return False
    return amount is None or _parsed(case) == payment.amount_minor


def due_minor(row: OrderRecord) -> int:
    """Return what is still to be paid."""
    return row.total_minor - row.paid_minor


def _parsed(case: Case) -> int:
    return money.parse(case.given.amount or "", case.order.row.currency)


def _asked(case: Case, verb: V) -> int:
    payment, due = _meant(case, verb), due_minor(case.order.row)
    if case.given.amount is not None:
        return _parsed(case)
    if verb is V.AUTHORIZE:
        return due - sum(p.amount_minor for p in case.order.payments if p.state in _OPEN)
    if verb is V.COLLECT and payment:
        return min(payment.amount_minor, due)
    return payment.amount_minor if payment else due


def _within_due(verb: V, case: Case) -> Lack:
    asked, due = _asked(case, verb), due_minor(case.order.row)
    payment = _meant(case, verb)
    if asked < 1 or asked > due:
        return {"asked_minor": asked, "due_minor": due, "currency": case.order.row.currency}
    if payment and asked > payment.amount_minor:
        most = {"asked_minor": asked, "due_minor": payment.amount_minor}
        return {**most, "currency": case.order.row.currency}
    return None


def _is_one(verb: V, case: Case) -> Lack:
    candidates = _candidates(case, verb)
    if len(candidates) < 2:  # noqa: PLR2004  two are not one
        return None
    currency = case.order.row.currency
    told = [
        {"id": p.id, "method": p.method.value, "amount_minor": p.amount_minor, "currency": currency}
        for p in candidates
    ]
    return {"open": told}


def _is_open(verb: V, case: Case) -> Lack:
    payment = _meant(case, verb)
    if payment is None:
        return None if _candidates(case, verb) else {"problem": "no_such_payment"}
    return {"state": payment.state.value} if payment.state in _SETTLED else None


def _is_known(case: Case) -> Lack:
    if case.given.payment is not None and _named(case) is None:
        return {"payment": case.given.payment}
    return None


def _ref_is_free(case: Case) -> Lack:
    ref = case.given.provider_ref
    other = select(_PAYMENT.c.id).where(
        _PAYMENT.c.provider_ref == ref, _PAYMENT.c.order_id != case.order.row.id
    )
    return {"provider_ref": ref} if ref and case.unit.row(other) else None


def _not_settled(case: Case) -> Lack:
    payment = _named(case)
    is_settled = payment is not None and payment.state in _SETTLED
    return {"state": payment.state.value} if payment and is_settled else None


def _not_cash(case: Case) -> Lack:
    payment = _named(case)
    return {"payment": payment.id} if payment and payment.method is PaymentMethod.COD else None


def _has_cod(case: Case) -> Lack:
    open_cash = [
        p for p in case.order.payments if p.method is PaymentMethod.COD and p.state in _OPEN
    ]
    named = _named(case)
    if not open_cash or (named and named not in open_cash):
        return {"problem": "no_such_payment"}
    return None if due_minor(case.order.row) > 0 else {"problem": "paid"}


def _goods_are_out(case: Case) -> Lack:
    """Refuse while all goods are here: cash is taken at the door."""
    parts = case.order.parts.all()
    is_out = case.order.row.status is not S.FULFILLING or any(p.state in _OUT for p in parts)
    return None if is_out else {"parts": [p.code for p in parts if p.state in UNDER_WAY]}


def _begin(case: Case, amount_minor: int) -> PaymentRecord:
    given = case.given
    return case.order.payments.add(
        order_id=case.order.row.id,
        method=given.method or PaymentMethod.ONLINE,
        state=PaymentState.PENDING,
        amount_minor=amount_minor,
        provider_ref=given.provider_ref,
        created_at=case.unit.now,
    )


def _authorize(case: Case) -> None:
    is_cod = case.given.method is PaymentMethod.COD
    payment = _begin(case, _asked(case, V.AUTHORIZE))
    _settle(case, payment, PaymentState.PENDING if is_cod else PaymentState.AUTHORIZED)


def _capture(case: Case) -> None:
    amount = _asked(case, V.CAPTURE)
    payment = _meant(case, V.CAPTURE) or _begin(case, amount)
    payment.amount_minor = amount
    _settle(case, payment, PaymentState.CAPTURED)


def _fail(case: Case) -> None:
    _settle(case, _the(case, V.FAIL), PaymentState.FAILED)


def _void(case: Case) -> None:
    _settle(case, _the(case, V.VOID), PaymentState.VOIDED)


def _collect(case: Case) -> None:
    payment = _the(case, V.COLLECT)
    payment.amount_minor = _asked(case, V.COLLECT)
    _settle(case, payment, PaymentState.CAPTURED)


def _the(case: Case, verb: V) -> PaymentRecord:
    payment = _meant(case, verb)
    if payment is None:
        raise AssertionError("the guard lets no such payment pass")
    return payment


def _settle(case: Case, payment: PaymentRecord, state: PaymentState) -> None:
    payment.state = state
    if state in _SETTLED:
        payment.settled_at = case.unit.now
    row = case.order.row
    captured = [p for p in case.order.payments if p.state is PaymentState.CAPTURED]
    row.paid_minor = sum(p.amount_minor for p in captured)
    row.payment_status = payment_status(row, case.order.payments)
    case.told["payment"] = {
        "id": payment.id, "state": state, "amount_minor": payment.amount_minor,
        "currency": row.currency,
    }  # fmt: skip


RESULT: Final = {
    V.AUTHORIZE: _OPEN,
    V.CAPTURE: {PaymentState.CAPTURED},
    V.FAIL: {PaymentState.FAILED},
    V.VOID: {PaymentState.VOIDED},
}
"""The states in which a payment is when the call was made before."""
IS_KNOWN: Final = Guard("no_such_payment", _is_known)
REF_IS_FREE: Final = Guard("provider_ref_taken", _ref_is_free)
NOT_SETTLED: Final = Guard("payment_settled", _not_settled)
HAS_COD: Final = Guard("nothing_to_collect", _has_cod)
NOT_CASH: Final = Guard("cash_is_collected", _not_cash, of_given=True)
GOODS_ARE_OUT: Final = Guard("goods_still_here", _goods_are_out)


def within_due(verb: V) -> Guard:
    """Return the guard that no more is taken than is due, and than was agreed."""
    return Guard("amount_beyond_due", partial(_within_due, verb))


def is_one(verb: V) -> Guard:
    """Return the guard that a call which names no payment can mean but one."""
    return Guard("which_payment", partial(_is_one, verb), of_given=True)


def is_open(verb: V) -> Guard:
    """Return the guard that the payment is not settled yet."""
    return Guard("payment_not_open", partial(_is_open, verb))


_NEW: Final = (IS_KNOWN, REF_IS_FREE, NOT_SETTLED)
_PAYABLE: Final = frozenset(S) - {S.CANCELLED, S.REJECTED}
_ANY: Final = frozenset(S)

# fmt: off
MOVES: Final = as_table(
    Move(V.AUTHORIZE, _PAYABLE, None, "order.payment_authorized",
         asks=(Ask("payment_method_needed", ("method", "provider_ref")),),
         guards=(*_NEW, within_due(V.AUTHORIZE)), effect=_authorize),
    Move(V.CAPTURE, _ANY, None, "order.payment_captured",
         guards=(*_NEW, NOT_CASH, is_one(V.CAPTURE), within_due(V.CAPTURE)), effect=_capture),
    Move(V.FAIL, _ANY, None, "order.payment_failed",
         guards=(is_one(V.FAIL), is_open(V.FAIL)), effect=_fail),
    Move(V.VOID, _ANY, None, "order.payment_voided",
         guards=(is_one(V.VOID), is_open(V.VOID)), effect=_void),
    Move(V.COLLECT, frozenset({S.FULFILLING, S.DELIVERED, S.COMPLETED}), None,
         "order.payment_collected",
         guards=(HAS_COD, GOODS_ARE_OUT, is_one(V.COLLECT), within_due(V.COLLECT)),
         effect=_collect),
)
# fmt: on
