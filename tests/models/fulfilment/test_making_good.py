"""What was lost is made good, and may be given up again, in part or in whole."""

import pytest

from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.orders.given import Given
from models.orders.states import Lane, PartState
from models.stock.tables import Bucket
from models.workflow.moves import perform
from tests.factories import an_order, balance, fresh, stock
from tests.invariants import broken_laws

LOST = Given(claim="CL-1")
BECAUSE = Given(reason="changed_mind")


def a_loss_half_made_good(business: Database) -> str:
    """Three units were lost; two are reserved again, one waits."""
    stock(business, MUG=5)
    no = an_order(business, {"MUG": 3}, lane=Lane.SHIPPED).no
    business.do(SYSTEM, perform, no, "lose", LOST)
    business.do(SYSTEM, perform, no, "reship")
    return no


def parts(business: Database, no: str) -> list[tuple[str, int]]:
    order = fresh(business, no)
    return [(part.state.value, sum(line.qty for line in order.cargo(part))) for part in order.parts]


def test_a_loss_is_made_good_from_stock_and_the_rest_waits(business: Database) -> None:
    no = a_loss_half_made_good(business)

    assert parts(business, no) == [("lost", 3), ("allocated", 2), ("backordered", 1)]
    assert balance(business, "MUG", Bucket.SCRAP) == 3
    assert broken_laws(business.engine) == {}


def test_giving_up_what_waits_leaves_the_rest_of_the_loss_made_good(business: Database) -> None:
    no = a_loss_half_made_good(business)

    business.do(SYSTEM, perform, no, "cancel_part", BECAUSE, parts=[f"{no}-3"])

    assert parts(business, no) == [
        ("lost", 2), ("allocated", 2), ("cancelled", 1), ("cancelled", 1)
    ]  # fmt: skip
    order = fresh(business, no)
    assert order.lines.all()[0].cancelled_qty == 1
    assert order.row.total_minor == 2000
    assert broken_laws(business.engine) == {}


def test_giving_up_all_that_makes_a_loss_good_opens_the_loss_again(business: Database) -> None:
    no = a_loss_half_made_good(business)

    business.do(SYSTEM, perform, no, "cancel_part", BECAUSE, parts=[f"{no}-2", f"{no}-3"])

    assert parts(business, no) == [("lost", 3), ("cancelled", 2), ("cancelled", 1)]
    order = fresh(business, no)
    assert order.lines.all()[0].cancelled_qty == 0
    assert order.row.lane is Lane.EXCEPTION
    assert broken_laws(business.engine) == {}


def test_a_line_cancelled_while_a_loss_is_made_good_is_not_owed_again(business: Database) -> None:
    no = a_loss_half_made_good(business)

    business.do(SYSTEM, perform, no, "cancel_line", Given(reason="less", line=1, qty=2))
    business.do(SYSTEM, perform, no, "cancel_part", BECAUSE)

    assert parts(business, no)[0] == ("lost", 1)
    assert fresh(business, no).lines.all()[0].cancelled_qty == 2
    assert broken_laws(business.engine) == {}


def test_what_is_lost_twice_and_then_cancelled_is_owed_no_more(business: Database) -> None:
    stock(business, MUG=9, TEE=1)
    no = an_order(business, {"MUG": 2, "TEE": 1}, lane=Lane.SHIPPED).no
    business.do(SYSTEM, perform, no, "lose", LOST)
    business.do(SYSTEM, perform, no, "reship")
    for lane in ("start_pick", "pack", "ship"):
        given = Given(by_hand=True, tracking_no="SF2")
        business.do(SYSTEM, perform, no, lane, given, parts=[f"{no}-2"])
    business.do(SYSTEM, perform, no, "lose", LOST, parts=[f"{no}-2"])
    business.do(SYSTEM, perform, no, "reship", parts=[f"{no}-2"])

    business.do(SYSTEM, perform, no, "cancel_line", Given(reason="less", line=1, qty=2))

    order = fresh(business, no)
    live = [p.code for p in order.parts if p.state not in (PartState.CANCELLED, PartState.LOST)]
    assert sum(line.qty for code in live for line in order.cargo(order.part(code))) == 1
    assert broken_laws(business.engine) == {}


def test_a_loss_is_not_made_good_twice(business: Database) -> None:
    no = a_loss_half_made_good(business)

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, no, "reship", parts=[f"{no}-1"])

    assert refusal.value.code == "already_made_good"
    assert refusal.value.data == {"verb": "reship", "parts": [f"{no}-1"]}
    assert len(parts(business, no)) == 3
    assert balance(business, "MUG", Bucket.RESERVED) == 2
