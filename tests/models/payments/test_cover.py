"""What must be paid before an order goes on, and what stands for money that is not yet here."""

import pytest
from sqlalchemy import text

from models.admission.commands import accept_order
from models.customers.commands import add_customer
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.orders.given import NOTHING, Given
from models.orders.states import HoldReason, Lane, OrderStatus, PaymentMethod
from models.workflow.drops import drop
from models.workflow.moves import perform
from tests.factories import a_draft, events_of, fresh, stock

CASH = Given(method=PaymentMethod.COD)
BECAUSE = Given(reason="test")


def unpaid(business: Database, *moves: tuple[str, Given]) -> str:
    """An order that owes 20.00 to a channel that is paid here, after these moves."""
    no = business.do(SYSTEM, accept_order, a_draft(channel="web")).no
    for verb, given in moves:
        business.do(SYSTEM, perform, no, verb, given)
    return no


def on_terms(business: Database, limit_minor: int = 5000) -> dict[str, str]:
    """A customer who may owe `limit_minor`."""
    business.do(
        SYSTEM, add_customer, code="FIRM", name="Firm Ltd", phone="13800000002",
        credit_limit_minor=limit_minor,
    )  # fmt: skip
    return {"code": "FIRM", "name": "Firm Ltd"}


def test_an_unpaid_order_that_was_recalled_is_not_submitted_as_if_it_were_paid(
    business: Database,
) -> None:
    no = unpaid(business, ("recall", NOTHING))
    before = fresh(business, no).row.values()

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, no, "submit")

    assert refusal.value.code == "not_paid"
    assert refusal.value.data == {"verb": "submit", "missing_minor": 2000, "currency": "CNY"}
    assert fresh(business, no).row.values() == before


def test_cash_at_the_door_agreed_on_a_draft_lets_it_be_submitted(business: Database) -> None:
    no = unpaid(business, ("recall", NOTHING), ("authorize", CASH))

    assert business.do(SYSTEM, perform, no, "submit").status is OrderStatus.APPROVED


def test_cash_at_the_door_ends_the_wait_for_payment(business: Database) -> None:
    no = unpaid(business, ("authorize", CASH))

    assert fresh(business, no).row.status is OrderStatus.APPROVED
    assert [event.type for event in events_of(business, no)[-3:]] == [
        "order.payment_authorized", "order.paid", "order.approved",
    ]  # fmt: skip


def test_who_buys_on_terms_does_not_pay_first_and_may_receive(business: Database) -> None:
    stock(business, MUG=2)
    order = business.do(SYSTEM, accept_order, a_draft(channel="web", customer=on_terms(business)))

    assert (order.status, order.pay_by) == (OrderStatus.APPROVED, None)
    for lane in (Lane.PICKING, Lane.PACKED):
        business.do(SYSTEM, drop, order.no, lane)
    shipped = business.do(SYSTEM, drop, order.no, Lane.SHIPPED, Given(tracking_no="SF1"))
    assert shipped.order.lane is Lane.SHIPPED


def test_who_buys_on_terms_is_held_where_they_would_owe_too_much(business: Database) -> None:
    buyer = on_terms(business, 3999)
    first = business.do(SYSTEM, accept_order, a_draft(channel="web", customer=buyer))
    other = {"MUG": 1, "TEE": 1}
    second = business.do(SYSTEM, accept_order, a_draft(other, channel="web", customer=buyer))

    assert (first.lane, second.lane) == (Lane.APPROVED, Lane.EXCEPTION)
    reasons = [h.reason.value for h in fresh(business, second.no).holds]
    assert reasons == ["credit", "duplicate"]


def test_what_was_delivered_on_terms_is_owed_until_it_is_paid(business: Database) -> None:
    buyer = on_terms(business, 3999)
    first = business.do(SYSTEM, accept_order, a_draft(channel="web", customer=buyer)).no
    business.do(SYSTEM, lambda unit: unit.run(text("""UPDATE "order" SET status = 'completed'""")))
    later = {"customer": buyer, "placed_at": "2026-03-01T12:00:00+08:00"}
    held = business.do(SYSTEM, accept_order, a_draft(channel="web", **later))
    business.do(SYSTEM, perform, held.no, "cancel", BECAUSE)
    business.do(SYSTEM, perform, first, "capture")
    free = business.do(SYSTEM, accept_order, a_draft(channel="web", **later))

    assert (held.lane, free.lane) == (Lane.EXCEPTION, Lane.APPROVED)


def test_nobody_waits_for_a_payment_that_nothing_owes(business: Database) -> None:
    no = unpaid(business, ("capture", NOTHING), ("recall", NOTHING), ("recall", NOTHING))

    with pytest.raises(Refused, match="nothing_owed"):
        business.do(SYSTEM, perform, no, "submit_unpaid")


@pytest.mark.parametrize(
    ("covered_by", "status"),
    [(NOTHING, OrderStatus.PENDING_PAYMENT), (CASH, OrderStatus.PENDING_REVIEW)],
    ids=["by nothing", "by cash at the door"],
)
def test_what_is_restored_waits_for_its_money_only_where_nobody_answers_for_it(
    business: Database, covered_by: Given, status: OrderStatus
) -> None:
    begin = [("authorize", CASH)] if covered_by is CASH else []
    no = unpaid(business, *begin, ("cancel", BECAUSE))

    assert business.do(SYSTEM, perform, no, "restore").status is status


def test_a_limit_in_our_currency_says_nothing_of_others(business: Database) -> None:
    buyer = on_terms(business, 10_000_000)

    draft = a_draft(channel="web", customer=buyer, currency="USD")
    order = business.do(SYSTEM, accept_order, draft)

    assert [hold.reason for hold in fresh(business, order.no).holds] == [HoldReason.CREDIT]


def test_cash_at_the_door_is_nobodys_credit(business: Database) -> None:
    buyer = on_terms(business, 2000)
    lines = {"MUG": 1, "TEE": 1}
    first = business.do(SYSTEM, accept_order, a_draft(lines, channel="web", customer=buyer)).no
    business.do(SYSTEM, perform, first, "authorize", CASH)

    second = business.do(
        SYSTEM, accept_order,
        a_draft({"CAP": 2}, channel="web", customer=buyer, placed_at="2026-03-01T20:00:00+08:00"),
    )  # fmt: skip

    assert second.lane is Lane.APPROVED


def test_what_is_not_approved_takes_no_credit_from_what_came_before(business: Database) -> None:
    buyer = on_terms(business, 3000)
    first = {"customer": buyer, "remark": "ring twice", "channel": "web"}
    waits = business.do(SYSTEM, accept_order, a_draft(**first)).no
    at_night = "2026-03-01T20:00:00+08:00"
    later = a_draft({"TEE": 2}, customer=buyer, channel="web", placed_at=at_night)
    held = business.do(SYSTEM, accept_order, later)
    assert held.lane is Lane.EXCEPTION

    business.do(SYSTEM, perform, waits, "release_hold")

    assert business.do(SYSTEM, perform, waits, "approve").lane is Lane.APPROVED
