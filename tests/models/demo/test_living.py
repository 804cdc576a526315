"""A demo business that goes on: moved by what stands in the database, beside people who move it.

On PostgreSQL it goes on in `test_bulk.py`.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from models.db import Database
from models.demo import tending
from models.demo.living import Living, live_on
from models.demo.tending import MOVES_PER_ORDER, Seen
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from models.kit.errors import Refused
from models.orders.given import Given
from models.orders.states import HoldReason, Lane
from models.proof.check import check
from models.workflow.drops import drop
from models.workflow.moves import perform
from tests.databases import Shelf
from tests.models.demo.test_demo import UNTIL, asked, lived

RATE = 6.0
STEPS = 160
AFTER_FILLING = "seq > (SELECT seq FROM event WHERE type = 'demo.filled')"


@pytest.fixture(scope="module")
def made(shelf: Shelf) -> Iterator[str]:
    with shelf.fresh("sqlite") as url:
        lived(url, seed=5).close()
        yield url


@pytest.fixture
def demo(made: str) -> Iterator[Database]:
    database = Database(made, clock=SetClock(UNTIL + timedelta(minutes=1)))
    [(last,)] = asked(database, "SELECT MAX(at) FROM event")
    clock = database.clock
    assert isinstance(clock, SetClock)
    while clock.now().replace(tzinfo=None).isoformat(" ") <= str(last):
        clock.advance(minutes=1)
    yield database
    database.close()


def live(database: Database, steps: int, living: Living | None = None) -> tuple[Living, float]:
    """Let so many steps happen, each when it is due; return how many seconds they took."""
    living = living or Living(database, RATE)
    clock, seconds = database.clock, 0.0
    assert isinstance(clock, SetClock)
    for _ in range(steps):
        wait = living.step()
        seconds += wait
        clock.advance(seconds=wait)
    return living, seconds


def counts(database: Database) -> dict[str, int]:
    return dict(asked(database, 'SELECT lane, COUNT(*) FROM "order" GROUP BY lane'))


def test_orders_come_and_go_through_the_lanes_and_the_books_stay_right(demo: Database) -> None:
    before = sum(counts(demo).values())

    _, seconds = live(demo, STEPS)

    came = sum(counts(demo).values()) - before
    moves = STEPS - came
    assert came >= 8
    assert 0.4 * RATE <= came * 60 / seconds <= 2.2 * RATE
    assert moves / came >= MOVES_PER_ORDER / 2.5
    kinds = {kind for (kind,) in asked(
        demo, f"SELECT DISTINCT type FROM event WHERE {AFTER_FILLING}"
    )}  # fmt: skip
    assert kinds >= {
        "order.created", "order.payment_captured", "order.planned", "order.pick_started",
        "order.packed", "order.shipped", "order.part_delivered", "order.completed",
        "order.hold_released", "stock.goods_in",
    }  # fmt: skip
    names = asked(demo, 'SELECT no, external_id FROM "order"')
    assert len({no for no, _ in names}) == len(names)
    assert check(demo).is_clean


def test_it_can_be_stopped_and_started_and_brings_nothing_twice(demo: Database) -> None:
    before = sum(counts(demo).values())
    for _ in range(4):
        live(demo, 10)

    names = [name for (name,) in asked(
        demo, 'SELECT external_id FROM "order" WHERE external_id IS NOT NULL'
    )]  # fmt: skip
    assert len(set(names)) == len(names)
    assert sum(counts(demo).values()) > before
    assert check(demo).is_clean


def test_what_people_do_meanwhile_is_no_accident(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is always a moment earlier: what they left is looked at again."""
    tended: list[str] = []
    real = tending.tend

    def too_late(seen: Seen, life: Any) -> None:
        tended.append(seen.no)
        if seen.lane in (Lane.APPROVED, Lane.PACKED, Lane.PICKING):
            demo.do(SYSTEM, perform, seen.no, "place_hold", Given(hold_reason=HoldReason.MANUAL))
        elif seen.lane is Lane.PENDING_REVIEW:
            demo.do(SYSTEM, drop, seen.no, Lane.CANCELLED, Given(reason="gone"))
        real(seen, life)

    monkeypatch.setattr("models.demo.living.tend", too_late)

    living, _ = live(demo, 45)

    assert living.refused > 0
    assert len(tended) > living.refused, "it goes on with the others"
    assert check(demo).is_clean


def test_an_order_that_refuses_is_left_alone_until_it_changes(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[tuple[str, int]] = []

    def refuse(seen: Seen, _life: Any) -> None:
        asked_for.append((seen.no, seen.version))
        raise Refused("no_such_drop")

    monkeypatch.setattr("models.demo.living.tend", refuse)

    live(demo, 45)

    assert asked_for
    assert len(set(asked_for)) == len(asked_for)


def test_nothing_floods_where_a_thousand_cards_are_due(demo: Database) -> None:
    clock = demo.clock
    assert isinstance(clock, SetClock)
    clock.advance(hours=2)  # everything that stands is due by now
    [(before,)] = asked(demo, "SELECT COUNT(DISTINCT correlation_id) FROM event")

    _, seconds = live(demo, 40)

    [(after,)] = asked(demo, "SELECT COUNT(DISTINCT correlation_id) FROM event")
    assert after - before <= 40 * 6
    assert seconds >= 40 / (RATE * (1 + MOVES_PER_ORDER) / 60) / 2


def test_a_thread_lives_until_it_is_told_to_stop(demo: Database) -> None:
    stop, moved = threading.Event(), threading.Event()
    demo.listeners.append(moved.set)
    thread = threading.Thread(target=live_on, args=(demo, 600.0, stop))

    thread.start()
    assert moved.wait(20)
    stop.set()
    thread.join(20)

    assert not thread.is_alive()


def test_only_a_demo_lives(sqlite: Database) -> None:
    with pytest.raises(Refused) as refusal:
        Living(sqlite, RATE)

    assert refusal.value.code == "no_demo"
