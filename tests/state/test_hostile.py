"""What strangers can do with a socket: nothing. They learn nothing, and nothing changes."""

import asyncio
import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Coroutine, Iterator
from typing import Any

import aiohttp
import httpx
import pytest
from reflex_base.registry import RegistrationContext

import oms_ui.oms_ui
from models.people.sessions import new_secret
from tests.state.conftest import PASSWORD, SECRET
from tests.state.wire import HYDRATE, NAMESPACE, ROOT, Backend, Client, event

BOARD = f"{ROOT}.state___board____board_state"
LOAD = f"{BOARD}.load"
PAYLOADS: tuple[Any, ...] = (
    {},
    {"value": "x", "raw": "x", "no": "1", "lane": "cancelled"},
    {"raw": {"no": "1", "lane": "cancelled", "version": 1}},
    {"raw": [1, [2, [3]]], "vars": {f"{BOARD}.search": "x"}, "var_name": "search", "value": 7},
    {"raw": None, "value": True, "info": {}, "component_stack": []},
    {"raw": {"$gt": ""}, "self": 1, "state": {}, "__class__": "x"},
)


def handlers() -> Iterator[str]:
    """The name of every handler of the product, whether it means to be one or not."""
    assert oms_ui.oms_ui.app
    for name, found in RegistrationContext.get().event_handlers.items():
        if not found.handler.fn.__module__.startswith("tests"):
            yield name


def contents(house: Backend) -> str:
    """What the database holds, but for who is signed in, in one short name."""
    with sqlite3.connect(house.database_url.removeprefix("sqlite:///")) as connection:
        dump = [
            line
            for line in connection.iterdump()
            if not re.match(r'INSERT INTO "(session|sign_in_attempt|lease|sqlite_\w+)"', line)
        ]
    return hashlib.sha256("\n".join(dump).encode()).hexdigest()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 120))


def told(client: Client) -> list[str]:
    """The events a page would carry out, by name and payload."""
    found = []
    for frame in client.heard:
        if frame.startswith(f"42{NAMESPACE},"):
            [_, update] = json.loads(frame.removeprefix(f"42{NAMESPACE},"))
            found += [json.dumps(each) for each in update.get("events") or []]
    return found


async def call_everything(client: Client) -> None:
    await client.join()
    for name in handlers():
        for payload in PAYLOADS:
            await client.fire(f"42{NAMESPACE},{json.dumps(['event', event(name, payload)])}")
        await asyncio.sleep(0.15)  # slower than the limit: it is not the limit that is tried
    await client.quiet()


@pytest.mark.parametrize("cookie", ["", f"oms={new_secret()}"], ids=["none", "forged"])
def test_a_stranger_learns_and_changes_nothing_whatever_is_called(
    house: Backend, cookie: str
) -> None:
    before = contents(house)

    async def attack() -> Client:
        async with Client(house.url, cookie) as client:
            await call_everything(client)
        return client

    client = run(attack())

    assert SECRET not in client.text
    assert contents(house) == before
    assert all("/login" in each or "refusal-" in each for each in told(client))
    assert any("/login" in each for each in told(client))
    assert '"roles_rx_state_": ["' not in client.text


def test_a_cookie_of_a_session_that_ended_opens_nothing(house: Backend) -> None:
    cookie = house.cookie("manager", PASSWORD)
    ended = httpx.post(f"{house.url}/api/v1/auth/sign-out", json={}, headers={"Cookie": cookie})
    assert ended.status_code == 204

    async def attack() -> Client:
        async with Client(house.url, cookie) as client:
            await client.join()
            await client.send(LOAD)
            await client.hear("/login")
        return client

    assert SECRET not in run(attack()).text


@pytest.mark.parametrize(
    "cookie", ["oms", "oms=", "oms=' OR 1=1 --; x=y", "oms=\xff; oms=%00", ";=;"]
)
def test_a_strange_cookie_is_no_cookie(house: Backend, cookie: str) -> None:
    async def attack() -> Client:
        async with Client(house.url, cookie) as client:
            await client.join()
            await client.hear("/login")
        return client

    assert SECRET not in run(attack()).text


def test_who_may_look_sees_it_so_the_others_are_tried_for_something(house: Backend) -> None:
    async def look() -> None:
        async with Client(house.url, house.cookie("auditor", PASSWORD)) as client:
            await client.join()
            await client.hear(SECRET)

    run(look())


def test_who_may_only_look_changes_nothing_whatever_is_called(house: Backend) -> None:
    before = contents(house)

    async def attack() -> Client:
        async with Client(house.url, house.cookie("auditor", PASSWORD)) as client:
            await call_everything(client)
        return client

    run(attack())

    assert contents(house) == before


def test_who_must_change_a_password_first_sees_nothing(house: Backend) -> None:
    async def attack() -> Client:
        async with Client(house.url, house.cookie("newcomer", PASSWORD)) as client:
            await client.join()
            await client.send(LOAD)
            await client.hear("/password")
        return client

    assert SECRET not in run(attack()).text


