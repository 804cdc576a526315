"""The guard: every event of every browser passes here, and what nobody opened is shut.

Reflex lets any client call any handler of any state, whatever the page shows. So each handler says
to whom it opens, and a handler that says nothing opens to nobody.
"""

import inspect
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar

import reflex as rx
from reflex.app import App
from reflex.event import EventSpec
from reflex.istate.manager.memory import StateManagerMemory
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from models.access.permissions import scope_of
from models.access.refusals import TooSoon
from models.access.verbs import Verb
from models.kit.errors import Invalid, NotPermitted
from models.people.sessions import Visitor
from state.core import CHOOSE_PASSWORD, Held, began_as, guest_of, house, tell, to_sign_in
from state.doorman import Guest
from state.session import SessionState

F = TypeVar("F", bound=Callable[..., Any])

RATE: Final = 50.0
"""Events a second that one session may go on sending."""
BURST: Final = 200.0
MOST_BUCKETS: Final = 20_000
_MARK: Final = "oms_opens_to"
_ROOT: Final = "reflex___state____state"
HYDRATE: Final = frozenset({f"{_ROOT}.hydrate", f"{_ROOT}.hydrate_and_load"})
FRAMEWORK: Final = HYDRATE | {
    f"{_ROOT}.set_is_hydrated",
    f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal",
    f"{_ROOT}.reflex___state____on_load_internal_state.set_is_hydrated",
}
"""What Reflex itself needs of everyone: they show a browser its own state and load its page."""


class Opens(NamedTuple):
    """To whom a handler opens; `verb` is None where being signed in is enough."""

    to_strangers: bool = False
    verb: Verb | None = None


def requires(verb: Verb) -> Callable[[F], F]:
    """Open a handler to people with a grant for `verb`; how far it reaches, the command decides."""
    return _marked(Opens(verb=verb))


def signed_in(handler: F) -> F:
    """Open a handler to everyone who is signed in."""
    return _marked(Opens())(handler)


def open_to_all(handler: F) -> F:
    """Open a handler to strangers too."""
    return _marked(Opens(to_strangers=True))(handler)


def opens(event_name: str) -> Opens | None:
    """Return to whom the handler of an event opens, or None where it is shut."""
    if event_name in FRAMEWORK:
        return Opens(to_strangers=True)
    found = RegistrationContext.get().event_handlers.get(event_name)
    return getattr(found.handler.fn, _MARK, None) if found else None


def takes(event_name: str, payload: object) -> bool:
    """Return whether a payload has the arguments its handler takes, by name."""
    found = RegistrationContext.get().event_handlers.get(event_name)
    if found is None or not isinstance(payload, Mapping):
        return False
    needed, known = _arguments(found.handler.fn)
    return needed <= payload.keys() <= known


@cache
def _arguments(handler: Callable[..., Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the arguments a handler needs and those it knows, without its state."""
    known = dict(list(inspect.signature(handler).parameters.items())[1:])
    needed = (name for name, each in known.items() if each.default is inspect.Parameter.empty)
    return frozenset(needed), frozenset(known)


class Guard(Middleware):
    """Decides on every event before its handler runs, including background and chained ones."""

    def __init__(self) -> None:
        self._buckets = Buckets(RATE, BURST)
        self._stemmed: set[str] = set()

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """Let the event pass with None, or answer in its handler's place."""
        root: Any = state._get_root_state()  # noqa: SLF001  there is no public way up
        guest = await guest_of(root)
        visitor = guest.visitor if guest else None
        began_as.set(visitor.fingerprint if visitor else "")
        _note(root, guest)
        if not await _is_theirs(app, root, event, guest):
            return _update(rx.call_script("window.location.reload()"))
        payer = _payer(root, visitor)
        if not self._buckets.take(payer):
            return self._stem(payer)
        self._stemmed.discard(payer)
        denied = _denial(root, opens(event.name), visitor)
        if denied is None and not takes(event.name, event.payload):
            denied = tell(Invalid("malformed", fields=[]))
        return None if denied is None else _update(denied)

    def _stem(self, payer: str) -> StateUpdate:
        """Say once that it is too much; answering each event would double the flood."""
        if payer in self._stemmed:
            return StateUpdate()
        if len(self._stemmed) >= MOST_BUCKETS:
            self._stemmed.clear()
        self._stemmed.add(payer)
        return _update(tell(TooSoon("too_fast", wait_s=1)))


class Buckets:
    """Token buckets by key: each holds `burst` events and gains `rate` a second."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> bool:
        """Take one event out of the bucket of `key`, or return False where it is empty."""
        now = self._clock()
        level, since = self._levels.get(key, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        if len(self._levels) >= MOST_BUCKETS:
            self._drop_full(now)
        self._levels[key] = (max(level - 1, 0), now) if level >= 1 else (level, now)
        return level >= 1

    def _drop_full(self, now: float) -> None:
        self._levels = {
            key: (level, since)
            for key, (level, since) in self._levels.items()
            if level + (now - since) * self._rate < self._burst
        }


async def _is_theirs(app: App, root: Any, event: Event, guest: Guest | None) -> bool:
    """Make sure that the state in hand is this visitor's; one of somebody else is emptied.

    The token of a tab opens its state, and tokens can be copied: so a state belongs to a visit.
    Only at hydration, or where states live in memory, is the whole state in hand to be emptied;
    else the page must load again.
    """
    session = await root.get_state(SessionState)
    if session._is_of(guest):  # noqa: SLF001  underscored so that no browser can call it
        return True
    if event.name not in HYDRATE and not isinstance(app.state_manager, StateManagerMemory):
        return False
    is_hydrated = root.is_hydrated
    root.reset()
    root.is_hydrated = is_hydrated
    session._welcome(guest, may_demo=_may_demo(guest))  # noqa: SLF001
    return True


def _denial(root: Any, to: Opens | None, visitor: Visitor | None) -> EventSpec | None:
    if to and to.to_strangers:
        return None
    if visitor is None:
        return to_sign_in(_path(root))
    if visitor.must_change_password:
        return to_sign_in(_path(root), CHOOSE_PASSWORD)
    if to is None:
        return tell(NotPermitted("not_permitted", roles=sorted(visitor.actor.roles)))
    if to.verb and scope_of(visitor.actor, to.verb) is None:
        refusal = {"verb": to.verb.value, "roles": sorted(visitor.actor.roles)}
        return tell(NotPermitted("not_permitted", refusal))
    return None


def _may_demo(guest: Guest | None) -> bool:
    """Return whether the demo business is open to them, from where they are now."""
    if guest is None or guest.is_demo or house().demo is None:
        return False
    return scope_of(guest.visitor.actor, Verb.DEMO) is not None


def _note(root: Any, guest: Guest | None) -> None:
    """Note whose socket this is, so that it can be closed when they are gone."""
    if guest is not None:
        visitor = guest.visitor
        held = Held(visitor.fingerprint, frozenset(visitor.actor.roles), guest.is_demo)
        house().sockets.setdefault(root.router.session.session_id, held)


def _payer(root: Any, visitor: Visitor | None) -> str:
    return visitor.fingerprint if visitor else f"socket {root.router.session.session_id}"


def _path(root: Any) -> str:
    url = root.router.url
    return f"{url.path}?{url.query}" if url.query else url.path


def _update(spec: EventSpec) -> StateUpdate:
    return StateUpdate(events=Event.from_event_type(spec))


def _marked(to: Opens) -> Callable[[F], F]:
    def mark(handler: F) -> F:
        setattr(handler, _MARK, to)
        return handler

    return mark
