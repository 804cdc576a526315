"""What strangers can do with a socket: nothing. They learn nothing, and nothing changes."""

import asyncio
import hashlib
import inspect
import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from reflex_base.registry import RegistrationContext

import oms_ui.oms_ui
from models.people.sessions import new_secret
from tests.state.conftest import PASSWORD, SECRET
from tests.state.wire import BOARD, LOAD, NAMESPACE, ROOT, Backend, Client, event, run, told

VALUES: tuple[Any, ...] = (None, True, 7, "1", {"$gt": ""}, [1, [2, [3]]], "x" * 3000)
PLAUSIBLE: dict[str, Any] = {
    "lane": "allocated", "verb": "plan", "is_open": True, "hold": 1, "text": "x",
    "value": True, "var_name": "search", "vars": {f"{BOARD}.search_rx_state_": "x"},
}  # fmt: skip


def handlers() -> Iterator[tuple[str, list[str]]]:
    """Every handler of the product, whether it means to be one or not, and its arguments."""
    assert oms_ui.oms_ui.app
    for name, found in RegistrationContext.get().event_handlers.items():
        if not found.handler.fn.__module__.startswith("tests"):
            yield name, list(inspect.signature(found.handler.fn).parameters)[1:]


def payloads(arguments: list[str], house: Backend) -> Iterator[dict[str, Any]]:
    """What might do harm: each kind of value everywhere, what would be right, and too much."""
    right = {"no": house.order.no, "version": house.order.version, **PLAUSIBLE}
    yield {name: right.get(name, right) for name in arguments}
    yield {**dict.fromkeys(arguments), "self": 1, "__class__": "x"}
    if arguments:
        yield {}
        yield from (dict.fromkeys(arguments, value) for value in VALUES)


OF_ITSELF = ("session", "sign_in_attempt", "lease", "job", "event_seal", r"sqlite_\w+")
"""Tables that change without anybody's doing; every real change is an event too."""


def contents(house: Backend) -> str:
    """What the database holds, but for what changes of itself, in one short name."""
    ignored = re.compile(f'INSERT INTO "({"|".join(OF_ITSELF)})"')
    with sqlite3.connect(house.database_url.removeprefix("sqlite:///")) as connection:
        dump = [line for line in connection.iterdump() if not ignored.match(line)]
    return hashlib.sha256("\n".join(dump).encode()).hexdigest()


async def call_everything(client: Client, house: Backend) -> None:
    await client.join()
    for name, arguments in handlers():
        tries = list(payloads(arguments, house))
        for payload in tries:
            await client.fire(f"42{NAMESPACE},{json.dumps(['event', event(name, payload)])}")
        await asyncio.sleep(len(tries) / 45)  # slower than the limit: it is not that which is tried
    await client.quiet()


@pytest.mark.parametrize("cookie", ["", f"oms={new_secret()}"], ids=["none", "forged"])
def test_a_stranger_learns_and_changes_nothing_whatever_is_called(
    house: Backend, cookie: str
) -> None:
    before = contents(house)

    async def attack() -> Client:
        async with Client(house.url, cookie) as client:
            await call_everything(client, house)
        return client

    client = run(attack())

    assert SECRET not in client.text
    assert contents(house) == before
    assert all("/login" in each or "refusal-" in each for each in told(client))
    assert any("/login" in each for each in told(client))
    assert '"roles_rx_state_": ["' not in client.text


def test_a_cookie_of_a_session_that_ended_opens_nothing(house: Backend) -> None:
    cookie = house.cookie("manager", PASSWORD)
    house.sign_out(cookie)

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
            await call_everything(client, house)
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


def test_a_socket_does_not_outlive_its_session(house: Backend) -> None:
    cookie = house.cookie("finance", PASSWORD)

    async def watch() -> Client:
        async with Client(house.url, cookie) as client:
            await client.join()
            await client.hear(SECRET)
            await asyncio.to_thread(house.sign_out, cookie)
            await client.hear("window.location.reload()")
            await client.hear(f"41{NAMESPACE}")  # the server closed it
            client.forget()
            await client.send(LOAD)
        return client

    assert run(watch()).heard == []


def test_what_strangers_try_would_work_for_who_may(house: Backend) -> None:
    before = contents(house)

    async def work() -> None:
        async with Client(house.url, house.cookie("dispatcher", PASSWORD)) as client:
            await call_everything(client, house)

    run(work())

    assert contents(house) != before
