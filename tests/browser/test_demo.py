"""The demo business as a newcomer meets it: offered, made, looked at as others, and left behind."""

from playwright.sync_api import Browser, Page, expect

from models.orders.states import Lane
from tests.browser.conftest import sign_in
from tests.browser.serving import Server, StartServer

MADE_WITHIN_MS = 120_000


def counts(server: Server) -> str:
    """What the real house says of its board."""
    return server.oms("board", "--json").stdout


def look_as_an_auditor(page: Page) -> None:
    page.get_by_test_id("demo-role").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("demo-role-auditor").press("Enter")
    expect(page.get_by_test_id("demo-role")).to_have_text("Seen as auditor")
    page.get_by_role("link", name="#HP-").first.click()
    expect(page.get_by_role("note", name="Demo business")).to_be_visible()


def delete_it(page: Page) -> None:
    page.get_by_test_id("account-demo").click()
    page.get_by_test_id("demo-remove").click()
    expect(page.get_by_test_id("demo-asking")).to_contain_text("Yours is not touched")
    page.get_by_test_id("demo-confirm").click()
    expect(page.get_by_test_id("demo-remove")).to_have_count(0)


def test_a_newcomer_looks_around_and_leaves_nothing_behind(
    browser: Browser, page: Page, start_server: StartServer
) -> None:
    server = start_server()
    before = counts(server)
    sign_in(page.context, server)
    colleague = browser.new_context(viewport={"width": 390, "height": 844})
    sign_in(colleague, server)
    other = colleague.new_page()

    page.goto(f"{server.url}/")
    expect(page.get_by_test_id("offer-import")).to_have_attribute("href", "/import")
    page.get_by_test_id("demo-begin").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar", name="Making the demo business")).to_be_visible()
    expect(page.get_by_test_id("demo-begin")).to_be_focused()
    other.goto(f"{server.url}/")
    expect(other.get_by_test_id("demo-progress")).to_be_visible()
    expect(page.get_by_test_id("demo-banner")).to_be_visible(timeout=MADE_WITHIN_MS)
    expect(page.get_by_test_id("lane-approved")).to_have_attribute("data-ready", "true")
    expect(page.get_by_test_id(f"lane-{Lane.APPROVED}-count")).not_to_have_text("0")

    expect(other.get_by_test_id("demo-ready")).to_be_visible()
    expect(other.get_by_test_id("demo-banner")).to_have_count(0)
    expect(other.get_by_test_id(f"lane-{Lane.APPROVED}-count")).to_have_text("0")

    look_as_an_auditor(page)
    page.get_by_test_id("leave-demo").click()
    expect(page.get_by_test_id("offer")).to_be_visible()
    expect(page.get_by_test_id("demo-banner")).to_have_count(0)
    page.get_by_test_id("account").click()
    expect(page.get_by_test_id("account-name")).to_have_text("admin")
    assert [cookie.get("name") for cookie in page.context.cookies()] == ["oms"]
    assert counts(server) == before

    delete_it(page)
    colleague.close()
