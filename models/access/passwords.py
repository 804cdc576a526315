"""Passwords: the rules for a new one, and its hash.

Hashing takes some 50 ms of a processor on purpose, so it never happens inside a unit of work: a
command is given a `Sealed` password, made before.
"""

import secrets
import unicodedata
from typing import Final, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.kit.errors import Invalid

LEAST: Final = 10
MOST: Final = 200
ONE_TIME_BYTES: Final = 12
_HASHER: Final = PasswordHasher()


class Sealed(NamedTuple):
    """A password that kept the rules, as its hash: all that is ever stored."""

    hash: str


def seal(password: str, name: str) -> Sealed:
    """Return the sealed password of the person who signs in as `name`.

    Raises:
        Invalid: as `check` does.
    """
    check(password, name)
    return Sealed(_HASHER.hash(_normal(password)))


def check(password: str, name: str) -> None:
    """Let pass only what keeps the rules for a password of the person who signs in as `name`.

    Raises:
        Invalid: `password_too_short`, `password_too_long`, `password_is_name`.
    """
    if len(password) < LEAST:
        raise Invalid("password_too_short", field="password", least=LEAST)
    if len(password) > MOST:
        raise Invalid("password_too_long", field="password", most=MOST)
    if _normal(password).casefold() == _normal(name).casefold():
        raise Invalid("password_is_name", field="password")


def fits(stored: str | None, password: str) -> bool:
    """Return whether `password` is the one behind the hash; as slow where there is none.

    A name that nobody has must take as long as one with a wrong password, or names could be guessed
    by the clock.
    """
    if len(password) > MOST:
        return False
    if stored is None:
        _HASHER.hash(_normal(password))
        return False
    try:
        return _HASHER.verify(stored, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def one_time() -> str:
    """Return a random password for somebody's first sign-in: easy to copy, hard to guess."""
    return secrets.token_urlsafe(ONE_TIME_BYTES)


def _normal(text: str) -> str:
    # The same letter comes from different keyboards in different bytes.
    return unicodedata.normalize("NFKC", text)
