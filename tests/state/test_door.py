"""The door and who keeps it: a cookie is a person, and nobody else acts as them."""

import asyncio
from collections.abc import Iterator

import pytest
import reflex as rx

from models.access.passwords import Sealed
from models.db import Database
from models.kit.actor import SYSTEM, Actor, ActorKind
from models.kit.errors import NotPermitted, Refusal
from models.people.commands import add_user, deactivate, set_password, set_roles
from models.people.sessions import Visitor, end_session, fingerprint, open_session, visitor
from state import core
from state.doorman import MOST_REMEMBERED, Doorman, read_cookie
from tests.factories import the_clock


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", ""),
        ("oms=a", "a"),
        ("x=1; oms=a", "a"),
        ("x=1;oms=a;y=2", "a"),
        ("xoms=b; oms=a", "a"),
        ("oms=a=b", "a=b"),
        ("__Host-oms=b", ""),
        ("bad[name]={}; oms=a", "a"),
        ("oms", ""),
    ],
)
def test_a_cookie_is_found_among_others(header: str, found: str) -> None:
    assert read_cookie(header, "oms") == found


class TestDoorman:
    """He remembers people for half a minute, and forgets at once who is gone."""

    @pytest.fixture
    def mei(self, sqlite: Database) -> int:
        return sqlite.do(
            SYSTEM, add_user, name="mei", label="Mei", password=Sealed("x"), roles=["sales"],
            must_change_password=False,
        )  # fmt: skip

    @pytest.fixture
    def doorman(self, sqlite: Database, mei: int) -> Iterator[Doorman]:
        sqlite.do(SYSTEM, add_user, name="boss", password=Sealed("x"), roles=["admin"])
        sqlite.do(SYSTEM, open_session, mei, "secret")
        doorman = Doorman(sqlite, over_tls=False)
        yield doorman
        doorman.close()

    def see(self, doorman: Doorman, cookies: str = "oms=secret") -> Visitor | None:
        return asyncio.run(doorman.visitor(cookies))

    def test_he_asks_once_for_many_events(
        self, sqlite: Database, doorman: Doorman, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = self.see(doorman)
        monkeypatch.setattr(sqlite, "ask", None)

        assert first is not None
        assert self.see(doorman) == first
        assert (first.actor.label, first.actor.roles) == ("Mei", {"sales"})

    def test_strangers_are_nobody(self, doorman: Doorman) -> None:
        assert self.see(doorman, "") is None
        assert self.see(doorman, "oms=other") is None
        assert self.see(doorman, f"oms={fingerprint('secret')}") is None

    @pytest.mark.parametrize("end", ["sign_out", "deactivate", "set_password"])
    def test_who_is_gone_is_forgotten_at_once(
        self, sqlite: Database, doorman: Doorman, end: str
    ) -> None:
        assert self.see(doorman) is not None

        if end == "sign_out":
            sqlite.do(SYSTEM, end_session, fingerprint("secret"))
        elif end == "deactivate":
            sqlite.do(SYSTEM, deactivate, "mei")
        else:
            sqlite.do(SYSTEM, set_password, "mei", Sealed("y"))

        assert self.see(doorman) is None

    def test_new_roles_are_known_at_once(self, sqlite: Database, doorman: Doorman) -> None:
        self.see(doorman)

        sqlite.do(SYSTEM, set_roles, "mei", ["warehouse"])

        found = self.see(doorman)
        assert found is not None
        assert found.actor.roles == {"warehouse"}

    def test_what_ends_while_it_is_read_is_not_remembered(
        self, sqlite: Database, doorman: Doorman, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def read_slowly(actor: Actor, query: object, print_: str) -> Visitor | None:
            with sqlite.reading(actor) as unit:
                found = visitor(unit, print_)
            sqlite.do(SYSTEM, end_session, print_)
            assert query
            return found

        with monkeypatch.context() as patch:
            patch.setattr(sqlite, "ask", read_slowly)
            self.see(doorman)

        assert self.see(doorman) is None

    def test_a_sign_of_life_is_written_when_it_is_due(
        self, sqlite: Database, doorman: Doorman
    ) -> None:
        the_clock(sqlite).advance(hours=11)
        self.see(doorman)

        the_clock(sqlite).advance(hours=2)

        with sqlite.reading() as unit:
            assert visitor(unit, fingerprint("secret")) is not None

    def test_his_memory_ends_somewhere(self, doorman: Doorman) -> None:
        assert doorman._remembered == {}
        known = self.see(doorman)
        assert known is not None
        for number in range(MOST_REMEMBERED + 10):
            doorman._remember(str(number), known)

        assert len(doorman._remembered) <= MOST_REMEMBERED


class TestDoor:
    """`ask` and `attempt` act as who is signed in, and nobody else."""

    @pytest.fixture(autouse=True)
    def bound(self, sqlite: Database) -> Iterator[None]:
        mei = sqlite.do(
            SYSTEM, add_user, name="mei", label="Mei", password=Sealed("x"), roles=["sales"],
            must_change_password=False,
        )  # fmt: skip
        new = sqlite.do(SYSTEM, add_user, name="new", password=Sealed("x"), roles=["admin"])
        sqlite.do(SYSTEM, open_session, mei, "meis")
        sqlite.do(SYSTEM, open_session, new, "news")
        core.bind(sqlite)
        yield
        core.unbind()

    def state(self, cookie: str) -> rx.State:
        state = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
        state.router_data = {"headers": {"cookie": cookie}}
        state._update_router_vars(state.router_data, {})
        return state

    def test_it_acts_as_who_is_signed_in(self) -> None:
        asked = asyncio.run(core.ask(self.state("oms=meis"), lambda unit: unit.actor))
        done = asyncio.run(core.attempt(self.state("oms=meis"), lambda unit: unit.actor))

        assert asked == done
        assert isinstance(done, Actor)
        assert (done.kind, done.label, done.roles) == (ActorKind.USER, "Mei", {"sales"})

    @pytest.mark.parametrize(
        ("cookie", "code"),
        [("", "not_signed_in"), ("oms=x", "not_signed_in"), ("oms=news", "password_must_change")],
    )
    def test_it_opens_to_nobody_else(self, cookie: str, code: str) -> None:
        with pytest.raises(Refusal) as refusal:
            asyncio.run(core.ask(self.state(cookie), lambda _: pytest.fail("it opened")))
        outcome = asyncio.run(core.attempt(self.state(cookie), lambda _: pytest.fail("it opened")))

        assert refusal.value.code == code
        assert core.refused(outcome)

    def test_a_refusal_of_a_command_is_an_event_and_one_of_a_query_is_raised(self) -> None:
        def refuse(_: object) -> None:
            raise NotPermitted("not_permitted", verb="ship", roles=["sales"])

        outcome = asyncio.run(core.attempt(self.state("oms=meis"), refuse))

        assert core.refused(outcome)
        assert "You may not ship as sales." in str(outcome.args)  # type: ignore[union-attr]
        with pytest.raises(NotPermitted):
            asyncio.run(core.ask(self.state("oms=meis"), refuse))

    def test_a_bug_is_not_a_refusal(self) -> None:
        with pytest.raises(ZeroDivisionError):
            asyncio.run(core.attempt(self.state("oms=meis"), lambda _: 1 // 0))


def test_without_a_database_nothing_opens() -> None:
    core.unbind()

    with pytest.raises(RuntimeError, match="binds a database"):
        core.house()
