"""Shops and their channels, warehouses, and what they sell."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field

from models.kit.table import Record, choice, json_field, key, ref


class TaxMode(StrEnum):
    """Whether a shop's prices contain the tax."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class ChannelKind(StrEnum):
    """What kind of door orders come in by."""

    MALL = "mall"
    MARKETPLACE = "marketplace"
    POS = "pos"
    PHONE = "phone"
    EMAIL = "email"
    B2B = "b2b"
    API = "api"
    MANUAL = "manual"
    FILE = "file"


class CompleteOn(StrEnum):
    """What ends an order of a channel."""

    SHIP = "ship"
    DELIVER = "deliver"
    CONFIRM = "confirm"


class Settles(StrEnum):
    """Where a channel's orders are paid: here, before review; or outside, by terms or COD."""

    HERE = "here"
    OUTSIDE = "outside"


class WhenShort(StrEnum):
    """What happens to an order of a channel whose stock is short."""

    BACKORDER = "backorder"
    REVIEW = "review"
    REFUSE = "refuse"


class Supply(StrEnum):
    """Where a SKU comes from; a service is never allocated."""

    STOCK = "stock"
    MAKE = "make"
    SERVICE = "service"


class Shop(Record, table=True):
    """A business face: its zone, currency, tax mode and numbering.

    Attributes:
        number_prefix: stands before every order number; it ends with no digit.
        number_base: added to an order's key to make its number.
    """

    id: int | None = key()
    code: str = Field(unique=True, max_length=32)
    name: str = Field(max_length=120)
    tz: str = Field(max_length=64)
    currency: str = Field(max_length=3)
    tax_mode: TaxMode = choice(TaxMode, TaxMode.INCLUSIVE)
    auto_confirm_days: int = 7
    payment_hours: int = 48
    number_prefix: str = Field(default="", max_length=8)
    number_base: int = 10_000
    created_at: datetime
    version: int = 1


class Channel(Record, table=True):
    """A door that orders come in by, and the house rules for them.

    Attributes:
        review_above_minor: orders above it wait for a person; None for no limit.
        auto_plan: whether an approved order is planned in the same unit.
    """

    id: int | None = key()
    shop_id: int = ref("shop.id")
    code: str = Field(unique=True, max_length=32)
    name: str = Field(max_length=120)
    kind: ChannelKind = choice(ChannelKind)
    complete_on: CompleteOn = choice(CompleteOn, CompleteOn.DELIVER)
    settles: Settles = choice(Settles, Settles.OUTSIDE)
    when_short: WhenShort = choice(WhenShort, WhenShort.BACKORDER)
    auto_plan: bool = False
    qualified: bool = True
    priority: int = 5
    review_above_minor: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime
    version: int = 1


class Warehouse(Record, table=True):
    """A place that holds stock.

    Attributes:
        region_cover: provinces or countries it serves first.
        priority: lower ships first, all else equal.
        daily_capacity: parcels it can send off a day; None where nobody has set a limit.
    """

    id: int | None = key()
    code: str = Field(unique=True, max_length=32)
    name: str = Field(max_length=120)
    tz: str = Field(max_length=64)
    region_cover: list[str] = json_field(list)
    priority: int = 5
    daily_capacity: int | None = None
    is_open: bool = True
    created_at: datetime
    version: int = 1


class Sku(Record, table=True):
    """Something that is sold.

    Attributes:
        tax_rate_bp: in basis points, 1300 for 13 %.
        price_minor: the list price in `currency`, or None where there is none to hold against.
    """

    id: int | None = key()
    sku: str = Field(unique=True, max_length=64)
    barcode: str | None = Field(default=None, max_length=64)
    name: str = Field(max_length=240)
    spec: dict[str, Any] = json_field()
    currency: str = Field(max_length=3)
    price_minor: int | None = Field(default=None, sa_type=BigInteger)
    cost_minor: int | None = Field(default=None, sa_type=BigInteger)
    tax_rate_bp: int = 0
    weight_g: int = 0
    listed: bool = True
    supply: Supply = choice(Supply, Supply.STOCK)
    safety_stock: int = 0
    reorder_point: int = 0
    reorder_qty: int = 0
    make_days: int = 0
    created_at: datetime
    version: int = 1
