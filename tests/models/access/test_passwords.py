"""Passwords: what a new one must be, and what is kept of it."""

import time

import pytest

from models.access import passwords
from models.kit.errors import Invalid


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("123456789", "password_too_short"),
        ("x" * 201, "password_too_long"),
        ("Mei.Chen@Hemu.Example", "password_is_name"),
    ],
)
def test_a_weak_password_is_refused_and_not_hashed(password: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.seal(password, "mei.chen@hemu.example")

    assert refusal.value.code == code
    assert refusal.value.data["field"] == "password"


@pytest.mark.parametrize(
    "password", ["1234567890", "x" * 200, "correct horse battery", "禾木生活" * 3]
)
def test_only_the_password_itself_opens_its_hash(password: str) -> None:
    sealed = passwords.seal(password, "mei")

    assert password not in sealed.hash
    assert passwords.fits(sealed.hash, password)
    assert not passwords.fits(sealed.hash, f"{password[:-1]}?")
    assert passwords.seal(password, "mei") != sealed


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    sealed = passwords.seal(
        "password\N{FULLWIDTH DIGIT ONE}23 caf\N{LATIN SMALL LETTER E WITH ACUTE}", "mei"
    )

    assert passwords.fits(sealed.hash, "password123 cafe\N{COMBINING ACUTE ACCENT}")


def test_a_damaged_hash_opens_to_nothing() -> None:
    assert not passwords.fits("$argon2id$v=19$broken", "correct horse battery")
    assert not passwords.fits("", "correct horse battery")


def test_a_name_nobody_has_takes_as_long_as_a_wrong_password() -> None:
    sealed = passwords.seal("correct horse battery", "mei")

    def seconds(stored: str | None) -> float:
        started = time.perf_counter()
        assert not passwords.fits(stored, "wrong horse battery")
        return time.perf_counter() - started

    known = min(seconds(sealed.hash) for _ in range(5))
    unknown = min(seconds(None) for _ in range(5))

    assert 0.5 < unknown / known < 2


def test_one_time_passwords_keep_the_rules_and_differ() -> None:
    made = {passwords.one_time() for _ in range(100)}

    assert len(made) == 100
    assert all(passwords.LEAST <= len(password) <= passwords.MOST for password in made)
