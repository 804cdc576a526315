"""Coming in: the procedures that need more than one unit of work, because passwords are slow.

They take the database, not a unit: a password is verified or hashed between two units, never in
one.
"""

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.access import passwords
from models.access.permissions import Role
from models.access.refusals import NotSignedIn
from models.access.tables import User
from models.db import Database, Unit
from models.kit.actor import SYSTEM
from models.kit.errors import Conflict, Invalid
from models.kit.table import table
from models.people.attempts import forgive, take_turn
from models.people.commands import add_user, change_password, refuse_other, sign_in_name
from models.people.sessions import Visitor, new_secret, open_session

ADMIN = "admin"
_USER = table(User)


class Browser(NamedTuple):
    """Where a try comes from: for the limits, and for the list of one's sessions."""

    address: str
    agent: str = ""


def sign_in(database: Database, name: str, password: str, browser: Browser) -> str:
    """Return the secret of a new session.

    Raises:
        NotSignedIn: `sign_in_failed`, whatever it was that did not fit;
        TooSoon: `too_many_tries`.
    """
    name = _looked_for(name)
    account = _prove(database, name, password, browser)
    secret = new_secret()
    database.do(SYSTEM, _enter, account.id, account.password_hash, secret, browser.agent)
    database.do(SYSTEM, forgive, name, browser.address)
    return secret


def choose_password(
    database: Database, visitor: Visitor, current: str, new: str, browser: Browser
) -> str:
    """Change the visitor's own password and return the secret of the session that goes on.

    Raises:
        Invalid: `password_wrong`, `password_unchanged`, or a rule of `passwords.check`;
        TooSoon: `too_many_tries`.
    """
    passwords.check(new, visitor.name)
    try:
        account = _prove(database, visitor.name, current, browser)
    except NotSignedIn:
        raise Invalid("password_wrong", field="current") from None
    if current == new:
        raise Invalid("password_unchanged", field="new")
    sealed, secret = passwords.seal(new, visitor.name), new_secret()
    database.do(
        visitor.actor, change_password, visitor.user_id, sealed,
        verified=account.password_hash, secret=secret, agent=browser.agent,
    )  # fmt: skip
    database.do(SYSTEM, forgive, visitor.name, browser.address)
    return secret


def ensure_admin(database: Database, given: str | None = None) -> str | None:
    """Make the first administrator where there is nobody yet; return a password that was made up.

    Args:
        given: the password to use; without one a random one is made that must be changed.

    Returns:
        The made-up password, to be shown once; None where nothing was made, or `given` was used.

    Raises:
        Invalid: `given` breaks a rule for passwords.
    """
    if database.ask(SYSTEM, _is_inhabited):
        return None
    password = given or passwords.one_time()
    sealed = passwords.seal(password, ADMIN)
    try:
        made = database.do(SYSTEM, _add_first, sealed, must_change_password=given is None)
    except (IntegrityError, Conflict):  # another process was first, a moment ago
        return None
    return password if made and given is None else None


def _prove(database: Database, name: str, password: str, browser: Browser) -> Any:
    database.do(SYSTEM, take_turn, name, browser.address)
    account = database.ask(SYSTEM, _account, name)
    is_right = passwords.fits(account.password_hash if account else None, password)
    if account is None or not is_right:
        raise NotSignedIn("sign_in_failed")
    return account


def _looked_for(name: str) -> str:
    try:
        return sign_in_name(name)
    except Invalid:
        return ""  # nobody's name: it fails like any other, and as slowly


def _account(unit: Unit, name: str) -> Any | None:
    return unit.row(
        select(_USER.c.id, _USER.c.password_hash).where(
            _USER.c.name == name, _USER.c.is_active.is_(True)
        )
    )


def _enter(unit: Unit, user_id: int, verified: str, secret: str, agent: str) -> None:
    refuse_other(unit, user_id, verified)
    open_session(unit, user_id, secret, agent)


def _is_inhabited(unit: Unit) -> bool:
    return unit.row(select(_USER.c.id).limit(1)) is not None


def _add_first(unit: Unit, sealed: passwords.Sealed, *, must_change_password: bool) -> bool:
    if _is_inhabited(unit):
        return False
    add_user(
        unit, name=ADMIN, password=sealed, roles=[Role.ADMIN],
        must_change_password=must_change_password,
    )  # fmt: skip
    return True
