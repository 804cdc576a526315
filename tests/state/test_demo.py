"""Two houses under one roof: who is in the demo is nowhere else, and the other way round."""

import asyncio
import sys
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from models.access.permissions import Role
from models.access.refusals import NotSignedIn
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import NotFound
from models.orders.states import Lane
from models.people.commands import deactivate, set_roles
from models.people.sessions import Visitor, end_sessions, fingerprint
from state import core
from state.board import BoardState
from state.demo.house import DemoHouse
from state.session import SessionState
from tests.databases import Shelf
from tests.demo_houses import SECRET, Kept, a_demo_house, make_demo
from tests.factories import an_order, fresh
from tests.state.pipeline import Browser, browser_of

OF_VISITS = {"session", "lease"}


@pytest.fixture
def demo(tmp_path: Path, shelf: Shelf) -> Iterator[DemoHouse]:
    house = a_demo_house(tmp_path / "demo")
    make_demo(house.folder, shelf)
    yield house
    house.close()


@pytest.fixture
def boss(shop: Database, demo: DemoHouse) -> Iterator[Browser]:
    """The browser of a manager of the real house, which has an order with the same number."""
    an_order(shop, customer={"code": "C-1", "name": "Wang Fang"})
    with browser_of(shop, "boss", Role.MANAGER, demo=demo) as browser:
        yield browser


def enter(browser: Browser, role: Role = Role.MANAGER) -> str:
    """Go into the demo; return the cookie of it."""
    house = core.house()
    assert house.demo
    visitor = browser.run(house.doorman.visitor(browser.cookie))
    assert visitor
    secret = browser.run(house.demo.enter(visitor, role, ""))
    return f"{house.demo.cookie}={secret}"


def visitor_of(browser: Browser) -> Visitor:
    found = browser.run(core.house().doorman.visitor(browser.cookie))
    assert found
    return found


def contents(database: Database) -> dict[str, list[Any]]:
    """Everything in a database but who visits it."""
    with database.engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return {
            name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
            for name in names.scalars().all()
            if name not in OF_VISITS
        }


def customers(browser: Browser) -> str:
    board = browser.state(BoardState)
    return str([getattr(board, lane.value)["cards"] for lane in Lane])


def test_what_is_done_in_the_demo_is_done_nowhere_else(shop: Database, boss: Browser) -> None:
    before = contents(shop)
    boss.cookie = f"{boss.cookie}; {enter(boss)}"

    boss.send(BoardState.load())
    [card] = boss.state(BoardState).approved["cards"]
    assert card["customer"] == SECRET
    real = fresh(shop, card["no"]).row
    assert (real.lane, real.version) == (Lane.APPROVED, card["version"]), "they look alike"
    boss.send(BoardState.choose(card["no"], card["version"], Lane.PICKING.value))

    assert [each["no"] for each in boss.state(BoardState).picking["cards"]] == [card["no"]]
    assert contents(shop) == before


def test_who_leaves_is_who_they_were_and_sees_nothing_of_the_demo(boss: Browser) -> None:
    outside = boss.cookie
    boss.cookie = f"{outside}; {enter(boss)}"
    boss.send(BoardState.load())
    shown = boss.state(SessionState)
    assert (shown.name, shown.roles, shown.in_demo, shown.may_demo) == (
        "Mei Lin", ["manager"], True, False,
    )  # fmt: skip

    boss.cookie = outside
    boss.send(BoardState.close_toast())

    shown = boss.state(SessionState)
    assert (shown.name, shown.roles, shown.in_demo, shown.may_demo) == (
        "Boss", ["manager"], False, True,
    )  # fmt: skip
    assert SECRET not in customers(boss)
    boss.send(BoardState.load())
    assert SECRET not in customers(boss)
    assert "Wang Fang" in customers(boss)


def test_another_role_in_the_demo_is_another_visit(boss: Browser) -> None:
    outside = boss.cookie
    boss.cookie = f"{outside}; {enter(boss)}"
    boss.send(BoardState.load())

    boss.cookie = f"{outside}; {enter(boss, Role.WAREHOUSE)}"
    boss.send(BoardState.close_toast())

    shown = boss.state(SessionState)
    assert (shown.name, shown.roles, shown.in_demo) == ("Lei Liu", ["warehouse"], True)
    assert SECRET not in customers(boss), "the page begins anew"


