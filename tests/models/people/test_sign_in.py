"""Coming in: what opens a session, what ends it, and what guessing costs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models.access import passwords
from models.access.refusals import NotSignedIn, TooSoon
from models.access.tables import Session, SignInAttempt
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Invalid
from models.kit.table import table
from models.people.attempts import LONGEST_WAIT_S, take_turn
from models.people.commands import add_user, deactivate, set_password
from models.people.entrance import Browser, choose_password, sign_in
from models.people.sessions import Visitor, end_session, fingerprint, visitor
from tests.factories import the_clock

DESK = Browser("10.0.0.7", "Firefox")
ELSEWHERE = Browser("10.0.0.8", "curl")
PASSWORD = "correct horse battery"
SEALED = passwords.seal(PASSWORD, "mei")


@pytest.fixture
def shop(database: Database) -> Database:
    """A shop where Mei works."""
    database.do(SYSTEM, add_user, name="mei", label="Mei", password=SEALED, roles=["sales"])
    return database


def who(shop: Database, secret: str) -> Visitor | None:
    return shop.ask(SYSTEM, visitor, fingerprint(secret))


def fail(shop: Database, times: int, name: str = "mei", browser: Browser = DESK) -> None:
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            sign_in(shop, name, "wrong horse battery", browser)


def wait(shop: Database, password: str = PASSWORD, browser: Browser = DESK) -> int:
    with pytest.raises(TooSoon) as refusal:
        sign_in(shop, "mei", password, browser)
    assert refusal.value.code == "too_many_tries"
    return refusal.value.data["wait_s"]


def test_signing_in_opens_a_session_of_that_person_alone(shop: Database) -> None:
    secret = sign_in(shop, " MEI ", PASSWORD, DESK)

    found = who(shop, secret)
    assert found is not None
    assert (found.name, found.actor.label, found.actor.roles) == ("mei", "Mei", {"sales"})
    assert found.must_change_password
    with shop.reading() as unit:
        [row] = unit.rows(select(table(Session)))
    assert row.agent == "Firefox"
    assert secret not in str(row)
    assert who(shop, f"{secret}x") is None


def test_every_sign_in_has_a_secret_of_its_own(shop: Database) -> None:
    first, second = (sign_in(shop, "mei", PASSWORD, DESK) for _ in range(2))

    assert first != second
    assert len(first) >= 43  # 256 bits
    shop.do(SYSTEM, end_session, fingerprint(first))
    assert who(shop, first) is None
    assert who(shop, second) is not None


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("mei", "wrong horse battery"),
        ("nobody", PASSWORD),
        ("", ""),
        ("m ei", "x"),
        ("mei", "x" * 9999),
    ],
)
def test_whatever_does_not_fit_is_refused_in_the_same_words(
    shop: Database, name: str, password: str
) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        sign_in(shop, name, password, DESK)

    assert (refusal.value.code, refusal.value.data) == ("sign_in_failed", {})
    with shop.reading() as unit:
        assert unit.rows(select(table(Session))) == []


def test_a_closed_account_fails_like_a_wrong_password(shop: Database) -> None:
    shop.do(SYSTEM, deactivate, "mei")

    with pytest.raises(NotSignedIn) as refusal:
        sign_in(shop, "mei", PASSWORD, DESK)

    assert refusal.value.code == "sign_in_failed"


def test_guessing_gets_slower_and_slower(shop: Database) -> None:
    fail(shop, 5)

    waits = []
    for _ in range(9):
        waits.append(wait(shop))
        the_clock(shop).advance(seconds=waits[-1])
        fail(shop, 1)

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, LONGEST_WAIT_S]


def test_who_waits_is_not_made_to_wait_longer_by_asking(shop: Database) -> None:
    fail(shop, 5)
    assert wait(shop) == 2
    the_clock(shop).advance(seconds=1)

    assert wait(shop) == 1
    the_clock(shop).advance(seconds=1)
    assert sign_in(shop, "mei", PASSWORD, DESK)


def test_the_right_password_is_refused_too_while_one_must_wait(shop: Database) -> None:
    fail(shop, 5)

    assert wait(shop, PASSWORD) == 2

    with shop.reading() as unit:
        assert unit.rows(select(table(Session))) == []


def test_guessing_from_elsewhere_locks_nobody_out(shop: Database) -> None:
    fail(shop, 5, browser=ELSEWHERE)

    assert wait(shop, browser=ELSEWHERE) == 2
    assert sign_in(shop, "mei", PASSWORD, DESK)


def test_one_address_cannot_try_every_name(sqlite: Database) -> None:
    for number in range(50):
        sqlite.do(SYSTEM, take_turn, f"name{number}", DESK.address)

    with pytest.raises(TooSoon):
        sqlite.do(SYSTEM, take_turn, "another", DESK.address)
    sqlite.do(SYSTEM, take_turn, "another", ELSEWHERE.address)


def test_success_forgives_and_time_forgets(shop: Database) -> None:
    fail(shop, 4)
    sign_in(shop, "mei", PASSWORD, DESK)
    fail(shop, 5)
    the_clock(shop).advance(minutes=15)

    assert sign_in(shop, "mei", PASSWORD, DESK)

    with shop.reading() as unit:
        assert unit.rows(select(table(SignInAttempt))) == []


def test_many_guesses_at_once_are_not_many_free_guesses(shop: Database) -> None:
    def guess(_: int) -> str:
        try:
            sign_in(shop, "mei", "wrong horse battery", DESK)
        except (NotSignedIn, TooSoon) as refusal:
            return refusal.code
        return "in"

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(guess, range(24)))

    assert (answers.count("sign_in_failed"), answers.count("too_many_tries")) == (5, 19)


def test_choosing_a_password_ends_every_other_session(shop: Database) -> None:
    other = sign_in(shop, "mei", PASSWORD, ELSEWHERE)
    here = sign_in(shop, "mei", PASSWORD, DESK)
    me = who(shop, here)
    assert me is not None

    secret = choose_password(shop, me, PASSWORD, "another horse battery", DESK)

    now = who(shop, secret)
    assert now is not None
    assert not now.must_change_password
    assert (who(shop, here), who(shop, other)) == (None, None)
    with pytest.raises(NotSignedIn):
        sign_in(shop, "mei", PASSWORD, DESK)
    assert sign_in(shop, "mei", "another horse battery", DESK)


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("wrong horse battery", "another horse battery", "password_wrong"),
        (PASSWORD, PASSWORD, "password_unchanged"),
        (PASSWORD, "short", "password_too_short"),
    ],
)
def test_a_password_that_is_not_chosen_well_changes_nothing(
    shop: Database, current: str, new: str, code: str
) -> None:
    secret = sign_in(shop, "mei", PASSWORD, DESK)
    me = who(shop, secret)
    assert me is not None

    with pytest.raises(Invalid) as refusal:
        choose_password(shop, me, current, new, DESK)

    assert refusal.value.code == code
    assert who(shop, secret) == me
    assert sign_in(shop, "mei", PASSWORD, ELSEWHERE)


def test_a_stolen_session_cannot_guess_the_password_either(shop: Database) -> None:
    me = who(shop, sign_in(shop, "mei", PASSWORD, DESK))
    assert me is not None
    for _ in range(5):
        with pytest.raises(Invalid):
            choose_password(shop, me, "wrong horse battery", "another horse battery", DESK)

    with pytest.raises(TooSoon):
        choose_password(shop, me, PASSWORD, "another horse battery", DESK)


def test_a_password_that_changed_while_it_was_verified_opens_nothing(
    shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = passwords.fits

    def slowly(stored: str | None, password: str) -> bool:
        shop.do(SYSTEM, set_password, "mei", passwords.Sealed("$argon2id$new"))
        return fits(stored, password)

    monkeypatch.setattr(passwords, "fits", slowly)
    with pytest.raises(NotSignedIn):
        sign_in(shop, "mei", PASSWORD, DESK)

    with shop.reading() as unit:
        assert unit.rows(select(table(Session))) == []
