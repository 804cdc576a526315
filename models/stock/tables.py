"""Moves of stock, the balances they fold to, and goods that are announced but not yet here."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from models.kit.table import BigKey, Choice, Record, choice, key, ref


class Bucket(StrEnum):
    """Where units are. In physical buckets there can be no fewer than none."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    STAGED = "staged"
    QUARANTINE = "quarantine"
    DAMAGED = "damaged"

    SUPPLIER = "supplier"
    PRODUCTION = "production"
    CARRIER = "carrier"
    CUSTOMER = "customer"
    TRANSFER = "transfer"
    COUNT_DIFF = "count_diff"
    SCRAP = "scrap"


PHYSICAL: Final = frozenset(
    {Bucket.AVAILABLE, Bucket.RESERVED, Bucket.STAGED, Bucket.QUARANTINE, Bucket.DAMAGED}
)
_LISTED = ", ".join(f"'{bucket.value}'" for bucket in Bucket if bucket in PHYSICAL)


class StockMove(Record, table=True):
    """Units that went from one bucket to another. Rows are only ever added."""

    __table_args__ = (
        CheckConstraint("qty > 0", name="moves_something"),
        CheckConstraint("from_bucket <> to_bucket", name="goes_somewhere"),
        Index("ix_stock_move_sku_id_warehouse_id", "sku_id", "warehouse_id", "id"),
    )

    id: int | None = key()
    sku_id: int = ref("sku.id")
    warehouse_id: int = ref("warehouse.id")
    from_bucket: Bucket = choice(Bucket)
    to_bucket: Bucket = choice(Bucket)
    qty: int = Field(sa_type=BigInteger)
    reason: str = Field(max_length=48)
    order_id: int | None = ref("order.id", optional=True, index=True)
    fulfillment_id: int | None = ref("fulfillment.id", optional=True)
    event_seq: int = ref("event.seq", index=True)
    at: datetime


class StockBalance(Record, table=True):
    """The fold of all moves of one bucket; kept, because everything asks for it."""

    __table_args__ = (
        CheckConstraint(f"bucket NOT IN ({_LISTED}) OR qty >= 0", name="never_below_nothing"),
    )

    sku_id: int = Field(primary_key=True, foreign_key="sku.id", sa_type=BigKey)
    warehouse_id: int = Field(primary_key=True, foreign_key="warehouse.id", sa_type=BigKey)
    bucket: Bucket = Field(primary_key=True, sa_type=Choice(Bucket))
    qty: int = Field(default=0, sa_type=BigInteger)
    version: int = 1


class GoodsDue(Record, table=True):
    """Goods that are announced: a promise, not stock. `received` grows as they come in."""

    __table_args__ = (CheckConstraint("qty > 0 AND received >= 0", name="counts"),)

    id: int | None = key()
    sku_id: int = ref("sku.id", index=True)
    warehouse_id: int = ref("warehouse.id")
    qty: int
    received: int = 0
    due_on: date
    note: str = Field(default="", max_length=240)
    created_at: datetime
