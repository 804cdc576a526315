"""The rules of the shop and channel that an order came by."""

from typing import Final, NamedTuple

from sqlalchemy import bindparam, select

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
from models.kit.errors import NotFound
from models.kit.table import table

_CHANNEL: Final = table(Channel)
_SHOP: Final = table(Shop)


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
_HOUSES: Final = select(*_HOUSE_COLUMNS).join_from(
    _CHANNEL, _SHOP, _CHANNEL.c.shop_id == _SHOP.c.id
)
_HOUSE_BY_ID: Final = _HOUSES.where(_CHANNEL.c.id == bindparam("b_id"))
_HOUSE_BY_CODE: Final = _HOUSES.where(_CHANNEL.c.code == bindparam("b_code"))


def house_of(unit: Unit, channel: str) -> House:
    """Return the rules orders of `channel` follow.

    Raises:
        NotFound: `channel`.
    """
    row = unit.row(_HOUSE_BY_CODE, {"b_code": channel})
    if row is None:
        raise NotFound("channel", channel=channel)
    return House(*row)


def house_of_channel(unit: Unit, channel_id: int) -> House:
    """Return the rules of a channel that an order refers to, so it is there."""
    row = unit.row(_HOUSE_BY_ID, {"b_id": channel_id})
    if row is None:
        raise AssertionError(f"channel {channel_id} is gone")
    return House(*row)
