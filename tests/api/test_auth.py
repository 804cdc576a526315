"""Signing in over HTTP: the cookie, what is refused and how, and what a stranger learns."""

import httpx2
import pytest
from starlette.testclient import TestClient

from models.access.passwords import seal
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import deactivate, set_password
from oms_ui.api import build_api
from state.core import bind
from tests.api.asking import HERE, PASSWORD, post, refusal, sign_in
from tests.factories import the_clock

OTHER = seal("another horse battery", "mei")


def test_signing_in_hands_over_a_cookie_that_no_script_can_read(client: TestClient) -> None:
    response = sign_in(client)

    assert (response.status_code, response.content) == (204, b"")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("oms=")
    assert cookie.split("; ")[1:] == ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=lax"]
    assert client.get("/api/v1/auth/me").json() == {
        "name": "mei", "label": "Mei Chen", "roles": ["sales"],
        "locale": None, "must_change_password": False,
    }  # fmt: skip


def test_over_tls_the_cookie_stays_there(shop: Database) -> None:
    bind(shop, over_tls=True)
    secure = TestClient(build_api({}), base_url="https://127.0.0.1:3000")

    cookie = sign_in(secure).headers["set-cookie"]

    assert cookie.startswith("__Host-oms=")
    assert "Secure" in cookie.split("; ")
    assert "Path=/" in cookie.split("; ")
    assert "Domain" not in cookie
    assert secure.get("/api/v1/auth/me").status_code == 200
    planted = httpx2.Cookies({"oms": secure.cookies["__Host-oms"]})
    stranger = TestClient(build_api({}), base_url="https://127.0.0.1:3000", cookies=planted)
    assert refusal(stranger.get("/api/v1/auth/me")) == (401, "not_signed_in")


def test_a_planted_cookie_is_replaced_at_sign_in(client: TestClient) -> None:
    client.cookies.set("oms", "planted", domain="127.0.0.1", path="/")

    sign_in(client)

    assert client.cookies["oms"] != "planted"
    planted = TestClient(build_api({}), base_url=HERE, cookies={"oms": "planted"})
    assert refusal(planted.get("/api/v1/auth/me")) == (401, "not_signed_in")


def test_signing_out_ends_the_session_and_not_only_the_cookie(client: TestClient) -> None:
    secret = sign_in(client).cookies["oms"]

    response = post(client, "sign-out")

    assert response.status_code == 204
    assert "oms" not in client.cookies
    kept = TestClient(build_api({}), base_url=HERE, cookies={"oms": secret})
    assert refusal(kept.get("/api/v1/auth/me")) == (401, "not_signed_in")
    assert post(client, "sign-out").status_code == 204


def test_a_closed_account_is_out_at_once(client: TestClient, shop: Database) -> None:
    sign_in(client)
    assert client.get("/api/v1/auth/me").status_code == 200

    shop.do(SYSTEM, deactivate, "mei")

    assert refusal(client.get("/api/v1/auth/me")) == (401, "not_signed_in")


def test_nobody_signed_in_is_a_problem_and_no_error(client: TestClient) -> None:
    assert refusal(client.get("/api/v1/auth/me")) == (401, "not_signed_in")
    body = {"current": PASSWORD, "new": "another horse battery"}
    assert refusal(post(client, "password", body)) == (401, "not_signed_in")


@pytest.mark.parametrize("name", ["mei", "nobody", "", "m ei", "\u0000", "m" * 1000])
def test_a_wrong_name_and_a_wrong_password_look_the_same(client: TestClient, name: str) -> None:
    response = post(client, "sign-in", {"name": name, "password": "wrong horse battery"})

    assert refusal(response) == (401, "sign_in_failed")
    assert response.json()["data"] == {}
    assert "set-cookie" not in response.headers


def test_guessing_is_told_how_long_to_wait(client: TestClient, shop: Database) -> None:
    for _ in range(5):
        assert refusal(sign_in(client, "wrong horse battery")) == (401, "sign_in_failed")

    response = sign_in(client)

    assert refusal(response) == (429, "too_many_tries")
    assert response.headers["retry-after"] == "2"
    assert "2 s" in response.json()["detail"]
    the_clock(shop).advance(seconds=2)
    assert sign_in(client).status_code == 204


def test_a_password_can_be_changed_and_every_other_session_ends(client: TestClient) -> None:
    other = TestClient(build_api({}), base_url=HERE)
    sign_in(other)
    before = sign_in(client).cookies["oms"]

    response = post(client, "password", {"current": PASSWORD, "new": "another horse battery"})

    assert response.status_code == 204
    assert client.cookies["oms"] != before
    assert client.get("/api/v1/auth/me").status_code == 200
    assert refusal(other.get("/api/v1/auth/me")) == (401, "not_signed_in")
    assert refusal(sign_in(other)) == (401, "sign_in_failed")


def test_who_must_change_the_password_is_told(client: TestClient, shop: Database) -> None:
    shop.do(SYSTEM, set_password, "mei", OTHER)
    sign_in(client, "another horse battery")

    assert client.get("/api/v1/auth/me").json()["must_change_password"] is True
    for new, code in (
        ("short", "password_too_short"),
        ("another horse battery", "password_unchanged"),
    ):
        response = post(client, "password", {"current": "another horse battery", "new": new})
        assert refusal(response) == (422, code)
    assert client.get("/api/v1/auth/me").json()["must_change_password"] is True
