"""Who works in the demo business."""

from random import Random
from typing import Final

from sqlalchemy import select

from models.access.passwords import Sealed
from models.access.permissions import Role
from models.access.tables import User, UserRole
from models.db import Database, Unit
from models.kit.actor import SYSTEM, Actor, ActorKind
from models.kit.table import table
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


def at_work(unit: Unit) -> Staff:
    """Return those of the staff who have an account here; where nobody has a role, programs act."""
    user, held = table(User), table(UserRole)
    rows = unit.rows(
        select(user.c.id, user.c.label, held.c.role)
        .join(held, held.c.user_id == user.c.id)
        .where(user.c.name.in_([name for name, _, _ in STAFF]), user.c.is_active.is_(True))
        .order_by(user.c.id)
    )
    by_role: dict[Role, list[Actor]] = {}
    for row in rows:
        actor = Actor(ActorKind.USER, row.label, row.id, frozenset({row.role.value}))
        by_role.setdefault(row.role, []).append(actor)
    return Staff({role: by_role.get(role, [SYSTEM]) for role in Role})
