"""Many hands at once: the database decides who was first, and says so to everybody else."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import text

from models.access.permissions import Role
from models.admission.commands import accept_order
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, WhenShort
from models.customers.commands import add_customer
from models.db import Database
from models.fulfilment.arrivals import receive_goods
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from models.kit.errors import Conflict, Invalid, Refused
from models.orders.states import HoldReason, Lane, OrderStatus, PartState
from models.stock.tables import Bucket
from models.workflow.drops import drop
from tests.factories import (
    MONDAY,
    a_draft,
    a_user,
    an_order,
    balance,
    events_of,
    fresh,
    look_count,
    stock,
)
from tests.invariants import broken_laws

UNITS = 10
CROWDS = [20] * 4 + [100]
"""How many buyers each run has: five runs on each database and channel, twenty in all."""


def race(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make all calls at the same moment; return what each returned or raised."""
    outcomes: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int) -> None:
        start.wait()
        try:
            outcomes[place] = calls[place]()
        except Exception as error:  # noqa: BLE001  an outcome like any other
            outcomes[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def add_channel(database: Database, code: str, when_short: WhenShort) -> None:
    database.do(
        SYSTEM, catalog.add_channel, shop="main", code=code, name=code, kind=ChannelKind.MALL,
        when_short=when_short,
    )  # fmt: skip


def approved(database: Database, count: int, channel: str, **lines: int) -> list[str]:
    """Numbers of approved orders that wait to be planned."""
    found = []
    for i in range(count):
        buyer = {"code": f"B-{'-'.join(lines)}-{i}", "name": f"Buyer {i}"}
        draft = a_draft(lines, channel=channel, customer=buyer)
        order = database.do(SYSTEM, accept_order, draft)
        assert order.status is OrderStatus.APPROVED
        found.append(order.no)
    return found


def plan_all(databases: Sequence[Database], numbers: Sequence[str]) -> dict[str, Any]:
    """Race to plan the orders, dealt out over the databases; return each one's outcome."""

    def one(i: int, no: str) -> Callable[[], Any]:
        return lambda: databases[i % len(databases)].do(SYSTEM, drop, no, Lane.ALLOCATED)

    return dict(zip(numbers, race([one(*each) for each in enumerate(numbers)]), strict=True))


def states(database: Database, numbers: Sequence[str]) -> dict[str, list[PartState]]:
    return {no: [part.state for part in fresh(database, no).parts] for no in numbers}


def check_refused(database: Database, outcomes: dict[str, Any]) -> None:
    """Ten of the orders were promised one unit each; the others were told why not."""
    winners = {no for no, outcome in outcomes.items() if not isinstance(outcome, Exception)}
    losers = {no: outcome for no, outcome in outcomes.items() if no not in winners}
    assert len(winners) == UNITS
    for no, refusal in losers.items():
        assert isinstance(refusal, Refused), refusal
        assert refusal.code == "stock_short"
        [lack] = refusal.data["missing"]
        holders = {holder["no"]: holder["qty"] for holder in lack.pop("held_by")}
        assert lack == {"sku": "MUG", "missing": 1, "there": 0, "announced": []}
        assert len(holders) == 5
        assert set(holders) <= winners
        assert set(holders.values()) == {1}
        assert refusal.data["help"] == ["receive_goods", "release", "backorder"]
        assert fresh(database, no).row.lane is Lane.APPROVED
    found = states(database, list(outcomes))
    assert {no for no, parts in found.items() if parts == [PartState.ALLOCATED]} == winners
    assert {no for no, parts in found.items() if parts == []} == set(losers)


def check_backordered(database: Database, outcomes: dict[str, Any]) -> None:
    """Ten of the orders have their unit; the others wait for theirs."""
    assert [error for error in outcomes.values() if isinstance(error, Exception)] == []
    found = list(states(database, list(outcomes)).values())
    assert found.count([PartState.ALLOCATED]) == UNITS
    assert found.count([PartState.BACKORDERED]) == len(outcomes) - UNITS


def check_stock(database: Database) -> None:
    assert balance(database, "MUG", Bucket.RESERVED) == UNITS
    assert balance(database, "MUG", Bucket.AVAILABLE) == 0
    assert broken_laws(database.engine) == {}


@pytest.mark.parametrize("buyers", CROWDS)
@pytest.mark.parametrize("when_short", [WhenShort.REFUSE, WhenShort.BACKORDER])
def test_ten_units_are_promised_ten_times(
    business: Database, when_short: WhenShort, buyers: int
) -> None:
    add_channel(business, "rush", when_short)
    stock(business, MUG=UNITS)
    numbers = approved(business, buyers, "rush", MUG=1)

    outcomes = plan_all([business], numbers)

    check = check_refused if when_short is WhenShort.REFUSE else check_backordered
    check(business, outcomes)
    check_stock(business)


@pytest.mark.parametrize("when_short", [WhenShort.REFUSE, WhenShort.BACKORDER])
def test_two_processes_promise_ten_units_ten_times(
    business: Database, when_short: WhenShort
) -> None:
    add_channel(business, "rush", when_short)
    stock(business, MUG=UNITS)
    numbers = approved(business, 40, "rush", MUG=1)
    other = Database(business.url, clock=SetClock(MONDAY))

    outcomes = plan_all([business, other], numbers)

    other.close()
    check = check_refused if when_short is WhenShort.REFUSE else check_backordered
    check(business, outcomes)
    check_stock(business)


def test_orders_that_come_in_at_once_are_promised_no_more_than_there_is(
    business: Database,
) -> None:
    stock(business, MUG=UNITS)
    drafts = [
        a_draft({"MUG": 1}, channel="auto", customer={"code": f"B-{i}", "name": f"Buyer {i}"})
        for i in range(40)
    ]

    outcomes = race([lambda d=draft: business.do(SYSTEM, accept_order, d) for draft in drafts])

    check_backordered(business, {order.no: order for order in outcomes})
    check_stock(business)


def test_orders_that_come_in_at_once_do_not_pass_a_credit_limit_together(
    business: Database,
) -> None:
    facts = {"name": "Firm Ltd", "phone": "13800000002", "credit_limit_minor": 2500}
    business.do(SYSTEM, add_customer, code="FIRM", **facts)
    buyer = {"code": "FIRM", "name": "Firm Ltd"}
    drafts = [
        a_draft({"MUG": 1}, channel="web", customer=buyer, shipping=f"0.0{i}") for i in range(1, 9)
    ]

    outcomes = race([lambda d=draft: business.do(SYSTEM, accept_order, d) for draft in drafts])

    assert [error for error in outcomes if isinstance(error, Exception)] == []
    assert [order.lane for order in outcomes].count(Lane.APPROVED) == 2
    held = [fresh(business, o.no).holds.all() for o in outcomes if o.lane is not Lane.APPROVED]
    assert {hold.reason for holds in held for hold in holds} == {HoldReason.CREDIT}


def test_an_order_number_that_two_ask_for_at_once_is_given_once(business: Database) -> None:
    drafts = [
        a_draft({"MUG": 1}, no="SPRING-1", customer={"code": f"B-{i}", "name": f"Buyer {i}"})
        for i in range(8)
    ]

    outcomes = race([lambda d=draft: business.do(SYSTEM, accept_order, d) for draft in drafts])

    losers = [refusal for refusal in outcomes if isinstance(refusal, Exception)]
    assert len(losers) == len(drafts) - 1
    for refusal in losers:
        assert isinstance(refusal, Invalid), refusal
        assert refusal.code == "number_taken"
    assert business.ask(SYSTEM, look_count) == 1


def test_two_people_cannot_move_one_card_at_once(business: Database) -> None:
    stock(business, MUG=5)
    order = an_order(business, {"MUG": 1}, lane=Lane.ALLOCATED)
    people = {label: a_user(Role.DISPATCHER, id=i, label=label) for i, label in
              enumerate(("Mei", "Tom"), 1)}  # fmt: skip

    outcomes = race(
        [
            lambda who=who: business.do(who, drop, order.no, Lane.PICKING, seen=order.version)
            for who in people.values()
        ]
    )

    by_name = dict(zip(people, outcomes, strict=True))
    [winner] = [name for name, found in by_name.items() if not isinstance(found, Exception)]
    [conflict] = [found for found in outcomes if isinstance(found, Exception)]
    moved = events_of(business, order.no)[-1]
    assert isinstance(conflict, Conflict), conflict
    assert conflict.code == "order_changed"
    assert conflict.data == {
        "no": order.no,
        "seen": order.version,
        "version": order.version + 1,
        "status": OrderStatus.FULFILLING,
        "lane": Lane.PICKING,
        "by": winner,
        "at": moved.at.isoformat(),
        "event": "order.pick_started",
    }
    assert (moved.actor_label, moved.aggregate_version) == (winner, order.version + 1)
    assert fresh(business, order.no).row.version == order.version + 1


def test_two_people_move_two_cards_at_once(business: Database) -> None:
    stock(business, MUG=5)
    orders = [an_order(business, {"MUG": 1}, lane=Lane.ALLOCATED) for _ in range(2)]

    outcomes = race(
        [lambda o=o: business.do(SYSTEM, drop, o.no, Lane.PICKING, seen=o.version) for o in orders]
    )

    assert [(found.order.lane, found.order.version) for found in outcomes] == [
        (Lane.PICKING, o.version + 1) for o in orders
    ]


def test_orders_and_arrivals_that_share_goods_in_opposite_order_all_come_through(
    business: Database,
) -> None:
    """Orders want MUG then TEE, or TEE then MUG, while both come in: nobody meets a deadlock."""
    stock(business, MUG=10, TEE=10)
    there = approved(business, 30, "mall", MUG=1, TEE=1)
    back = approved(business, 30, "mall", TEE=1, MUG=1)
    numbers = [no for pair in zip(there, back, strict=True) for no in pair]
    before = deadlocks(business)
    plans = [lambda no=no: business.do(SYSTEM, drop, no, Lane.ALLOCATED) for no in numbers]
    arrivals = [
        lambda goods=goods: business.do(SYSTEM, receive_goods, "WH1", goods)
        for goods in ({"MUG": 2, "TEE": 2}, {"TEE": 2, "MUG": 2}, {"MUG": 2}, {"TEE": 2}) * 5
    ]

    outcomes = race([*plans, *arrivals])

    assert [error for error in outcomes if isinstance(error, Exception)] == []
    assert broken_laws(business.engine) == {}
    assert deadlocks(business) - before == 0


def deadlocks(database: Database) -> int:
    """How many deadlocks PostgreSQL has had to break; SQLite has one writer and none."""
    if database.engine.dialect.name == "sqlite":
        return 0
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        connection.commit()
        asked = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        return connection.execute(text(asked)).scalar_one()
