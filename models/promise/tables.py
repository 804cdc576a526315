"""Promises as they were made, each with its reason."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from models.kit.table import Record, choice, json_field, key, ref


class Source(StrEnum):
    """What a promise stands on."""

    ON_HAND = "on_hand"
    GOODS_DUE = "goods_due"
    UNKNOWN = "unknown"


class Promise(Record, table=True):
    """What was promised, when, and on what ground; a later one replaces it."""

    id: int | None = key()
    order_id: int = ref("order.id", index=True)
    event_seq: int = ref("event.seq")
    promised_on: date | None = None
    source: Source = choice(Source)
    explanation: dict[str, Any] = json_field()
    made_at: datetime = Field()
