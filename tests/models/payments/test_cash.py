"""Cash on delivery: goods leave on the word that it will be paid, and on nothing less."""

import pytest

from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.orders.given import NOTHING, Given
from models.orders.states import PaymentMethod
from models.workflow.moves import perform
from tests.factories import a_draft, stock

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
