"""Nonsense and floods: the server says no and works on for everybody else."""

import json
import time

import httpx
import pytest

from tests.state.conftest import PASSWORD, SECRET
from tests.state.wire import HYDRATE, LOAD, NAMESPACE, ROOT, Backend, Client, event, run, told


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
