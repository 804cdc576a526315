"""By which channel a file comes in, and the shop and channel made where a business has none yet."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from babel.core import get_global
from babel.numbers import get_territory_currencies
from sqlalchemy import select

from models.catalog.commands import add_channel, add_shop
from models.catalog.tables import Channel, ChannelKind, Settles, Shop
from models.db import Unit
from models.imports.plan import Plan
from models.kit import money
from models.kit.errors import NotFound, Refused
from models.kit.table import table
from models.orders.house import House, house_of

FILE_CHANNEL: Final = "file"
FIRST_SHOP: Final = "main"
FALLBACK_CURRENCY: Final = "CNY"
_NEW_CHANNEL: Final[Mapping[str, Any]] = {
    "kind": ChannelKind.FILE, "settles": Settles.OUTSIDE, "auto_plan": False,
}  # fmt: skip
_CHANNEL: Final = table(Channel)
_SHOP: Final = table(Shop)


class Door(NamedTuple):
    """A channel, and what it says where a file does not.

    Attributes:
        channel_id: None where the channel has yet to be made.
        shop: of a channel that has yet to be made; None where the shop has, too.
    """

    channel: str
    channel_id: int | None
    currency: str
    zone: str
    shop: str | None = None


def find_door(unit: Unit, plan: Plan) -> Door:
    """Return the channel a file comes in by.

    The channel of files is made when it is first needed, and any channel in a business that has
    none; its shop is the first there is, or a new one in the plan's zone, with the plan's currency
    or that of the zone's country.

    Raises:
        NotFound: `channel`, naming those there are.
        Refused: `channel_not_qualified`.
        Invalid: `currency_unknown`.
    """
    if plan.currency:
        money.exponent(plan.currency)
    code = plan.channel or FILE_CHANNEL
    known = [row.code for row in unit.rows(select(_CHANNEL.c.code).order_by(_CHANNEL.c.id))]
    if code in known:
        house = house_of(unit, code)
        if not house.qualified:
            raise Refused("channel_not_qualified", channel=code)
        return Door(code, house.channel_id, plan.currency or house.currency, house.tz)
    if known and code != FILE_CHANNEL:
        raise NotFound("channel", channel=code[:80], known=known[:20])
    shop: Any = unit.row(select(_SHOP).order_by(_SHOP.c.id))
    if shop:
        return Door(code, None, plan.currency or shop.currency, shop.tz, shop.code)
    return Door(code, None, plan.currency or _currency_of(plan.zone), plan.zone)


def channels(unit: Unit) -> list[tuple[str, str]]:
    """Return the code and the name of every channel there is, by name."""
    query = select(_CHANNEL.c.code, _CHANNEL.c.name).order_by(_CHANNEL.c.name, _CHANNEL.c.id)
    return [(row.code, row.name) for row in unit.rows(query)]


def open_door(unit: Unit, door: Door) -> Door:
    """Make the channel, and the shop, that are not there yet; another import may just have."""
    if door.channel_id is not None:
        return door
    there = unit.value(select(_CHANNEL.c.id).where(_CHANNEL.c.code == door.channel))
    if there is not None:
        return door._replace(channel_id=there)
    shop = door.shop or unit.value(select(_SHOP.c.code).order_by(_SHOP.c.id))
    if shop is None:
        shop = FIRST_SHOP
        add_shop(unit, code=shop, name=shop.title(), tz=door.zone, currency=door.currency)
    key = add_channel(unit, shop=shop, code=door.channel, name=door.channel.title(), **_NEW_CHANNEL)
    return door._replace(channel_id=key)


def in_currency(door: Door, currency: str | None) -> Door:
    """Return a door at which amounts that name none are in `currency`; None leaves it.

    Raises:
        Invalid: `currency_unknown`.
    """
    if not currency:
        return door
    money.exponent(currency)
    return door._replace(currency=currency)


def house_behind(unit: Unit, door: Door) -> House:
    """Return the rules of a door's channel; of one that has yet to be made, what they will be."""
    if door.channel_id is not None:
        return house_of(unit, door.channel)
    shop: Any = unit.row(select(_SHOP).where(_SHOP.c.code == door.shop)) if door.shop else None
    shop = shop or Shop(code=FIRST_SHOP, name="", tz=door.zone, currency=door.currency,
                        created_at=unit.now)  # fmt: skip
    channel = Channel(shop_id=0, name="", created_at=unit.now, **_NEW_CHANNEL, code=door.channel)
    names = House._fields
    return House(
        0, door.channel, *(getattr(channel, name) for name in names[2:10]),
        *(getattr(shop, name) for name in names[10:]),
    )  # fmt: skip


def _currency_of(zone: str) -> str:
    territory = get_global("zone_territories").get(zone)
    found = get_territory_currencies(territory) if territory else []
    return found[0] if found else FALLBACK_CURRENCY
