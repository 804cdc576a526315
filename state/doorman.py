"""Knows who is behind a cookie, and remembers it for half a minute.

In this process a session that ends is forgotten at once; one that another process ends is known
here for at most `REMEMBERED_S` more.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from models.db import Database
from models.kit.actor import SYSTEM
from models.people import sessions
from models.people.sessions import TOUCHED_AFTER, Visitor, fingerprint, touch, visitor

REMEMBERED_S: Final = 30.0
MOST_REMEMBERED: Final = 20_000
SECURE_COOKIE: Final = "__Host-oms"
PLAIN_COOKIE: Final = "oms"


class Guest(NamedTuple):
    """Somebody who is signed in, and the house they are in: the real one, or the demo."""

    visitor: Visitor
    database: Database
    is_demo: bool = False


class _Memory(NamedTuple):
    visitor: Visitor
    until: float


class Doorman:
    """Knows the visitors of one process.

    Args:
        over_tls: whether people come over https, where the cookie's name itself forbids that
            another host or an unencrypted page plants one.
    """

    def __init__(self, database: Database, *, over_tls: bool) -> None:
        self.over_tls = over_tls
        self.cookie = SECURE_COOKIE if over_tls else PLAIN_COOKIE
        self._database = database
        self._remembered: dict[str, _Memory] = {}
        self._forgotten = 0
        self._told: list[Callable[[], object]] = []
        sessions.ended.append(self.forget)

    def close(self) -> None:
        """Stop listening for sessions that end."""
        sessions.ended.remove(self.forget)

    def tell_forgotten(self, call: Callable[[], object]) -> None:
        """Have `call` called, from any thread, when somebody was forgotten."""
        self._told.append(call)

    def forget(self, user_id: int) -> None:
        """Look this user up again at the next visit; may be called from any thread."""
        self._forgotten += 1
        for print_, memory in list(self._remembered.items()):
            if memory.visitor.user_id == user_id:
                self._remembered.pop(print_, None)
        self.tell()

    def tell(self) -> None:
        """Have whoever listens look who is gone; may be called from any thread."""
        for call in self._told:
            call()

    async def visitor(self, cookies: str) -> Visitor | None:
        """Return who is behind a `Cookie` header, or None for a stranger."""
        return await self.behind(read_cookie(cookies, self.cookie))

    async def behind(self, secret: str) -> Visitor | None:
        """Return who is behind the secret of a session, or None for a stranger."""
        if not secret:
            return None
        print_ = fingerprint(secret)
        memory = self._remembered.get(print_)
        if memory and memory.until > time.monotonic():
            return memory.visitor
        return await self._look_up(print_)

    async def _look_up(self, print_: str) -> Visitor | None:
        # What ended while it was being read must not be remembered as open.
        forgotten = self._forgotten
        found = await asyncio.to_thread(self._database.ask, SYSTEM, visitor, print_)
        if found is None:
            self._remembered.pop(print_, None)
            return None
        if self._database.clock.now() - found.seen_at >= TOUCHED_AFTER:
            await asyncio.to_thread(self._database.do, SYSTEM, touch, print_)
        if forgotten == self._forgotten:
            self._remember(print_, found)
        return found

    def _remember(self, print_: str, found: Visitor) -> None:
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[print_] = _Memory(found, time.monotonic() + REMEMBERED_S)


def read_cookie(cookies: str, name: str) -> str:
    """Return the value of a cookie in a `Cookie` header, or nothing.

    By hand: the standard parser gives up on a whole header for one cookie that it does not like.
    """
    for pair in cookies.split(";"):
        key, _, text = pair.partition("=")
        if key.strip() == name:
            return text.strip()
    return ""
