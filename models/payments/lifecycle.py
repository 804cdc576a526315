"""The life of money for an order, and what it makes of the order's payment status.

A provider calls twice, or its answer is lost: a payment is known by the provider's reference, and
the same call again finds it done and changes nothing.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from models.access.verbs import Verb as V
from models.kit import money
from models.kit.table import table
from models.orders.moves import Ask, Case, Guard, Move, as_table
from models.orders.states import OrderStatus as S
from models.orders.states import PaymentMethod, PaymentState
from models.orders.tables import OrderRecord, Payment, PaymentRecord
from models.orders.totals import payment_status

Lack = Mapping[str, Any] | None
_PAYMENT: Final = table(Payment)
_SETTLED: Final = frozenset({PaymentState.CAPTURED, PaymentState.FAILED, PaymentState.VOIDED})
_OPEN: Final = frozenset({PaymentState.PENDING, PaymentState.AUTHORIZED})


def meant(case: Case) -> PaymentRecord | None:
    """Return the payment a move is about: by its key or the provider's reference, if there is one.

    Without either, the only payment that is still open.
    """
    given, payments = case.given, case.order.payments.all()
    if given.payment is not None:
        return next((p for p in payments if p.id == given.payment), None)
    if given.provider_ref is not None:
        return next((p for p in payments if p.provider_ref == given.provider_ref), None)
    is_open = [payment for payment in payments if payment.state in _OPEN]
    return is_open[0] if len(is_open) == 1 and given.amount is None else None


def is_done_before(case: Case, verb: V) -> bool:
    """Return whether this very call was made before: same reference, same result."""
    if case.given.provider_ref is None:
        return False
    payment = meant(case)
    return payment is not None and payment.state in RESULT.get(verb, ())


def due_minor(row: OrderRecord) -> int:
    """Return what is still to be paid."""
    return row.total_minor - row.paid_minor


def _asked(case: Case) -> int:
    payment = meant(case)
    if case.given.amount is not None:
        return money.parse(case.given.amount, case.order.row.currency)
    return payment.amount_minor if payment else due_minor(case.order.row)


def _within_due(case: Case) -> Lack:
    asked, due = _asked(case), due_minor(case.order.row)
    payment = meant(case)
    if asked < 1 or asked > due:
        return {"asked_minor": asked, "due_minor": due, "currency": case.order.row.currency}
    if payment and asked > payment.amount_minor:
        return {"asked_minor": asked, "due_minor": payment.amount_minor}
    return None


def _is_open(case: Case) -> Lack:
    payment = meant(case)
    if payment is None:
        return {"problem": "no_such_payment"}
    return {"state": payment.state.value} if payment.state in _SETTLED else None


def _is_known(case: Case) -> Lack:
    if case.given.payment is not None and meant(case) is None:
        return {"payment": case.given.payment}
    return None


def _ref_is_free(case: Case) -> Lack:
    ref = case.given.provider_ref
    other = select(_PAYMENT.c.id).where(
        _PAYMENT.c.provider_ref == ref, _PAYMENT.c.order_id != case.order.row.id
    )
    return {"provider_ref": ref} if ref and case.unit.row(other) else None


def _not_settled(case: Case) -> Lack:
    payment = meant(case)
    is_settled = payment is not None and payment.state in _SETTLED
    return {"state": payment.state.value} if payment and is_settled else None


def _has_cod(case: Case) -> Lack:
    if not _cod(case):
        return {"problem": "no_such_payment"}
    return None if due_minor(case.order.row) > 0 else {"problem": "paid"}


def _cod(case: Case) -> PaymentRecord | None:
    return next(
        (p for p in case.order.payments if p.method is PaymentMethod.COD and p.state in _OPEN), None
    )


def _begin(case: Case) -> PaymentRecord:
    given = case.given
    return case.order.payments.add(
        order_id=case.order.row.id,
        method=given.method or PaymentMethod.ONLINE,
        state=PaymentState.PENDING,
        amount_minor=_asked(case),
        provider_ref=given.provider_ref,
        created_at=case.unit.now,
    )


def _authorize(case: Case) -> None:
    is_cod = case.given.method is PaymentMethod.COD
    _settle(case, _begin(case), PaymentState.PENDING if is_cod else PaymentState.AUTHORIZED)


def _capture(case: Case) -> None:
    amount = _asked(case)
    payment = meant(case) or _begin(case)
    payment.amount_minor = amount
    _settle(case, payment, PaymentState.CAPTURED)


def _fail(case: Case) -> None:
    _settle(case, _the(case), PaymentState.FAILED)


def _void(case: Case) -> None:
    _settle(case, _the(case), PaymentState.VOIDED)


def _collect(case: Case) -> None:
    payment = _cod(case)
    if payment is None:
        raise AssertionError("the guard lets no such collection pass")
    payment.amount_minor = min(payment.amount_minor, due_minor(case.order.row))
    _settle(case, payment, PaymentState.CAPTURED)


def _the(case: Case) -> PaymentRecord:
    payment = meant(case)
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
WITHIN_DUE: Final = Guard("amount_beyond_due", _within_due)
IS_KNOWN: Final = Guard("no_such_payment", _is_known)
REF_IS_FREE: Final = Guard("provider_ref_taken", _ref_is_free)
NOT_SETTLED: Final = Guard("payment_settled", _not_settled)
IS_OPEN: Final = Guard("payment_not_open", _is_open)
HAS_COD: Final = Guard("nothing_to_collect", _has_cod)
_NEW: Final = (IS_KNOWN, REF_IS_FREE, NOT_SETTLED, WITHIN_DUE)
_PAYABLE: Final = frozenset(S) - {S.CANCELLED, S.REJECTED}
_ANY: Final = frozenset(S)

# fmt: off
MOVES: Final = as_table(
    Move(V.AUTHORIZE, _PAYABLE, None, "order.payment_authorized",
         asks=(Ask("payment_method_needed", ("method", "provider_ref")),),
         guards=_NEW, effect=_authorize),
    Move(V.CAPTURE, _ANY, None, "order.payment_captured",
         guards=_NEW, effect=_capture),
    Move(V.FAIL, _ANY, None, "order.payment_failed", guards=(IS_OPEN,), effect=_fail),
    Move(V.VOID, _ANY, None, "order.payment_voided", guards=(IS_OPEN,), effect=_void),
    Move(V.COLLECT, frozenset({S.FULFILLING, S.DELIVERED, S.COMPLETED}), None,
         "order.payment_collected",
         guards=(HAS_COD,), effect=_collect),
)
# fmt: on
