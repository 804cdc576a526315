"""An order through its whole life, and back where it can go back."""

from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.given import Given
from models.orders.states import Lane
from models.stock.tables import Bucket
from models.workflow.drops import drop
from models.workflow.undo import undo
from tests.factories import an_order, balance, events_of, fresh, stock


def test_an_order_goes_from_review_to_its_end(business: Database) -> None:
    stock(business, MUG=5)
    order = an_order(business, {"MUG": 2}, lane=Lane.SHIPPED)

    assert balance(business, "MUG", Bucket.CARRIER) == 2
    assert balance(business, "MUG", Bucket.AVAILABLE) == 3

    business.do(SYSTEM, drop, order.no, Lane.DELIVERED, Given())

    assert fresh(business, order.no).row.lane is Lane.COMPLETED
    assert balance(business, "MUG", Bucket.CUSTOMER) == 2
    assert [event.type for event in events_of(business, order.no)] == [
        "order.created",
        "order.submitted",
        "order.approved",
        "order.planned",
        "order.pick_started",
        "order.packed",
        "order.shipped",
        "order.part_delivered",
        "order.delivered",
        "order.completed",
    ]


def test_undo_takes_a_shipped_order_back_to_approval(business: Database) -> None:
    stock(business, MUG=5)
    order = an_order(business, {"MUG": 2}, lane=Lane.SHIPPED)

    lanes = [business.do(SYSTEM, undo, order.no).lane for _ in range(4)]

    assert lanes == [Lane.PACKED, Lane.PICKING, Lane.ALLOCATED, Lane.APPROVED]
    assert balance(business, "MUG", Bucket.AVAILABLE) == 5
    assert balance(business, "MUG", Bucket.RESERVED) == 0
