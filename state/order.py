"""One order in one browser: what it shows, and what may be done with it."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import unquote

import reflex as rx
from pydantic import BaseModel, StringConstraints
from reflex.event import EventSpec

from models.access.verbs import Verb
from models.db import Unit
from models.kit.errors import NotFound
from models.orders.detail import Detail, order_detail
from models.orders.given import Given, read_given
from models.workflow.drops import Option, transitions
from models.workflow.moves import find
from models.workflow.undo import undo
from state.asking import NOT_ASKING, AskingView, read_answer
from state.choices import NO_CHOICE, ChoiceView, choices, next_step, objection, question
from state.core import answer, ask, attempt, house, parse
from state.guard import requires
from state.hands import Turned
from state.moved import NO_TOAST, ToastView, focus_at, lane_name
from state.order_view import NO_ORDER, OrderView, order_view
from state.undoing import Done, edited, performed
from state.words import say

LOADING, READY, MISSING, FAILED = "loading", "ready", "missing", "failed"
ACTIONS: Final = focus_at('[data-testid="order-actions"]')
"""Where one goes on when something is done or put away."""


class NamedVerb(BaseModel):
    """A verb somebody chose."""

    verb: Verb


class Written(BaseModel):
    """What somebody wrote on an order."""

    remark: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)] = ""
    tags: Annotated[str, StringConstraints(max_length=1_600)] = ""


class OrderState(rx.State):
    """What one browser sees of one order.

    Attributes:
        phase: `loading`, `ready`, `missing` or `failed`.
        wanted: the number in the address, whether or not there is such an order.
        next: the verb that brings the order on.
    """

    phase: str = LOADING
    wanted: str = ""
    order: OrderView = NO_ORDER
    next: ChoiceView = NO_CHOICE
    choices: list[ChoiceView] = []
    asking: AskingView = NOT_ASKING
    toast: ToastView = NO_TOAST
    is_editing: bool = False
    _last: dict[str, str] = {}

    @rx.event
    @requires(Verb.READ)
    async def load(self) -> EventSpec | None:
        """Read the order that the address names."""
        self.wanted = unquote(self.router.url.path.rstrip("/").rpartition("/")[2])[:64]
        self.asking, self.is_editing, self.toast = NOT_ASKING, False, NO_TOAST
        try:
            await self._read(self.wanted)
        except NotFound:
            self.phase, self.order = MISSING, NO_ORDER
        except Exception as exception:  # noqa: BLE001  the page says so and offers to try again
            self.phase = FAILED
            return answer(exception)
        return None

    @rx.event
    @requires(Verb.READ)
    async def act(self, verb: str) -> EventSpec | None:
        """Do something with the order, or ask first what must be given."""
        chosen = find(parse(NamedVerb, {"verb": verb}).verb).verb
        detail = await ask(self, order_detail, self.order["no"])
        why = objection(self.choices, chosen)
        asked = question(detail, chosen, seen=self.order["version"], why=why)
        if asked["is_open"]:
            self.asking = asked
            return None
        return await self._perform(chosen, Given(), ())

    @rx.event
    @requires(Verb.READ)
    async def release(self, hold: int) -> EventSpec | None:
        """Release one hold."""
        given = read_given({"hold": hold})
        return await self._perform(Verb.RELEASE_HOLD, given, ())

    @rx.event
    @requires(Verb.READ)
    async def reply(self, form: dict[str, Any]) -> EventSpec | None:
        """Make the move that waited for an answer."""
        verb = parse(NamedVerb, {"verb": self.asking["key"]}).verb
        given, parts = read_answer(self.asking, form if isinstance(form, Mapping) else {})
        return await self._perform(verb, given, parts)

    @rx.event
    @requires(Verb.READ)
    def dismiss(self, is_open: bool) -> EventSpec | None:  # noqa: FBT001  as Radix sends it
        """Put a question away unanswered."""
        if parse(Turned, {"is_open": is_open}).is_open:
            return None
        self.asking = NOT_ASKING
        return ACTIONS

    @rx.event
    @requires(Verb.EDIT)
    def write(self, is_open: bool) -> None:  # noqa: FBT001  a switch has two ends
        """Begin to write on the order, or leave it as it was."""
        self.is_editing = parse(Turned, {"is_open": is_open}).is_open

    @rx.event
    @requires(Verb.EDIT)
    async def save(self, form: dict[str, Any]) -> EventSpec | None:
        """Write remark and tags anew."""
        changes = rewritten(self.order, parse(Written, form))
        if not changes:
            self.is_editing = False
            return None
        outcome = await attempt(self, edited, self.order["no"], changes, self.order["version"])
        if not isinstance(outcome, EventSpec):
            self.is_editing = False
        return await self._after(outcome, say("order.saved"))

    @rx.event
    @requires(Verb.READ)
    async def undo(self) -> EventSpec | None:
        """Take back what the toast tells of."""
        no, correlation = self.order["no"], self._last.get("correlation", "")
        self.toast = NO_TOAST
        outcome = await attempt(self, undo, no, correlation=correlation)
        await self._read(no)
        if isinstance(outcome, EventSpec):
            return outcome
        self._tell(say("board.undone", no=no, lane=lane_name(outcome.lane)))
        return ACTIONS

    @rx.event
    @requires(Verb.READ)
    def close_toast(self) -> None:
        """Put the toast away."""
        self.toast = NO_TOAST

    async def _perform(self, verb: Verb, given: Given, parts: tuple[str, ...]) -> EventSpec | None:
        no, seen = self.order["no"], self.order["version"]
        outcome = await attempt(self, performed, no, verb.value, given, parts=parts, seen=seen)
        if not isinstance(outcome, EventSpec):
            self.asking = NOT_ASKING
        return await self._after(outcome, say("order.done", what=say(f"do.{verb.value}")))

    async def _after(self, outcome: Done | EventSpec, text: str) -> EventSpec | None:
        """Show the order as it is now, and tell what was done or why not."""
        await self._read(self.order["no"])
        if isinstance(outcome, EventSpec):
            return outcome
        self._last = {"correlation": outcome.correlation}
        self._tell(text, can_undo=outcome.can_undo)
        return ACTIONS

    async def _read(self, no: str) -> None:
        detail, options = await ask(self, page_of, no)
        self.order = order_view(detail, house().database.clock.now())
        self.choices = choices(options)
        self.next = next_step(self.choices, detail.order.status)
        self.phase = READY

    def _tell(self, text: str, *, can_undo: bool = False) -> None:
        key = house().database.entropy.randbytes(4).hex()
        self.toast = {"key": key, "text": text, "can_undo": can_undo}


def page_of(unit: Unit, no: str) -> tuple[Detail, list[Option]]:
    """Return an order and what can be done with it, read at one moment."""
    return order_detail(unit, no), transitions(unit, no)


def rewritten(shown: OrderView, written: Written) -> dict[str, Any]:
    """Return what differs from what was shown: the rest is not this person's to write."""
    changes: dict[str, Any] = {}
    if written.remark != shown["remark"]:
        changes["remark"] = written.remark
    if (tags := tags_of(written.tags)) != tags_of(shown["tags"]):
        changes["tags"] = tags
    return changes


def tags_of(text: str) -> list[str]:
    """Return tags as they were typed, between commas; each once."""
    tags = (each.strip() for each in re.split("[,\N{FULLWIDTH COMMA}]", text))
    return list(dict.fromkeys(tag for tag in tags if tag))
