"""Into the demo, about in it, and out, over HTTP: whose cookie opens what."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from models.access.passwords import seal
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import add_user
from oms_ui.api import build_api
from state.core import bind, unbind
from state.demo.house import DemoHouse
from tests.api.asking import HERE, PASSWORD, post, refusal
from tests.databases import Shelf
from tests.demo_houses import a_demo_house, make_demo

BOSS = seal(PASSWORD, "boss")


@pytest.fixture
def demo(tmp_path: Path, shelf: Shelf) -> Iterator[DemoHouse]:
    house = a_demo_house(tmp_path / "demo")
    make_demo(house.folder, shelf)
    yield house
    house.close()


@pytest.fixture
def client(sqlite: Database, demo: DemoHouse) -> Iterator[TestClient]:
    """The browser of Boss, a manager; Jun in sales has an account as well."""
    for name, role in (("boss", "manager"), ("jun", "sales")):
        sqlite.do(
            SYSTEM, add_user, name=name, password=BOSS, roles=[role], must_change_password=False
        )
    bind(sqlite, demo=demo)
    browser = TestClient(build_api({}), base_url=HERE, raise_server_exceptions=False)
    sign_in(browser, "boss")
    yield browser
    unbind()


def sign_in(client: TestClient, name: str) -> httpx2.Response:
    answer = post(client, "sign-in", {"name": name, "password": PASSWORD})
    assert answer.status_code == 204
    return answer


def call(client: TestClient, what: str, **given: str) -> httpx2.Response:
    headers = {"Content-Type": "application/json", "Origin": HERE}
    return client.post(f"/api/v1/demo/{what}", content=json.dumps(given), headers=headers)


def test_going_in_gives_a_cookie_of_its_own_and_leaving_takes_it(client: TestClient) -> None:
    real = client.cookies["oms"]

    entered = call(client, "enter", role="manager")

    assert entered.status_code == 204
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("oms-demo=")
    assert cookie.split("; ")[1:] == ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=lax"]
    assert client.get("/api/v1/auth/me").json()["name"] == "boss", "the API is the real house"

    left = call(client, "leave")

    assert left.status_code == 204
    assert dict(client.cookies) == {"oms": real}
    assert call(client, "leave").status_code == 204


def test_another_role_takes_another_cookie_and_ends_the_one_before(
    client: TestClient, demo: DemoHouse
) -> None:
    call(client, "enter", role="manager")
    first = client.cookies["oms-demo"]

    call(client, "enter", role="warehouse")

    assert client.cookies["oms-demo"] != first
    prints = demo._home.database.ask(SYSTEM, open_roles)  # type: ignore[union-attr]
    assert prints == ["warehouse"]


def open_roles(unit) -> list[str]:
    from sqlalchemy import text

    query = "SELECT role FROM session JOIN user_role USING (user_id) WHERE ended_at IS NULL"
    return [row[0] for row in unit.rows(text(query))]


def test_signing_out_ends_both_and_signing_in_begins_in_the_real_house(
    client: TestClient, demo: DemoHouse
) -> None:
    call(client, "enter", role="manager")

    post(client, "sign-out")

    assert dict(client.cookies) == {}
    assert demo._home.database.ask(SYSTEM, open_roles) == []  # type: ignore[union-attr]

    client.cookies.set("oms-demo", "left behind", domain="127.0.0.1", path="/")
    sign_in(client, "boss")
    assert set(client.cookies) == {"oms"}


@pytest.mark.parametrize(
    ("who", "role", "answer"),
    [
        ("jun", "manager", (403, "not_permitted")),
        ("", "manager", (401, "not_signed_in")),
        ("boss", "auditor", (404, "demo")),
        ("boss", "emperor", (422, "malformed")),
        ("boss", "system", (404, "demo")),
    ],
)
def test_nobody_goes_in_who_may_not(
    client: TestClient, who: str, role: str, answer: tuple[int, str]
) -> None:
    client.cookies.clear()
    if who:
        sign_in(client, who)

    assert refusal(call(client, "enter", role=role)) == answer
    assert "oms-demo" not in client.cookies


def test_where_it_is_switched_off_there_is_no_way_in(client: TestClient, sqlite: Database) -> None:
    bind(sqlite)

    assert refusal(call(client, "enter", role="manager")) == (404, "demo")
    assert refusal(call(client, "leave")) == (404, "demo")


def test_over_tls_its_cookie_stays_there(
    sqlite: Database, client: TestClient, tmp_path: Path, shelf: Shelf
) -> None:
    assert client
    secure_demo = a_demo_house(tmp_path / "other", over_tls=True)
    make_demo(secure_demo.folder, shelf)
    bind(sqlite, over_tls=True, demo=secure_demo)
    secure = TestClient(build_api({}), base_url="https://127.0.0.1:3000")
    sign_in(secure, "boss")

    cookie = call(secure, "enter", role="manager").headers["set-cookie"]

    assert cookie.startswith("__Host-oms-demo=")
    assert {"Secure", "Path=/", "HttpOnly"} <= set(cookie.split("; "))
    secure_demo.close()
