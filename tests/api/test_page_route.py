"""What a route for our own pages refuses: other sites, other bodies, other ways."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from models.db import Database
from oms_ui.settings import settings
from tests.api.asking import PASSWORD, post, refusal, sign_in


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


def test_a_body_that_says_it_is_long_is_not_read_at_all(client: TestClient) -> None:
    response = client.post(
        "/api/v1/auth/sign-in", content=b"{}",
        headers={"Content-Type": "application/json", "Content-Length": "10000000"},
    )  # fmt: skip

    assert refusal(response) == (413, "body_too_large")


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
