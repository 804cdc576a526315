"""What changes a person's account. Each command leaves one event; none holds a name or a hash.

Passwords come sealed (`models.access.passwords.seal`): hashing would hold up every other writer.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import select

from models.access.passwords import Sealed
from models.access.permissions import Role, require
from models.access.refusals import NotSignedIn
from models.access.tables import User, UserRole
from models.access.verbs import Verb
from models.activity.log import News, record
from models.db import Unit
from models.kit.actor import ActorKind
from models.kit.errors import Conflict, Invalid, NotFound, Refused
from models.kit.table import table
from models.people.sessions import end_sessions, open_session, tell_changed

NAME_LENGTH: Final = 64
LABEL_LENGTH: Final = 120
_USER: Final = table(User)
_ROLE: Final = table(UserRole)
_HELD_BY_PEOPLE: Final = frozenset(Role) - {Role.SYSTEM}


def add_user(
    unit: Unit,
    *,
    name: str,
    password: Sealed,
    roles: Collection[str],
    label: str = "",
    must_change_password: bool = True,
) -> int:
    """Add a person and return their key.

    Args:
        name: what they sign in with; capitals and width do not count.
        label: how others see them; `name` where it is empty.

    Raises:
        NotPermitted; Invalid: `name_malformed`, `label_too_long`, `unknown_role`;
        Conflict: `name_taken`.
    """
    require(unit.actor, Verb.USERS)
    name, held = sign_in_name(name), _roles(roles)
    if unit.value(select(_USER.c.id).where(_USER.c.name == name)) is not None:
        raise Conflict("name_taken", field="name", name=name)
    [user_id] = unit.ids(_USER)
    row = {
        "id": user_id,
        "name": name,
        "label": _label(label) or name,
        "password_hash": password.hash,
        "must_change_password": must_change_password,
        "is_active": True,
        "created_at": unit.now,
        "version": 1,
    }
    unit.insert(_USER, row)
    _give(unit, user_id, held)
    _record(unit, user_id, 1, "user.added", roles=[[], sorted(held)])
    return user_id


def set_password(unit: Unit, name: str, password: Sealed) -> None:
    """Give a person a password that they must change at their next sign-in; their sessions end.

    Raises:
        NotPermitted; NotFound: `user`.
    """
    require(unit.actor, Verb.USERS)
    user = _user(unit, name)
    _write(
        unit, user.id, "user.password_set", {},
        password_hash=password.hash, must_change_password=True,
    )  # fmt: skip
    end_sessions(unit, user.id)


def change_password(
    unit: Unit, user_id: int, password: Sealed, *, verified: str, secret: str, agent: str = ""
) -> None:
    """Change one's own password: every session ends, and a new one begins here with `secret`.

    Args:
        verified: the hash that the person's current password was found to fit.

    Raises:
        NotSignedIn: the account is not theirs to change, or changed meanwhile.
    """
    if unit.actor.kind is not ActorKind.USER or unit.actor.id != user_id:
        raise NotSignedIn("not_signed_in")
    refuse_other(unit, user_id, verified)
    _write(
        unit, user_id, "user.password_changed", {},
        password_hash=password.hash, must_change_password=False,
    )  # fmt: skip
    end_sessions(unit, user_id)
    open_session(unit, user_id, secret, agent)


def set_roles(unit: Unit, name: str, roles: Collection[str]) -> None:
    """Give a person exactly these roles.

    Raises:
        NotPermitted; NotFound: `user`; Invalid: `unknown_role`; Refused: `last_admin`.
    """
    require(unit.actor, Verb.USERS)
    user, held = _user(unit, name), _roles(roles)
    if Role.ADMIN not in held:
        _refuse_last_admin(unit, user.id)
    before = _roles_of(unit, user.id)
    unit.run(_ROLE.delete().where(_ROLE.c.user_id == user.id))
    _give(unit, user.id, held)
    _write(unit, user.id, "user.roles_set", {"roles": [before, sorted(held)]})
    tell_changed(unit, user.id)


def deactivate(unit: Unit, name: str) -> None:
    """Close a person's account; what they did stays theirs, and every session of theirs ends.

    Raises:
        NotPermitted; NotFound: `user`; Refused: `last_admin`, `not_active`.
    """
    require(unit.actor, Verb.USERS)
    user = _user(unit, name)
    if not user.is_active:
        raise Refused("not_active", name=user.name)
    _refuse_last_admin(unit, user.id)
    _write(unit, user.id, "user.deactivated", {"is_active": [True, False]}, is_active=False)
    end_sessions(unit, user.id)


def reactivate(unit: Unit, name: str, password: Sealed) -> None:
    """Open a closed account again, with a password that must be changed.

    Raises:
        NotPermitted; NotFound: `user`; Refused: `already_active`.
    """
    require(unit.actor, Verb.USERS)
    user = _user(unit, name)
    if user.is_active:
        raise Refused("already_active", name=user.name)
    _write(
        unit, user.id, "user.reactivated", {"is_active": [False, True]},
        is_active=True, password_hash=password.hash, must_change_password=True,
    )  # fmt: skip


def sign_in_name(name: str) -> str:
    """Return a name as it is stored and looked for.

    Raises:
        Invalid: `name_malformed`.
    """
    normal = unicodedata.normalize("NFKC", name).strip().casefold()
    is_plain = normal.isprintable() and not any(ch.isspace() for ch in normal)
    if not is_plain or not 1 <= len(normal) <= NAME_LENGTH:
        raise Invalid("name_malformed", field="name", most=NAME_LENGTH)
    return normal


def refuse_other(unit: Unit, user_id: int, verified: str) -> None:
    """Let pass only while the account is open and the hash that was verified is still its own.

    Raises:
        NotSignedIn: `sign_in_failed`.
    """
    is_same = (_USER.c.id == user_id) & (_USER.c.password_hash == verified)
    if unit.row(select(_USER.c.id).where(is_same, _USER.c.is_active.is_(True))) is None:
        raise NotSignedIn("sign_in_failed")


def _label(label: str) -> str:
    trimmed = label.strip()
    if len(trimmed) > LABEL_LENGTH or not trimmed.isprintable():
        raise Invalid("label_malformed", field="label", most=LABEL_LENGTH)
    return trimmed


def _roles(roles: Iterable[str]) -> frozenset[Role]:
    asked = set(roles)
    if unknown := sorted(asked - {role.value for role in _HELD_BY_PEOPLE}):
        known = [role.value for role in Role if role in _HELD_BY_PEOPLE]
        raise Invalid("unknown_role", field="roles", role=unknown[0][:24], known=known)
    return frozenset(Role(role) for role in asked)


def _give(unit: Unit, user_id: int, roles: Collection[Role]) -> None:
    unit.insert(_ROLE, *({"user_id": user_id, "role": role} for role in sorted(roles)))


def _roles_of(unit: Unit, user_id: int) -> list[str]:
    rows = unit.rows(select(_ROLE.c.role).where(_ROLE.c.user_id == user_id))
    return sorted(row.role.value for row in rows)


def _user(unit: Unit, name: str) -> Any:
    user = unit.row(select(_USER).where(_USER.c.name == sign_in_name(name)))
    if user is None:
        raise NotFound("user", name=name[:NAME_LENGTH])
    return user


def _refuse_last_admin(unit: Unit, user_id: int) -> None:
    # Locked, or two administrators could each take the other's role at the same moment.
    admins = unit.rows(
        select(_USER.c.id)
        .join(_ROLE, _ROLE.c.user_id == _USER.c.id)
        .where(_ROLE.c.role == Role.ADMIN, _USER.c.is_active.is_(True))
        .order_by(_USER.c.id)
        .with_for_update()
    )
    if [row.id for row in admins] == [user_id]:
        raise Refused("last_admin")


def _write(unit: Unit, user_id: int, event: str, diff: Mapping[str, Any], /, **values: Any) -> None:
    change = (
        _USER.update()
        .where(_USER.c.id == user_id)
        .values(version=_USER.c.version + 1, **values)
        .returning(_USER.c.version)
    )
    _record(unit, user_id, unit.value(change), event, **diff)


def _record(unit: Unit, user_id: int, version: int, event: str, **diff: Any) -> None:
    news = News("user", user_id, version, event, business_date=unit.now.date(), diff=diff)
    record(unit, news)
