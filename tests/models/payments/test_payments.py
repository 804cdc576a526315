"""Money for an order: taken once, known by its reference, and never more than is due."""

import pytest

from models.access.permissions import Role
from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Invalid, NotPermitted, Refused
from models.orders.given import Given
from models.orders.states import Lane, OrderStatus, PaymentMethod, PaymentState, PaymentStatus
from models.workflow.moves import perform
from tests.factories import a_draft, a_user, an_order, events_of, fresh, stock

BY_REF = Given(provider_ref="PSP-1")
COD = Given(method=PaymentMethod.COD)


def a_debt(business: Database, code: str = "C-1") -> str:
    customer = {"code": code, "name": "Wang Fang"}
    return business.do(SYSTEM, accept_order, a_draft(channel="web", customer=customer)).no


def paid(business: Database, no: str) -> tuple[int, str, int]:
    order = fresh(business, no)
    return order.row.paid_minor, order.row.payment_status.value, len(order.payments.all())


@pytest.mark.parametrize("verb", ["authorize", "capture"])
def test_the_same_call_twice_is_made_once(business: Database, verb: str) -> None:
    no = a_debt(business)
    first = business.do(SYSTEM, perform, no, verb, BY_REF)

    again = business.do(SYSTEM, perform, no, verb, BY_REF)

    assert again == first
    assert len(fresh(business, no).payments.all()) == 1
    assert len(events_of(business, no)) == first.version


def test_the_same_call_for_cash_on_delivery_is_made_once(business: Database) -> None:
    no = a_debt(business)
    given = COD.model_copy(update={"provider_ref": "COD-1"})

    calls = [business.do(SYSTEM, perform, no, "authorize", given) for _ in range(2)]

    assert calls[0] == calls[1]
    assert [payment.state for payment in fresh(business, no).payments] == [PaymentState.PENDING]


def test_who_may_not_take_money_is_not_told_that_it_was_taken(business: Database) -> None:
    no = a_debt(business)
    business.do(SYSTEM, perform, no, "capture", BY_REF)

    with pytest.raises(NotPermitted):
        business.do(a_user(Role.WAREHOUSE), perform, no, "capture", BY_REF)


def test_a_reference_belongs_to_one_order(business: Database) -> None:
    mine, yours = a_debt(business), a_debt(business, "C-2")
    business.do(SYSTEM, perform, mine, "capture", BY_REF)

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, yours, "capture", BY_REF)

    assert refusal.value.code == "provider_ref_taken"
    assert paid(business, yours) == (0, "unpaid", 0)


def test_what_was_authorized_is_captured_failed_or_voided_once(business: Database) -> None:
    no = a_debt(business)
    business.do(SYSTEM, perform, no, "authorize", BY_REF)
    assert paid(business, no) == (0, "authorized", 1)
    business.do(SYSTEM, perform, no, "void", BY_REF)
    assert paid(business, no) == (0, "unpaid", 1)

    for verb in ("authorize", "capture", "fail"):
        with pytest.raises(Refused) as refusal:
            business.do(SYSTEM, perform, no, verb, BY_REF)
        assert refusal.value.data["state"] == "voided"
    assert paid(business, no) == (0, "unpaid", 1)


def test_money_in_parts_pays_when_the_last_is_there(business: Database) -> None:
    no = a_debt(business)
    for amount, status in (("5.00", "partial"), ("14.99", "partial"), ("0.01", "paid")):
        business.do(SYSTEM, perform, no, "capture", Given(amount=amount))
        assert paid(business, no)[1] == status

    assert fresh(business, no).row.status is OrderStatus.APPROVED
    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, no, "capture", Given(amount="0.01"))
    assert refusal.value.data == {
        "verb": "capture", "asked_minor": 1, "due_minor": 0, "currency": "CNY",
    }  # fmt: skip
    assert paid(business, no) == (2000, "paid", 3)


@pytest.mark.parametrize("amount", ["0.001", "NaN", "-1", "1e99", "all"])
def test_an_amount_that_is_none_takes_no_money(business: Database, amount: str) -> None:
    no = a_debt(business)

    with pytest.raises((Invalid, Refused)):
        business.do(SYSTEM, perform, no, "capture", Given(amount=amount))

    assert paid(business, no) == (0, "unpaid", 0)


