"""Who works in the demo business, and who buys there."""

from random import Random
from typing import Final, NamedTuple

from models.access.passwords import Sealed
from models.access.permissions import Role
from models.customers.commands import add_customer
from models.customers.tables import Grade
from models.db import Database, Unit
from models.kit.actor import SYSTEM, Actor, ActorKind
from models.people.commands import add_user

R = Role
STAFF: Final = (
    ("mei", "Mei Lin", R.MANAGER),
    ("oskar", "Oskar Brandt", R.ADMIN),
    ("jun", "王军", R.SALES),
    ("hannah", "Hannah Reed", R.SALES),
    ("yating", "陳雅婷", R.SALES),
    ("fang", "李芳", R.REVIEWER),
    ("tom", "Tom Okafor", R.REVIEWER),
    ("wei", "张伟", R.DISPATCHER),
    ("sofia", "Sofia Marques", R.DISPATCHER),
    ("lei", "刘磊", R.WAREHOUSE),
    ("qiang", "赵强", R.WAREHOUSE),
    ("kaming", "黃家明", R.WAREHOUSE),
    ("ana", "Ana Petrov", R.BUYER),
    ("min", "周敏", R.FINANCE),
    ("edith", "Edith Moss", R.AUDITOR),
)
PROVIDER: Final = Actor(ActorKind.API, "PayLink", roles=frozenset({R.FINANCE}))
TILL: Final = Actor(ActorKind.API, "Till 1", roles=frozenset({R.FINANCE}))
CARRIER: Final = Actor(ActorKind.API, "SF Express", roles=frozenset({R.DISPATCHER}))

_WITH_EMAIL: Final = 0.7
_GRADES: Final = (*[Grade.PLAIN] * 6, Grade.SILVER, Grade.SILVER, Grade.GOLD, Grade.VIP)


class Buyer(NamedTuple):
    """A customer with the address their goods go to."""

    code: str
    name: str
    phone: str
    email: str
    owner: Actor
    ship_to: dict[str, str]
    is_company: bool = False


