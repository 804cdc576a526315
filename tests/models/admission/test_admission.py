"""How orders come in: at once, after payment, after a person, or not at all."""

from typing import Any

import pytest

from models.access.permissions import Role
from models.admission.commands import Past, accept_history, accept_order
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, Settles, WhenShort
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.orders.drafts import read_draft
from models.orders.given import Given
from models.orders.states import Lane, OrderStatus, PaymentStatus
from models.orders.tables import OrderRecord
from models.stock.tables import Bucket
from models.workflow.jobs import run_due
from models.workflow.moves import perform
from tests.factories import (
    ADDRESS,
    a_draft,
    a_user,
    balance,
    events_of,
    fresh,
    look_count,
    stock,
    the_clock,
)
from tests.invariants import broken_laws

SHORT: list[tuple[WhenShort, OrderStatus, Lane]] = [
    (WhenShort.BACKORDER, OrderStatus.FULFILLING, Lane.BACKORDERED),
    (WhenShort.REVIEW, OrderStatus.PENDING_REVIEW, Lane.EXCEPTION),
]


def a_channel(business: Database, when_short: WhenShort, **more: Any) -> None:
    facts = {"kind": ChannelKind.MALL, "auto_plan": True, "when_short": when_short, **more}
    business.do(SYSTEM, catalog.add_channel, shop="main", code="own", name="Own", **facts)


def accept(business: Database, qty: int = 3, **more: Any) -> OrderRecord:
    return business.do(SYSTEM, accept_order, a_draft({"MUG": qty}, channel="own", **more))


def types(business: Database, no: str) -> list[str]:
    return [event.type.removeprefix("order.") for event in events_of(business, no)]


@pytest.mark.parametrize(("when_short", "status", "lane"), SHORT)
def test_what_is_short_waits_or_is_held(
    business: Database, when_short: WhenShort, status: OrderStatus, lane: Lane
) -> None:
    a_channel(business, when_short)
    stock(business, MUG=2)

    order = accept(business)

    assert (order.status, order.lane) == (status, lane)
    held = [(h.reason.value, h.data) for h in fresh(business, order.no).holds]
    is_held = when_short is WhenShort.REVIEW
    assert held == ([("stock", {"missing": {"MUG": 1}})] if is_held else [])
    assert balance(business, "MUG", Bucket.AVAILABLE) == (2 if is_held else 0)
    assert broken_laws(business.engine) == {}


def test_a_channel_that_refuses_what_is_short_takes_nothing(business: Database) -> None:
    a_channel(business, WhenShort.REFUSE)
    stock(business, MUG=2)

    with pytest.raises(Refused) as refusal:
        accept(business)

    assert refusal.value.code == "stock_short"
    [lack] = refusal.value.data["missing"]
    assert (lack["sku"], lack["missing"], lack["there"]) == ("MUG", 1, 2)
    assert business.ask(SYSTEM, look_count) == 0
    assert balance(business, "MUG", Bucket.AVAILABLE) == 2


@pytest.mark.parametrize("when_short", WhenShort)
def test_an_order_with_its_stock_is_planned_as_it_comes_in(
    business: Database, when_short: WhenShort
) -> None:
    a_channel(business, when_short)
    stock(business, MUG=3)

    order = accept(business)

    assert (order.status, order.lane) == (OrderStatus.FULFILLING, Lane.ALLOCATED)
    assert types(business, order.no) == ["created", "submitted", "approved", "planned"]
    assert balance(business, "MUG", Bucket.RESERVED) == 3


