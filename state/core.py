"""The door between a browser and the core: `ask` reads, `attempt` changes, `answer` says no.

Both run off the event loop, as the signed-in person; a state never sees a connection. A refusal
that leaves a handler is told to the person by `answer`, like one that `attempt` returned: the one
place where codes become words. Anything else is a bug: it is logged, and the person gets a number
to name.
"""

import asyncio
import json
import secrets
from collections.abc import Callable
from typing import Any, Concatenate, Final, NamedTuple, ParamSpec, TypeVar
from urllib.parse import quote

import reflex as rx
import structlog
from pydantic import BaseModel, ValidationError
from reflex.event import EventSpec
from reflex_base.constants import REFLEX_VAR_OPENING_TAG

from models.access.refusals import NotSignedIn
from models.db import Database, Unit
from models.imports.spool import Spool
from models.kit.actor import Actor
from models.kit.errors import Invalid, NotPermitted, Refusal
from models.people.sessions import Visitor
from state.doorman import Doorman
from state.words import words

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

SIGN_IN: Final = "/login"
CHOOSE_PASSWORD: Final = "/password"  # noqa: S105  a page
TOAST_MS: Final = 10_000
MOST_FIELDS: Final = 5
log: Final = structlog.get_logger("oms.page")


class Held(NamedTuple):
    """Whose socket one is: the session it was opened in, and the roles it was opened with."""

    fingerprint: str
    roles: frozenset[str]


class House(NamedTuple):
    """What the states of this process work with.

    Attributes:
        sockets: by their Socket.IO id, those of people who are signed in.
        spool: where the files of imports lie; None where nobody hands any in.
    """

    database: Database
    doorman: Doorman
    sockets: dict[str, Held]
    spool: Spool | None = None


_house: list[House] = []


def bind(database: Database, *, over_tls: bool = False, spool: Spool | None = None) -> House:
    """Give the states of this process their database; `unbind` takes it away again."""
    unbind()
    _house.append(House(database, Doorman(database, over_tls=over_tls), {}, spool))
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


def spool() -> Spool:
    """Return where the files of imports lie."""
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
    actor = await actor_of(state)
    return await asyncio.to_thread(house().database.ask, actor, query, *args, **kwargs)


async def attempt(
    state: rx.State, command: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
) -> T | EventSpec:
    """Run a command as the signed-in person, off the event loop.

    Returns:
        Its result; or, when it is refused, the event that tells this person why.
    """
    try:
        actor = await actor_of(state)
        return await asyncio.to_thread(house().database.do, actor, command, *args, **kwargs)
    except Refusal as refusal:
        return tell(refusal)


async def visitor_of(state: rx.State) -> Visitor | None:
    """Return who is signed in in this browser. The cookie says so, never a var of the state."""
    return await house().doorman.visitor(state.router.headers.cookie)


async def actor_of(state: rx.State) -> Actor:
    """Return who acts.

    Raises:
        NotSignedIn; NotPermitted: `password_must_change`.
    """
    visitor = await visitor_of(state)
    if visitor is None:
        raise NotSignedIn("not_signed_in")
    if visitor.must_change_password:
        raise NotPermitted("password_must_change")
    return visitor.actor


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
