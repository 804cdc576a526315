"""The demo as one process sees it: opened when the first guest comes, closed when nobody is in it.

A guest is signed in to the real house; the demo has a session of its own for that visit, under the
hash of both secrets. So a cookie of the demo opens nothing by itself, nor with another visit, and
what is in one house has no meaning in the other.
"""

import asyncio
import os
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import structlog

from models.access.permissions import Role, scope_of
from models.access.verbs import Verb
from models.db import Database, Unit
from models.kit.actor import SYSTEM
from models.kit.errors import NotFound, Refused
from models.migrations import upgrade
from models.people.queries import actor_named, people
from models.people.sessions import (
    Visitor,
    end_session,
    fingerprint,
    new_secret,
    open_session,
    roles_of,
)
from state.demo.folder import DemoFolder
from state.doorman import PLAIN_COOKIE, SECURE_COOKIE, Doorman, Guest, read_cookie

IDLE_S: Final = 60.0
"""How long a demo stays open after the last sign of life, where no page of it is open."""
STOPS_WITHIN_S: Final = 5.0
log: Final = structlog.get_logger("oms.demo")

Keep = Callable[[Database], Callable[[], None]]
"""Begins what runs for a database as long as it is open, and returns what ends it."""


class _Home(NamedTuple):
    """A demo that is open here."""

    file: Path
    database: Database
    doorman: Doorman
    end: Callable[[], None]


class DemoHouse:
    """The demo business of an installation.

    Args:
        folder: where it lies.
        maker: the command that makes one in the folder whose name is put behind it.
        keep: what must run while it is open here.
        over_tls: as for the doorman.
    """

    def __init__(
        self, folder: DemoFolder, maker: Sequence[str], keep: Keep, *, over_tls: bool = False
    ) -> None:
        self.folder = folder
        self.cookie = f"{SECURE_COOKIE if over_tls else PLAIN_COOKIE}-demo"
        self._maker, self._keep, self._over_tls = maker, keep, over_tls
        self._home: _Home | None = None
        self._door = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._seen = 0.0

    def is_named_in(self, cookies: str) -> bool:
        """Return whether a `Cookie` header speaks of the demo."""
        return read_cookie(cookies, self.cookie) != ""

    async def guest(self, visitor: Visitor | None, cookies: str) -> Guest | None:
        """Return whom a visitor of the real house is in the demo, or None where they are not in it.

        Args:
            cookies: the `Cookie` header, which speaks of the demo.
        """
        home = await self._at_home() if _may(visitor) else None
        if visitor is None or home is None:
            return None
        inside = await home.doorman.behind(_both(visitor, read_cookie(cookies, self.cookie)))
        return Guest(inside, home.database, is_demo=True) if inside else None

    async def enter(self, visitor: Visitor, role: Role, agent: str) -> str:
        """Let a visitor of the real house in, as the first who has a role; return the secret.

        Raises:
            NotFound: `demo`, where there is none, or nobody in it has that role.
        """
        home = await self._at_home()
        if home is None:
            raise NotFound("demo")
        secret = new_secret()
        own = _both(visitor, secret)
        await asyncio.to_thread(home.database.do, SYSTEM, _let_in, role, own, agent)
        return secret

    async def leave(self, visitor: Visitor, cookies: str) -> None:
        """Let a visitor of the real house out; twice is fine."""
        home = await self._at_home() if self.is_named_in(cookies) else None
        if home is not None:
            print_ = fingerprint(_both(visitor, read_cookie(cookies, self.cookie)))
            await asyncio.to_thread(home.database.do, SYSTEM, end_session, print_)

    async def roles_of(self, prints: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the roles behind each of these sessions; those that have ended are left out."""
        home = await self._at_home() if prints else None
        if home is None:
            return {}
        return await asyncio.to_thread(home.database.ask, SYSTEM, roles_of, prints)

    def begin(self, *, anew: bool = False) -> None:
        """Have a demo made, where none is there or being made; `anew` takes the old one away.

        It is made in a process of its own: that leaves this one to the people in the real house.

        Raises:
            Refused: `demo_no_place`, where it could not be written.
        """
        with self._writing():
            lock = self.folder.begin(anew=anew)
        if lock is None:
            return
        self._open(None)
        self._reap()
        try:
            self._child = subprocess.Popen(  # noqa: S603  our own program
                [*self._maker, str(self.folder.root)], stdin=subprocess.PIPE, pass_fds=(lock,),
                start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(lock)

    def remove(self) -> None:
        """Take the demo away; who is in it is in the real house again.

        Raises:
            Refused: `demo_no_place`, where it could not be written.
        """
        with self._writing():
            self.folder.remove()
        self._open(None)

    def rest(self, *, is_used: bool) -> None:
        """Close what is open and no longer there, or used by nobody."""
        home = self._home
        is_idle = not is_used and time.monotonic() - self._seen > IDLE_S
        if home and (is_idle or home.file != self.folder.ready()):
            self._open(None)

    def close(self) -> None:
        """Stop making a demo, and close the one that is open."""
        self._open(None)
        if self._child:
            self._child.terminate()
        self._reap()

    def _reap(self) -> None:
        """See the maker off, who has let go of the lock or was told to stop."""
        child, self._child = self._child, None
        if child:
            child.communicate(timeout=STOPS_WITHIN_S)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            folder = str(self.folder.root)
            raise Refused("demo_no_place", folder=folder, reason=error.strerror) from None

    async def _at_home(self) -> _Home | None:
        file, home = self.folder.ready(), self._home
        self._seen = time.monotonic()
        if home and home.file == file:
            return home
        return await asyncio.to_thread(self._open, file) if home or file else None

    def _open(self, file: Path | None) -> _Home | None:
        """Have this demo open and no other; return it, or None where it cannot be opened."""
        with self._door:
            home = self._home
            if home and home.file == file:
                return home
            self._home = None
            if home:
                home.end()
                home.doorman.close()
                home.database.close()
            self._home = self._opened(file) if file else None
            return self._home

    def _opened(self, file: Path) -> _Home | None:
        url = f"sqlite:///{file}"
        try:
            with self.folder.alone():
                if not file.exists():  # taken away while this waited, and not to be made by a look
                    return None
                upgrade(url)
            database = Database(url)
        except Exception:  # whatever it is: it is of no use, and a new one is made in seconds
            log.exception("demo_unusable")
            self.folder.discard(file)
            return None
        doorman = Doorman(database, over_tls=self._over_tls)
        return _Home(file, database, doorman, self._keep(database))


def _may(visitor: Visitor | None) -> bool:
    if visitor is None or visitor.must_change_password:
        return False
    return scope_of(visitor.actor, Verb.DEMO) is not None


def _both(visitor: Visitor, secret: str) -> str:
    """Return the secret of the session that this visit has in the demo."""
    return f"{visitor.fingerprint} {secret}"


def _let_in(unit: Unit, role: Role, secret: str, agent: str) -> None:
    held = (each for each in people(unit) if each.is_active and role in each.roles)
    first = next(held, None)
    user_id = actor_named(unit, first.name).id if first else None
    if user_id is None:
        raise NotFound("demo")
    open_session(unit, user_id, secret, agent)
