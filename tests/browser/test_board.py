"""The board as people use it: by mouse, by keyboard, on a phone, and one after another."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.states import Lane
from models.workflow.drops import drop
from tests.browser.conftest import sign_in
from tests.browser.orders import a_colleague, shop_of
from tests.browser.serving import Server
from tests.factories import an_order, fresh

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def shop(server: Server) -> Iterator[Database]:
    with shop_of(server) as database:
        yield database


@pytest.fixture
def board(page: Page, signed_in: BrowserContext) -> Page:
    assert page.context is signed_in
    page.goto("/board")
    expect(page.get_by_test_id("lane-approved")).to_have_attribute("data-ready", "true")
    return page


def card(page: Page, no: str) -> Locator:
    return page.get_by_test_id(f"card-{no}")


def expect_in(page: Page, no: str, lane: str) -> None:
    within = page.get_by_test_id(f"lane-{lane}").get_by_test_id(f"card-{no}")
    expect(within).to_have_attribute("data-lane", lane)
    expect(card(page, no)).to_have_count(1)


def choose(page: Page, no: str, lane: str) -> None:
    card(page, no).hover()
    page.get_by_test_id(f"card-menu-{no}").click()
    page.get_by_test_id(f"move-to-{lane}").click()


def test_a_card_goes_from_approval_to_the_carrier_by_its_menu(shop: Database, board: Page) -> None:
    order = an_order(shop)
    board.get_by_test_id("refresh").click()
    expect_in(board, order.no, "approved")
    expect(card(board, order.no)).to_have_attribute("data-version", str(order.version))
    expect(card(board, order.no)).to_contain_text("Wang Fang")
    expect(card(board, order.no)).to_contain_text("2 items")
    expect(card(board, order.no)).to_contain_text("¥20")

    for lane in ("picking", "packed"):
        choose(board, order.no, lane)
        expect_in(board, order.no, lane)
        expect(board.get_by_test_id(f"card-menu-{order.no}")).to_be_focused()

    choose(board, order.no, "shipped")
    board.get_by_test_id("ask-carrier").fill("SF")
    board.get_by_test_id("ask-tracking_no").fill("SF77")
    board.get_by_test_id("asking-submit").click()
    expect_in(board, order.no, "shipped")
    expect(board.get_by_test_id("asking")).to_have_count(0)

    assert fresh(shop, order.no).row.lane is Lane.SHIPPED
    assert fresh(shop, order.no).shipments.all()[0].tracking_no == "SF77"


def test_what_is_illegal_is_disabled_and_says_why(shop: Database, board: Page) -> None:
    order = an_order(shop)
    board.get_by_test_id("refresh").click()

    card(board, order.no).hover()
    board.get_by_test_id(f"card-menu-{order.no}").click()

    illegal = board.get_by_test_id("move-to-delivered")
    expect(illegal).to_be_disabled()
    expect(illegal).to_contain_text("It cannot go there straight from Approved.")
    expect(board.get_by_test_id("move-to-picking")).to_be_enabled()


def test_a_move_can_be_undone(shop: Database, board: Page) -> None:
    order = an_order(shop)
    board.get_by_test_id("refresh").click()
    choose(board, order.no, "allocated")
    expect_in(board, order.no, "allocated")

    expect(board.get_by_test_id("toast")).to_contain_text(f"#{order.no} moved to Reserved")
    board.get_by_test_id("undo").click()

    expect_in(board, order.no, "approved")
    assert fresh(shop, order.no).row.lane is Lane.APPROVED


def test_who_was_first_is_named(
    shop: Database, server: Server, board: Page, new_context: Callable[..., BrowserContext]
) -> None:
    order = an_order(shop)
    a_colleague(shop, f"jun{server.port}", "Jun Li", Role.DISPATCHER)
    other = new_context()
    sign_in(other, server, f"jun{server.port}")
    juns = other.new_page()
    for page in (board, juns):
        page.goto("/board")
        expect_in(page, order.no, "approved")
    card(board, order.no).hover()
    board.get_by_test_id(f"card-menu-{order.no}").click()
    expect(board.get_by_test_id("move-to-picking")).to_be_enabled()

    choose(juns, order.no, "allocated")
    expect_in(juns, order.no, "allocated")
    board.get_by_test_id("move-to-picking").click()

    told = board.locator("[data-sonner-toast]")
    expect(told).to_contain_text("Jun Li was first and reserved its stock")
    expect_in(board, order.no, "allocated")
    assert fresh(shop, order.no).row.lane is Lane.ALLOCATED


def test_the_whole_way_needs_no_mouse(shop: Database, board: Page) -> None:
    order = an_order(shop)
    board.get_by_test_id("search").focus()
    board.keyboard.type(order.no)
    expect(board.get_by_test_id("lane-approved-count")).to_have_text("1")
    button = board.get_by_test_id(f"card-menu-{order.no}")
    button.focus()

    board.keyboard.press("Enter")
    expect(board.get_by_test_id("move-to-allocated")).to_be_visible()
    for _ in range(12):
        if board.evaluate("document.activeElement.dataset.testid") == "move-to-allocated":
            break
        board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")

    expect_in(board, order.no, "allocated")
    expect(button).to_be_focused()


def test_search_finds_by_number_and_customer_and_is_cleared(shop: Database, board: Page) -> None:
    name = "Ximena Quispe"
    order = an_order(shop, customer={"code": f"X{len(name)}", "name": name})
    other = an_order(shop)

    board.get_by_test_id("search").fill("ximena")
    expect(card(board, order.no)).to_be_visible()
    expect(card(board, other.no)).to_have_count(0)
    expect(board.get_by_test_id("lane-shipped-empty")).to_contain_text("No match here.")

    board.reload()
    expect(board.get_by_test_id("search")).to_have_value("ximena")
    expect(card(board, other.no)).to_have_count(0)

    board.get_by_test_id("search-clear").click()
    expect(card(board, other.no)).to_have_count(1)
    expect(board.get_by_test_id("search")).to_have_value("")


def test_a_phone_shows_one_lane_at_a_time(shop: Database, board: Page) -> None:
    order = an_order(shop)
    board.set_viewport_size(PHONE)
    board.reload()

    board.get_by_test_id("tab-approved").click()
    expect(card(board, order.no)).to_be_visible()
    expect(board.get_by_test_id("lane-picking")).not_to_be_visible()

    choose(board, order.no, "allocated")
    expect(board.get_by_test_id("undo")).to_be_visible()
    board.get_by_test_id("tab-allocated").click()
    expect(card(board, order.no)).to_be_visible()
    wide = board.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


def test_a_card_leads_to_its_order(shop: Database, board: Page) -> None:
    order = an_order(shop)
    shop.do(SYSTEM, drop, order.no, Lane.ALLOCATED)
    board.get_by_test_id("refresh").click()

    card(board, order.no).get_by_role("link", name=f"#{order.no}").click()

    expect(board).to_have_url(re.compile(rf"/orders/{order.no}/?$"))
    expect(board.get_by_test_id("order")).to_be_visible()
