"""Accounts: who may change them, what is refused, and what the log says about it."""

import json

import pytest
from sqlalchemy import select

from models.access.passwords import Sealed, fits
from models.access.permissions import Role
from models.access.tables import Session, User
from models.activity.tables import Event, EventPersonal
from models.db import Database
from models.kit.actor import SYSTEM, Actor
from models.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Refusal, Refused
from models.kit.table import table
from models.people.commands import add_user, deactivate, reactivate, set_password, set_roles
from models.people.entrance import ensure_admin
from models.people.queries import Person, people
from models.people.sessions import fingerprint, open_session, visitor
from tests.factories import a_user

SEALED = Sealed("$argon2id$of-something")
OTHER = Sealed("$argon2id$of-something-else")
MANAGER = a_user(Role.MANAGER)


def add(database: Database, name: str = "mei", *roles: str, actor: Actor = SYSTEM) -> int:
    return database.do(
        actor, add_user, name=name, label=name.title(), password=SEALED, roles=roles or ["sales"]
    )


def history(database: Database, user_id: int) -> list[tuple[int, str, dict[str, object]]]:
    event = table(Event)
    found = (
        select(event.c.aggregate_version, event.c.type, event.c.diff)
        .where(event.c.aggregate == "user", event.c.aggregate_id == user_id)
        .order_by(event.c.seq)
    )
    with database.reading() as unit:
        return [(row.aggregate_version, row.type, row.diff) for row in unit.rows(found)]


def signed_in(database: Database, user_id: int) -> str:
    database.do(SYSTEM, open_session, user_id, f"secret of {user_id}")
    return fingerprint(f"secret of {user_id}")


def test_every_change_of_an_account_is_one_event_without_names_or_hashes(
    database: Database,
) -> None:
    user_id = add(database, "mei.chen@hemu.example", "sales")
    add(database, "boss", "admin")

    database.do(SYSTEM, set_password, "mei.chen@hemu.example", OTHER)
    database.do(SYSTEM, set_roles, "mei.chen@hemu.example", ["reviewer", "sales"])
    database.do(SYSTEM, deactivate, "mei.chen@hemu.example")
    database.do(SYSTEM, reactivate, "mei.chen@hemu.example", SEALED)

    assert history(database, user_id) == [
        (1, "user.added", {"roles": [[], ["sales"]]}),
        (2, "user.password_set", {}),
        (3, "user.roles_set", {"roles": [["sales"], ["reviewer", "sales"]]}),
        (4, "user.deactivated", {"is_active": [True, False]}),
        (5, "user.reactivated", {"is_active": [False, True]}),
    ]
    with database.reading() as unit:
        whole = [tuple(row) for row in unit.rows(select(table(Event)))]
        assert unit.rows(select(table(EventPersonal))) == []
    text = json.dumps(whole, default=str)
    assert "mei" not in text.lower()
    assert "argon2" not in text


def test_administrators_see_everybody_and_nobody_sees_a_hash(database: Database) -> None:
    add(database, "mei", "sales", "reviewer")
    add(database, "jun", "warehouse")

    assert database.ask(a_user(Role.ADMIN), people) == [
        Person("jun", "Jun", ("warehouse",), is_active=True, must_change_password=True),
        Person("mei", "Mei", ("reviewer", "sales"), is_active=True, must_change_password=True),
    ]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.SYSTEM}))
def test_only_administrators_change_accounts(sqlite: Database, role: Role) -> None:
    user_id = add(sqlite)
    actor = a_user(role, id=user_id)
    tries = (
        lambda: add(sqlite, "jun", actor=actor),
        lambda: sqlite.do(actor, set_password, "mei", OTHER),
        lambda: sqlite.do(actor, set_roles, "mei", ["admin"]),
        lambda: sqlite.do(actor, deactivate, "mei"),
        lambda: sqlite.do(actor, reactivate, "mei", OTHER),
        lambda: sqlite.ask(actor, people),
    )

    for attempt in tries:
        with pytest.raises(NotPermitted) as refusal:
            attempt()
        assert refusal.value.data["verb"] == "users"

    assert [version for version, _, _ in history(sqlite, user_id)] == [1]


