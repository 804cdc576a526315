"""The door between a browser and the core: `ask` reads, `attempt` changes, `answer` says no.

Both run off the event loop, as the signed-in person and in the house they are in, the real one or
the demo; a state never sees a connection. A refusal that leaves a handler is told to the person by
`answer`, like one that `attempt` returned: the one place where codes become words. Anything else is
a bug: it is logged, and the person gets a number to name.
"""

import asyncio
import json
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Concatenate, Final, NamedTuple, ParamSpec, TypeVar
from urllib.parse import quote

import reflex as rx
import structlog
from pydantic import BaseModel, ValidationError
from reflex.event import EventSpec
from reflex_base.constants import REFLEX_VAR_OPENING_TAG

from models.access.refusals import NotSignedIn
from models.db import Database, Unit
from models.imports.spool import Spool, spool_beside
from models.kit.errors import Invalid, NotPermitted, Refusal
from state.demo.house import DemoHouse
from state.doorman import Doorman, Guest
from state.words import words

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

SIGN_IN: Final = "/login"
CHOOSE_PASSWORD: Final = "/password"  # noqa: S105  a page
TOAST_MS: Final = 10_000
MOST_FIELDS: Final = 5
began_as: Final = ContextVar("began_as", default="")
"""The fingerprint of whom the event in hand was let in as; the guard sets it."""
log: Final = structlog.get_logger("oms.page")


class Held(NamedTuple):
    """Whose socket one is: the session it was opened in, and the roles it was opened with."""

    fingerprint: str
    roles: frozenset[str]
    is_demo: bool = False


class House(NamedTuple):
    """What the states of this process work with.

    Attributes:
        sockets: by their Socket.IO id, those of people who are signed in.
        demo: the demo business, where this installation offers one.
        spool: where the files of its imports lie; None where nobody hands any in.
    """

    database: Database
    doorman: Doorman
    sockets: dict[str, Held]
    demo: DemoHouse | None = None
    spool: Spool | None = None

    async def guest(self, cookies: str) -> Guest | None:
        """Return who is behind a `Cookie` header and in which house, or None for a stranger.

        A cookie of the demo leads into the demo or nowhere, so a socket cannot change houses.
        """
        visitor = await self.doorman.visitor(cookies)
        if self.demo and self.demo.is_named_in(cookies):
            return await self.demo.guest(visitor, cookies)
        return Guest(visitor, self.database) if visitor else None


_house: list[House] = []


def bind(
    database: Database, *, over_tls: bool = False, demo: DemoHouse | None = None,
    spool: Spool | None = None,
) -> House:  # fmt: skip
    """Give the states of this process their database; `unbind` takes it away again."""
    unbind()
    _house.append(House(database, Doorman(database, over_tls=over_tls), {}, demo, spool))
    return house()


def unbind() -> None:
    """Let go of the database, which stays open."""
    while _house:
        _house.pop().doorman.close()


def house() -> House:
    """Return what `bind` was given."""
    if not _house:
        raise RuntimeError("nothing is bound: the server binds a database when it starts")
    return _house[0]


def spool_of(guest: Guest) -> Spool:
    """Return where the files of imports lie of the house somebody is in."""
    if guest.is_demo:
        return spool_beside(guest.database)
    found = house().spool
    if found is None:
        raise RuntimeError("no spool is bound: the server binds one when it starts")
    return found


async def ask(
    state: rx.State, query: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a query as the signed-in person, off the event loop.

    Raises:
        Refusal: which `answer` will tell the person, if the handler lets it pass.
    """
    here = await inside(state)
    return await asyncio.to_thread(here.database.ask, here.visitor.actor, query, *args, **kwargs)


async def attempt(
    state: rx.State, command: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
) -> T | EventSpec:
    """Run a command as the signed-in person, off the event loop.

    Returns:
        Its result; or, when it is refused, the event that tells this person why.
    """
    try:
        here = await inside(state)
        return await asyncio.to_thread(
            here.database.do, here.visitor.actor, command, *args, **kwargs
        )
    except Refusal as refusal:
        return tell(refusal)


async def guest_of(state: rx.State) -> Guest | None:
    """Return who is signed in in this browser, and in which house they are.

    The cookie says so, never a var of the state.
    """
    return await house().guest(state.router.headers.cookie)


async def inside(state: rx.State) -> Guest:
    """Return who acts, and in which house.

    Raises:
        NotSignedIn: also where the event began as somebody else, who may have been in another
            house; NotPermitted: `password_must_change`.
    """
    guest = await guest_of(state)
    if guest is None or began_as.get() not in {"", guest.visitor.fingerprint}:
        raise NotSignedIn("not_signed_in")
    if guest.visitor.must_change_password:
        raise NotPermitted("password_must_change")
    return guest


def parse(model: type[M], raw: object) -> M:
    """Return what a browser sent as a `model`. Hints on handlers check nothing: this does.

    Raises:
        Invalid: `malformed`, naming the fields.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        paths = (".".join(map(str, each["loc"]))[:40] for each in error.errors())
        fields = list(dict.fromkeys(path or model.__name__ for path in paths))[:MOST_FIELDS]
        raise Invalid("malformed", fields=fields) from None


def tell(refusal: Refusal) -> EventSpec:
    """Return the event that tells a person what was refused and why."""
    if isinstance(refusal, NotSignedIn):
        return to_sign_in()
    # What people typed is in these words; as the name of a var the page would evaluate it.
    sentence = words(refusal.code, refusal.data).replace(REFLEX_VAR_OPENING_TAG, "")
    return rx.toast.error(
        sentence, id=f"refusal-{refusal.code}", duration=TOAST_MS, close_button=True
    )


def to_sign_in(path: str = "", page: str = SIGN_IN) -> EventSpec:
    """Return the event that leads to the sign-in page, and from there back to `path`.

    The whole page goes, and with it the socket and all that was shown to whoever was here before.
    """
    back = f"?next={quote(path, safe='')}" if path not in ("", "/") else ""
    return rx.call_script(f"window.location.replace({json.dumps(page + back)})")


def answer(exception: Exception) -> EventSpec:
    """Tell the person about what a handler raised; Reflex calls this for every one of them."""
    if isinstance(exception, Refusal):
        return tell(exception)
    if isinstance(exception, KeyError) and "No registered handler" in str(exception):
        log.warning("unknown_event", event_name=str(exception)[:200])
        return tell(Invalid("malformed", fields=[]))
    correlation = secrets.token_hex(4)
    log.error("handler_failed", correlation=correlation, exc_info=exception)
    return tell(Invalid("internal", correlation=correlation))


def page_failed(exception: Exception) -> None:
    """Log what broke in somebody's browser, as the browser tells it."""
    log.error("page_failed", told=str(exception)[:2000])


def refused(outcome: Any) -> bool:
    """Return whether `attempt` was refused, for a handler that has something to undo."""
    return isinstance(outcome, EventSpec)
