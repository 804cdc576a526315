"""A browser without a browser: events go the whole way, guard and all, to real states.

with browser_of(database, "mei") as mei:
    mei.send(BoardState.load())
    mei.state(BoardState).phase
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor

from models.access.passwords import Sealed
from models.access.permissions import Role
from models.db import Database
from models.imports.spool import Spool
from models.kit.actor import SYSTEM
from models.kit.errors import Refusal
from models.people.commands import add_user
from models.people.sessions import open_session
from state import core
from state.demo.house import DemoHouse

T = TypeVar("T")
S = TypeVar("S", bound=rx.State)
LONGEST_S = 30


class Ears:
    """Stands where the socket is, and keeps what is said to the browser."""

    def __init__(self) -> None:
        self.updates: list[Any] = []

    async def emit_update(self, update: Any, token: str) -> None:  # noqa: ARG002
        self.updates.append(update)


class Browser:
    """One browser, signed in or not."""

    def __init__(self, app: rx.App, loop: asyncio.Runner, cookie: str) -> None:
        self.ears, self.loop, self.cookie = Ears(), loop, cookie
        self.manager: StateManagerMemory = app.state_manager  # type: ignore[assignment]
        self.token = f"tab {id(self)}"
        self.errors: list[Exception] = []
        self.processor = BaseStateEventProcessor(
            backend_exception_handler=self._failed, middleware=app
        )
        self.processor.configure(state_manager=self.manager, event_namespace=self.ears)  # type: ignore[arg-type]

    def send(self, spec: Any, path: str = "/board") -> None:
        """Let the browser send an event, and wait for all that follows from it."""
        self.run(self._send(spec, path))

    def start(self, spec: Any, path: str = "/board") -> None:
        """Let the browser send an event whose end is not waited for."""
        self.run(self._enqueue(spec, path))

    def until(self, holds: Callable[[], bool]) -> None:
        """Let things go on until something holds."""
        deadline = time.monotonic() + LONGEST_S
        while not holds():
            assert time.monotonic() < deadline
            self.run(asyncio.sleep(0.02))

    def state(self, kind: type[S]) -> S:
        """What the server keeps for this browser."""
        return self.run(self._state(kind))

    @property
    def told(self) -> str:
        """Everything that was said to the browser beside its state: toasts, scripts."""
        return " ".join(str(event.payload) for each in self.ears.updates for event in each.events)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(work)

    def _failed(self, exception: Exception) -> Any:
        self.errors.append(exception)
        return core.answer(exception)

    async def _send(self, spec: Any, path: str) -> None:
        for done in await self._enqueue(spec, path):
            with suppress(Refusal):  # it was told, and that is what counts
                await done.wait_all()

    async def _enqueue(self, spec: Any, path: str) -> list[Any]:
        waiting = []
        for event in Event.from_event_type(spec):
            headers = {"cookie": self.cookie}
            event.router_data.update(
                {"pathname": path, "asPath": path, "headers": headers, "token": self.token}
            )
            waiting.append(await self.processor.enqueue(self.token, event))
        return waiting

    async def _state(self, kind: type[S]) -> S:
        root = await self.manager.get_state(BaseStateToken(ident=self.token, cls=kind))
        return await root.get_state(kind)


@contextmanager
def browser_of(
    database: Database, name: str = "", *roles: Role, demo: DemoHouse | None = None,
    spool: Spool | None = None,
) -> Iterator[Browser]:  # fmt: skip
    """A browser in which somebody is signed in; nobody without a name."""
    from oms_ui.oms_ui import app

    core.bind(database, demo=demo, spool=spool)
    cookie = signed_in(database, name, *roles) if name else ""
    with asyncio.Runner() as loop:
        browser = Browser(app, loop, cookie)
        loop.run(browser.processor.__aenter__())
        try:
            yield browser
        finally:
            loop.run(browser.processor.__aexit__(None, None, None))
            core.unbind()


def signed_in(database: Database, name: str, *roles: Role) -> str:
    """The cookie of somebody who works here."""
    user_id = database.do(
        SYSTEM, add_user, name=name, label=name.title(), password=Sealed("-"),
        roles=[role.value for role in roles or (Role.DISPATCHER,)], must_change_password=False,
    )  # fmt: skip
    secret = f"secret of {name}"
    database.do(SYSTEM, open_session, user_id, secret)
    return f"{core.house().doorman.cookie}={secret}"
