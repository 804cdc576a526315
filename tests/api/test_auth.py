"""Signing in over HTTP: the cookie, what is refused and how, and what a stranger learns."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from models.access.passwords import seal
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import add_user, deactivate, set_password
from oms_ui.api import build_api
from oms_ui.settings import settings
from state.core import bind, unbind
from tests.factories import the_clock

HERE = "http://127.0.0.1:3000"
PASSWORD = "correct horse battery"
SEALED = seal(PASSWORD, "mei")
OTHER = seal("another horse battery", "mei")


@pytest.fixture
def shop(sqlite: Database) -> Iterator[Database]:
    """A shop where Mei works, with an API in front."""
    sqlite.do(
        SYSTEM, add_user, name="mei", label="Mei Chen", password=SEALED, roles=["sales"],
        must_change_password=False,
    )  # fmt: skip
    bind(sqlite)
    yield sqlite
    unbind()


@pytest.fixture
def client(shop: Database) -> TestClient:  # noqa: ARG001  the API asks it
    return TestClient(build_api({}), base_url=HERE, raise_server_exceptions=False)


def post(client: TestClient, path: str, body: Any = None, **headers: str) -> httpx2.Response:
    return client.post(
        f"/api/v1/auth/{path}", content=json.dumps({} if body is None else body),
        headers={"Content-Type": "application/json", "Origin": HERE, **headers},
    )  # fmt: skip


def sign_in(client: TestClient, password: str = PASSWORD, **headers: str) -> httpx2.Response:
    return post(client, "sign-in", {"name": "mei", "password": password}, **headers)


def refusal(response: httpx2.Response) -> tuple[int, str]:
    """The status and code of a problem, which must be one."""
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert body["status"] == response.status_code
    assert body["detail"]
    assert "Traceback" not in response.text
    return response.status_code, body["code"]


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


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3001"},
        {"Origin": "https://127.0.0.1:3000"},
        {"Origin": ""},
    ],
)
def test_a_page_of_another_site_signs_nobody_in_or_out(
    client: TestClient, headers: dict[str, str]
) -> None:
    sign_in(client)

    assert refusal(sign_in(client, **headers)) == (403, "origin_unknown")
    assert refusal(post(client, "sign-out", **headers)) == (403, "origin_unknown")
    assert client.get("/api/v1/auth/me").status_code == 200


def test_a_browser_that_hides_the_origin_still_says_that_it_is_another_site(
    client: TestClient,
) -> None:
    response = client.post(
        "/api/v1/auth/sign-out", content="{}",
        headers={"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
    )  # fmt: skip

    assert refusal(response) == (403, "origin_unknown")


def test_a_program_without_a_page_may_sign_in(client: TestClient) -> None:
    response = client.post("/api/v1/auth/sign-in", json={"name": "mei", "password": PASSWORD})

    assert response.status_code == 204


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"", (422, "malformed")),
        (b"{", (400, "bad_json")),
        (b"\xff\xfe", (400, "bad_json")),
        (b"null", (422, "malformed")),
        (b"[]", (422, "malformed")),
        (b'"mei"', (422, "malformed")),
        (b"{}", (422, "malformed")),
        (b'{"name": "mei"}', (422, "malformed")),
        (b'{"name": 7, "password": true}', (422, "malformed")),
        (b'{"name": {"$gt": ""}, "password": []}', (422, "malformed")),
        (b'{"name": "mei", "password": "x", "roles": ["admin"]}', (422, "malformed")),
        (b'{"name": "mei", "password": "' + b"x" * 2000 + b'"}', (422, "malformed")),
        (b'{"name": "\\ud800", "password": "wrong horse battery"}', (422, "malformed")),
        (b"[" * 5000, (400, "bad_request")),
        (b'{"a": "' + b"x" * 10_000_000 + b'"}', (413, "body_too_large")),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_body_that_says_something_else_is_a_clear_no(
    client: TestClient, body: bytes, answer: tuple[int, str]
) -> None:
    response = client.post(
        "/api/v1/auth/sign-in", content=body, headers={"Content-Type": "application/json"}
    )

    assert refusal(response) == answer
    assert "xxxxxxxxxx" not in response.text


def test_a_body_that_hides_its_length_is_not_read_to_the_end(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(1000):
            yield b"x" * 1000

    response = client.post(
        "/api/v1/auth/sign-in", content=chunks(), headers={"Content-Type": "application/json"}
    )

    assert refusal(response) == (413, "body_too_large")


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_only_json_is_read(client: TestClient, kind: str) -> None:
    body = json.dumps({"name": "mei", "password": PASSWORD})

    response = client.post("/api/v1/auth/sign-in", content=body, headers={"Content-Type": kind})

    assert refusal(response) == (415, "json_needed")


def test_what_is_not_there_is_a_problem_too(client: TestClient) -> None:
    assert refusal(client.get("/api/v1/nothing")) == (404, "no_such_route")
    response = client.get("/api/v1/auth/sign-in")
    assert refusal(response) == (405, "wrong_method")
    assert response.headers["allow"] == "POST"


def test_a_bug_is_a_number_to_name_and_no_trace(
    client: TestClient, shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(shop, "ask", broken)
    response = client.get("/api/v1/auth/me", headers={"Cookie": "oms=anything"})

    assert refusal(response) == (500, "internal")
    assert "hunter2" not in response.text
    assert response.json()["data"]["correlation"] in response.json()["detail"]


def test_addresses_are_told_apart_behind_a_proxy_and_cannot_be_made_up(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMS_PROXY_HOPS", "1")
    settings.cache_clear()
    for _ in range(5):
        sign_in(client, "wrong horse battery", **{"X-Forwarded-For": "made-up, 203.0.113.7"})

    again = sign_in(client, **{"X-Forwarded-For": "another, 203.0.113.7"})
    other = sign_in(client, **{"X-Forwarded-For": "203.0.113.7, 203.0.113.8"})

    settings.cache_clear()
    assert refusal(again) == (429, "too_many_tries")
    assert other.status_code == 204
