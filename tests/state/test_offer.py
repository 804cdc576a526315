"""What an empty house offers, to whom, and how the demo is made from there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.access.permissions import Role
from models.db import Database
from state.demo.folder import Failure, Phase
from state.demo.house import DemoHouse
from state.offer import OfferState
from tests.databases import Shelf
from tests.demo_houses import BUSY, HONEST, a_demo_house, make_demo
from tests.factories import an_order
from tests.state.pipeline import Browser, browser_of

FAILING = """
import pathlib, sys
from state.demo.folder import DemoFolder, Failure
DemoFolder(pathlib.Path(sys.argv[1])).fail(Failure.FULL)
"""
GO = b"go"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoHouse]:
    """A demo whose maker waits until it is told to go, and then makes an empty one."""
    house = a_demo_house(tmp_path / "demo", f"{BUSY}\n{HONEST}")
    yield house
    house.close()


@pytest.fixture
def boss(sqlite: Database, demo: DemoHouse) -> Iterator[Browser]:
    with browser_of(sqlite, "boss", Role.MANAGER, demo=demo) as browser:
        looking(browser)  # a page that is open
        yield browser
        demo.close()  # or its page would watch for ever


def looking(browser: Browser, path: str = "/board") -> OfferState:
    browser.send(OfferState.look(), path)
    return browser.state(OfferState)


def let_go(demo: DemoHouse) -> None:
    assert demo._child
    assert demo._child.stdin
    demo._child.stdin.write(GO)
    demo._child.stdin.flush()


@pytest.mark.parametrize(
    ("role", "demo_too", "own_too"),
    [
        (Role.ADMIN, True, True),
        (Role.MANAGER, True, True),
        (Role.DISPATCHER, False, True),
        (Role.WAREHOUSE, False, False),
        (Role.SALES, False, False),
    ],
)
def test_an_empty_house_offers_what_one_may(
    sqlite: Database, demo: DemoHouse, role: Role, *, demo_too: bool, own_too: bool
) -> None:
    with browser_of(sqlite, "somebody", role, demo=demo) as browser:
        shown = looking(browser)

        assert (shown.is_offered, shown.may_import) == (demo_too, own_too)
        assert (shown.phase, browser.told) == (Phase.NONE, "")


def test_a_house_with_orders_offers_nothing(shop: Database, demo: DemoHouse) -> None:
    an_order(shop)
    with browser_of(shop, "boss", Role.ADMIN, demo=demo) as boss:
        shown = looking(boss)

        assert (shown.is_offered, shown.may_import) == (False, False)


def test_where_it_is_switched_off_there_is_none(sqlite: Database) -> None:
    with browser_of(sqlite, "boss", Role.ADMIN) as boss:
        shown = looking(boss)
        assert (shown.is_offered, shown.may_import) == (False, True)

        for call in (OfferState.begin(), OfferState.watch(), OfferState.confirm()):
            boss.send(call)
        assert boss.told.count("There is no demo business here") == 3


def test_who_may_not_cannot_have_it_made_either(sqlite: Database, demo: DemoHouse) -> None:
    with browser_of(sqlite, "wei", Role.DISPATCHER, demo=demo) as wei:
        wei.send(OfferState.begin())

        assert "You may not open the demo business" in wei.told
        assert not demo.folder.root.exists()


def test_two_who_click_at_once_make_one(demo: DemoHouse, boss: Browser) -> None:
    boss.start(OfferState.begin())
    boss.until(lambda: boss.state(OfferState).phase == Phase.MAKING)
    maker = demo._child

    demo.begin()  # as somebody else does

    assert demo._child is maker
    assert (boss.state(OfferState).waits, boss.told) == (True, "")
    let_go(demo)
    boss.until(lambda: "/api/v1/demo/enter" in boss.told)
    assert boss.state(OfferState).phase == Phase.READY


def test_who_went_elsewhere_is_not_fetched(demo: DemoHouse, boss: Browser) -> None:
    boss.start(OfferState.begin())
    boss.until(lambda: boss.state(OfferState).phase == Phase.MAKING)

    boss.start(OfferState.look())  # the page is opened again
    boss.until(lambda: not boss.state(OfferState).waits)
    let_go(demo)
    boss.until(lambda: boss.state(OfferState).phase == Phase.READY)

    assert boss.told == ""
    boss.send(OfferState.begin(), "/demo")
    assert "/api/v1/demo/enter" in boss.told


def test_what_came_to_nothing_says_why_and_is_made_again(sqlite: Database, tmp_path: Path) -> None:
    demo = a_demo_house(tmp_path / "demo", FAILING)
    with browser_of(sqlite, "boss", Role.ADMIN, demo=demo) as boss:
        boss.send(OfferState.begin())

        shown = boss.state(OfferState)
        assert shown.phase == Phase.BROKEN
        assert "the disk is full" in shown.why
        assert demo.folder.ready() is None

        demo._maker = a_demo_house(tmp_path)._maker
        boss.send(OfferState.begin())
        assert (boss.state(OfferState).phase, boss.state(OfferState).why) == (Phase.READY, "")
    demo.close()


def test_a_server_that_is_killed_leaves_a_draft_that_nobody_sees(
    demo: DemoHouse, boss: Browser
) -> None:
    boss.start(OfferState.begin())
    boss.until(lambda: boss.state(OfferState).phase == Phase.MAKING)
    assert demo._child

    demo._child.kill()

    boss.until(lambda: boss.state(OfferState).phase == Phase.BROKEN)
    assert "the server stopped meanwhile" in boss.state(OfferState).why
    assert demo.folder.ready() is None
    boss.start(OfferState.begin())
    boss.until(lambda: boss.state(OfferState).phase == Phase.MAKING)


def test_a_place_that_cannot_be_written_is_said_at_once(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("in the way")
    demo = a_demo_house(tmp_path / "demo")
    with browser_of(sqlite, "boss", Role.ADMIN, demo=demo) as boss:
        boss.send(OfferState.begin())

        assert "needs a place to write in" in boss.told
        assert (boss.state(OfferState).phase, boss.state(OfferState).waits) == (Phase.NONE, False)


def test_it_is_deleted_only_after_a_second_yes(
    boss: Browser, demo: DemoHouse, shelf: Shelf
) -> None:
    make_demo(demo.folder, shelf)
    boss.send(OfferState.confirm())
    boss.send(OfferState.ask_first("burn"))
    assert (boss.state(OfferState).asks, boss.told.count("cannot be understood")) == ("", 2), (
        boss.told
    )

    boss.send(OfferState.ask_first("remove"))
    boss.send(OfferState.dismiss(False))  # noqa: FBT003  as Radix sends it
    boss.send(OfferState.confirm())
    assert demo.folder.standing().phase is Phase.READY

    boss.send(OfferState.ask_first("remove"))
    boss.send(OfferState.confirm())
    assert demo.folder.standing().phase is Phase.NONE
    assert (boss.state(OfferState).phase, boss.state(OfferState).asks) == (Phase.NONE, "")


def test_it_is_made_anew_after_a_second_yes(boss: Browser, demo: DemoHouse, shelf: Shelf) -> None:
    make_demo(demo.folder, shelf)
    old = demo.folder.ready()
    boss.send(OfferState.ask_first("anew"), "/demo")

    boss.start(OfferState.confirm(), "/demo")
    boss.until(lambda: boss.state(OfferState).phase == Phase.MAKING)
    assert demo.folder.ready() is None
    let_go(demo)
    boss.until(lambda: "/api/v1/demo/enter" in boss.told)

    assert demo.folder.ready() not in {None, old}


def test_one_that_cannot_be_opened_is_thrown_away(boss: Browser, demo: DemoHouse) -> None:
    lock = demo.folder.begin()
    assert lock is not None
    demo.folder.draft.write_text("no database")
    demo.folder.publish()
    os.close(lock)

    boss.cookie += "; oms-demo=whatever"
    boss.send(OfferState.look())

    assert "/login" in boss.told
    assert demo.folder.standing() == (Phase.BROKEN, 0, Failure.OUTDATED)
