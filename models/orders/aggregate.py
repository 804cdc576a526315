"""An order under lock, with everything that is locked with it.

Every change to an order, its lines, holds, parts, payments or parcels goes through a `LockedOrder`:
it is read under a row lock, changed in memory by one verb after another, each of which records one
event and counts the version up by one, and written once by `save`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from models.access.permissions import Target
from models.activity.log import News, record
from models.activity.tables import Event
from models.catalog.tables import (
    Channel,
    ChannelKind,
    CompleteOn,
    Settles,
    Shop,
    TaxMode,
    WhenShort,
)
from models.db import Unit
from models.kit.errors import Conflict, NotFound
from models.kit.table import table
from models.orders.shelf import Shelf
from models.orders.states import HANDLED, PartState, lane_of
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
_CHANNEL: Final = table(Channel)
_SHOP: Final = table(Shop)
_EVENT: Final = table(Event)


class House(NamedTuple):
    """The rules of the shop and channel an order came by; fields as in `Shop` and `Channel`."""

    channel_id: int
    channel: str
    kind: ChannelKind
    complete_on: CompleteOn
    settles: Settles
    when_short: WhenShort
    auto_plan: bool
    qualified: bool
    priority: int
    review_above_minor: int | None
    tz: str
    currency: str
    tax_mode: TaxMode
    auto_confirm_days: int
    payment_hours: int
    number_prefix: str
    number_base: int


_HOUSE_COLUMNS: Final = (
    _CHANNEL.c.id.label("channel_id"),
    _CHANNEL.c.code.label("channel"),
    *(_CHANNEL.c[name] for name in House._fields[2:10]),
    *(_SHOP.c[name] for name in House._fields[10:]),
)
_HOUSES: Final = select(*_HOUSE_COLUMNS).join_from(_CHANNEL, _SHOP, _CHANNEL.c.shop_id == _SHOP.c.id)
_HOUSE_BY_ID: Final = _HOUSES.where(_CHANNEL.c.id == bindparam("b_id"))
_HOUSE_BY_CODE: Final = _HOUSES.where(_CHANNEL.c.code == bindparam("b_code"))
_BY_NO: Final = select(_ORDER).where(_ORDER.c.no == bindparam("b_no"))
_LOCK: Final = _BY_NO.with_for_update()
_LOCK_IF_FREE: Final = _BY_NO.with_for_update(skip_locked=True)
_SINCE: Final = (
    select(_EVENT)
    .where(
        _EVENT.c.aggregate == AGGREGATE,
        _EVENT.c.aggregate_id == bindparam("b_id"),
        _EVENT.c.aggregate_version > bindparam("b_seen"),
    )
    .order_by(_EVENT.c.aggregate_version.desc())
)


def house_of(unit: Unit, channel: str) -> House:
    """Return the rules orders of `channel` follow.

    Raises:
        NotFound: `channel`.
    """
    row = unit.row(_HOUSE_BY_CODE, {"b_code": channel})
    if row is None:
        raise NotFound("channel", channel=channel)
    return House(*row)


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
    """

    def __init__(self, unit: Unit, row: OrderRecord, house: House, *, is_new: bool = False) -> None:
        self.unit = unit
        self.row = row
        self.house = house
        self.was_status = row.status
        self.is_new = is_new
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
        return Target(self.row.owner_user_id, any(part.state in HANDLED for part in self.parts))

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
        for line_id, sku_id, qty in cargo:
            self.cargo(part).add(
                fulfillment_id=part.id, order_line_id=line_id, sku_id=sku_id, qty=qty
            )
        return part

    def split(self, part: PartRecord, takes: Mapping[int, int]) -> PartRecord:
        """Begin a part in the same state and place with `takes`, units by order line, of `part`."""
        other = self.add_part(
            part.state, part.warehouse_id, (), made_for_id=part.made_for_id, why=part.why
        )
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
        lane = lane_of(self.row.status, [p.state for p in self.parts], is_held=self.is_held)
        if lane is not self.row.lane:
            self.row.lane = lane
            self.row.moved_at = self.unit.now

    def _shelf_of_cargo(self, part_id: int | None) -> Shelf[PartLineRecord]:
        return Shelf(self.unit, PartLineRecord, FulfillmentLine, "fulfillment_id", part_id)


def look(unit: Unit, no: str) -> LockedOrder:
    """Read the order people call `no` without taking it; it must not be saved.

    Raises:
        NotFound: `order`.
    """
    row = unit.row(_BY_NO, {"b_no": no})
    if row is None:
        raise NotFound("order", no=no[:80])
    return _taken(unit, row)


def lock_if_free(unit: Unit, no: str) -> LockedOrder | None:
    """Take the order people call `no` unless another unit has it: who already holds stock may
    not wait for orders, or the two could wait for each other.
    """
    row = unit.row(_LOCK_IF_FREE, {"b_no": no})
    return None if row is None else _taken(unit, row)


def lock(unit: Unit, no: str, seen: int | None = None) -> LockedOrder:
    """Take the order people call `no`, until the unit ends.

    Args:
        seen: the version the actor was looking at; None is not particular.

    Raises:
        NotFound: `order`.
        Conflict: `order_changed`, where its status, parts or holds changed since `seen`; names who
            did it, when, and what the order is now. Other changes do no harm and merge.
    """
    row = unit.row(_LOCK, {"b_no": no})
    if row is None:
        raise NotFound("order", no=no[:80])
    if seen is not None and row.version != seen:
        _refuse_stale(unit, row, seen)
    return _taken(unit, row)


def _taken(unit: Unit, row: Any) -> LockedOrder:
    house = unit.row(_HOUSE_BY_ID, {"b_id": row.channel_id})
    assert house is not None  # noqa: S101  a foreign key says so
    return LockedOrder(unit, OrderRecord.of(row), House(*house))


@contextmanager
def locked(unit: Unit, no: str, seen: int | None = None) -> Iterator[LockedOrder]:
    """Lock an order for a block and save it at its end; raises as `lock` does."""
    order = lock(unit, no, seen)
    yield order
    order.save()


def moves_process(event: Any) -> bool:
    """Return whether an event changed its order's status, parts or holds."""
    changed = event.from_state != event.to_state
    return changed or "parts" in event.payload or "hold" in event.payload


def events_since(unit: Unit, order_id: int, version: int) -> Sequence[Any]:
    """Return the events that brought an order beyond `version`, newest first."""
    return unit.rows(_SINCE, {"b_id": order_id, "b_seen": version})


def _refuse_stale(unit: Unit, row: Any, seen: int) -> None:
    for event in events_since(unit, row.id, seen):
        if moves_process(event):
            raise Conflict(
                "order_changed",
                no=row.no,
                seen=seen,
                version=row.version,
                status=row.status,
                lane=row.lane,
                by=event.actor_label,
                at=event.at.isoformat(),
                event=event.type,
            )
    if seen > row.version:
        raise Conflict("order_changed", no=row.no, seen=seen, version=row.version)
