"""The order and everything that is locked with it: lines, discounts, holds, parts, payments.

Each comes as a record (the row as plain data, cheap to read and to change in memory) and as the
table that stores it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from models.kit.table import (
    Record,
    big,
    choice,
    json_field,
    key,
    optional_choice,
    ref,
)
from models.orders.states import (
    HoldReason,
    Lane,
    OrderStatus,
    PartState,
    PaymentMethod,
    PaymentState,
    PaymentStatus,
)


class OrderType(StrEnum):
    """What kind of order it is; urgent ones are planned and filled first."""

    PLAIN = "plain"
    URGENT = "urgent"
    EXCHANGE = "exchange"
    REPLACEMENT = "replacement"


class DiscountKind(StrEnum):
    """Why less is asked."""

    THRESHOLD = "threshold"
    COUPON = "coupon"
    MEMBER = "member"
    POINTS = "points"
    MANUAL = "manual"
    PLATFORM = "platform"


class OrderRecord(Record):
    """An order's own row.

    Attributes:
        no: what people call it; unique over the whole house.
        public_token: opens its tracking page; not to be guessed.
        source_hash: of what it was made from, so that the same again is known as the same.
        stated_difference_minor: what the platform's total says beyond our sum.
        promised_on: the day in the shop's zone on which the goods are promised to leave.
        moved_at: when its lane last changed.
        is_history: entered as already over; never reviewed, never moved stock.
        withdrawn_at: when the import that brought it was undone: it counts nowhere any more.
        part_count: how many parts it ever had; numbers the next one.
    """

    id: int = key()
    no: str = Field(unique=True, max_length=64)
    public_token: str = Field(unique=True, max_length=32)
    channel_id: int = ref("channel.id")
    external_id: str | None = Field(default=None, max_length=120)
    source_hash: str | None = Field(default=None, max_length=64)
    customer_id: int = ref("customer.id", index=True)
    owner_user_id: int | None = ref("user.id", optional=True, index=True)
    type: OrderType = choice(OrderType, OrderType.PLAIN)
    priority: int = 5
    status: OrderStatus = choice(OrderStatus)
    lane: Lane | None = optional_choice(Lane)
    currency: str = Field(max_length=3)
    goods_minor: int = big()
    discount_minor: int = big()
    shipping_minor: int = big()
    shipping_tax_minor: int = big()
    tax_minor: int = big()
    stated_difference_minor: int = big()
    total_minor: int = big()
    paid_minor: int = big()
    payment_status: PaymentStatus = choice(PaymentStatus, PaymentStatus.UNPAID)
    pay_by: datetime | None = None
    wanted_on: date | None = None
    promised_on: date | None = None
    ship_to: dict[str, Any] = json_field()
    remark: str = ""
    tags: list[str] = json_field(list)
    is_history: bool = False
    withdrawn_at: datetime | None = None
    part_count: int = 0
    placed_at: datetime
    moved_at: datetime
    created_at: datetime
    updated_at: datetime
    version: int = 1


class Order(OrderRecord, table=True):
    """Where orders are stored."""

    __table_args__ = (
        UniqueConstraint("channel_id", "external_id"),
        CheckConstraint("paid_minor >= 0", name="paid_something"),
        Index("ix_order_board", "lane", "priority", "placed_at", "id"),
        Index("ix_order_placed_at", "placed_at"),
    )


class LineRecord(Record):
    """A line of an order: a SKU as it was named and priced then.

    Attributes:
        discount_minor: its share of the order's discounts.
        tax_minor: contained in, or on top of, the total, by the shop's tax mode.
        cancelled_qty: of `qty`, no longer wanted; `cancelled_minor` is what they were worth of the
            total, `cancelled_tax_minor` of the tax.
    """

    id: int = key()
    order_id: int = ref("order.id", index=True)
    position: int
    sku_id: int = ref("sku.id", index=True)
    sku: str = Field(max_length=64)
    name: str = Field(max_length=240)
    unit_price_minor: int = big()
    tax_rate_bp: int = 0
    is_service: bool = False
    qty: int
    cancelled_qty: int = 0
    discount_minor: int = big()
    tax_minor: int = big()
    total_minor: int = big()
    cancelled_minor: int = big()
    cancelled_tax_minor: int = big()

    @property
    def open_qty(self) -> int:
        """Return the units that are still wanted."""
        return self.qty - self.cancelled_qty


class OrderLine(LineRecord, table=True):
    """Where order lines are stored."""

    __table_args__ = (
        CheckConstraint("qty > 0", name="wants_something"),
        CheckConstraint("cancelled_qty >= 0 AND cancelled_qty <= qty", name="cancels_what_is"),
    )


class DiscountRecord(Record):
    """Something taken off an order as a whole; the lines hold its shares."""

    id: int = key()
    order_id: int = ref("order.id", index=True)
    kind: DiscountKind = choice(DiscountKind)
    ref: str = Field(default="", max_length=64)
    amount_minor: int = Field(sa_type=BigInteger)


class OrderDiscount(DiscountRecord, table=True):
    """Where discounts are stored."""


class HoldRecord(Record):
    """Why an order, or one part of it, waits for a person.

    Attributes:
        fulfillment_id: the only part it holds; None holds the whole order.
        due_at: when somebody should have looked.
        is_withdrawn: it was taken back, or its part is no more: nobody has looked at it.
    """

    id: int = key()
    order_id: int = ref("order.id", index=True)
    fulfillment_id: int | None = ref("fulfillment.id", optional=True)
    reason: HoldReason = choice(HoldReason)
    note: str = Field(default="", max_length=400)
    data: dict[str, Any] = json_field()
    placed_by: str = Field(max_length=120)
    placed_at: datetime
    due_at: datetime | None = None
    released_by: str | None = Field(default=None, max_length=120)
    released_at: datetime | None = None
    is_withdrawn: bool = False


class OrderHold(HoldRecord, table=True):
    """Where holds are stored."""

    __table_args__ = (
        Index(
            "ix_order_hold_open", "order_id",
            sqlite_where=text("released_at IS NULL"), postgresql_where=text("released_at IS NULL"),
        ),
    )  # fmt: skip


class PartRecord(Record):
    """A part of an order that travels on its own.

    Attributes:
        code: what people call it: the order's number and a count, `10433-2`.
        warehouse_id: where its goods are; None while they are nowhere.
        made_for_id: the part this one makes good (reship).
        why: how the warehouses were chosen, for people who ask.
    """

    id: int = key()
    order_id: int = ref("order.id", index=True)
    code: str = Field(unique=True, max_length=72)
    warehouse_id: int | None = ref("warehouse.id", optional=True)
    state: PartState = choice(PartState, index=True)
    made_for_id: int | None = ref("fulfillment.id", optional=True)
    why: dict[str, Any] = json_field()
    created_at: datetime
    moved_at: datetime


class Fulfillment(PartRecord, table=True):
    """Where parts are stored."""


class PartLineRecord(Record):
    """How much of an order line a part carries."""

    id: int = key()
    fulfillment_id: int = ref("fulfillment.id", index=True)
    order_line_id: int = ref("order_line.id", index=True)
    sku_id: int = ref("sku.id", index=True)
    qty: int


class FulfillmentLine(PartLineRecord, table=True):
    """Where the lines of parts are stored."""

    __table_args__ = (CheckConstraint("qty > 0", name="carries_something"),)


class ShipmentRecord(Record):
    """A parcel of a part. Voided ones stay, so that a number once given is never forgotten."""

    id: int = key()
    order_id: int = ref("order.id", index=True)
    fulfillment_id: int = ref("fulfillment.id", index=True)
    carrier: str = Field(default="", max_length=64)
    service: str = Field(default="", max_length=64)
    tracking_no: str | None = Field(default=None, max_length=80, index=True)
    is_self_delivery: bool = False
    shipped_at: datetime
    picked_up_at: datetime | None = None
    delivered_at: datetime | None = None
    voided_at: datetime | None = None


class Shipment(ShipmentRecord, table=True):
    """Where shipments are stored."""


class PaymentRecord(Record):
    """Money for an order.

    Attributes:
        provider_ref: the provider's own name for it: the same call twice is known by it.
    """

    id: int = key()
    order_id: int = ref("order.id", index=True)
    method: PaymentMethod = choice(PaymentMethod)
    state: PaymentState = choice(PaymentState)
    amount_minor: int = Field(sa_type=BigInteger)
    provider_ref: str | None = Field(default=None, max_length=120, unique=True)
    created_at: datetime
    settled_at: datetime | None = None


class Payment(PaymentRecord, table=True):
    """Where payments are stored."""

    __table_args__ = (CheckConstraint("amount_minor > 0", name="pays_something"),)
