"""Who works here."""

from typing import Final, NamedTuple

from sqlalchemy import select

from models.access.permissions import require
from models.access.tables import User, UserRole
from models.access.verbs import Verb
from models.db import Unit
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
