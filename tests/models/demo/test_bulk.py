"""Many orders: cast in few moulds, and as true as if each had been lived."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from models.access.passwords import Sealed
from models.activity.log import last_seq
from models.db import Database
from models.demo import company, pool
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from models.people.commands import add_user
from models.proof.check import check
from tests.databases import KINDS, Shelf
from tests.invariants import broken_laws
from tests.models.demo.test_demo import asked, lived
from tests.models.demo.test_living import live

ORDERS = 220
MOULDS = 40
EARLY = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=KINDS)
def copied(request: pytest.FixtureRequest, shelf: Shelf) -> Any:
    """A business whose keys are others than those of its moulds: somebody was here before."""
    with shelf.fresh(request.param) as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr(company, "LIVED_UP_TO", ORDERS - 1)
        patch.setattr(pool, "FEWEST", MOULDS)
        before = Database(url, clock=SetClock(EARLY))
        before.do(SYSTEM, add_user, name="early", password=Sealed("none fits"), roles=["admin"])
        before.close()
        database = lived(url, seed=3, orders=ORDERS)
        yield database
        database.close()


def test_a_copied_business_is_as_true_as_a_lived_one(copied: Database) -> None:
    assert check(copied).is_clean
    assert broken_laws(copied.engine) == {}
    assert asked(copied, 'SELECT COUNT(*) FROM "order"') == [(ORDERS,)]
    times = [at for (at,) in asked(copied, "SELECT at FROM event ORDER BY seq")]
    assert times == sorted(times)
    assert copied.ask(SYSTEM, last_seq) == len(times)
    _every_name_is_its_own(copied)
    _what_stands_is_what_was_told(copied)


def test_a_copied_business_lives_on(copied: Database) -> None:
    living, _ = live(copied, 40)

    assert living.refused < 10
    [(orders,)] = asked(copied, 'SELECT COUNT(*) FROM "order"')
    assert orders > ORDERS
    assert check(copied).is_clean


def _every_name_is_its_own(database: Database) -> None:
    for column, source in (
        ("no", '"order"'), ("public_token", '"order"'), ("tracking_no", "shipment"),
        ("provider_ref", "payment"), ("code", "customer"), ("external_id", '"order"'),
    ):  # fmt: skip
        query = f"SELECT {column} FROM {source} WHERE {column} IS NOT NULL AND {column} <> ''"
        names = Counter(asked(database, query))
        assert {name: count for name, count in names.items() if count > 1} == {}, column


def _what_stands_is_what_was_told(database: Database) -> None:
    """Events tell of the order's own parts, payments and holds, and of people who are here."""
    orders = {row.id: row for row in _rows(database, '"order"')}
    people = {row.id for row in _rows(database, '"user"')}
    codes = {part.code: part.order_id for part in _rows(database, "fulfillment")}
    payments = {row.id: row.order_id for row in _rows(database, "payment")}
    holds = {row.id: row.order_id for row in _rows(database, "order_hold")}
    last: dict[int, str] = {}
    for event in (row for row in _rows(database, "event") if row.aggregate == "order"):
        key, told = event.aggregate_id, _told(event.payload)
        last[key] = event.to_state
        assert event.actor_kind != "user" or event.actor_id in people
        assert {codes[part["id"]] for part in told.get("parts", ())} <= {key}
        assert payments.get(told.get("payment", {}).get("id"), key) == key
        assert holds.get(told.get("hold", {}).get("id"), key) == key
    assert last == {key: row.status for key, row in orders.items()}


def _told(payload: Any) -> dict[str, Any]:
    return json.loads(payload) if isinstance(payload, str) else payload


def _rows(database: Database, name: str) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.execute(text(f"SELECT * FROM {name} ORDER BY 1")))
