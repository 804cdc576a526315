"""What clever hands have tried: huge orders, splits of held parts, warehouses by name, releases."""

import pytest
from sqlalchemy import text

from models.admission.commands import accept_order
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, CompleteOn, Settles
from models.db import Database, Unit
from models.fulfilment.arrivals import receive_goods, receive_transfer, send_transfer
from models.kit.actor import SYSTEM
from models.kit.errors import NotFound, Refused
from models.orders.given import Given
from models.orders.states import Lane, OrderStatus, PaymentMethod
from models.workflow.drops import drop
from models.workflow.jobs import run_due
from models.workflow.moves import perform
from tests.factories import a_draft, an_order, balance, fresh, stock

MILLION = 1_000_000


def test_an_order_of_two_million_is_served_like_any_other(business: Database) -> None:
    draft = a_draft({"MUG": MILLION}, channel="mall")
    draft = draft.model_copy(update={"lines": draft.lines * 2})
    no = business.do(SYSTEM, accept_order, draft).no
    business.do(SYSTEM, drop, no, Lane.ALLOCATED)

    for _ in range(2):
        business.do(SYSTEM, receive_goods, "WH1", {"MUG": MILLION})

    assert fresh(business, no).row.lane is Lane.ALLOCATED
    assert balance(business, "MUG", "reserved") == 2 * MILLION
    stock(business, MUG=1)
    assert balance(business, "MUG", "available") == 1


def test_what_is_split_off_a_held_part_is_held_too(business: Database) -> None:
    no = an_order(business, {"MUG": 5}).no
    business.do(SYSTEM, drop, no, Lane.ALLOCATED)
    [waiting] = fresh(business, no).parts
    business.do(SYSTEM, perform, no, "place_hold", Given(note="look"), parts=[waiting.code])
    stock(business, MUG=3)

    business.do(SYSTEM, perform, no, "fill", parts=[waiting.code])

    order = fresh(business, no)
    assert [len(order.open_holds(part)) for part in order.parts] == [1, 1]
    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, no, "start_pick")
    assert refusal.value.code == "held"


def test_a_part_is_filled_from_the_warehouse_that_was_named(business: Database) -> None:
    no = an_order(business, {"MUG": 2}).no
    business.do(SYSTEM, drop, no, Lane.ALLOCATED)
    business.do(SYSTEM, perform, no, "place_hold", Given(note="not yet"))
    for warehouse in ("WH1", "WH2"):
        stock(business, warehouse, MUG=5)

    business.do(SYSTEM, perform, no, "fill", Given(warehouse="WH2"))

    assert balance(business, "MUG", "reserved", "WH2") == 2
    assert balance(business, "MUG", "available", "WH1") == 5


def test_a_warehouse_that_is_none_is_said_to_be_none(business: Database) -> None:
    no = an_order(business, {"MUG": 2}).no
    business.do(SYSTEM, drop, no, Lane.ALLOCATED)

    with pytest.raises(NotFound) as refusal:
        business.do(SYSTEM, perform, no, "fill", Given(warehouse="WH9"))

    assert refusal.value.code == "warehouse"


def test_what_an_order_gives_away_goes_to_another_that_waits(business: Database) -> None:
    stock(business, MUG=2)
    donor = an_order(business, {"MUG": 2}, lane=Lane.ALLOCATED).no
    other = an_order(business, {"MUG": 2}).no
    business.do(SYSTEM, drop, other, Lane.ALLOCATED)

    business.do(SYSTEM, perform, donor, "release")
    run_due(business)

    assert fresh(business, other).row.lane is Lane.ALLOCATED
    assert fresh(business, donor).row.lane is Lane.BACKORDERED


def test_a_transfer_brings_no_more_than_left(business: Database) -> None:
    stock(business, MUG=5)
    business.do(SYSTEM, send_transfer, "WH1", {"MUG": 3})

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, receive_transfer, "WH2", {"MUG": 4})

    assert refusal.value.data == {"sku": "MUG", "wanted": 4, "in_transit": 3}
    business.do(SYSTEM, receive_transfer, "WH2", {"MUG": 3})
    assert balance(business, "MUG", "available", "WH2") == 3


def test_a_little_cash_at_the_door_lets_no_unpaid_order_leave(business: Database) -> None:
    stock(business, MUG=5)
    web = an_order(business, {"MUG": 2}, channel="web").no
    business.do(SYSTEM, perform, web, "capture", Given(amount="20.00", provider_ref="P"))
    business.do(SYSTEM, _unpaid)
    little = Given(method=PaymentMethod.COD, amount="0.01")
    business.do(SYSTEM, perform, web, "authorize", little)
    for lane in (Lane.PICKING, Lane.PACKED):
        business.do(SYSTEM, drop, web, lane)

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, drop, web, Lane.SHIPPED, Given(self_delivery=True))

    assert refusal.value.code == "not_paid"
    assert refusal.value.data["missing_minor"] == 1999


def _unpaid(unit: Unit) -> None:
    """Take the money of every order back, as a refund will once there are refunds."""
    unit.run(text("UPDATE payment SET state = 'voided'"))
    unit.run(text('UPDATE "order" SET paid_minor = 0'))


def test_an_order_ends_on_shipping_when_its_loss_was_made_good(business: Database) -> None:
    business.do(
        SYSTEM, catalog.add_channel, shop="main", code="fast", name="Fast",
        kind=ChannelKind.MALL, complete_on=CompleteOn.SHIP, settles=Settles.OUTSIDE,
    )  # fmt: skip
    stock(business, MUG=9)
    stock(business, "WH2", TEE=9)
    no = an_order(business, {"MUG": 1, "TEE": 1}, channel="fast", lane=Lane.PACKED).no
    first, second = (part.code for part in fresh(business, no).parts)
    ours = Given(self_delivery=True)
    business.do(SYSTEM, perform, no, "ship", ours, parts=[first])
    business.do(SYSTEM, perform, no, "lose", Given(claim="X"), parts=[first])
    business.do(SYSTEM, perform, no, "reship", parts=[first])
    third = fresh(business, no).parts.all()[2].code
    for verb in ("start_pick", "pack", "ship"):
        business.do(
            SYSTEM, perform, no, verb, Given(by_hand=True, self_delivery=True), parts=[third]
        )

    business.do(SYSTEM, perform, no, "ship", ours, parts=[second])

    assert fresh(business, no).row.status is OrderStatus.COMPLETED
