"""Who buys in the demo business: people and companies, some of them again and again.

A buyer is made from a number alone, so that nobody need be kept in mind: of a million customers
there are numbers and keys.
"""

from array import array
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, NamedTuple

from models.customers.commands import add_customer
from models.customers.tables import Grade
from models.db import Unit
from models.demo.doors import Door
from models.demo.people import Staff
from models.demo.regions import REGIONS, Region
from models.kit.actor import Actor

_WITH_EMAIL: Final = 0.7
_GRADES: Final = (*[Grade.PLAIN] * 6, Grade.SILVER, Grade.SILVER, Grade.GOLD, Grade.VIP)
_COMES_AGAIN: Final = 0.46
_APART: Final = timedelta(hours=2)
"""Nobody buys twice within: the house would take it for the same order."""
_REMEMBERED: Final = 5_000
_HOUSES: Final = {
    "": ("餐饮有限公司", "民宿", "茶社", "酒店管理有限公司", "文创商店"),
    " ": ("Hotels", "Coffee Ltd", "Interiors", "Gifts Pte Ltd", "Tea Rooms"),
}
_NAMED: Final = {
    "": ("云栖", "梧桐", "平江", "海濱", "森林", "松風", "青石", "南岸", "山月", "白鷺"),
    " ": ("Tern & Gull", "Blue Door", "Northgate", "Lantern", "Old Pier", "Juniper", "Quayside"),
}
ORDERS_PER_FIRM: Final = 120
FEWEST_FIRMS: Final = 8
CREDIT_MINOR: Final = 60_000_000
BLOCKED: Final = 0
"""The number of the one person whom nothing may be sold to."""


class Buyer(NamedTuple):
    """A customer with the address their goods go to."""

    number: int
    code: str
    name: str
    phone: str
    email: str
    grade: Grade
    owner: Actor
    ship_to: dict[str, str]
    is_company: bool = False


class Buyers:
    """Makes the same buyer from the same number."""

    def __init__(self, seed: int, staff: Staff) -> None:
        self._seed = seed
        self._sales = staff.sales

    def person(self, number: int, region: Region) -> Buyer:
        """Return a person who lives in a region."""
        chance = Random(f"{self._seed}/person/{number}")  # noqa: S311  foreseeable on purpose
        tongue = region.tongue
        surname, given = chance.choice(tongue.surnames), chance.choice(tongue.given)
        name = f"{given} {surname}" if tongue.joins else f"{surname}{given}"
        email = f"customer{number}@example.com" if chance.random() < _WITH_EMAIL else ""
        return self._buyer(number, f"C-{number:05d}", name, email, region, chance=chance)

    def firm(self, number: int) -> Buyer:
        """Return a company, somewhere."""
        chance = Random(f"{self._seed}/firm/{number}")  # noqa: S311  as above
        region = REGIONS[number % len(REGIONS)]
        joins = region.tongue.joins
        name = f"{chance.choice(_NAMED[joins])}{joins}{chance.choice(_HOUSES[joins])}"
        buyer = self._buyer(number, f"B-{number:04d}", name, f"orders{number}@example.com",
                            region, chance=chance)  # fmt: skip
        return buyer._replace(is_company=True)

    def _buyer(
        self, number: int, code: str, name: str, email: str, region: Region, *, chance: Random
    ) -> Buyer:
        phone = f"{region.phone}{chance.randrange(10**7, 10**8)}"
        ship_to = _address(name, phone, region, chance)
        owner = chance.choice(self._sales)
        return Buyer(number, code, name, phone, email, chance.choice(_GRADES), owner, ship_to)


def _address(name: str, phone: str, region: Region, chance: Random) -> dict[str, str]:
    place = chance.choice(region.places)
    street, number = chance.choice(place.streets), chance.randrange(1, 900)
    return {
        "recipient": name, "phone": phone, "country": region.country,
        "province": region.province, "city": place.city, "district": place.district,
        "postcode": place.postcode,
        "line": f"{number} {street}" if region.tongue.joins else f"{street}{number}号",
    }  # fmt: skip


class Crowd:
    """Everybody who has bought so far: who bought often buys more often.

    Attributes:
        keys: of the customers that are known to the house, by code.
    """

    def __init__(self, buyers: Buyers, orders: int) -> None:
        self.keys: dict[str, int] = {}
        self._buyers = buyers
        self._firms = max(FEWEST_FIRMS, orders // ORDERS_PER_FIRM)
        self._people = BLOCKED
        self._bought = {region.code: array("L") for region in REGIONS}
        self._last: dict[str, datetime] = {}

    def choose(self, door: Door, region: Region, at: datetime, chance: Random) -> Buyer:
        """Return who places an order: a company on the trade channel, a person elsewhere."""
        if door is Door.TRADE:
            return self._a_firm(at, chance)
        bought = self._bought[region.code]
        if bought and chance.random() < _COMES_AGAIN:
            buyer = self._buyers.person(chance.choice(bought), region)
            if self._may_buy(buyer, at):
                bought.append(buyer.number)
                return buyer
        self._people += 1
        bought.append(self._people)
        newcomer = self._buyers.person(self._people, region)
        self._last[newcomer.code] = at
        return newcomer

    def blocked(self, region: Region) -> Buyer:
        """Return the one whom nothing may be sold to."""
        return self._buyers.person(BLOCKED, region)

    def _a_firm(self, at: datetime, chance: Random) -> Buyer:
        while True:
            # Squared: a few houses order most.
            firm = self._buyers.firm(1 + int(self._firms * chance.random() ** 2))
            if self._may_buy(firm, at):
                return firm
            at += timedelta(minutes=20)  # somebody has time at last

    def _may_buy(self, buyer: Buyer, at: datetime) -> bool:
        if len(self._last) > _REMEMBERED:
            self._last = {
                code: when for code, when in self._last.items() if abs(at - when) < _APART
            }
        last = self._last.get(buyer.code)
        if last is not None and abs(at - last) < _APART:
            return False
        self._last[buyer.code] = at
        return True


def facts(buyer: Buyer) -> dict[str, Any]:
    """Return a buyer as a row of customers has them."""
    is_blocked = buyer.number == BLOCKED and not buyer.is_company
    return {
        "code": buyer.code, "name": buyer.name, "grade": buyer.grade, "phone": buyer.phone,
        "email": buyer.email or None, "owner_user_id": buyer.owner.id,
        "credit_limit_minor": CREDIT_MINOR if buyer.is_company else None,
        "blocked_reason": "disputed payments" if is_blocked else None,
    }  # fmt: skip


def meet(unit: Unit, buyer: Buyer) -> int:
    """Write a customer down with their address; return their key."""
    return add_customer(unit, addresses=[buyer.ship_to], **facts(buyer)).id
