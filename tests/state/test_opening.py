"""To whom a handler opens is decided before it runs, whatever it would do."""

import pytest
import reflex as rx
from reflex_base.event import Event

from models.access.permissions import Role
from models.access.verbs import Verb
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import set_roles
from models.people.sessions import end_sessions
from state.guard import open_to_all, requires, signed_in
from state.session import SessionState
from tests.state.pipeline import browser_of


class GateState(rx.State):
    """Gates of every kind; each writes down who passed."""

    passed: list[str] = []

    @rx.event
    def forgotten(self) -> None:
        self.passed.append("forgotten")

    def helper(self) -> None:
        self.passed.append("helper")

    @rx.event
    @open_to_all
    def everyone(self) -> None:
        self.passed.append("everyone")

    @rx.event
    @signed_in
    def colleagues(self) -> None:
        self.passed.append("colleagues")

    @rx.event
    @requires(Verb.SHIP)
    def shippers(self) -> None:
        self.passed.append("shippers")

    @requires(Verb.USERS)
    @rx.event
    def admins(self) -> None:
        self.passed.append("admins")

    @rx.event(background=True)
    @requires(Verb.SHIP)
    async def shippers_behind(self) -> None:
        async with self:
            self.passed.append("shippers_behind")

    @rx.event
    @signed_in
    def by_another_door(self) -> rx.event.EventCallback:
        self.passed.append("by_another_door")
        return GateState.admins()

    def set_passed(self, value: list[str]) -> None:
        self.passed = value


GATES = (
    GateState.forgotten, GateState.helper, GateState.everyone, GateState.colleagues,
    GateState.shippers, GateState.shippers_behind, GateState.admins, GateState.by_another_door,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "roles", "passes"),
    [
        ("", (), ["everyone"]),
        ("mei", (Role.AUDITOR,), ["everyone", "colleagues", "by_another_door"]),
        (
            "jun",
            (Role.WAREHOUSE,),
            ["everyone", "colleagues", "shippers", "shippers_behind", "by_another_door"],
        ),
        (
            "boss",
            (Role.ADMIN,),
            [
                "everyone", "colleagues", "shippers", "shippers_behind", "admins",
                "by_another_door", "admins",
            ],
        ),
    ],
    ids=["stranger", "auditor", "warehouse", "admin"],
)  # fmt: skip
def test_each_gate_lets_pass_whom_it_should(
    sqlite: Database, name: str, roles: tuple[Role, ...], passes: list[str]
) -> None:
    with browser_of(sqlite, name, *roles) as browser:
        for gate in GATES:
            browser.send(gate)

        assert browser.state(GateState).passed == passes
        assert ("/login" in browser.told) is (name == "")
        assert browser.errors == []


def test_a_setter_cannot_be_called_by_name(sqlite: Database) -> None:
    with browser_of(sqlite, "boss", Role.ADMIN) as browser:
        for setter in ("setvar", "set_passed"):
            payload = {"var_name": "passed", "value": ["all"]}
            browser.send(Event(name=f"{GateState.get_full_name()}.{setter}", payload=payload))

        assert browser.state(GateState).passed == []


def test_a_session_that_ends_takes_its_state_with_it(sqlite: Database) -> None:
    with browser_of(sqlite, "mei", Role.AUDITOR) as browser:
        browser.send(GateState.colleagues())
        shown = browser.state(SessionState)
        assert (shown.name, shown.roles) == ("Mei", ["auditor"])

        sqlite.do(SYSTEM, end_sessions, 1)
        browser.send(GateState.colleagues())

        assert browser.state(GateState).passed == []
        shown = browser.state(SessionState)
        assert (shown.name, shown.roles) == ("", [])
        assert "/login" in browser.told


def test_other_roles_begin_with_an_empty_page(sqlite: Database) -> None:
    with browser_of(sqlite, "mei", Role.AUDITOR) as browser:
        browser.send(GateState.colleagues())

        sqlite.do(SYSTEM, set_roles, "mei", ["warehouse"])
        browser.send(GateState.shippers())

        assert browser.state(GateState).passed == ["shippers"]
        assert browser.state(SessionState).roles == ["warehouse"]