def test_a_colleague_in_the_real_house_notices_nothing(shop: Database, boss: Browser) -> None:
    outside, inside = boss.cookie, f"{boss.cookie}; {enter(boss)}"

    there = boss.run(core.house().guest(inside))
    here = boss.run(core.house().guest(outside))

    assert there
    assert here
    assert (there.is_demo, here.is_demo) == (True, False)
    assert here.database is shop
    assert there.database is not shop
    assert here.visitor.name == "boss"


@pytest.mark.parametrize(
    "forged",
    [
        "oms-demo=",
        "oms-demo=made-up; oms=",
        "{outside}; oms-demo=made-up",
        "{outside}; oms-demo=secret of boss",
        "{outside}; oms-demo={print}",
        "{inside}",
        "oms={secret}",
        "oms={secret}; {inside}",
        "{other}; {inside}",
    ],
)
def test_a_forged_cookie_opens_neither_house(shop: Database, boss: Browser, forged: str) -> None:
    from tests.state.pipeline import signed_in

    inside, before = enter(boss), contents(shop)
    secret = inside.partition("=")[2]
    other = signed_in(shop, "other", Role.MANAGER)
    after = contents(shop)
    boss.cookie = forged.format(
        outside=boss.cookie, inside=inside, secret=secret, other=other,
        print=fingerprint("secret of boss"),
    )  # fmt: skip

    boss.send(BoardState.load())

    assert before != after
    assert contents(shop) == after
    assert "/login" in boss.told
    assert customers(boss) == customers(boss).replace("Wang Fang", "").replace(SECRET, "")
    assert boss.state(SessionState).name == ""


def test_a_visit_that_ends_in_the_real_house_ends_in_the_demo(
    shop: Database, boss: Browser
) -> None:
    boss.cookie = f"{boss.cookie}; {enter(boss)}"
    boss.send(BoardState.load())

    shop.do(SYSTEM, end_sessions, visitor_of(boss).user_id)
    boss.send(BoardState.load())

    assert SECRET not in customers(boss)
    assert "/login" in boss.told


@pytest.mark.parametrize("change", ["other role", "closed"])
def test_who_may_not_any_more_is_out(shop: Database, boss: Browser, change: str) -> None:
    boss.cookie = f"{boss.cookie}; {enter(boss)}"

    if change == "closed":
        shop.do(SYSTEM, deactivate, "boss")
    else:
        shop.do(SYSTEM, set_roles, "boss", ["dispatcher"])

    assert boss.run(core.house().guest(boss.cookie)) is None


def test_where_no_demo_is_offered_its_cookie_means_nothing(shop: Database, boss: Browser) -> None:
    inside = f"{boss.cookie}; {enter(boss)}"

    core.bind(shop)

    guest = boss.run(core.house().guest(inside))
    assert guest
    assert (guest.is_demo, guest.visitor.name) == (False, "boss")


def test_an_event_acts_only_as_whom_it_began(boss: Browser) -> None:
    state = boss.state(BoardState)
    state.router_data = {"headers": {"cookie": boss.cookie}}
    state._update_router_vars(state.router_data, {})

    def began(print_: str) -> str:
        core.began_as.set(print_)
        return asyncio.run(core.ask(state, lambda unit: unit.actor.label))

    assert copy_context().run(began, visitor_of(boss).fingerprint) == "Boss"
    with pytest.raises(NotSignedIn):
        copy_context().run(began, fingerprint("of somebody in another house"))


def test_who_is_not_there_cannot_be_looked_as(boss: Browser) -> None:
    with pytest.raises(NotFound):
        enter(boss, Role.AUDITOR)
    core.house().demo.remove()  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        enter(boss)


def test_jobs_go_on_while_the_demo_is_open(tmp_path: Path, shelf: Shelf, shop: Database) -> None:
    kept = Kept()
    demo = a_demo_house(tmp_path / "demo", keep=kept)
    make_demo(demo.folder, shelf)
    with browser_of(shop, "boss", Role.MANAGER, demo=demo) as boss:
        assert kept.going == []
        boss.cookie = f"{boss.cookie}; {enter(boss)}"
        assert len(kept.going) == 1

        demo.rest(is_used=False)
        assert len(kept.going) == 1, "somebody was here a moment ago"
        demo._seen = -sys.maxsize
        demo.rest(is_used=True)
        assert len(kept.going) == 1, "somebody looks at it"
        demo.rest(is_used=False)
        assert kept.going == []

        assert boss.run(core.house().guest(boss.cookie)), "it opens again"
        assert len(kept.going) == 1
        demo.folder.remove()  # as another process does
        demo.rest(is_used=True)
        assert kept.going == []
        assert boss.run(core.house().guest(boss.cookie)) is None
