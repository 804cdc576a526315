"""What an order of the demo business says, as it is handed in."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

from models.demo import goods
from models.demo.goods import Group, Thing
from models.demo.people import BLOCKED, Buyer
from models.demo.tales import Door, Flaw, Tale
from models.kit.money import plain

_REMARKS: Final = (
    "Please leave it with the neighbour", "送货前请电话联系", "請附上手寫卡片", "发票抬头写公司名",
)  # fmt: skip
_COUPON_SHARE: Final = 0.2
_URGENT_SHARE: Final = 0.06
_FREE_SHIPPING_MINOR: Final = 19_900
_TRADE_LINE_MINOR: Final = 500_000


def choose_buyer(tale: Tale, door: Door, buyers: list[Buyer], chance: Random) -> Buyer:
    """Return who places an order: a company on the trade channel, a person elsewhere."""
    if tale.flaw is Flaw.BLOCKED:
        return next(buyer for buyer in buyers if buyer.code == BLOCKED)
    wanted = door is Door.TRADE
    fitting = [b for b in buyers if b.is_company is wanted and b.code != BLOCKED]
    return chance.choice(fitting)


def write_order(tale: Tale, door: Door, buyer: Buyer, chance: Random) -> dict[str, Any]:
    """Return an order as a draft is read from."""
    things = _choose_things(tale, door, chance)
    lines = [_line(thing, door, buyer, chance) for thing in things]
    pairs = list(zip(things, lines, strict=True))
    worth = sum(thing.price * line["qty"] for thing, line in pairs)
    off = worth // 10 if door is Door.MALL and chance.random() < _COUPON_SHARE else 0
    is_free = worth >= _FREE_SHIPPING_MINOR or door in (Door.COUNTER, Door.TRADE)
    shipping = 0 if is_free else 1_200
    raw: dict[str, Any] = {
        "channel": door.value,
        "lines": lines,
        "customer": {"code": buyer.code, "name": buyer.name, "phone": buyer.phone,
                     "email": buyer.email},
        "ship_to": buyer.ship_to,
        "shipping": plain(shipping, "CNY"),
        "discounts": [{"kind": "coupon", "ref": "TEN", "amount": plain(off, "CNY")}] if off else [],
    }  # fmt: skip
    if door is Door.TIDE:
        raw["external_id"] = f"TM{chance.randrange(10**11, 10**12)}"
        raw["total"] = plain(worth + shipping, "CNY")
    if chance.random() < _URGENT_SHARE and tale.flaw is None:
        raw["type"] = "urgent"
    if tale.flaw:
        _FLAWS[tale.flaw](raw, chance)
    return raw


def _choose_things(tale: Tale, door: Door, chance: Random) -> list[Thing]:
    if not tale.goods:
        most = 1 if tale.flaw is Flaw.AMOUNT else 2 if door is Door.TRADE else 3
        return chance.sample(goods.of(Group.COMMON), chance.randint(1, most))
    found: list[Thing] = []
    for group in tale.goods:
        found.append(chance.choice([thing for thing in goods.of(group) if thing not in found]))
    return found


def _line(thing: Thing, door: Door, buyer: Buyer, chance: Random) -> dict[str, Any]:
    qty = chance.choice([1, 1, 1, 2, 2, 3])
    if door is Door.TRADE:
        qty = min(chance.randint(4, 20), max(1, _TRADE_LINE_MINOR // thing.price))
    line: dict[str, Any] = {"sku": thing.sku, "qty": qty}
    if door in (Door.MALL, Door.TIDE) and not buyer.name.isascii():
        line["name"] = thing.chinese
    return line


def _with_remark(raw: dict[str, Any], chance: Random) -> None:
    raw["remark"] = chance.choice(_REMARKS)


def _without_address(raw: dict[str, Any], _chance: Random) -> None:
    raw["ship_to"] = {**raw["ship_to"], "line": "", "city": ""}


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
    raw["shipping"] = "12.00"
    raw["total"] = plain(thing.price + 1_200, "CNY")


def _as_it_is(_raw: dict[str, Any], _chance: Random) -> None:
    """Leave the order alone: it is the buyer who is not welcome."""


_FLAWS: Final[dict[Flaw, Callable[[dict[str, Any], Random], None]]] = {
    Flaw.REMARK: _with_remark,
    Flaw.ADDRESS: _without_address,
    Flaw.PRICE: _below_price,
    Flaw.TOTAL: _other_total,
    Flaw.AMOUNT: _large,
    Flaw.UNLISTED: _not_listed,
    Flaw.BLOCKED: _as_it_is,
}
