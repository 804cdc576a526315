"""An open demo moves by itself, by one hand at a time."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from models.access.passwords import Sealed
from models.activity.tables import Event
from models.db import Database
from models.demo.company import live_a_month, open_demo
from models.demo.people import STAFF
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.proof.check import check
from oms_ui.moving import LOOK_EVERY_S, Mover
from tests.databases import Shelf

UNTIL = datetime(2026, 3, 2, 4, tzinfo=UTC)


def last_event(database: Database) -> int:
    query = select(func.max(table(Event).c.seq))
    return database.ask(SYSTEM, lambda unit: unit.value(query))


def test_a_demo_moves_by_one_hand_at_a_time(shelf: Shelf) -> None:
    with shelf.fresh("sqlite") as url:
        database = open_demo(url, 1, UNTIL)
        sealed: dict[str, Sealed] = {name: Sealed("no password") for name, *_ in STAFF}
        live_a_month(database, sealed, orders=100, seed=1, until=UNTIL)
        first, second = Mover(database), Mover(database)
        before = last_event(database)

        pauses = [first.step() for _ in range(6)]
        moved = last_event(database)
        assert second.step() == LOOK_EVERY_S

        assert moved > before
        assert last_event(database) == moved
        assert all(0 < pause <= LOOK_EVERY_S for pause in pauses)
        assert check(database).is_clean
        database.close()


def test_a_database_that_is_no_demo_is_never_moved(sqlite: Database) -> None:
    mover = Mover(sqlite)
    mover.start()
    mover.stop()

    assert last_event(sqlite) is None
