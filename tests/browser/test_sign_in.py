"""Coming in, as people do it: with a keyboard, a phone, a wrong password and an old address."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.serving import ADMIN_PASSWORD, Server

LOGIN = re.compile(r"/login/?(\?.*)?$")
NEW_PASSWORD = "a battery of correct horses"


@pytest.fixture
def mei(server: Server) -> str:
    """Mei, whose first password somebody else knows."""
    name = f"mei{server.port}"
    server.oms("user", "add", name, "--role", "sales", "--label", "Mei", told=f"{ADMIN_PASSWORD}\n")
    server.oms("user", "passwd", name, told=f"{ADMIN_PASSWORD}\n")
    return name


def fill_in(page: Page, name: str, password: str) -> None:
    page.get_by_test_id("login-name").fill(name)
    page.get_by_test_id("login-password").fill(password)
    page.get_by_test_id("login-submit").click()


def test_a_stranger_is_asked_who_comes_and_then_shown_what_was_asked_for(page: Page) -> None:
    page.goto("/?lane=picking")
    expect(page).to_have_url(re.compile(r"/login/?\?next=%2F%3Flane%3Dpicking$"))
    expect(page.get_by_test_id("login-name")).to_be_focused()

    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(ADMIN_PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/\?lane=picking$"))


def test_a_wrong_password_is_said_in_place_and_can_be_typed_again(page: Page) -> None:
    page.goto("/login")

    fill_in(page, "admin", "wrong horse battery")

    expect(page.get_by_test_id("login-problem")).to_contain_text("ask an administrator")
    expect(page.get_by_test_id("login-password")).to_be_focused()
    expect(page.get_by_test_id("login-name")).to_have_value("admin")
    page.keyboard.type(ADMIN_PASSWORD)
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(LOGIN)


def test_too_many_tries_are_told_how_long_to_wait(page: Page) -> None:
    page.goto("/login")
    answers = []
    for _ in range(6):
        with page.expect_response("**/sign-in") as answer:
            fill_in(page, "somebody", "wrong horse battery")
        answers.append(answer.value.status)
        expect(page.get_by_test_id("login-problem")).not_to_be_empty()

    assert answers == [401] * 5 + [429]
    expect(page.get_by_test_id("login-problem")).to_contain_text("Wait 2 s")
    expect(page.get_by_test_id("login-problem")).to_be_empty()  # when the time is over


def test_who_was_given_a_password_chooses_an_own_one_first(page: Page, mei: str) -> None:
    page.goto("/?lane=packed")
    fill_in(page, mei, ADMIN_PASSWORD)
    expect(page).to_have_url(re.compile(r"/password/?\?next="))
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/password/?$"))
    page.goto("/?lane=packed")

    page.get_by_test_id("password-current").fill(ADMIN_PASSWORD)
    page.get_by_test_id("password-new").fill(NEW_PASSWORD)
    page.get_by_test_id("password-again").fill("something else entirely")
    page.get_by_test_id("password-submit").click()
    expect(page.get_by_test_id("login-problem")).to_contain_text("not the same")
    expect(page.get_by_test_id("password-again")).to_be_focused()
    page.keyboard.type(NEW_PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/\?lane=packed$"))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//elsewhere.example",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/%09/elsewhere.example",
        "/login?next=/login",
    ],
)
def test_the_sign_in_page_leads_nowhere_else(
    page: Page, signed_in: BrowserContext, server: Server, elsewhere: str
) -> None:
    assert signed_in

    page.goto("/login?next=" + elsewhere.replace("\\", "%5C"))

    expect(page).to_have_url(f"{server.url}/")


def test_signing_out_ends_it_in_every_tab(
    page: Page, signed_in: BrowserContext, server: Server
) -> None:
    other = signed_in.new_page()
    for tab in (page, other):
        tab.goto(f"{server.url}/")
        expect(tab.get_by_test_id("account")).to_be_visible()

    page.get_by_test_id("account").click()
    page.get_by_test_id("sign-out").click()

    for tab in (page, other):
        expect(tab).to_have_url(LOGIN)
    page.goto("/")
    expect(page).to_have_url(LOGIN)
    assert signed_in.cookies() == []


def test_the_cookie_cannot_be_read_by_a_script(page: Page, signed_in: BrowserContext) -> None:
    page.goto("/")

    [cookie] = signed_in.cookies()
    assert cookie.items() >= {"httpOnly": True, "sameSite": "Lax", "path": "/"}.items()
    assert page.evaluate("document.cookie") == ""


def test_a_password_stays_out_of_the_address_without_scripts(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/login")

    fill_in(page, "admin", ADMIN_PASSWORD)

    assert ADMIN_PASSWORD not in page.url
    assert "password=" not in page.url
    context.close()
