"""Cash on delivery: goods leave on the word that it will be paid, and on nothing less."""

import pytest

from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.orders.given import NOTHING, Given
from models.orders.states import PaymentMethod, PaymentState
from models.workflow.moves import perform
from tests.factories import a_draft, fresh, stock

TO_THE_DOOR = (
    ("start_pick", NOTHING), ("pack", Given(by_hand=True)), ("ship", Given(tracking_no="SF1"))
)  # fmt: skip
CASH = Given(method=PaymentMethod.COD)


def moved(business: Database, *moves: tuple[str, Given]) -> str:
    """An order that owes 20.00 and has had these moves."""
    stock(business, MUG=2)
    no = business.do(SYSTEM, accept_order, a_draft(channel="web")).no
    for verb, given in moves:
        business.do(SYSTEM, perform, no, verb, given)
    return no


def test_cash_that_was_voided_lets_nothing_leave(business: Database) -> None:
    begin = ("authorize", CASH), ("void", NOTHING), ("plan", NOTHING)
    with pytest.raises(Refused, match="not_paid"):
        moved(business, *begin, *TO_THE_DOOR)


def test_what_was_paid_meanwhile_is_not_collected(business: Database) -> None:
    paid = ("authorize", CASH), ("capture", Given(amount="20.00")), ("plan", NOTHING)
    no = moved(business, *paid, *TO_THE_DOOR)

    with pytest.raises(Refused, match="nothing_to_collect"):
        business.do(SYSTEM, perform, no, "collect")


def test_cash_is_not_captured_and_not_collected_before_the_goods_are_out(
    business: Database,
) -> None:
    no = moved(business, ("authorize", CASH), ("plan", NOTHING))
    [cash] = fresh(business, no).payments

    with pytest.raises(Refused, match="cash_is_collected"):
        business.do(SYSTEM, perform, no, "capture", Given(payment=cash.id))
    with pytest.raises(Refused, match="goods_still_here") as refusal:
        business.do(SYSTEM, perform, no, "collect")
    assert refusal.value.data["parts"] == [f"{no}-1"]
    for verb, given in TO_THE_DOOR:
        business.do(SYSTEM, perform, no, verb, given)
    business.do(SYSTEM, perform, no, "collect", Given(amount="5.00"))

    order = fresh(business, no)
    assert (order.row.paid_minor, [p.state for p in order.payments]) == (
        500, [PaymentState.CAPTURED],
    )  # fmt: skip


def test_money_that_comes_another_way_leaves_the_cash_agreed(business: Database) -> None:
    no = moved(business, ("authorize", CASH), ("capture", NOTHING))

    assert [(p.method, p.state) for p in fresh(business, no).payments] == [
        (PaymentMethod.COD, PaymentState.PENDING), (PaymentMethod.ONLINE, PaymentState.CAPTURED),
    ]  # fmt: skip


def test_of_several_sums_of_cash_the_one_that_is_named_is_collected(business: Database) -> None:
    part = Given(method=PaymentMethod.COD, amount="8.00")
    no = moved(business, ("authorize", part), ("authorize", CASH), ("plan", NOTHING), *TO_THE_DOOR)
    first, second = fresh(business, no).payments

    with pytest.raises(Refused, match="which_payment"):
        business.do(SYSTEM, perform, no, "collect")
    business.do(SYSTEM, perform, no, "collect", Given(payment=second.id))

    states = [(p.id, p.state, p.amount_minor) for p in fresh(business, no).payments]
    assert states == [
        (first.id, PaymentState.PENDING, 800), (second.id, PaymentState.CAPTURED, 1200),
    ]  # fmt: skip
