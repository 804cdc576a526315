"""The page of one order, as people use it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.given import Given
from models.orders.states import Lane, PaymentMethod
from models.workflow.drops import drop
from models.workflow.moves import perform
from tests.browser.orders import shop_of
from tests.browser.serving import Server
from tests.factories import an_order, fresh

pytestmark = pytest.mark.usefixtures("signed_in")


@pytest.fixture
def shop(server: Server) -> Iterator[Database]:
    with shop_of(server) as database:
        yield database


def test_an_order_shows_its_goods_and_its_history(shop: Database, page: Page) -> None:
    order = an_order(shop, {"MUG": 2}, lane=Lane.SHIPPED)

    page.goto(f"/orders/{order.no}")

    expect(page.get_by_test_id("order")).to_have_attribute("data-lane", "shipped")
    expect(page.get_by_test_id("line-MUG")).to_contain_text("20.00")
    expect(page.get_by_test_id("order-parts")).to_contain_text(f"SF{order.no}")
    expect(page.get_by_test_id("step-shipped")).to_have_attribute("aria-current", "step")
    history = page.get_by_test_id("order-history").get_by_role("listitem")
    expect(history.first).to_contain_text("The system shipped it")
    expect(history.last).to_contain_text("entered it")


def test_an_order_is_brought_on_from_its_page(shop: Database, page: Page) -> None:
    order = an_order(shop, {"MUG": 2}, lane=Lane.PICKING)
    page.goto(f"/orders/{order.no}")

    page.get_by_test_id("next-step").click()
    page.get_by_test_id("ask-count-MUG").fill("1")
    page.get_by_test_id("asking-submit").click()
    expect(page.locator("[data-sonner-toast]")).to_contain_text("missing: MUG 1")
    page.get_by_test_id("ask-count-MUG").fill("2")
    page.get_by_test_id("asking-submit").click()

    expect(page.get_by_test_id("lane-badge").first).to_have_text("To ship")
    expect(page.get_by_test_id("order-history")).to_contain_text("packed it")

    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("lane-badge").first).to_have_text("Picking")
    assert fresh(shop, order.no).row.lane is Lane.PICKING


def test_a_guard_is_passed_with_a_reason_by_who_may(shop: Database, page: Page) -> None:
    no = an_order(shop, channel="web").no
    for verb, given in (("authorize", Given(method=PaymentMethod.COD)), ("void", Given())):
        shop.do(SYSTEM, perform, no, verb, given)
    for lane in (Lane.PICKING, Lane.PACKED):
        shop.do(SYSTEM, drop, no, lane)
    page.goto("/board")

    page.get_by_test_id(f"card-menu-{no}").click()
    page.get_by_test_id("move-to-shipped").click()

    expect(page.get_by_test_id("asking-why")).to_contain_text("20.00 CNY are not paid yet.")
    overlay = page.locator(".rt-BaseDialogOverlay")
    expect(overlay).to_have_css("background-color", "rgba(0, 0, 0, 0)")  # the board shows through
    page.get_by_test_id("ask-tracking_no").fill("SF1")
    page.get_by_test_id("ask-override").fill("they always pay")
    page.get_by_test_id("asking-submit").click()
    expect(page.get_by_test_id("lane-shipped").get_by_test_id(f"card-{no}")).to_be_visible()
    page.goto(f"/orders/{no}")
    history = page.get_by_test_id("order-history").get_by_role("listitem")
    expect(history.first).to_contain_text("“they always pay” · SF1 · by exception")


def test_money_is_asked_about_before_it_is_booked(shop: Database, page: Page) -> None:
    no = an_order(shop, channel="web").no
    page.goto(f"/orders/{no}")

    page.get_by_test_id("next-step").click()
    expect(page.get_by_test_id("asking")).to_contain_text("This cannot be undone.")
    page.get_by_test_id("ask-method").select_option("prepaid")
    page.get_by_test_id("ask-amount").fill("5.00")
    page.get_by_test_id("asking-submit").click()

    expect(page.get_by_test_id("order-history")).to_contain_text("5.00")
    expect(page.get_by_test_id("undo")).to_have_count(0)
    row = fresh(shop, no).row
    assert (row.paid_minor, row.lane) == (500, Lane.PENDING_PAYMENT)


def test_every_verb_is_offered_or_says_why_not(shop: Database, page: Page) -> None:
    order = an_order(shop)
    page.goto(f"/orders/{order.no}")

    page.get_by_test_id("order-actions").click()

    expect(page.get_by_test_id("do-plan")).to_be_enabled()
    expect(page.get_by_test_id("do-ship")).to_be_disabled()
    expect(page.get_by_test_id("do-ship")).to_contain_text("Not while it is approved.")


def test_a_remark_is_written_and_read_again(shop: Database, page: Page) -> None:
    order = an_order(shop)
    page.goto(f"/orders/{order.no}")

    page.get_by_test_id("edit-notes").click()
    page.get_by_test_id("edit-remark").fill("Ring twice")
    page.get_by_test_id("save-notes").click()

    expect(page.get_by_test_id("order-notes")).to_contain_text("Ring twice")
    page.reload()
    expect(page.get_by_test_id("order-notes")).to_contain_text("Ring twice")


def test_a_number_that_is_none_is_said_to_be_missing(page: Page) -> None:
    page.goto("/orders/nowhere")

    expect(page.get_by_test_id("order-missing")).to_contain_text("There is no order #nowhere")


def test_the_theme_is_chosen_and_kept(page: Page) -> None:
    page.goto("/board")
    page.get_by_test_id("account").click()
    page.get_by_test_id("theme-dark").click()

    expect(page.locator("html.dark")).to_have_count(1)
    page.reload()
    expect(page.locator("html.dark")).to_have_count(1)


def test_who_signs_out_is_out(page: Page) -> None:
    page.goto("/board")
    page.get_by_test_id("account").click()
    page.get_by_test_id("sign-out").click()

    expect(page.get_by_test_id("login-name")).to_be_visible()
    page.goto("/board")
    expect(page.get_by_test_id("login-name")).to_be_visible()
