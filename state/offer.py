"""What an empty house offers, and the demo business as somebody sees it who may go in.

The demo is made in a process of its own; this only looks how far it is. Who clicked and stays is
taken inside when it is done; who went elsewhere or came later finds it waiting.
"""

import asyncio
from enum import StrEnum
from typing import Final

import reflex as rx
from pydantic import BaseModel
from reflex.event import EventCallback, EventSpec

from models.access.permissions import Role, scope_of
from models.access.verbs import Verb
from models.kit.errors import NotFound
from models.orders.queries import has_orders
from state.core import ask, house, inside, parse
from state.demo.folder import Phase
from state.demo.house import DemoHouse
from state.guard import requires, signed_in
from state.hands import Turned
from state.posting import post
from state.words import say

ENTER: Final = "/api/v1/demo/enter"
LEAVE: Final = "/api/v1/demo/leave"
BOARD: Final = "/board"
DEMO_PAGE: Final = "/demo"
WAITING_ROOMS: Final = frozenset({"/", BOARD, DEMO_PAGE})
"""The pages that show how far the demo is."""
LOOKED_EVERY_S: Final = 0.5
Following = EventSpec | EventCallback[()] | None


class Remedy(StrEnum):
    """What can be done with the demo there is."""

    ANEW = "anew"
    REMOVE = "remove"


class NamedRemedy(BaseModel):
    """A remedy somebody named."""

    remedy: Remedy


def go_in() -> EventSpec:
    """Return the event that leads into the demo, as its manager."""
    return post(ENTER, {"role": Role.MANAGER.value}, then=BOARD)


class OfferState(rx.State):
    """What one browser is offered.

    Attributes:
        may_import: this house has no order yet, and they may bring theirs in.
        is_offered: this house has no order yet, and they may look around in the demo.
        phase: of the demo, a value of `Phase`.
        percent: how much of it is made.
        why: why it came to nothing, as a sentence.
        waits: they asked to go in, and are taken there when it is done.
        asks: what to do with the demo waits for a second yes; a value of `Remedy`, or nothing.
    """

    may_import: bool = False
    is_offered: bool = False
    phase: str = Phase.NONE.value
    percent: int = 0
    why: str = ""
    waits: bool = False
    asks: str = ""
    _round: int = 0

    @rx.event
    @signed_in
    async def look(self) -> Following:
        """See what is offered to who opens a page, and how far the demo is."""
        guest = await inside(self)
        self.waits, self._round = False, self._round + 1
        demo = None if guest.is_demo else house().demo
        may_demo = demo is not None and scope_of(guest.visitor.actor, Verb.DEMO) is not None
        may_import = scope_of(guest.visitor.actor, Verb.IMPORT) is not None
        is_new = (may_demo or may_import) and not await ask(self, has_orders)
        self.is_offered, self.may_import = is_new and may_demo, is_new and may_import
        if demo is None or not may_demo:
            return None
        return await self._follow(demo)

    @rx.event
    @requires(Verb.DEMO)
    async def begin(self) -> Following:
        """Go into the demo; have it made first, where there is none."""
        demo = await self._demo()
        await asyncio.to_thread(demo.begin)
        self.waits = True
        return await self._follow(demo)

    @rx.event(background=True)
    @requires(Verb.DEMO)
    async def watch(self) -> Following:
        """Follow the making of the demo to its end, or until somebody looks anew."""
        async with self:
            demo = await self._demo()
            self._round += 1
            mine = self._round
        while True:
            await asyncio.sleep(LOOKED_EVERY_S)
            async with self:
                if self._round != mine:
                    return None
                following = await self._follow(demo)
                if self.phase != Phase.MAKING:
                    return following

    @rx.event
    @requires(Verb.DEMO)
    def ask_first(self, remedy: str) -> None:
        """Ask whether the demo should really go."""
        self.asks = parse(NamedRemedy, {"remedy": remedy}).remedy.value

    @rx.event
    @requires(Verb.DEMO)
    def dismiss(self, is_open: bool) -> None:  # noqa: FBT001  as Radix sends it
        """Leave the demo as it is."""
        if not parse(Turned, {"is_open": is_open}).is_open:
            self.asks = ""

    @rx.event
    @requires(Verb.DEMO)
    async def confirm(self) -> Following:
        """Take the demo away, and begin another where that was asked for."""
        demo, remedy = await self._demo(), parse(NamedRemedy, {"remedy": self.asks}).remedy
        self.asks = ""
        if remedy is Remedy.ANEW:
            await asyncio.to_thread(demo.begin, anew=True)
        else:
            await asyncio.to_thread(demo.remove)
        house().doorman.tell()  # whoever was in it must go
        self.waits = remedy is Remedy.ANEW
        return await self._follow(demo)

    async def _demo(self) -> DemoHouse:
        """Return the demo, for who is in the real house."""
        demo = house().demo
        if demo is None or (await inside(self)).is_demo:
            raise NotFound("demo")
        return demo

    async def _follow(self, demo: DemoHouse) -> Following:
        """Show how the demo stands; return what follows from it here."""
        standing = await asyncio.to_thread(demo.folder.standing)
        self.phase, self.percent = standing.phase.value, standing.percent
        self.why = say(f"demo.why.{standing.why}") if standing.why else ""
        if standing.phase is Phase.MAKING:
            return OfferState.watch()
        is_here = (self.router.url.path.rstrip("/") or "/") in WAITING_ROOMS
        return go_in() if standing.phase is Phase.READY and self.waits and is_here else None
