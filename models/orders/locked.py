"""An order in the hands of one unit, with everything that is locked with it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from models.access.permissions import Target
from models.activity.log import News, record
from models.db import Unit
from models.kit.errors import Conflict, NotFound
from models.kit.table import table
from models.orders.house import House
from models.orders.shelf import Shelf
from models.orders.states import UNTOUCHED, PartState, lane_of
from models.orders.tables import (
    DiscountRecord,
    Fulfillment,
    FulfillmentLine,
    HoldRecord,
    LineRecord,
    Order,
    OrderDiscount,
    OrderHold,
    OrderLine,
    OrderRecord,
    PartLineRecord,
    PartRecord,
    Payment,
    PaymentRecord,
    Shipment,
    ShipmentRecord,
)

AGGREGATE: Final = "order"
_ORDER: Final = table(Order)


class PartChange(NamedTuple):
    """A part that moved."""

    code: str
    source: PartState | None
    target: PartState


class LockedOrder:
    """An order in the hands of one unit.

    Attributes:
        row: the order's own row; change its fields and `save`.
        house: the rules of its shop and channel.
        known: rows somebody has read already, by what they are; so nobody reads them twice.
        is_taken: whether nobody else can change it meanwhile; False where it is only looked at.
    """

    def __init__(
        self, unit: Unit, row: OrderRecord, house: House, *,
        is_new: bool = False, is_taken: bool = True,
    ) -> None:  # fmt: skip
        self.unit = unit
        self.row = row
        self.house = house
        self.known: dict[str, Any] = {}
        self.was_status = row.status
        self.is_new = is_new
        self.is_taken = is_taken
        owner = None if is_new else row.id
        self.lines = Shelf(unit, LineRecord, OrderLine, "order_id", owner)
        self.discounts = Shelf(unit, DiscountRecord, OrderDiscount, "order_id", owner)
        self.holds = Shelf(unit, HoldRecord, OrderHold, "order_id", owner)
        self.parts = Shelf(unit, PartRecord, Fulfillment, "order_id", owner)
        self.shipments = Shelf(unit, ShipmentRecord, Shipment, "order_id", owner)
        self.payments = Shelf(unit, PaymentRecord, Payment, "order_id", owner)
        self._cargo: dict[int, Shelf[PartLineRecord]] = {}
        self._before = {} if is_new else row.values()
        self._moved: list[PartChange] = []

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone the shop's days are counted in."""
        return ZoneInfo(self.house.tz)

    @property
    def target(self) -> Target:
        """Return what a grant is held against."""
        return Target(self.row.owner_user_id, any(p.state not in UNTOUCHED for p in self.parts))

    def cargo(self, part: PartRecord) -> Shelf[PartLineRecord]:
        """Return what a part carries."""
        shelf = self._cargo.get(part.id)
        if shelf is None:
            shelf = self._cargo[part.id] = self._shelf_of_cargo(part.id)
        return shelf

    def part(self, code: str) -> PartRecord:
        """Return the part people call `code`.

        Raises:
            NotFound: `part`.
        """
        for part in self.parts:
            if part.code == code:
                return part
        raise NotFound("part", part=code[:80], no=self.row.no)

    def open_holds(self, part: PartRecord | None = None) -> list[HoldRecord]:
        """Return what still holds the whole order, and `part` if one is given."""
        reach = {None} if part is None else {None, part.id}
        return [h for h in self.holds if h.released_at is None and h.fulfillment_id in reach]

    @property
    def is_held(self) -> bool:
        """Return whether anything of the order waits for a person."""
        return any(hold.released_at is None for hold in self.holds)

    def add_part(
        self, state: PartState, warehouse_id: int | None, cargo: Iterable[tuple[int, int, int]],
        **more: Any,
    ) -> PartRecord:  # fmt: skip
        """Begin a part with `cargo` of (order line, SKU, quantity); the next event names it."""
        self.row.part_count += 1
        now = self.unit.now
        part = self.parts.add(
            order_id=self.row.id,
            code=f"{self.row.no}-{self.row.part_count}",
            warehouse_id=warehouse_id,
            state=state,
            created_at=now,
            moved_at=now,
            **more,
        )
        self._moved.append(PartChange(part.code, None, state))
        self._cargo[part.id] = self._shelf_of_cargo(None)
        self.cargo(part).add_many(
            [
                {"fulfillment_id": part.id, "order_line_id": line, "sku_id": sku, "qty": qty}
                for line, sku, qty in cargo
            ]
        )
        return part

    def split(self, part: PartRecord, takes: Mapping[int, int]) -> PartRecord:
        """Begin a part in the same state and place with `takes`, units by order line, of `part`.

        What holds a part holds what is split off it.
        """
        other = self.add_part(
            part.state, part.warehouse_id, (), made_for_id=part.made_for_id, why=part.why
        )
        for hold in self.open_holds(part):
            if hold.fulfillment_id == part.id:
                copied = hold.values() | {"fulfillment_id": other.id}
                del copied["id"]
                self.holds.add(**copied)
        for line in list(self.cargo(part)):
            taken = takes.get(line.order_line_id, 0)
            if taken == line.qty:
                line.fulfillment_id = other.id
                self.cargo(part).give(line, self.cargo(other))
            elif taken:
                line.qty -= taken
                self.cargo(other).add(
                    fulfillment_id=other.id, order_line_id=line.order_line_id,
                    sku_id=line.sku_id, qty=taken,
                )  # fmt: skip
        return other

    def move_part(self, part: PartRecord, state: PartState) -> None:
        """Let a part change its state; the next event names it."""
        self._moved.append(PartChange(part.code, part.state, state))
        part.state = state
        part.moved_at = self.unit.now

    def record(self, event: str, **news: Any) -> None:
        """Record one change: count the version, put the order in its lane, write the log.

        Args:
            event: what happened, in the past tense.
            news: further fields of `News`.
        """
        row = self.row
        row.version = 1 if self.is_new else row.version + 1
        row.updated_at = self.unit.now
        self._find_lane()
        payload = dict(news.pop("payload", {}))
        if self._moved:
            payload["parts"] = [
                {"id": change.code, "from": change.source, "to": change.target}
                for change in self._moved
            ]
        payload["lane"] = row.lane
        record(
            self.unit,
            News(
                aggregate=AGGREGATE,
                aggregate_id=row.id,
                version=row.version,
                type=event,
                business_date=self.unit.now.astimezone(self.zone).date(),
                from_state=None if self.is_new else self.was_status,
                to_state=row.status,
                payload=payload,
                **news,
            ),
        )
        self.was_status = row.status
        self.is_new = False
        self._moved = []

    def save(self) -> None:
        """Write what changed.

        Raises:
            Conflict: the row is not what was read; the lock makes that impossible by our own hand.
        """
        now = self.row.values()
        if not self._before:
            self.unit.insert(_ORDER, now)
        elif changed := {name: now[name] for name in now if now[name] != self._before[name]}:
            done = self.unit.run(
                _ORDER.update()
                .where(_ORDER.c.id == self.row.id, _ORDER.c.version == self._before["version"])
                .values(changed)
            )
            if done.rowcount == 0:
                raise Conflict("order_changed", no=self.row.no)
        self._before = now
        for shelf in (self.lines, self.discounts, self.parts, *self._cargo.values(), self.holds,
                      self.shipments, self.payments):  # fmt: skip
            shelf.save()

    def _find_lane(self) -> None:
        row = self.row
        lane = (
            None
            if row.withdrawn_at
            else lane_of(row.status, [p.state for p in self.parts], is_held=self.is_held)
        )
        if lane is not self.row.lane:
            self.row.lane = lane
            self.row.moved_at = self.unit.now

    def _shelf_of_cargo(self, part_id: int | None) -> Shelf[PartLineRecord]:
        return Shelf(self.unit, PartLineRecord, FulfillmentLine, "fulfillment_id", part_id)


def save_new(unit: Unit, orders: Sequence[LockedOrder]) -> None:
    """Write orders that are new, in a few statements for all of them; they are done with then."""
    unit.insert(_ORDER, *(order.row.values() for order in orders))
    for stored, name in ((OrderLine, "lines"), (OrderDiscount, "discounts")):
        items = [item.values() for order in orders for item in getattr(order, name)]
        unit.insert(table(stored), *items)
