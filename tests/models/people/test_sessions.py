"""Sessions: how long they last, and what is known of who is behind one."""

import pytest

from models.access.passwords import Sealed
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import add_user, set_roles
from models.people.sessions import Visitor, fingerprint, open_session, touch, visitor
from tests.factories import the_clock

SECRET = "a secret of 256 bits"


@pytest.fixture
def shop(database: Database) -> Database:
    """A shop where Mei works and is signed in."""
    mei = database.do(
        SYSTEM, add_user, name="mei", label="Mei", password=Sealed("-"), roles=["sales"]
    )
    database.do(SYSTEM, open_session, mei, SECRET)
    return database


def who(shop: Database) -> Visitor | None:
    return shop.ask(SYSTEM, visitor, fingerprint(SECRET))


@pytest.mark.parametrize(
    ("sign_of_life", "lasts"),
    [
        ({"hours": 11, "minutes": 59}, [True, True, True]),
        ({"hours": 12, "minutes": 1}, [False, False, False]),
    ],
)
def test_an_idle_session_ends_by_itself(
    shop: Database, sign_of_life: dict[str, float], lasts: list[bool]
) -> None:
    seen = []
    for _ in lasts:
        the_clock(shop).advance(**sign_of_life)
        seen.append(who(shop) is not None)
        shop.do(SYSTEM, touch, fingerprint(SECRET))

    assert seen == lasts


def test_an_idle_session_is_not_woken_by_a_sign_of_life(shop: Database) -> None:
    the_clock(shop).advance(hours=12, seconds=1)

    shop.do(SYSTEM, touch, fingerprint(SECRET))

    assert who(shop) is None


def test_no_session_is_older_than_a_week(shop: Database) -> None:
    for _ in range(13):
        the_clock(shop).advance(hours=11, minutes=59)
        shop.do(SYSTEM, touch, fingerprint(SECRET))
    assert who(shop) is not None
    the_clock(shop).advance(hours=12)
    shop.do(SYSTEM, touch, fingerprint(SECRET))

    the_clock(shop).advance(minutes=30)
    assert who(shop) is None


def test_signs_of_life_are_written_once_a_minute(shop: Database) -> None:
    started = the_clock(shop).now()
    the_clock(shop).advance(seconds=59)
    shop.do(SYSTEM, touch, fingerprint(SECRET))
    before = who(shop)
    the_clock(shop).advance(seconds=1)
    shop.do(SYSTEM, touch, fingerprint(SECRET))
    after = who(shop)

    assert before is not None
    assert after is not None
    assert (before.seen_at, after.seen_at) == (started, the_clock(shop).now())


def test_new_roles_are_seen_by_the_sessions_there_are(shop: Database) -> None:
    shop.do(SYSTEM, set_roles, "mei", ["warehouse", "auditor"])

    found = who(shop)
    assert found is not None
    assert found.actor.roles == {"warehouse", "auditor"}
