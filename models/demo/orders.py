"""What an order of the demo business says, as it is handed in."""

from collections.abc import Callable
from random import Random
from typing import Any, Final, NamedTuple

from models.demo import goods
from models.demo.baskets import choose_things, how_many
from models.demo.buyers import Buyer
from models.demo.carriers import Carrier
from models.demo.doors import Door
from models.demo.goods import Group, Thing
from models.demo.regions import Region, choose_region
from models.demo.seasons import Season
from models.demo.tales import Flaw, Tale
from models.kit.money import plain

_REMARKS: Final = (
    "Please leave it with the neighbour", "送货前请电话联系", "請附上手寫卡片", "发票抬头写公司名",
)  # fmt: skip
_URGENT_SHARE: Final = 0.06
_FREE_SHIPPING_MINOR: Final = 19_900
_SHIPPING_MINOR: Final = 1_200
_NUMBERS: Final = 10**12
_SCATTERS: Final = 736_878_785_431
"""Without a divisor in common with `_NUMBERS`, so that no two orders have one number."""


class Wish(NamedTuple):
    """An order that nobody in particular has placed yet: its tale, and what it says."""

    tale: Tale
    door: Door
    region: Region
    carrier: Carrier
    season: Season
    has_coupon: bool
    raw: dict[str, Any]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return what it takes of each SKU."""
        return self.raw["lines"]


def make_wish(
    tale: Tale, door: Door, season: Season, chance: Random, *, has_coupon: bool = False,
    region: Region | None = None,
) -> Wish:  # fmt: skip
    """Return an order as somebody might place it, who lives in `region`, or anywhere."""
    region = region or choose_region(door, chance)
    things = choose_things(tale, door, season, chance)
    lines = [_line(thing, door, region, chance) for thing in things]
    worth = sum(thing.price * line["qty"] for thing, line in zip(things, lines, strict=True))
    off = worth // 10 if has_coupon and door is Door.MALL else 0
    is_free = worth >= _FREE_SHIPPING_MINOR or door in (Door.COUNTER, Door.TRADE)
    shipping = 0 if is_free else _SHIPPING_MINOR
    raw: dict[str, Any] = {
        "channel": door.value,
        "lines": lines,
        "shipping": plain(shipping, "CNY"),
        "discounts": [{"kind": "coupon", "ref": "TEN", "amount": plain(off, "CNY")}] if off else [],
    }
    if door is Door.TIDE:
        raw["total"] = plain(worth + shipping, "CNY")
    if chance.random() < _URGENT_SHARE and tale.flaw is None:
        raw["type"] = "urgent"
    if tale.flaw in _FLAWS:
        _FLAWS[tale.flaw](raw, chance)
    return Wish(tale, door, region, region.carrier(chance), season, bool(off), raw)


def hand_in(wish: Wish, buyer: Buyer, serial: int) -> dict[str, Any]:
    """Return a wish as a draft is read from, now that somebody has placed it.

    Args:
        serial: which order of the business it is; the platform names it by that.
    """
    ship_to = buyer.ship_to
    if wish.tale.flaw is Flaw.ADDRESS:
        ship_to = {**ship_to, "line": "", "city": ""}
    named = {"external_id": external_id(serial)} if wish.door is Door.TIDE else {}
    customer = {
        "code": buyer.code, "name": buyer.name, "phone": buyer.phone, "email": buyer.email,
    }  # fmt: skip
    return {**wish.raw, **named, "customer": customer, "ship_to": ship_to}


def external_id(serial: int) -> str:
    """Return the name that the platform gives an order."""
    return f"TM{serial * _SCATTERS % _NUMBERS:012d}"


def _line(thing: Thing, door: Door, region: Region, chance: Random) -> dict[str, Any]:
    line: dict[str, Any] = {"sku": thing.sku, "qty": how_many(thing, door, chance)}
    if door in (Door.MALL, Door.TIDE) and not region.tongue.joins:
        line["name"] = thing.chinese
    return line


def _with_remark(raw: dict[str, Any], chance: Random) -> None:
    raw["remark"] = chance.choice(_REMARKS)


def _below_price(raw: dict[str, Any], _chance: Random) -> None:
    price = next(t.price for t in goods.THINGS if t.sku == raw["lines"][0]["sku"])
    raw["lines"][0]["unit_price"] = plain(price * 4 // 5, "CNY")


def _other_total(raw: dict[str, Any], chance: Random) -> None:
    raw["total"] = f"{float(raw['total']) - chance.choice([0.5, 1, 5]):.2f}"


def _large(raw: dict[str, Any], _chance: Random) -> None:
    price = next(t.price for t in goods.THINGS if t.sku == raw["lines"][0]["sku"])
    raw["lines"][0]["qty"] = 2_400_000 // price + 1


def _not_listed(raw: dict[str, Any], _chance: Random) -> None:
    thing = goods.of(Group.UNLISTED)[0]
    raw["lines"] = [{"sku": thing.sku, "qty": 1}]
    raw["shipping"] = plain(_SHIPPING_MINOR, "CNY")
    raw["total"] = plain(thing.price + _SHIPPING_MINOR, "CNY")


_FLAWS: Final[dict[Flaw | None, Callable[[dict[str, Any], Random], None]]] = {
    Flaw.REMARK: _with_remark,
    Flaw.PRICE: _below_price,
    Flaw.TOTAL: _other_total,
    Flaw.AMOUNT: _large,
    Flaw.UNLISTED: _not_listed,
}
"""What a flaw changes in the order itself; the others lie with the buyer or the address."""
