"""What was not on the shelf is counted once, over however many parts it was looked for."""

from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.given import Given
from models.orders.states import Lane
from models.stock.tables import Bucket
from models.workflow.moves import perform
from tests.factories import an_order, balance, stock
from tests.invariants import broken_laws


def test_what_is_short_of_two_parts_is_taken_off_once(business: Database) -> None:
    stock(business, "WH1", MUG=3)
    stock(business, "WH2", MUG=3)
    no = an_order(business, {"MUG": 6}, lane=Lane.PICKING).no

    business.do(SYSTEM, perform, no, "short", Given(short={"MUG": 4}))

    short = [balance(business, "MUG", Bucket.COUNT_DIFF, place) for place in ("WH1", "WH2")]
    assert short == [3, 1]
    assert broken_laws(business.engine) == {}