class Tongue(NamedTuple):
    """Names and places of one language."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]
    places: tuple[tuple[str, str, str, str, str, str], ...]
    joins: str
    phone: str


# A place is country, province, city, district, street, postcode.
ENGLISH: Final = Tongue(
    ("Reed", "Okafor", "Marsh", "Silva", "Novak", "Haas", "Dunn", "Ortiz", "Byrne", "Falk"),
    ("Alice", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Hugo", "Iris", "Jonas"),
    (
        ("CN", "Shanghai", "Shanghai", "Xuhui", "Wukang Road", "200031"),
        ("CN", "Guangdong", "Shenzhen", "Nanshan", "Keyuan Road", "518057"),
        ("SG", "", "Singapore", "", "Tiong Bahru Road", "168732"),
        ("GB", "", "Bristol", "", "Cotham Hill", "BS6 6JY"),
    ),
    " ",
    "+65 8",
)
SIMPLIFIED: Final = Tongue(
    ("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"),
    ("芳", "伟", "秀英", "娜", "敏", "静", "丽", "强", "晓明", "佳怡", "子轩", "雨桐"),
    (
        ("CN", "上海市", "上海市", "静安区", "南京西路", "200040"),
        ("CN", "浙江省", "杭州市", "西湖区", "文三路", "310012"),
        ("CN", "江苏省", "苏州市", "姑苏区", "平江路", "215001"),
        ("CN", "广东省", "广州市", "天河区", "体育西路", "510620"),
        ("CN", "四川省", "成都市", "锦江区", "春熙路", "610021"),
        ("CN", "北京市", "北京市", "朝阳区", "建国路", "100022"),
    ),
    "",
    "138",
)
TRADITIONAL: Final = Tongue(
    ("陳", "林", "黃", "張", "李", "吳", "劉", "蔡", "楊", "許"),
    ("雅婷", "志明", "淑芬", "家豪", "怡君", "俊傑", "美玲", "建宏", "佩珊", "嘉欣"),
    (
        ("TW", "臺北市", "臺北市", "大安區", "復興南路一段", "106"),
        ("TW", "高雄市", "高雄市", "左營區", "博愛二路", "813"),
        ("HK", "香港", "香港", "灣仔區", "軒尼詩道", ""),
        ("HK", "香港", "九龍", "油尖旺區", "彌敦道", ""),
    ),
    "",
    "+852 9",
)
TONGUES: Final = (ENGLISH, SIMPLIFIED, SIMPLIFIED, TRADITIONAL)
COMPANIES: Final = (
    "Tern & Gull Hotels", "Blue Door Coffee Ltd", "上海梧桐餐饮有限公司", "杭州云栖民宿",
    "臺北森林選物股份有限公司", "香港海濱酒店有限公司", "Northgate Interiors", "苏州平江茶社",
)  # fmt: skip
BLOCKED: Final = "C-00007"
CREDIT_MINOR: Final = 60_000_000


class Staff:
    """The people by their roles, as actors."""

    def __init__(self, by_role: dict[Role, list[Actor]]) -> None:
        self._by_role = by_role

    def one(self, role: Role, chance: Random) -> Actor:
        """Return somebody with a role."""
        return chance.choice(self._by_role[role])

    def first(self, role: Role) -> Actor:
        """Return the first with a role."""
        return self._by_role[role][0]

    @property
    def sales(self) -> list[Actor]:
        """Return those who sell."""
        return self._by_role[Role.SALES]


def hire(database: Database, sealed: dict[str, Sealed]) -> Staff:
    """Let everybody start work; `sealed` holds a password for each name."""
    by_role: dict[Role, list[Actor]] = {}
    for name, label, role in STAFF:
        key = database.do(
            SYSTEM, add_user, name=name, password=sealed[name], roles=[role], label=label,
            must_change_password=False,
        )  # fmt: skip
        actor = Actor(ActorKind.USER, label, key, frozenset({role.value}))
        by_role.setdefault(role, []).append(actor)
    return Staff(by_role)


def find_buyers(count: int, chance: Random, sales: list[Actor]) -> list[Buyer]:
    """Return people and companies who will buy, each looked after by one of `sales`."""
    people = [_person(i, chance, chance.choice(sales)) for i in range(1, count + 1)]
    firms = [_company(i, name, chance, sales) for i, name in enumerate(COMPANIES, 1)]
    return [*people, *firms]


def _person(place: int, chance: Random, owner: Actor) -> Buyer:
    tongue = chance.choice(TONGUES)
    surname, given = chance.choice(tongue.surnames), chance.choice(tongue.given)
    whole = f"{given} {surname}" if tongue.joins else f"{surname}{given}"
    phone = f"{tongue.phone}{chance.randrange(10**7, 10**8)}"
    email = f"customer{place}@example.com" if chance.random() < _WITH_EMAIL else ""
    return Buyer(
        f"C-{place:05d}", whole, phone, email, owner, _address(whole, phone, tongue, chance)
    )


def _company(place: int, name: str, chance: Random, sales: list[Actor]) -> Buyer:
    tongue = ENGLISH if name.isascii() else TRADITIONAL if "灣" in name or "臺" in name or (
        "香港" in name) else SIMPLIFIED  # fmt: skip
    phone = f"{tongue.phone}{chance.randrange(10**7, 10**8)}"
    ship_to = _address(name, phone, tongue, chance)
    owner = sales[place % len(sales)]
    return Buyer(
        f"B-{place:04d}", name, phone, f"orders{place}@example.com", owner, ship_to, is_company=True
    )


def _address(name: str, phone: str, tongue: Tongue, chance: Random) -> dict[str, str]:
    country, province, city, district, street, postcode = chance.choice(tongue.places)
    number = chance.randrange(1, 900)
    return {
        "recipient": name, "phone": phone, "country": country, "province": province,
        "city": city, "district": district, "postcode": postcode,
        "line": f"{number} {street}" if tongue.joins else f"{street}{number}号",
    }  # fmt: skip


def meet(unit: Unit, buyer: Buyer, grade: Grade) -> None:
    """Write a customer down with their address."""
    add_customer(
        unit, addresses=[buyer.ship_to], code=buyer.code, name=buyer.name, grade=grade,
        phone=buyer.phone, email=buyer.email or None, owner_user_id=buyer.owner.id,
        credit_limit_minor=CREDIT_MINOR if buyer.is_company else None,
        blocked_reason="disputed payments" if buyer.code == BLOCKED else None,
    )  # fmt: skip


def a_grade(chance: Random) -> Grade:
    """Return how good a customer is."""
    return chance.choice(_GRADES)