@pytest.mark.parametrize(
    ("given", "refusal", "code"),
    [
        ({"name": ""}, Invalid, "name_malformed"),
        ({"name": "   "}, Invalid, "name_malformed"),
        ({"name": "mei chen"}, Invalid, "name_malformed"),
        ({"name": "mei\u0000"}, Invalid, "name_malformed"),
        ({"name": "m" * 65}, Invalid, "name_malformed"),
        ({"label": "m" * 121}, Invalid, "label_malformed"),
        ({"label": "Mei\u202eChen"}, Invalid, "label_malformed"),
        ({"roles": ["owner"]}, Invalid, "unknown_role"),
        ({"roles": ["system"]}, Invalid, "unknown_role"),
        ({"name": "MEI"}, Conflict, "name_taken"),
        ({"name": "\N{FULLWIDTH LATIN SMALL LETTER M}ei"}, Conflict, "name_taken"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    database: Database, given: dict[str, object], refusal: type[Refusal], code: str
) -> None:
    add(database)

    with pytest.raises(refusal) as refused:
        database.do(
            SYSTEM, add_user, **{"name": "jun", "roles": ["sales"], "password": SEALED, **given}
        )

    assert refused.value.code == code
    assert [each.name for each in database.ask(SYSTEM, people)] == ["mei"]


def test_somebody_keeps_the_keys(database: Database) -> None:
    add(database, "admin", "admin")
    add(database, "second", "admin")
    database.do(SYSTEM, deactivate, "second")

    for attempt in (
        lambda: database.do(SYSTEM, set_roles, "admin", ["sales"]),
        lambda: database.do(SYSTEM, deactivate, "admin"),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "last_admin"

    assert database.ask(SYSTEM, people)[0].roles == ("admin",)


def test_what_ends_an_account_ends_every_session_of_it(database: Database) -> None:
    mei, jun = add(database, "mei"), add(database, "jun")
    theirs, others = signed_in(database, mei), signed_in(database, jun)
    assert database.ask(SYSTEM, visitor, theirs) is not None

    database.do(SYSTEM, deactivate, "mei")

    assert database.ask(SYSTEM, visitor, theirs) is None
    assert database.ask(SYSTEM, visitor, others) is not None
    with database.reading() as unit:
        ended = unit.rows(select(table(Session)).where(table(Session).c.user_id == mei))
    assert [row.ended_at for row in ended] == [database.clock.now()]


def test_a_password_set_by_another_ends_sessions_and_must_be_changed(database: Database) -> None:
    mei = add(database, "mei")
    session = signed_in(database, mei)

    database.do(SYSTEM, set_password, "MEI", OTHER)

    assert database.ask(SYSTEM, visitor, session) is None
    with database.reading() as unit:
        row = unit.row(select(table(User)))
    assert row is not None
    assert (row.password_hash, row.must_change_password) == (OTHER.hash, True)


@pytest.mark.parametrize(
    ("command", "arguments", "code"),
    [
        (set_roles, ("nobody", ["sales"]), "user"),
        (set_password, ("nobody", OTHER), "user"),
        (deactivate, ("nobody",), "user"),
        (reactivate, ("mei", OTHER), "already_active"),
    ],
)
def test_a_change_that_means_nothing_is_refused(
    sqlite: Database, command: object, arguments: tuple[object, ...], code: str
) -> None:
    add(sqlite)

    with pytest.raises((NotFound, Refused)) as refusal:
        sqlite.do(SYSTEM, command, *arguments)  # type: ignore[arg-type]

    assert refusal.value.code == code


def test_the_first_start_makes_one_administrator_with_a_password_told_once(
    database: Database,
) -> None:
    password = ensure_admin(database)

    assert password is not None
    assert ensure_admin(database) is None
    assert database.ask(SYSTEM, people) == [
        Person("admin", "admin", ("admin",), is_active=True, must_change_password=True)
    ]
    with database.reading() as unit:
        row = unit.row(select(table(User)))
    assert row is not None
    assert fits(row.password_hash, password)


def test_a_given_password_is_used_and_told_nobody(database: Database) -> None:
    assert ensure_admin(database, "correct horse battery") is None

    [admin] = database.ask(SYSTEM, people)
    assert (admin.name, admin.must_change_password) == ("admin", False)


def test_a_given_password_keeps_the_rules(sqlite: Database) -> None:
    with pytest.raises(Invalid) as refusal:
        ensure_admin(sqlite, "admin")

    assert refusal.value.code == "password_too_short"
    assert sqlite.ask(SYSTEM, people) == []
