"""Who is gone is shown out: their sockets are closed, the others' are not."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models.access.passwords import Sealed
from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import add_user, deactivate, set_roles
from models.people.sessions import end_session, fingerprint, open_session
from state import core
from state.core import Held, House
from state.leaving import close_gone
from tests.databases import Shelf
from tests.demo_houses import a_demo_house, make_demo
from tests.factories import the_clock


class App:
    """What `close_gone` needs of an app: two sockets, and ears."""

    def __init__(self) -> None:
        self.closed: list[str] = []
        self.told: list[str] = []
        self.sio = self
        self.event_namespace = SimpleNamespace(
            sid_to_token={"mei-1": "", "mei-2": "", "jun": ""}, namespace="/_event", emit=self.emit
        )

    async def emit(self, _event: str, update: Any, to: str) -> None:
        assert "reload" in str(update.events)
        self.told.append(to)

    async def disconnect(self, sid: str, namespace: str) -> None:
        assert namespace == "/_event"
        self.closed.append(sid)


@pytest.fixture
def house(sqlite: Database) -> Iterator[House]:
    """A house with Mei at two browsers, and Jun; one socket is gone already."""
    house = core.bind(sqlite)
    for name in ("mei", "jun"):
        key = sqlite.do(SYSTEM, add_user, name=name, password=Sealed("-"), roles=["sales"])
        for number in (1, 2):
            sqlite.do(SYSTEM, open_session, key, f"{name}-{number}")
    roles = frozenset({"sales"})
    for sid, secret in (
        ("mei-1", "mei-1"), ("mei-2", "mei-2"), ("jun", "jun-1"), ("gone", "jun-2")
    ):  # fmt: skip
        house.sockets[sid] = Held(fingerprint(secret), roles)
    yield house
    core.unbind()


def closed(house: House) -> list[str]:
    app = App()
    asyncio.run(close_gone(app, house))  # type: ignore[arg-type]
    assert app.told == app.closed
    return app.closed


def test_nobody_is_shown_out_without_a_reason(house: House) -> None:
    assert closed(house) == []
    assert sorted(house.sockets) == ["jun", "mei-1", "mei-2"]


def test_one_who_signs_out_keeps_the_other_browser(house: House) -> None:
    house.database.do(SYSTEM, end_session, fingerprint("mei-1"))

    assert closed(house) == ["mei-1"]
    assert closed(house) == []


def test_a_closed_account_loses_every_socket(house: House) -> None:
    house.database.do(SYSTEM, deactivate, "mei")

    assert closed(house) == ["mei-1", "mei-2"]


def test_other_roles_mean_another_page(house: House) -> None:
    house.database.do(SYSTEM, set_roles, "jun", [])

    assert closed(house) == ["jun"]


def test_a_session_that_ran_out_is_noticed(house: House) -> None:
    the_clock(house.database).advance(hours=13)

    assert closed(house) == ["mei-1", "mei-2", "jun"]


def test_who_is_in_the_demo_is_shown_out_when_it_goes(
    house: House, tmp_path: Path, shelf: Shelf
) -> None:
    demo = a_demo_house(tmp_path / "demo")
    make_demo(demo.folder, shelf)
    house = core.bind(house.database, demo=demo)
    house.database.do(SYSTEM, set_roles, "mei", ["manager"])
    visitor = asyncio.run(house.doorman.visitor(f"{house.doorman.cookie}=mei-1"))
    assert visitor
    secret = asyncio.run(demo.enter(visitor, Role.WAREHOUSE, ""))
    print_ = fingerprint(f"{visitor.fingerprint} {secret}")
    house.sockets["mei-1"] = Held(print_, frozenset({"warehouse"}), is_demo=True)
    house.sockets["jun"] = Held(fingerprint("jun-1"), frozenset({"sales"}))
    assert closed(house) == []

    demo.remove()

    assert closed(house) == ["mei-1"]
    demo.close()
