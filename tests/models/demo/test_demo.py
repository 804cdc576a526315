"""The demo business: believable, whole, and the same again from the same seed."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from models.access.passwords import Sealed
from models.activity.tables import Event
from models.customers.tables import Customer
from models.db import Database
from models.demo import company, opened
from models.demo.company import live_a_month, open_demo, refuse_used
from models.demo.hours import after, wall
from models.demo.people import STAFF
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.kit.table import table
from models.orders.states import Lane
from models.orders.tables import Fulfillment, Order, Shipment
from models.proof.check import check
from models.stock.tables import StockBalance, StockMove
from tests.databases import KINDS, Shelf
from tests.invariants import broken_laws

UNTIL = datetime(2026, 3, 31, 7, 30, tzinfo=UTC)
SEALED: Mapping[str, Sealed] = {name: Sealed("no password fits") for name, _, _ in STAFF}
SMALL = 100


def lived(url: str, seed: int = 1, orders: int = SMALL, until: datetime = UNTIL) -> Database:
    database = open_demo(url, seed, until)
    outcome = live_a_month(database, SEALED, orders=orders, seed=seed, until=until)
    assert [f"{no} {step}: {refusal}" for no, step, refusal in outcome.mishaps] == []
    return database


def dump(database: Database) -> dict[str, list[Any]]:
    """All there is of what happened and of what it came to."""
    kinds = (Event, Order, Fulfillment, Shipment, StockMove, StockBalance, Customer)
    with database.engine.connect() as connection:
        return {
            stored.name: [
                tuple(row)
                for row in connection.execute(stored.select().order_by(*stored.primary_key))
            ]
            for stored in map(table, kinds)
        }


def asked(database: Database, query: str) -> list[Any]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture(scope="module")
def business(shelf: Shelf) -> Any:
    with shelf.fresh("sqlite") as url:
        database = lived(url, orders=250)
        yield database
        database.close()


def test_every_lane_has_several_cards(business: Database) -> None:
    counts = dict(asked(business, 'SELECT lane, COUNT(*) FROM "order" GROUP BY lane'))

    assert {lane.value: counts.get(lane.value, 0) for lane in Lane if counts.get(lane, 0) < 3} == {}
    assert sum(counts.values()) == 250


def test_the_books_are_right(business: Database) -> None:
    assert broken_laws(business.engine) == {}
    assert check(business).is_clean


def test_everything_that_can_happen_has_happened(business: Database) -> None:
    happened = {kind for (kind,) in asked(business, "SELECT DISTINCT type FROM event")}

    assert happened >= {
        "order.payment_failed", "order.expired", "order.rejected", "order.resubmitted",
        "order.recalled", "order.held", "order.hold_released", "order.unplanned", "order.filled",
        "order.released", "order.making", "order.made", "order.pick_stopped", "order.picked_short",
        "order.unpacked", "order.ship_voided", "order.part_lost", "order.returned_to_sender",
        "order.reshipped", "order.line_cancelled", "order.cancelled", "order.restored",
        "order.payment_collected", "order.completed", "order.completed_on_ship", "order.edited",
        "stock.goods_in", "stock.goods_back", "stock.announced", "customer.added", "demo.opened",
        "demo.filled",
    }  # fmt: skip
    [(undone,)] = asked(business, "SELECT COUNT(*) FROM event WHERE reverses_seq IS NOT NULL")
    assert undone > 0
    split = 'SELECT COUNT(*) FROM "order" WHERE part_count > 1'
    assert asked(business, split)[0][0] >= 10


def test_people_did_it_within_their_roles(business: Database) -> None:
    acted = asked(
        business,
        """SELECT u.name FROM "user" u WHERE EXISTS
           (SELECT 1 FROM event e WHERE e.actor_kind = 'user' AND e.actor_id = u.id)""",
    )

    assert {name for (name,) in acted} >= {name for name, _, role in STAFF} - {"oskar", "edith"}


def test_nothing_happened_before_the_month_or_after_its_end(business: Database) -> None:
    [(first, last)] = asked(business, "SELECT MIN(at), MAX(at) FROM event")

    assert datetime.fromisoformat(first) >= UNTIL.replace(tzinfo=None) - timedelta(days=32)
    assert datetime.fromisoformat(last) <= UNTIL.replace(tzinfo=None)


def test_the_log_is_in_the_order_of_time(business: Database) -> None:
    times = [at for (at,) in asked(business, "SELECT at FROM event ORDER BY seq")]

    assert times == sorted(times)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_makes_the_same_business_to_the_last_event(shelf: Shelf, kind: str) -> None:
    dumps = []
    for _ in range(2):
        with shelf.fresh(kind) as url:
            database = lived(url, seed=7)
            dumps.append(dump(database))
            database.close()

    assert dumps[0] == dumps[1]
    assert len(dumps[0]["order"]) == SMALL


def test_a_history_can_end_at_night(shelf: Shelf) -> None:
    night = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
    with shelf.fresh("sqlite") as url:
        database = lived(url, until=night)
        [(lanes,)] = asked(database, 'SELECT COUNT(DISTINCT lane) FROM "order"')
        database.close()

    assert lanes == len(Lane)


def test_a_database_with_orders_is_refused_and_left_alone(business: Database) -> None:
    before = dump(business)

    with pytest.raises(Refused) as refusal:
        live_a_month(business, SEALED, orders=100, seed=1, until=UNTIL)

    assert (refusal.value.code, refusal.value.data) == ("has_orders", {"orders": 250})
    assert dump(business) == before
    assert business.ask(SYSTEM, opened.is_demo)


@pytest.mark.parametrize("orders", [99, 1_000_001])
def test_other_sizes_are_refused_before_anything_is_made(shelf: Shelf, orders: int) -> None:
    with shelf.fresh("sqlite") as url:
        database = open_demo(url, 1, UNTIL)
        with pytest.raises(Refused) as refusal:
            live_a_month(database, SEALED, orders=orders, seed=1, until=UNTIL)
        [(events,)] = asked(database, "SELECT COUNT(*) FROM event")
        database.close()

    assert (refusal.value.code, refusal.value.data) == (
        "demo_size", {"least": company.FEWEST, "most": company.MOST},
    )  # fmt: skip
    assert events == 0


def test_a_demo_that_was_interrupted_is_no_demo_and_is_not_begun_again(shelf: Shelf) -> None:
    def interrupt(done: int, _of: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with shelf.fresh("sqlite") as url:
        database = open_demo(url, 1, UNTIL)
        with pytest.raises(KeyboardInterrupt):
            live_a_month(database, SEALED, orders=SMALL, seed=1, until=UNTIL, progress=interrupt)
        is_demo = database.ask(SYSTEM, opened.is_demo)
        with pytest.raises(Refused) as refusal:
            refuse_used(database)
        is_clean = check(database).is_clean
        database.close()

    assert not is_demo
    assert refusal.value.code == "demo_half_made"
    assert refusal.value.data["orders"] > 0
    assert is_clean


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, "2026-03-31T15:30:00+08:00"),
        (7.5, "2026-03-31T08:00:00+08:00"),
        (8.5, "2026-03-30T21:00:00+08:00"),
        (36.5, "2026-03-28T21:00:00+08:00"),
    ],
)
def test_working_time_leaves_out_the_nights(hours: float, expected: str) -> None:
    assert wall(UNTIL, hours).isoformat() == expected
    assert after(datetime.fromisoformat(expected), hours) == UNTIL


def test_working_time_at_night_is_that_of_the_evening_before() -> None:
    night = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)

    assert wall(night, 1).isoformat() == "2026-03-31T21:00:00+08:00"
    assert after(night, 1).isoformat() == "2026-04-01T09:00:00+08:00"