def test_an_order_waits_for_its_money_then_goes_on_by_itself(business: Database) -> None:
    a_channel(business, WhenShort.BACKORDER, settles=Settles.HERE)
    stock(business, MUG=3)
    order = accept(business)
    assert (order.status, order.lane) == (OrderStatus.PENDING_PAYMENT, Lane.PENDING_PAYMENT)

    business.do(a_user(Role.FINANCE), perform, order.no, "capture", Given(amount="10.00"))
    half = fresh(business, order.no).row
    moved = business.do(a_user(Role.FINANCE), perform, order.no, "capture")

    assert (half.status, half.payment_status) == (
        OrderStatus.PENDING_PAYMENT, PaymentStatus.PARTIAL,
    )  # fmt: skip
    assert (moved.status, moved.lane) == (OrderStatus.FULFILLING, Lane.ALLOCATED)
    events = events_of(business, order.no)
    assert [event.type.removeprefix("order.") for event in events] == [
        "created", "submitted_unpaid", "payment_captured", "payment_captured", "paid", "approved",
        "planned",
    ]  # fmt: skip
    assert [event.actor_label for event in events[3:]] == ["Mei", "system", "system", "system"]
    assert len({event.correlation_id for event in events[3:]}) == 1


def test_money_for_an_order_that_is_held_is_taken_and_the_order_stays_held(
    business: Database,
) -> None:
    a_channel(business, WhenShort.BACKORDER, settles=Settles.HERE)
    order = accept(business)
    business.do(SYSTEM, perform, order.no, "place_hold", Given(note="odd"))

    moved = business.do(SYSTEM, perform, order.no, "capture")

    assert (moved.status, moved.lane) == (OrderStatus.PENDING_REVIEW, Lane.EXCEPTION)
    assert fresh(business, order.no).row.payment_status is PaymentStatus.PAID


def test_money_for_what_is_short_is_taken_and_a_person_looks(business: Database) -> None:
    a_channel(business, WhenShort.REFUSE, settles=Settles.HERE)
    order = accept(business)

    moved = business.do(SYSTEM, perform, order.no, "capture")

    assert (moved.status, moved.lane) == (OrderStatus.PENDING_REVIEW, Lane.EXCEPTION)
    found = fresh(business, order.no)
    assert found.row.paid_minor == 3000
    assert [hold.reason.value for hold in found.holds] == ["stock"]


def test_a_paid_order_with_something_to_look_at_is_held(business: Database) -> None:
    order = business.do(SYSTEM, accept_order, a_draft(channel="web", remark="ring twice"))

    moved = business.do(SYSTEM, perform, order.no, "capture")

    assert (moved.status, moved.lane) == (OrderStatus.PENDING_REVIEW, Lane.EXCEPTION)
    assert types(business, order.no)[-3:] == ["payment_captured", "paid", "held"]


def test_an_order_that_costs_nothing_waits_for_no_money(business: Database) -> None:
    lines = [{"sku": "MUG", "qty": 1, "unit_price": "0"}]
    draft = read_draft({"channel": "web", "lines": lines, "ship_to": ADDRESS})

    order = business.do(SYSTEM, accept_order, draft)

    assert order.status is OrderStatus.APPROVED


def test_a_channel_that_is_not_qualified_takes_no_orders(business: Database) -> None:
    a_channel(business, WhenShort.BACKORDER, qualified=False)

    with pytest.raises(Refused) as refusal:
        accept(business)

    assert refusal.value.code == "channel_not_qualified"
    assert business.ask(SYSTEM, look_count) == 0


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_history_comes_in_as_one_event_and_moves_nothing(
    business: Database,
    is_cancelled: bool,  # noqa: FBT001
) -> None:
    stock(business, MUG=5)

    [row] = business.do(SYSTEM, accept_history, [Past(a_draft(), is_cancelled)])

    status = OrderStatus.CANCELLED if is_cancelled else OrderStatus.COMPLETED
    assert (row.status, row.lane, row.version) == (status, Lane(status.value), 1)
    assert types(business, row.no) == ["imported"]
    assert fresh(business, row.no).parts.all() == []
    assert balance(business, "MUG", Bucket.AVAILABLE) == 5
    assert broken_laws(business.engine) == {}


def test_an_unpaid_order_ends_when_its_time_is_over(business: Database) -> None:
    order = business.do(SYSTEM, accept_order, a_draft(channel="web"))
    the_clock(business).advance(hours=48)
    run_due(business)
    in_time = fresh(business, order.no).row.status

    the_clock(business).advance(seconds=60)
    run_due(business)

    assert in_time is OrderStatus.PENDING_PAYMENT
    assert fresh(business, order.no).row.status is OrderStatus.CANCELLED
