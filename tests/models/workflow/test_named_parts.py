"""The parts a command names are a set: to name one twice does not move its goods twice."""

import pytest

from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Invalid
from models.orders.given import Given
from models.orders.states import Lane
from models.stock.tables import Bucket
from models.workflow.moves import perform
from tests.factories import an_order, balance, fresh, stock
from tests.invariants import broken_laws


def test_a_move_of_the_whole_order_takes_no_part(business: Database) -> None:
    stock(business, MUG=5)
    no = an_order(business, {"MUG": 2}, lane=Lane.ALLOCATED).no

    with pytest.raises(Invalid, match="not_of_parts"):
        business.do(SYSTEM, perform, no, "cancel", Given(reason="test"), parts=[f"{no}-1"])

    assert fresh(business, no).row.lane is Lane.ALLOCATED


def test_a_part_named_twice_moves_once(business: Database) -> None:
    stock(business, MUG=4)
    no = an_order(business, {"MUG": 2}, lane=Lane.PICKING).no
    an_order(business, {"MUG": 2}, lane=Lane.PICKING)

    part = f"{no}-1"
    business.do(SYSTEM, perform, no, "pack", Given(by_hand=True), parts=[part, part])

    assert balance(business, "MUG", Bucket.STAGED) == 2
    assert broken_laws(business.engine) == {}
