"""One small business with an order in every state there is, and trials on it that leave no trace.

It is built once by the same commands as real work. A trial is a transaction that is always rolled
back, so hundreds of checks share one file of SQLite.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection, text

from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, CompleteOn, Supply
from models.db import Database, Unit
from models.kit.actor import SYSTEM, Actor
from models.kit.errors import Refusal
from models.orders.edits import edit_order
from models.orders.given import NOTHING, Given
from models.orders.states import HoldReason, Lane
from models.workflow.moves import perform
from tests.factories import a_business, an_order, stock

P = ParamSpec("P")
T = TypeVar("T")
BECAUSE = Given(reason="test")
TRACKED = Given(tracking_no="SF1", carrier="sf")


class Seen(NamedTuple):
    """An order, its parts by code and every balance, as they are at a moment."""

    status: str
    lane: str | None
    version: int
    parts: Mapping[str, str]
    balances: Mapping[tuple[str, str, str], int]
    last_event: int
    last_move: int


class Trial:
    """Commands that are tried on the world, inside one transaction that will be rolled back."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self.database = database
        self.connection = connection

    def run(
        self,
        actor: Actor,
        command: Callable[Concatenate[Unit, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        return self.run_later(timedelta(0), actor, command, *args, **kwargs)

    def run_later(
        self,
        wait: timedelta,
        actor: Actor,
        command: Callable[Concatenate[Unit, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a command as the database would; a refusal takes back what it did."""
        unit = self.database.unit(self.connection, actor)
        unit.now += wait
        self.connection.exec_driver_sql("SAVEPOINT trial")
        try:
            result = command(unit, *args, **kwargs)
            unit.close()
        except Refusal:
            self.connection.exec_driver_sql("ROLLBACK TO trial")
            raise
        finally:
            self.connection.exec_driver_sql("RELEASE trial")
        return result

    def sql(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        found = self.connection.execute(text(statement), values)
        return [tuple(row) for row in found] if found.returns_rows else []

    @property
    def writes(self) -> int:
        """How many rows were ever written on this connection, also such as were taken back."""
        dbapi: Any = self.connection.connection.dbapi_connection
        return dbapi.total_changes

    def look(self, no: str) -> Seen:
        query = 'SELECT status, lane, version, id FROM "order" WHERE no = :no'
        status, lane, version, key = self.sql(query, no=no)[0]
        parts = self.sql("SELECT code, state FROM fulfillment WHERE order_id = :id", id=key)
        query = """SELECT s.sku, w.code, b.bucket, b.qty FROM stock_balance b
            JOIN sku s ON s.id = b.sku_id JOIN warehouse w ON w.id = b.warehouse_id"""
        balances = {(sku, place, bucket): qty for sku, place, bucket, qty in self.sql(query)}
        last = self.sql("SELECT MAX(seq) FROM event")[0][0]
        moved = self.sql("SELECT COALESCE(MAX(id), 0) FROM stock_move")[0][0]
        return Seen(status, lane, version, dict(parts), balances, last, moved)


class World:
    """The business, its orders by the name of their scene, and the part each scene is about."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.orders: dict[str, str] = {}
        self.parts: dict[str, str] = {}

    @contextmanager
    def trial(self) -> Iterator[Trial]:
        with self.database.engine.connect() as connection:
            yield Trial(self.database, connection)
            connection.rollback()

    def scene(
        self,
        name: str,
        *verbs: tuple[str, Given],
        lane: Lane = Lane.APPROVED,
        lines: Mapping[str, int] | None = None,
        channel: str = "quiet",
        part: int = 1,
    ) -> None:
        """Bring an order to `lane`, then further by `verbs`; the scene is about part `part`."""
        no = an_order(self.database, lines, lane=lane, channel=channel).no
        self.orders[name], self.parts[name] = no, f"{no}-{part}"
        for verb, given in verbs:
            parts = [self.parts[name]] if verb in ("make", "cancel_part", "deliver") else []
            self.database.do(SYSTEM, perform, no, verb, given, parts=parts)


def build(database: Database) -> World:
    """Build the world."""
    world = World(database)
    database.do(SYSTEM, a_business)
    database.do(SYSTEM, _more)
    stock(database, MUG=900)
    _before_fulfilment(world)
    _on_their_way(world)
    _in_two_parts(world)
    return world


def _more(unit: Unit) -> None:
    for code, ends in (("quiet", CompleteOn.CONFIRM), ("fast", CompleteOn.SHIP)):
        catalog.add_channel(
            unit, shop="main", code=code, name=code, kind=ChannelKind.MALL, complete_on=ends
        )
    catalog.add_sku(
        unit, sku="KIT", name="Kit", currency="CNY", price_minor=1000, supply=Supply.MAKE
    )


def _before_fulfilment(world: World) -> None:
    recall, reject = ("recall", NOTHING), ("reject", BECAUSE)
    world.scene("approved")
    world.scene("pending_review", recall)
    world.scene("draft", recall, recall)
    world.scene("rejected", recall, reject)
    world.scene("rejected_and_edited", recall, reject)
    edited = world.orders["rejected_and_edited"]
    world.database.do(SYSTEM, edit_order, edited, {"remark": "corrected"})
    world.scene("pending_payment", channel="web")
    world.scene("cancelled", ("cancel", BECAUSE))
    world.scene("cancelled_unpaid", ("cancel", BECAUSE), channel="web")
    world.scene("held", recall, ("place_hold", Given(hold_reason=HoldReason.RISK)))
    world.scene("held_twice", *[("place_hold", Given(note="look"))] * 2)


def _on_their_way(world: World) -> None:
    lose, plan = ("lose", Given(claim="CL-1")), ("plan", NOTHING)
    deliver = ("deliver", NOTHING)
    for lane in (Lane.ALLOCATED, Lane.PICKING, Lane.PACKED, Lane.SHIPPED):
        world.scene(lane.value, lane=lane)
    world.scene("delivered", deliver, lane=Lane.SHIPPED)
    world.scene("completed", deliver, ("complete", NOTHING), lane=Lane.SHIPPED)
    world.scene("returned", ("return_to_sender", NOTHING), lane=Lane.SHIPPED)
    world.scene("lost", lose, lane=Lane.SHIPPED)
    world.scene("reshipped", lose, ("reship", NOTHING), lane=Lane.SHIPPED)
    world.scene("backordered", plan, lines={"TEE": 2})
    world.scene("kit", plan, lines={"KIT": 2})
    world.scene("in_production", plan, ("make", NOTHING), lines={"KIT": 2})
    world.scene("fast", channel="fast", lane=Lane.PACKED)
    world.scene("fast_shipped", ("ship", TRACKED), channel="fast", lane=Lane.PACKED)


def _in_two_parts(world: World) -> None:
    plan, both = ("plan", NOTHING), {"MUG": 2, "TEE": 1}
    pick, pack = ("start_pick", NOTHING), ("pack", Given(by_hand=True))
    ship, deliver = ("ship", TRACKED), ("deliver", NOTHING)
    world.scene("two_allocated", plan, lines=both)
    world.scene("two_backordered", plan, lines=both, part=2)
    world.scene("two_picking", plan, pick, lines=both)
    world.scene("two_packed", plan, pick, pack, lines=both)
    world.scene("two_shipped", plan, pick, pack, ship, lines=both)
    world.scene("part_delivered", plan, pick, pack, ship, deliver, lines=both)
    world.scene("part_cancelled", plan, ("cancel_part", BECAUSE), lines=both, part=2)
    kits = {"MUG": 2, "KIT": 1}
    world.scene("two_in_production", plan, ("make", NOTHING), lines=kits, part=2)
