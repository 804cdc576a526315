"""Goods come in, and whoever waits for them gets them, who comes first, first."""

from sqlalchemy import select, text

from models.activity.tables import Job
from models.db import Database
from models.fulfilment.arrivals import AT_ONCE, LOCKED_FOR, receive_goods
from models.fulfilment.planning import FILL_JOB
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, PartState
from models.stock.tables import Bucket
from models.workflow.jobs import run_due
from models.workflow.moves import perform
from tests.factories import an_order, balance, fresh, stock, the_clock
from tests.invariants import broken_laws

JOB = table(Job)


def waiting_orders(database: Database, count: int, **lines: int) -> list[str]:
    return [an_order(database, lines, channel="auto").no for _ in range(count)]


def lanes(database: Database, numbers: list[str]) -> list[Lane | None]:
    return [fresh(database, no).row.lane for no in numbers]


def test_what_an_arrival_leaves_undone_a_job_goes_on_with(business: Database) -> None:
    numbers = waiting_orders(business, AT_ONCE + 3, MUG=1)

    filled = business.do(SYSTEM, receive_goods, "WH1", {"MUG": 20})

    assert filled == numbers[:AT_ONCE]
    open_jobs = select(JOB.c.kind).where(JOB.c.done_at.is_(None))
    assert [row.kind for row in business.ask(SYSTEM, lambda u: u.rows(open_jobs))] == [FILL_JOB]

    run_due(business)

    assert lanes(business, numbers) == [Lane.ALLOCATED] * len(numbers)
    assert balance(business, "MUG", Bucket.AVAILABLE) == 20 - len(numbers)


def test_orders_that_somebody_has_are_served_when_he_is_done(business: Database) -> None:
    """However many they are: more than an arrival serves at once may be in others' hands."""
    numbers = waiting_orders(business, AT_ONCE + 1, MUG=1)
    with business.engine.connect() as other:
        if other.dialect.name == "postgresql":  # SQLite has one hand
            taken = text('SELECT id FROM "order" WHERE no <> :last FOR UPDATE')
            other.execute(taken, {"last": numbers[-1]})
        business.do(SYSTEM, receive_goods, "WH1", {"MUG": len(numbers)})
        other.rollback()

    the_clock(business).advance(seconds=LOCKED_FOR.total_seconds())
    run_due(business)

    assert lanes(business, numbers) == [Lane.ALLOCATED] * len(numbers)


def test_an_arrival_fills_only_with_what_came(business: Database) -> None:
    """Other goods are other arrivals' affair: to lock theirs too could end in a deadlock."""
    [no] = waiting_orders(business, 1, MUG=1, TEE=1)

    business.do(SYSTEM, receive_goods, "WH1", {"TEE": 1})

    assert sorted(part.state for part in fresh(business, no).parts) == [
        PartState.ALLOCATED,
        PartState.BACKORDERED,
    ]
    business.do(SYSTEM, receive_goods, "WH1", {"MUG": 1})
    assert lanes(business, [no]) == [Lane.ALLOCATED]
    assert broken_laws(business.engine) == {}


def test_an_arrival_leaves_alone_who_waits_for_a_person(business: Database) -> None:
    [no] = waiting_orders(business, 1, MUG=1)
    business.do(SYSTEM, perform, no, "place_hold", Given(hold_reason=HoldReason.RISK))

    filled = business.do(SYSTEM, receive_goods, "WH1", {"MUG": 1})

    assert filled == []
    assert balance(business, "MUG", Bucket.AVAILABLE) == 1
    assert [part.state for part in fresh(business, no).parts] == [PartState.BACKORDERED]


def test_those_who_wait_for_a_person_do_not_stop_those_behind(business: Database) -> None:
    held = waiting_orders(business, AT_ONCE + 1, MUG=1)
    for no in held:
        business.do(SYSTEM, perform, no, "place_hold", Given(hold_reason=HoldReason.RISK))
    behind = waiting_orders(business, 2, MUG=1)

    assert business.do(SYSTEM, receive_goods, "WH1", {"MUG": 5}) == behind


def test_what_was_picked_short_is_not_filled_before_somebody_looked(business: Database) -> None:
    stock(business, MUG=2)
    order = an_order(business, {"MUG": 2}, lane=Lane.PICKING)
    business.do(SYSTEM, perform, order.no, "short", Given(short={"MUG": 2}))

    assert business.do(SYSTEM, receive_goods, "WH1", {"MUG": 2}) == []
