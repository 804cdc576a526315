"""What comes to review again: it is looked at as at first, but for what somebody has looked at."""

import pytest
from sqlalchemy import text

from models.access.permissions import Role
from models.access.tables import User
from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.kit.table import table
from models.orders.edits import edit_order
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, OrderStatus, PaymentMethod
from models.workflow.moves import perform
from models.workflow.undo import undo
from tests.factories import a_draft, a_user, an_order, fresh

SALES = a_user(Role.SALES, label="Sal")


@pytest.fixture(autouse=True)
def sal(business: Database) -> None:
    """A clerk of the house, who may place holds and release none."""
    row = {"id": SALES.id, "name": "sal", "label": "Sal", "password_hash": "-"}
    business.do(SYSTEM, lambda unit: unit.insert(table(User), {**row, "created_at": unit.now}))


def recalled(business: Database, **more: object) -> str:
    """A draft that was in review before."""
    order = business.do(SYSTEM, accept_order, a_draft(**more))  # type: ignore[arg-type]
    while fresh(business, order.no).row.status is not OrderStatus.DRAFT:
        business.do(SYSTEM, perform, order.no, "recall")
    return order.no


def reasons(business: Database, no: str) -> list[tuple[str, bool]]:
    """Why it is or was held, and whether it still is."""
    return [(h.reason.value, h.released_at is None) for h in fresh(business, no).holds]


def test_what_nobody_had_approved_or_rejected_goes_on_by_itself(business: Database) -> None:
    no = business.do(SYSTEM, accept_order, a_draft(channel="web")).no
    business.do(SYSTEM, perform, no, "recall")
    business.do(SYSTEM, perform, no, "authorize", Given(method=PaymentMethod.COD))

    assert business.do(SYSTEM, perform, no, "submit").lane is Lane.APPROVED


def test_what_lost_its_approval_waits_for_a_person(business: Database) -> None:
    no = business.do(SALES, accept_order, a_draft()).no
    for _ in range(2):
        business.do(SALES, perform, no, "recall")

    assert business.do(SALES, perform, no, "submit").lane is Lane.PENDING_REVIEW


def test_what_was_rejected_waits_for_a_person_whatever_became_of_it(business: Database) -> None:
    no = business.do(SALES, accept_order, a_draft(channel="web", remark="ring twice")).no
    business.do(SYSTEM, perform, no, "capture")
    business.do(SYSTEM, perform, no, "reject", Given(reason="fraud"))
    business.do(SALES, edit_order, no, {"tags": ["again"]})
    for verb in ("resubmit", "recall", "submit"):
        business.do(SALES, perform, no, verb)
    business.do(SYSTEM, perform, no, "release_hold")

    assert fresh(business, no).row.lane is Lane.PENDING_REVIEW


def test_undo_is_not_having_looked(business: Database) -> None:
    """Who may place a hold but not release one gets past no check by taking it back."""
    no = business.do(SALES, accept_order, a_draft(channel="web")).no
    business.do(SYSTEM, perform, no, "authorize", Given(method=PaymentMethod.COD))
    for _ in range(2):
        business.do(SYSTEM, perform, no, "recall")
    business.do(SYSTEM, lambda unit: unit.run(text("UPDATE customer SET blocked_reason = 'fraud'")))
    given = Given(hold_reason=HoldReason.CUSTOMER_BLOCKED)
    business.do(SALES, perform, no, "place_hold", given)
    business.do(SALES, undo, no)

    assert business.do(SALES, perform, no, "submit").lane is Lane.EXCEPTION

    business.do(SALES, undo, no)
    assert business.do(SALES, perform, no, "submit").lane is Lane.EXCEPTION


def test_undo_of_a_cancellation_brings_no_approval_back_that_would_not_be_given(
    business: Database,
) -> None:
    no = an_order(business).no
    business.do(SYSTEM, perform, no, "cancel", Given(reason="test"))
    business.do(SYSTEM, lambda unit: unit.run(text("UPDATE customer SET blocked_reason = 'fraud'")))

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, undo, no)

    assert (refusal.value.code, refusal.value.data["found"]) == (
        "not_looked_at", ["customer_blocked"],
    )  # fmt: skip
    assert business.do(SYSTEM, perform, no, "restore").lane is Lane.PENDING_REVIEW


def test_what_still_holds_is_not_held_twice(business: Database) -> None:
    no = recalled(business, remark="ring twice")

    assert business.do(SYSTEM, perform, no, "submit").lane is Lane.EXCEPTION
    assert reasons(business, no) == [("remark", True)]


def test_what_somebody_looked_at_does_not_hold_again(business: Database) -> None:
    no = recalled(business, remark="ring twice")
    business.do(SYSTEM, perform, no, "release_hold")

    assert business.do(SYSTEM, perform, no, "submit").lane is Lane.APPROVED
    assert reasons(business, no) == [("remark", False)]


def test_what_is_new_holds(business: Database) -> None:
    no = recalled(business, remark="ring twice")
    business.do(SYSTEM, perform, no, "release_hold")
    business.do(SYSTEM, edit_order, no, {"remark": "ring thrice"})

    assert business.do(SYSTEM, perform, no, "submit").lane is Lane.EXCEPTION
    assert reasons(business, no) == [("remark", False), ("remark", True)]


def test_undo_of_a_submission_takes_back_what_came_of_it(business: Database) -> None:
    no = recalled(business, remark="ring twice")
    business.do(SYSTEM, perform, no, "release_hold")
    business.do(SYSTEM, perform, no, "submit")

    assert business.do(SYSTEM, undo, no).status is OrderStatus.DRAFT


def test_what_nobody_looked_at_is_held_by_hand_and_looked_at(business: Database) -> None:
    no = an_order(business).no
    business.do(SYSTEM, perform, no, "recall")
    business.do(SYSTEM, edit_order, no, {"remark": "ring twice"})
    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, no, "approve")
    assert (refusal.value.code, refusal.value.data["found"]) == ("not_looked_at", ["remark"])

    for verb in ("place_hold", "release_hold"):
        business.do(SYSTEM, perform, no, verb, Given(hold_reason=HoldReason.REMARK))

    assert business.do(SYSTEM, perform, no, "approve").status is OrderStatus.APPROVED
