"""The board in one browser: what it shows, and what may be asked of it.

Each lane is a var of its own, so that a move sends two lanes and not twelve. Every handler takes
what came from the browser as text of unknown shape and reads it strictly before it is used.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import reflex as rx
from reflex.event import EventSpec

from models.access.verbs import Verb
from models.orders.given import NOTHING, Given
from models.orders.queries import board, more_cards
from models.orders.states import Lane
from models.workflow.drops import Option, drops
from models.workflow.undo import undo
from state.asking import NOT_ASKING, AskingView, asking_drop, asks_first, read_answer
from state.cards import NO_LANE, LaneView, lane_view, with_more
from state.core import answer, ask, attempt, house, parse
from state.guard import requires
from state.hands import NamedLane, Searched, Touched, Turned
from state.moved import (
    NO_MENU,
    NO_TOAST,
    MenuView,
    ToastView,
    as_of,
    focus_on,
    lane_name,
    menu_item,
    moved_text,
    total_of,
)
from state.undoing import dropped
from state.words import say

BUDGET: Final = 144
"""Cards that are read at first in all, so that a page stays light however long its lanes are."""
PAGE: Final = BUDGET // len(Lane)
MORE: Final = 48
ROOM: Final = 8
"""Cards that may come into a lane before the last ones give way."""
LOADING, READY, FAILED = "loading", "ready", "failed"


class BoardState(rx.State):
    """What one browser sees of the board.

    Attributes:
        phase: `loading`, `ready` or `failed`.
        total: how many orders there are, or how many were found.
        as_of: when it was read, in the shop's zone.
        first: the lane a phone shows until another is chosen: the first that has work.
        entered: differs each time somebody comes to the board, and with it the box of the search:
            it is filled in once and then the page's own, or a slow answer would undo what is typed.
    """

    phase: str = LOADING
    search: str = ""
    entered: str = ""
    total: str = ""
    as_of: str = ""
    first: str = Lane.PENDING_REVIEW.value
    menu: MenuView = NO_MENU
    asking: AskingView = NOT_ASKING
    toast: ToastView = NO_TOAST
    pending_payment: LaneView = NO_LANE
    pending_review: LaneView = NO_LANE
    exception: LaneView = NO_LANE
    approved: LaneView = NO_LANE
    backordered: LaneView = NO_LANE
    allocated: LaneView = NO_LANE
    picking: LaneView = NO_LANE
    packed: LaneView = NO_LANE
    shipped: LaneView = NO_LANE
    delivered: LaneView = NO_LANE
    completed: LaneView = NO_LANE
    cancelled: LaneView = NO_LANE
    _last: dict[str, str] = {}
    _options: dict[str, Option] = {}

    @rx.event
    @requires(Verb.READ)
    async def enter(self) -> EventSpec | None:
        """Come to the board: what was looked for here before stands in the box again."""
        self.entered = house().database.entropy.randbytes(4).hex()
        return await self._load()

    @rx.event
    @requires(Verb.READ)
    async def load(self) -> EventSpec | None:
        """Read the whole board anew."""
        return await self._load()

    @rx.event
    @requires(Verb.READ)
    async def clear(self) -> None:
        """Show every order again, and empty the box."""
        self.search, self.entered = "", house().database.entropy.randbytes(4).hex()
        await self._read(Lane, budget=BUDGET)

    async def _load(self) -> EventSpec | None:
        self.menu, self.asking = NO_MENU, NOT_ASKING
        try:
            await self._read(Lane, budget=None if self.phase == READY else BUDGET)
        except Exception as exception:  # noqa: BLE001  the page says so and offers to try again
            self.phase = FAILED
            return answer(exception)
        self.phase = READY
        busy = (lane for lane in Lane if self._lane(lane)["cards"])
        self.first = next(busy, Lane.PENDING_REVIEW).value
        return None

    @rx.event
    @requires(Verb.READ)
    async def look_for(self, text: str) -> None:
        """Show only orders whose number or customer has `text` in it."""
        self.search = parse(Searched, {"text": text}).text
        await self._read(Lane, budget=BUDGET)

    @rx.event
    @requires(Verb.READ)
    async def show_more(self, lane: str) -> None:
        """Show further cards of a lane."""
        key = parse(NamedLane, {"lane": lane}).lane
        view = self._lane(key)
        more = await ask(self, more_cards, key, view["last"], search=self.search, limit=MORE)
        setattr(self, key.value, with_more(view, more, house().database.clock.now()))

    @rx.event
    @requires(Verb.READ)
    async def open_menu(self, no: str, is_open: bool) -> None:  # noqa: FBT001  as Radix sends it
        """Look up where a card can go, when its menu opens."""
        touched, turned = parse(Touched, {"no": no}), parse(Turned, {"is_open": is_open})
        if turned.is_open:
            self.menu = NO_MENU
            found = await ask(self, drops, touched.no)
            self._options = {option.key: option for option in found}
            self.menu = {"no": touched.no, "items": [menu_item(option) for option in found]}

    @rx.event
    @requires(Verb.READ)
    async def choose(self, no: str, version: int, lane: str) -> list[EventSpec]:
        """Put a card in another lane, or ask first what must be given."""
        touched = parse(Touched, {"no": no, "version": version})
        target = parse(NamedLane, {"lane": lane}).lane
        option = self._options.get(target.value) if self.menu["no"] == touched.no else None
        if option and asks_first(option):
            self.asking = asking_drop(option, touched.no, touched.version)
            return []
        return await self._drop(touched.no, target, NOTHING, touched.version)

    @rx.event
    @requires(Verb.READ)
    async def reply(self, form: dict[str, Any]) -> list[EventSpec]:
        """Make the move that waited for an answer."""
        asked = self.asking
        given = read_answer(asked, form if isinstance(form, Mapping) else {}).given
        target = parse(NamedLane, {"lane": asked["key"]}).lane
        return await self._drop(asked["no"], target, given, asked["version"])

    @rx.event
    @requires(Verb.READ)
    def dismiss(self, is_open: bool) -> EventSpec | None:  # noqa: FBT001  as Radix sends it
        """Put a question away unanswered."""
        if parse(Turned, {"is_open": is_open}).is_open:
            return None
        no, self.asking = self.asking["no"], NOT_ASKING
        return focus_on(no, None)

    @rx.event
    @requires(Verb.READ)
    async def undo(self) -> list[EventSpec]:
        """Take back the move the toast tells of."""
        no, correlation = self._last.get("no", ""), self._last.get("correlation", "")
        self.toast = NO_TOAST
        outcome = await attempt(self, undo, no, correlation=correlation)
        if isinstance(outcome, EventSpec):
            await self._read(Lane)
            return [outcome]
        await self._read(self._lanes_of(no, outcome.lane), also=no)
        self._tell(say("board.undone", no=no, lane=lane_name(outcome.lane)))
        return [focus_on(no, outcome.lane)]

    @rx.event
    @requires(Verb.READ)
    def close_toast(self) -> None:
        """Put the toast away."""
        self.toast = NO_TOAST

    async def _drop(self, no: str, lane: Lane, given: Given, seen: int) -> list[EventSpec]:
        outcome = await attempt(self, dropped, no, lane, given, seen)
        if isinstance(outcome, EventSpec):
            # Whoever was first may have put it anywhere.
            await self._read(Lane, also=no)
            return [outcome] if self.asking["is_open"] else [outcome, focus_on(no, None)]
        self.asking, self.menu = NOT_ASKING, NO_MENU
        await self._read({*self._lanes_of(no, outcome.lane), lane}, also=no)
        self._last = {"no": no, "correlation": outcome.correlation}
        self._tell(moved_text(outcome, lane), can_undo=outcome.can_undo)
        return [focus_on(no, outcome.lane)]

    async def _read(
        self,
        lanes: Iterable[Lane],
        *,
        budget: int | None = None,
        also: str = "",
    ) -> None:
        """Read lanes anew, as far down as they are shown, and send those that differ."""
        wanted = [lane for lane in Lane if lane in set(lanes)]
        shown = {lane: room_of(self._lane(lane)) for lane in wanted}
        found = await ask(
            self, board, search=self.search, lanes=wanted, limits=shown, budget=budget, also=also
        )
        now = house().database.clock.now()
        for lane, window in found.items():
            view = lane_view(window, now, fresh=also)
            if view != self._lane(lane):
                setattr(self, lane.value, view)
        if len(found) == len(Lane):
            self.total, self.as_of = total_of(found, self.search), as_of(found, now)

    def _lane(self, lane: Lane) -> LaneView:
        return getattr(self, lane.value)

    def _lanes_of(self, no: str, now_in: Lane | None) -> set[Lane]:
        """Return the lanes a card is shown in, and the one it belongs in."""
        shown = {lane for lane in Lane if any(c["no"] == no for c in self._lane(lane)["cards"])}
        return shown | ({now_in} if now_in else set())

    def _tell(self, text: str, *, can_undo: bool = False) -> None:
        self.toast = {"key": house().database.entropy.randbytes(4).hex(), "text": text,
                      "can_undo": can_undo}  # fmt: skip


def room_of(view: LaneView) -> int:
    """Return how many cards a lane shows when it is read again: what it shows, and newcomers."""
    shown = len(view["cards"])
    return max(PAGE, shown if view["more"] else shown + ROOM)
