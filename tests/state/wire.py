"""The real backend without a page, and clients that speak its wire as anybody could."""

import asyncio
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
import httpx

from models.orders.tables import OrderRecord
from tests.browser.serving import free_port

T = TypeVar("T")

ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate_and_load"
NAMESPACE = "/_event"
BOARD = f"{ROOT}.state___board____board_state"
LOAD = f"{BOARD}.load"
READY_WITHIN_S = 60
QUIET_S = 0.1
"""Who has heard nothing for so long has heard everything; sockets answer in milliseconds."""
BACKEND = "from oms_ui.server import run; from oms_ui.settings import settings; run(settings())"


@dataclass(frozen=True)
class Backend:
    """A running backend, the file of its database, and an order in it."""

    url: str
    database_url: str
    log: Path
    order: OrderRecord

    def cookie(self, name: str, password: str) -> str:
        """Sign in and return the cookie."""
        given = {"name": name, "password": password}
        answer = httpx.post(f"{self.url}/api/v1/auth/sign-in", json=given)
        assert answer.status_code == 204, answer.text
        return f"oms={answer.cookies['oms']}"

    def sign_out(self, cookie: str) -> None:
        """End the session of a cookie."""
        url = f"{self.url}/api/v1/auth/sign-out"
        httpx.post(url, json={}, headers={"Cookie": cookie}).raise_for_status()


@contextmanager
def backend(folder: Path, database_url: str, order: OrderRecord) -> Iterator[Backend]:
    """Start the backend on a database that has its schema; nothing is compiled or built."""
    port = free_port()
    environ = {
        **os.environ,
        "OMS_DATA_DIR": str(folder),
        "OMS_DATABASE_URL": database_url,
        "PORT": str(port),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_WEB_WORKDIR": str(folder / "web"),
        "__REFLEX_SKIP_COMPILE": "true",
    }
    log = folder / "backend.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", BACKEND], env=environ, stdout=output, stderr=output
        )
    try:
        _wait(process, port, log)
        yield Backend(f"http://127.0.0.1:{port}", database_url, log, order)
    finally:
        process.terminate()
        process.wait(15)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the backend did not become ready:\n{log.read_text()}")


@dataclass
class Client:
    """One socket. `heard` is every frame the server sent, as text."""

    url: str
    cookie: str = ""
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    origin: str | None = None
    heard: list[str] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        headers = {"Origin": self.origin or self.url}
        if self.cookie:
            headers["Cookie"] = self.cookie
        self._session = aiohttp.ClientSession()
        try:
            self._socket = await self._session.ws_connect(
                f"{self.url}/_event/?EIO=4&transport=websocket&token={self.token}",
                headers=headers, max_msg_size=0,
            )  # fmt: skip
        except BaseException:
            await self._session.close()
            raise
        self._ears = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._ears.cancel()
        await self._socket.close()
        await self._session.close()

    async def join(self, path: str = "/board", *, hydrate: bool = True) -> None:
        """Open the namespace, as the page at `path` does."""
        boot = {"event": event(HYDRATE, path=path)} if hydrate else {}
        await self.say(f"40{NAMESPACE},{json.dumps(boot)}")

    async def send(self, name: Any, payload: Any = None) -> None:
        """Send an event."""
        await self.say(f"42{NAMESPACE},{json.dumps(['event', event(name, payload)])}")

    async def say(self, frame: str) -> None:
        """Send a frame as it is and wait for whatever comes of it."""
        await self.fire(frame)
        await self.quiet()

    async def fire(self, frame: str) -> None:
        """Send a frame without waiting; one the server does not want may not arrive."""
        if not self._socket.closed:
            await self._socket.send_str(frame)

    async def quiet(self) -> None:
        """Wait until nothing more is heard."""
        count = -1
        while count != len(self.heard):
            count = len(self.heard)
            await asyncio.sleep(QUIET_S)

    async def hear(self, text: str) -> None:
        """Wait until something is heard."""
        while text not in self.text:
            self._news.clear()
            await self._news.wait()

    @property
    def text(self) -> str:
        """Everything that was heard."""
        return "\n".join(self.heard)

    def forget(self) -> None:
        """Begin to listen anew."""
        self.heard.clear()

    @property
    def is_open(self) -> bool:
        """Whether the socket is still there."""
        return not self._socket.closed

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                break
            if message.data == "2":
                await self.fire("3")
            else:
                self.heard.append(message.data)
                self._news.set()


def event(name: Any, payload: Any = None, path: str = "/board") -> Mapping[str, Any]:
    """An event as the page sends it."""
    return {
        "name": name,
        "payload": {} if payload is None else payload,
        "router_data": {"pathname": path, "asPath": path},
    }


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do what takes a loop, within a time that is too long for anything here."""
    return asyncio.run(asyncio.wait_for(work, 120))


def told(client: Client) -> list[str]:
    """The events a page would carry out, by name and payload."""
    found = []
    for frame in client.heard:
        if frame.startswith(f"42{NAMESPACE},"):
            [_, update] = json.loads(frame.removeprefix(f"42{NAMESPACE},"))
            found += [json.dumps(each) for each in update.get("events") or []]
    return found
