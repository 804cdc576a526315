"""What the first review makes of stock, and what follows from it by itself."""

import pytest

from models.admission.commands import accept_order
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, Settles, WhenShort
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, OrderStatus
from models.workflow.moves import perform
from models.workflow.undo import undo
from tests.factories import a_draft, an_order, fresh, stock


def careful(business: Database, when_short: WhenShort = WhenShort.REVIEW) -> None:
    """A channel that is paid here, plans by itself and minds its stock."""
    business.do(
        SYSTEM, catalog.add_channel, shop="main", code="careful", name="Careful",
        kind=ChannelKind.MALL, settles=Settles.HERE, auto_plan=True, when_short=when_short,
    )  # fmt: skip


def holds(business: Database, no: str) -> list[tuple[HoldReason, dict[str, object], bool]]:
    return [(h.reason, h.data, h.released_at is None) for h in fresh(business, no).holds]


def test_stock_is_looked_for_only_for_what_is_still_wanted(business: Database) -> None:
    careful(business)
    stock(business, MUG=2)
    no = business.do(SYSTEM, accept_order, a_draft({"MUG": 5}, channel="careful")).no
    business.do(SYSTEM, perform, no, "cancel_line", Given(reason="less", line=1, qty=3))

    business.do(SYSTEM, perform, no, "capture")

    assert holds(business, no) == []
    assert fresh(business, no).row.lane is Lane.ALLOCATED


@pytest.mark.parametrize(
    ("when_short", "lane"),
    [(WhenShort.REVIEW, Lane.BACKORDERED), (WhenShort.REFUSE, Lane.APPROVED)],
)
def test_stock_that_is_short_holds_once(
    business: Database, when_short: WhenShort, lane: Lane
) -> None:
    careful(business, when_short)
    no = business.do(SYSTEM, accept_order, a_draft({"MUG": 2}, channel="careful")).no
    business.do(SYSTEM, perform, no, "capture")
    short = {"missing": {"MUG": 2}}
    assert holds(business, no) == [(HoldReason.STOCK, short, True)]

    for verb in ("recall", "submit"):
        business.do(SYSTEM, perform, no, verb)
    assert holds(business, no) == [(HoldReason.STOCK, short, True)]

    for verb in ("release_hold", "recall", "submit"):
        business.do(SYSTEM, perform, no, verb)
    assert holds(business, no) == [(HoldReason.STOCK, short, False)]
    assert fresh(business, no).row.lane is lane


def test_an_order_of_services_alone_is_done_when_it_is_planned(business: Database) -> None:
    order = business.do(SYSTEM, accept_order, a_draft({"WRAP": 1}, channel="auto"))

    assert order.status is OrderStatus.COMPLETED


def test_a_plan_that_was_taken_back_comes_back_whole_or_not_at_all(business: Database) -> None:
    stock(business, MUG=2)
    no = an_order(business, {"MUG": 2}, lane=Lane.ALLOCATED).no
    business.do(SYSTEM, perform, no, "unplan")
    an_order(business, {"MUG": 1}, lane=Lane.ALLOCATED)

    with pytest.raises(Refused, match="stock_short"):
        business.do(SYSTEM, undo, no)

    assert fresh(business, no).row.status is OrderStatus.APPROVED


def test_what_held_a_part_holds_the_order_when_its_plan_is_taken_back(business: Database) -> None:
    stock(business, MUG=2)
    no = an_order(business, {"MUG": 2}, lane=Lane.ALLOCATED).no
    given = Given(hold_reason=HoldReason.RISK)
    business.do(SYSTEM, perform, no, "place_hold", given, parts=[f"{no}-1"])

    business.do(SYSTEM, perform, no, "unplan")

    order = fresh(business, no)
    assert [hold.reason for hold in order.open_holds()] == [HoldReason.RISK]
    with pytest.raises(Refused, match="held"):
        business.do(SYSTEM, perform, no, "plan")
