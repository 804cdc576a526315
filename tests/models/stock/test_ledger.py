"""Stock without orders, the limits of hands, and a log that cannot be rewritten."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.access.permissions import Role
from models.db import Database
from models.fulfilment import arrivals
from models.kit.actor import SYSTEM
from models.kit.errors import Invalid, NotFound, NotPermitted, Refused
from models.orders.states import Lane
from models.stock.tables import Bucket
from tests.factories import a_user, an_order, balance, stock
from tests.invariants import broken_laws
from tests.property.oracle import digest

TABLES = ("event", "event_seal", "stock_move")


@pytest.fixture
def full(business: Database) -> Database:
    stock(business, MUG=10)
    return business


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_what_was_written_cannot_be_rewritten(full: Database, table: str, change: str) -> None:
    an_order(full, {"MUG": 2}, lane=Lane.SHIPPED)
    column = {"event": "type", "event_seal": "hash", "stock_move": "reason"}[table]
    seal = "INSERT INTO event_seal (seq, prev_hash, hash) VALUES (1, 'a', 'b')"
    with full.engine.begin() as connection:
        connection.execute(text(seal))
    before = digest(full.engine)

    with (
        pytest.raises(DBAPIError, match=f"{table} is append-only"),
        full.engine.begin() as connection,
    ):
        connection.execute(text(change.format(table, column, column)))

    assert digest(full.engine) == before


@pytest.mark.parametrize("qty", [0, -1, 1_000_001, True, 1.0, "3"])
def test_a_count_of_goods_is_a_whole_number(full: Database, qty: Any) -> None:
    before = digest(full.engine)

    with pytest.raises(Invalid) as refusal:
        full.do(SYSTEM, arrivals.receive_goods, "WH1", {"MUG": qty})

    assert refusal.value.code == "qty_out_of_range"
    assert digest(full.engine) == before


REFUSALS: list[tuple[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
    ("warehouse", arrivals.receive_goods, ("WH9", {"MUG": 1}), {}),
    ("unknown_sku", arrivals.receive_goods, ("WH1", {"NONE": 1}), {}),
    ("nothing_given", arrivals.receive_goods, ("WH1", {}), {}),
    ("service_has_no_stock", arrivals.receive_goods, ("WH1", {"WRAP": 1}), {}),
    ("bad_bucket", arrivals.take_back_goods, ("WH1", {"MUG": 1}), {"to": "carrier"}),
    ("reason_needed", arrivals.correct_stock, ("WH1", "MUG", 1), {"reason": ""}),
    ("qty_out_of_range", arrivals.correct_stock, ("WH1", "MUG", 0), {"reason": "count"}),
    ("stock_short", arrivals.correct_stock, ("WH1", "MUG", -11), {"reason": "count"}),
    ("stock_short", arrivals.send_transfer, ("WH1", {"MUG": 11}), {}),
    ("stock_short", arrivals.send_transfer, ("WH2", {"MUG": 1}), {}),
]


@pytest.mark.parametrize(("code", "command", "args", "more"), REFUSALS)
def test_stock_that_cannot_move_stays(
    full: Database,
    code: str,
    command: Callable[..., Any],
    args: tuple[Any, ...],
    more: dict[str, Any],
) -> None:
    before = digest(full.engine)

    with pytest.raises((Invalid, NotFound, Refused)) as refusal:
        full.do(SYSTEM, command, *args, **more)

    assert refusal.value.code == code
    assert digest(full.engine) == before


def test_a_transfer_leaves_one_warehouse_and_comes_to_another(full: Database) -> None:
    full.do(SYSTEM, arrivals.send_transfer, "WH1", {"MUG": 4})
    on_its_way = balance(full, "MUG", Bucket.TRANSFER)

    full.do(SYSTEM, arrivals.receive_transfer, "WH2", {"MUG": 4})

    assert on_its_way == 4
    assert balance(full, "MUG", Bucket.AVAILABLE) == 6
    assert balance(full, "MUG", Bucket.AVAILABLE, "WH2") == 4
    both = [balance(full, "MUG", Bucket.TRANSFER, place) for place in ("WH1", "WH2")]
    assert sum(both) == 0
    assert broken_laws(full.engine) == {}


def test_a_return_goes_where_it_is_put_and_only_the_shelf_is_available(full: Database) -> None:
    an_order(full, {"MUG": 3}, lane=Lane.DELIVERED)
    for bucket, qty in (("available", 1), ("quarantine", 1), ("damaged", 1)):
        full.do(SYSTEM, arrivals.take_back_goods, "WH1", {"MUG": qty}, to=bucket)

    found = {bucket: balance(full, "MUG", bucket) for bucket in Bucket}
    assert {bucket: qty for bucket, qty in found.items() if qty} == {
        Bucket.AVAILABLE: 8, Bucket.QUARANTINE: 1, Bucket.DAMAGED: 1, Bucket.SUPPLIER: -10,
    }  # fmt: skip
    assert broken_laws(full.engine) == {}


@pytest.mark.parametrize(
    ("roles", "change", "passes"),
    [
        ((Role.WAREHOUSE,), 100, True),
        ((Role.WAREHOUSE,), 101, False),
        ((Role.WAREHOUSE, Role.SALES), 101, False),
        ((Role.WAREHOUSE, Role.AUDITOR), 101, False),
        ((Role.WAREHOUSE, Role.MANAGER), 101, True),
        ((Role.DISPATCHER,), 101, True),
        ((Role.BUYER,), 1, False),
    ],
)
def test_how_far_a_hand_may_correct_stock(
    full: Database,
    roles: tuple[Role, ...],
    change: int,
    passes: bool,  # noqa: FBT001  a column of the table above
) -> None:
    call = (a_user(*roles), arrivals.correct_stock, "WH1", "MUG", change)
    if passes:
        full.do(*call, reason="count")
    else:
        with pytest.raises(NotPermitted):
            full.do(*call, reason="count")

    assert balance(full, "MUG", Bucket.AVAILABLE) == 10 + change * passes
