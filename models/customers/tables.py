"""Customers and their addresses."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field

from models.kit.table import Record, choice, json_field, key, ref


class Grade(StrEnum):
    """How good a customer is to us."""

    PLAIN = "plain"
    SILVER = "silver"
    GOLD = "gold"
    VIP = "vip"


class Customer(Record, table=True):
    """Someone who buys.

    Attributes:
        credit_limit_minor: what they may owe, on terms. None: nothing is agreed, so they pay first
            where a channel settles here, and no limit is kept where it settles outside.
        blocked_reason: why nothing may be sold to them for now.
        is_anonymous: the stand-in of a channel for buyers who gave no name.
    """

    id: int | None = key()
    code: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=240, index=True)
    grade: Grade = choice(Grade, Grade.PLAIN)
    phone: str | None = Field(default=None, max_length=40, index=True)
    email: str | None = Field(default=None, max_length=254, index=True)
    owner_user_id: int | None = ref("user.id", optional=True)
    credit_limit_minor: int | None = Field(default=None, sa_type=BigInteger)
    tags: list[str] = json_field(list)
    prefs: dict[str, Any] = json_field()
    blocked_reason: str | None = Field(default=None, max_length=240)
    is_anonymous: bool = False
    created_at: datetime
    version: int = 1


class Address(Record, table=True):
    """Where a customer receives goods."""

    id: int | None = key()
    customer_id: int = ref("customer.id", index=True)
    recipient: str = Field(max_length=120)
    phone: str | None = Field(default=None, max_length=40)
    country: str = Field(default="", max_length=64)
    province: str = Field(default="", max_length=64)
    city: str = Field(default="", max_length=64)
    district: str = Field(default="", max_length=64)
    line: str = Field(default="", max_length=400)
    postcode: str = Field(default="", max_length=20)
    created_at: datetime
