"""What is taken back leaves nothing hanging: holds, deadlines, and the right to take it back."""

import pytest

from models.access.permissions import Role
from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import NotPermitted
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, OrderStatus
from models.workflow.drops import drop
from models.workflow.jobs import run_due
from models.workflow.moves import perform
from models.workflow.undo import undo
from tests.factories import a_draft, a_user, an_order, fresh, stock, the_clock

LEI = a_user(Role.WAREHOUSE, id=8, label="Lei")
BECAUSE = Given(reason="changed_mind")


def test_who_placed_a_hold_may_take_it_back_without_the_right_to_release(
    business: Database,
) -> None:
    no = an_order(business).no
    business.do(LEI, drop, no, Lane.EXCEPTION, Given(hold_reason=HoldReason.MANUAL))
    with pytest.raises(NotPermitted):
        business.do(LEI, drop, no, Lane.APPROVED)

    assert business.do(LEI, undo, no).lane is Lane.APPROVED


def test_nobody_takes_back_what_another_did_without_the_right(business: Database) -> None:
    no = an_order(business).no
    business.do(SYSTEM, drop, no, Lane.EXCEPTION, Given(hold_reason=HoldReason.MANUAL))

    with pytest.raises(NotPermitted):
        business.do(LEI, undo, no)

    assert fresh(business, no).row.lane is Lane.EXCEPTION


def test_a_hold_ends_with_the_part_it_held(business: Database) -> None:
    stock(business, MUG=1)
    no = an_order(business, {"MUG": 1, "TEE": 1}).no
    business.do(SYSTEM, drop, no, Lane.ALLOCATED)
    waiting = next(part.code for part in fresh(business, no).parts if part.warehouse_id is None)
    business.do(SYSTEM, perform, no, "place_hold", Given(note="look"), parts=[waiting])
    assert fresh(business, no).row.lane is Lane.EXCEPTION

    business.do(SYSTEM, perform, no, "cancel_part", BECAUSE, parts=[waiting])

    assert fresh(business, no).row.lane is Lane.ALLOCATED
    assert not fresh(business, no).is_held


def test_a_restored_unpaid_order_has_its_hours_to_pay_again(business: Database) -> None:
    no = business.do(SYSTEM, accept_order, a_draft(channel="web")).no
    the_clock(business).advance(hours=47)
    business.do(SYSTEM, perform, no, "cancel", BECAUSE)
    business.do(SYSTEM, perform, no, "restore")

    the_clock(business).advance(hours=47)
    run_due(business)
    assert fresh(business, no).row.status is OrderStatus.PENDING_PAYMENT

    the_clock(business).advance(hours=2)
    run_due(business)
    assert fresh(business, no).row.status is OrderStatus.CANCELLED