@pytest.mark.parametrize(
    "origin",
    [
        "http://elsewhere.example",
        "null",
        "http://127.0.0.1:1",
        "https://127.0.0.1.elsewhere.example",
    ],
)
def test_a_page_of_another_site_is_turned_away_at_the_handshake(
    house: Backend, origin: str
) -> None:
    cookie = house.cookie("manager", PASSWORD)

    async def attack() -> None:
        async with Client(house.url, cookie, origin=origin):
            pass

    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        run(attack())

    assert refusal.value.status in {400, 403}


def test_a_known_tab_shows_a_stranger_nothing_of_who_sat_there(house: Backend) -> None:
    async def sit_down() -> Client:
        async with Client(house.url, house.cookie("manager", PASSWORD)) as client:
            await client.join()
            await client.hear(SECRET)
        return client

    async def take_over(token: str, cookie: str, *, hydrate: bool) -> Client:
        async with Client(house.url, cookie, token=token) as client:
            await client.join("/login", hydrate=hydrate)  # a page that loads nothing by itself
            await client.send(f"{ROOT}.hydrate")
            await client.send(f"{ROOT}.set_is_hydrated", {"value": True})
        return client

    for hydrate in (True, False):
        token = run(sit_down()).token
        stranger = run(take_over(token, "", hydrate=hydrate))
        assert SECRET not in stranger.text
        token = run(sit_down()).token
        colleague = run(take_over(token, house.cookie("buyer", PASSWORD), hydrate=hydrate))
        assert SECRET not in colleague.text


def test_a_tab_that_is_in_use_is_not_shared(house: Backend) -> None:
    async def attack() -> Client:
        async with Client(house.url, house.cookie("manager", PASSWORD)) as victim:
            await victim.join()
            await victim.hear(SECRET)
            async with Client(house.url, token=victim.token) as thief:
                await thief.join()
                await thief.send(f"{ROOT}.hydrate")
                await victim.send(LOAD)
        return thief

    assert SECRET not in run(attack()).text


@pytest.mark.parametrize(
    "frame",
    [
        "42/_event,",
        '42/_event,["event"]',
        '42/_event,["event",null]',
        '42/_event,["event","{"]',
        '42/_event,["event",[]]',
        '42/_event,["event",{"name":7,"payload":{},"router_data":{}}]',
        '42/_event,["event",{"name":{"a":1},"payload":{},"router_data":{}}]',
        '42/_event,["event",{"name":"no.such.handler","payload":{},"router_data":{}}]',
        '42/_event,["event",{"name":"__init__","payload":[],"router_data":[]}]',
        '42/_event,["event",{"name":"' + ROOT + '.hydrate","payload":7,"router_data":7}]',
        '42/_event,["event",{"name":"' + ROOT + '._get_root_state","payload":{},"router_data":{}}]',
        '42/_event,["__class__",{}]',
        '42/_event,["disconnect"]',
        '42/_event,["client_error",{"message":"<b>"}]',
        '42/other,["event",{}]',
        "42[",
        "9",
        "\x00",
        '42/_event,["event",' + "[" * 20_000,
        '42/_event,["event",{"name":"' + "x" * 2_000_000 + '"}]',
    ],
    ids=lambda frame: frame[:60],
)
def test_nonsense_breaks_nothing(house: Backend, frame: str) -> None:
    async def attack() -> Client:
        async with Client(house.url) as client:
            await client.join()
            await client.say(frame)
        return client

    async def work_on() -> None:
        async with Client(house.url, house.cookie("auditor", PASSWORD)) as client:
            await client.join()
            await client.hear(SECRET)

    client = run(attack())

    assert SECRET not in client.text
    assert "Traceback" not in client.text
    run(work_on())


def test_a_flood_is_stemmed_and_others_work_on(house: Backend) -> None:
    frames = 2_000

    async def attack() -> tuple[Client, float]:
        auditor = Client(house.url, house.cookie("auditor", PASSWORD))
        async with Client(house.url, house.cookie("sales", PASSWORD)) as flood, auditor as other:
            await flood.join()
            for _ in range(frames):
                await flood.fire(f"42{NAMESPACE},{json.dumps(['event', event(LOAD)])}")
            started = time.monotonic()
            await other.fire(f"40{NAMESPACE},{json.dumps({'event': event(HYDRATE)})}")
            await other.hear(SECRET)
            waited = time.monotonic() - started
            await flood.quiet()
        return flood, waited

    flood, waited = run(attack())

    refused = [each for each in told(flood) if "too_fast" in each]
    assert 0 < len(refused) < 200  # now and then, not for each
    assert waited < 10


def test_nothing_can_be_uploaded(house: Backend) -> None:
    files = {"files": ("x.txt", b"x")}

    for path in ("/_upload", "/_event", "/api/v1/_upload"):
        answer = httpx.post(
            f"{house.url}{path}", files=files, headers={"Origin": house.url}, follow_redirects=True
        )
        assert answer.status_code in {400, 404, 405}
