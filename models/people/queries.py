"""Who works here."""

from typing import Final, NamedTuple

from sqlalchemy import select

from models.access.permissions import require
from models.access.tables import User, UserRole
from models.access.verbs import Verb
from models.db import Unit
from models.kit.actor import Actor, ActorKind
from models.kit.errors import NotFound
from models.kit.table import table

_USER: Final = table(User)
_ROLE: Final = table(UserRole)


class Person(NamedTuple):
    """An account as administrators see it."""

    name: str
    label: str
    roles: tuple[str, ...]
    is_active: bool
    must_change_password: bool


def people(unit: Unit) -> list[Person]:
    """Return every account, by name.

    Raises:
        NotPermitted.
    """
    require(unit.actor, Verb.USERS)
    roles: dict[int, list[str]] = {}
    for row in unit.rows(select(_ROLE.c.user_id, _ROLE.c.role)):
        roles.setdefault(row.user_id, []).append(row.role.value)
    return [
        Person(
            row.name, row.label, tuple(sorted(roles.get(row.id, ()))),
            row.is_active, row.must_change_password,
        )
        for row in unit.rows(select(_USER).order_by(_USER.c.name))
    ]  # fmt: skip


def actor_named(unit: Unit, name: str) -> Actor:
    """Return the person who signs in as `name`, to act as from the shell.

    Raises:
        NotFound: `user`, where there is no such person or they have left.
    """
    row = unit.row(select(_USER).where(_USER.c.name == name, _USER.c.is_active.is_(True)))
    if row is None:
        raise NotFound("user", name=name[:64])
    roles = unit.rows(select(_ROLE.c.role).where(_ROLE.c.user_id == row.id))
    return Actor(ActorKind.USER, row.label, row.id, frozenset(each.role.value for each in roles))