def test_less_than_was_authorized_may_be_captured_but_not_more(business: Database) -> None:
    no = a_debt(business)
    business.do(SYSTEM, perform, no, "authorize", Given(provider_ref="PSP-1", amount="15.00"))

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, no, "capture", Given(provider_ref="PSP-1", amount="15.01"))
    business.do(SYSTEM, perform, no, "capture", Given(provider_ref="PSP-1", amount="12.00"))

    assert refusal.value.code == "amount_beyond_due"
    assert paid(business, no) == (1200, "partial", 1)


def test_cash_is_collected_at_the_door_and_lets_the_parcel_leave(business: Database) -> None:
    stock(business, MUG=2)
    no = an_order(business, {"MUG": 2}, lane=Lane.PACKED).no
    business.do(SYSTEM, perform, no, "authorize", COD)
    business.do(SYSTEM, perform, no, "ship", Given(self_delivery=True))

    business.do(a_user(Role.DISPATCHER), perform, no, "collect")

    assert paid(business, no) == (2000, "paid", 1)


def test_what_is_cancelled_after_payment_is_paid_too_much(business: Database) -> None:
    no = a_debt(business)
    business.do(SYSTEM, perform, no, "capture")

    business.do(SYSTEM, perform, no, "cancel_line", Given(reason="less", line=1, qty=1))

    row = fresh(business, no).row
    assert (row.total_minor, row.paid_minor) == (1000, 2000)
    assert row.payment_status is PaymentStatus.OVERPAID


def test_an_order_paid_in_part_goes_on_when_it_costs_no_more_than_that(
    business: Database,
) -> None:
    no = a_debt(business)
    business.do(SYSTEM, perform, no, "capture", Given(amount="10.00"))

    moved = business.do(SYSTEM, perform, no, "cancel_line", Given(reason="less", line=1, qty=1))

    assert moved.status is OrderStatus.APPROVED
    assert fresh(business, no).row.payment_status is PaymentStatus.PAID


def test_a_call_that_could_mean_several_payments_means_none(business: Database) -> None:
    no = a_debt(business)
    for ref in ("A", "B"):
        business.do(SYSTEM, perform, no, "authorize", Given(provider_ref=ref, amount="10.00"))
    first, second = fresh(business, no).payments.all()

    for verb in ("capture", "void", "fail"):
        with pytest.raises(Refused) as refusal:
            business.do(SYSTEM, perform, no, verb)
        assert refusal.value.code == "which_payment"
        assert [each["id"] for each in refusal.value.data["open"]] == [first.id, second.id]
    business.do(SYSTEM, perform, no, "capture", Given(payment=second.id, amount="7.00"))
    business.do(SYSTEM, perform, no, "void")

    found = [(p.state, p.amount_minor) for p in fresh(business, no).payments]
    assert found == [(PaymentState.VOIDED, 1000), (PaymentState.CAPTURED, 700)]


def test_no_more_is_agreed_than_is_due(business: Database) -> None:
    no = a_debt(business)
    business.do(SYSTEM, perform, no, "authorize", Given(provider_ref="A", amount="15.00"))
    business.do(SYSTEM, perform, no, "authorize", Given(provider_ref="B"))

    assert [p.amount_minor for p in fresh(business, no).payments] == [1500, 500]
    with pytest.raises(Refused, match="amount_beyond_due"):
        business.do(SYSTEM, perform, no, "authorize", Given(provider_ref="C"))


def test_a_reference_with_another_amount_is_no_repetition(business: Database) -> None:
    no = a_debt(business)
    given = Given(provider_ref="PSP-1", amount="5.00")
    for _ in range(2):
        business.do(SYSTEM, perform, no, "capture", given)

    with pytest.raises(Refused, match="payment_settled"):
        business.do(SYSTEM, perform, no, "capture", Given(provider_ref="PSP-1", amount="20.00"))

    assert paid(business, no) == (500, "partial", 1)
