"""Sessions: a signed-in browser, known by a secret of which only the hash is kept.

A session ends by signing out, after `IDLE` without a sign of life, after `LONGEST` in any case, and
with its person's. Its secret is new at every sign-in, so a planted one opens nothing.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, select

from models.access.tables import Session, User, UserRole
from models.db import Unit
from models.kit.actor import Actor, ActorKind
from models.kit.table import table

IDLE: Final = timedelta(hours=12)
LONGEST: Final = timedelta(days=7)
TOUCHED_AFTER: Final = timedelta(minutes=1)
KEPT_AFTER: Final = timedelta(days=30)
SECRET_BYTES: Final = 32
AGENT_LENGTH: Final = 200
_SESSION: Final = table(Session)
_USER: Final = table(User)
_ROLE: Final = table(UserRole)

ended: Final[list[Callable[[int], None]]] = []
"""Called with a user's key when what they may do became less or other, after the commit.

For what remembers visitors in this process; other processes remember for a short time only.
"""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came in with a secret.

    Attributes:
        fingerprint: the hash of the secret, which may be kept and compared.
        must_change_password: as long as this holds, nothing else is open to them.
    """

    actor: Actor
    name: str
    locale: str | None
    fingerprint: str
    seen_at: datetime
    must_change_password: bool

    @property
    def user_id(self) -> int:
        """The key of the user."""
        if self.actor.id is None:
            raise AssertionError("a visitor is a user")
        return self.actor.id


def new_secret() -> str:
    """Return a secret nobody can guess: 256 bits from the operating system, whatever the clock."""
    return secrets.token_urlsafe(SECRET_BYTES)


def fingerprint(secret: str) -> str:
    """Return the hash under which the session of `secret` is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(unit: Unit, user_id: int, secret: str, agent: str = "") -> None:
    """Begin a session of a user; those that ended long ago are swept out."""
    unit.run(_SESSION.delete().where(_SESSION.c.expires_at < unit.now - KEPT_AFTER))
    session = {
        "secret_hash": fingerprint(secret),
        "user_id": user_id,
        "created_at": unit.now,
        "seen_at": unit.now,
        "expires_at": unit.now + LONGEST,
        "agent": agent[:AGENT_LENGTH],
    }
    unit.insert(_SESSION, session)


def visitor(unit: Unit, print_: str) -> Visitor | None:
    """Return who is behind a session that has not ended, by its fingerprint."""
    row = unit.row(
        select(_SESSION.c.seen_at, _USER)
        .join(_USER, _SESSION.c.user_id == _USER.c.id)
        .where(_SESSION.c.secret_hash == print_, _is_open(unit))
    )
    return _visitor(unit, row, print_) if row else None


def roles_of(unit: Unit, prints: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the roles behind each of these sessions; those that have ended are left out."""
    open_ones = (
        select(_SESSION.c.secret_hash, _ROLE.c.role)
        .join(_USER, _SESSION.c.user_id == _USER.c.id)
        .outerjoin(_ROLE, _ROLE.c.user_id == _USER.c.id)
        .where(_SESSION.c.secret_hash.in_(sorted(prints)), _is_open(unit))
    )
    held: dict[str, set[str]] = {}
    for row in unit.rows(open_ones):
        held.setdefault(row.secret_hash, set()).update([row.role.value] if row.role else [])
    return {print_: frozenset(roles) for print_, roles in held.items()}


def touch(unit: Unit, print_: str) -> None:
    """Note a sign of life of a session; doing it twice within a minute writes once."""
    unit.run(
        _SESSION.update()
        .where(
            _SESSION.c.secret_hash == print_,
            _SESSION.c.ended_at.is_(None),
            _SESSION.c.seen_at.between(unit.now - IDLE, unit.now - TOUCHED_AFTER),
        )
        .values(seen_at=unit.now)
    )


def end_session(unit: Unit, print_: str) -> None:
    """End one session: its person signs out. Ending it again changes nothing."""
    user_id = unit.value(select(_SESSION.c.user_id).where(_SESSION.c.secret_hash == print_))
    if user_id is not None:
        _end(unit, user_id, _SESSION.c.secret_hash == print_)


def end_sessions(unit: Unit, user_id: int) -> None:
    """End every session of a user."""
    _end(unit, user_id, _SESSION.c.user_id == user_id)


def tell_changed(unit: Unit, user_id: int) -> None:
    """Have everything in this process that remembers the user's visits look again."""

    def tell() -> None:
        for call in ended:
            call(user_id)

    unit.done.append(tell)


def _is_open(unit: Unit) -> ColumnElement[bool]:
    return and_(
        _SESSION.c.ended_at.is_(None),
        _SESSION.c.expires_at > unit.now,
        _SESSION.c.seen_at > unit.now - IDLE,
        _USER.c.is_active.is_(True),
    )


def _end(unit: Unit, user_id: int, which: ColumnElement[bool]) -> None:
    unit.run(
        _SESSION.update().where(which, _SESSION.c.ended_at.is_(None)).values(ended_at=unit.now)
    )
    tell_changed(unit, user_id)


def _visitor(unit: Unit, row: Any, print_: str) -> Visitor:
    roles = unit.rows(select(_ROLE.c.role).where(_ROLE.c.user_id == row.id))
    held = frozenset(each.role.value for each in roles)
    return Visitor(
        actor=Actor(ActorKind.USER, row.label, id=row.id, roles=held),
        name=row.name,
        locale=row.locale,
        fingerprint=print_,
        seen_at=row.seen_at,
        must_change_password=row.must_change_password,
    )
