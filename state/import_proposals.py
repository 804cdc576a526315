"""The changes that an import proposes, in one browser: each accepted or rejected by a person."""

import asyncio
from typing import Final, NamedTuple

import reflex as rx
from reflex.event import EventSpec

from models.access.verbs import Verb
from models.db import Unit
from models.imports.jobs import import_by_id
from models.imports.proposals import (
    Proposal,
    accept_proposal,
    open_count,
    open_proposals,
    reject_proposal,
)
from models.kit.errors import Refusal
from state.core import ask, inside, parse
from state.guard import requires
from state.import_changes import ChangeView, change_view
from state.import_hands import Chosen, Numbered, key_in
from state.imports import place_of
from state.moved import focus_at
from state.shown import number
from state.words import say, words

PAGE: Final = 20
NEXT: Final = focus_at(
    '[data-testid="changes"] [data-look="open"] [data-testid^="accept-"],'
    '[data-testid="changes"]:not(:has([data-look="open"]))'
)
"""Where one goes on when a change is decided: the next one, or the end of the list."""
OPEN, SETTLED, REFUSED = "open", "settled", "refused"


class Found(NamedTuple):
    """Some proposals, how many there are, and the zone and the currency of their shop."""

    proposals: list[Proposal]
    waiting: int
    zone: str
    currency: str


class ProposalsState(rx.State):
    """What one browser sees of the changes of one import.

    Attributes:
        count: how many nobody has decided on, in words; empty where there are none.
    """

    changes: list[ChangeView] = []
    count: str = ""
    has_more: bool = False
    is_open: bool = False
    _import: int = 0

    @rx.event
    @requires(Verb.IMPORT)
    async def load(self) -> None:
        """Read the first changes of the import that the address names."""
        self._import = key_in(self.router.url.path) or 0
        self.changes = []
        await self._read_on()

    @rx.event
    @requires(Verb.IMPORT)
    async def show_more(self) -> None:
        """Show further changes."""
        await self._read_on()

    @rx.event
    @requires(Verb.IMPORT)
    async def accept(self, key: int) -> EventSpec:
        """Let an order say what its source says now."""
        return await self._decide([parse(Numbered, {"id": key}).id], is_yes=True)

    @rx.event
    @requires(Verb.IMPORT)
    async def reject(self, key: int) -> EventSpec:
        """Leave an order as it is."""
        return await self._decide([parse(Numbered, {"id": key}).id], is_yes=False)

    @rx.event
    @requires(Verb.IMPORT)
    async def decide_shown(self, is_yes: bool) -> EventSpec:  # noqa: FBT001  as it is sent
        """Accept or reject every change that is shown and open."""
        chosen = parse(Chosen, {"is_yes": is_yes}).is_yes
        shown = [change["id"] for change in self.changes if change["look"] != SETTLED]
        return await self._decide(shown, is_yes=chosen)

    async def _decide(self, keys: list[int], *, is_yes: bool) -> EventSpec:
        """Decide on changes one by one: one that is refused says why, and the others go on."""
        for key in keys:
            look, outcome = await self._settle(key, is_yes=is_yes)
            self.changes = [
                {**change, "look": look, "outcome": outcome} if change["id"] == key else change
                for change in self.changes
            ]
        self._tell((await ask(self, found_after, self._import, 0, 0)).waiting)
        return NEXT

    async def _settle(self, key: int, *, is_yes: bool) -> tuple[str, str]:
        here = await inside(self)
        do, actor = here.database.do, here.visitor.actor
        try:
            if is_yes:
                await asyncio.to_thread(do, actor, accept_proposal, key)
            else:
                await asyncio.to_thread(do, actor, reject_proposal, key)
        except Refusal as refusal:
            is_over = refusal.code in {"proposal", "proposal_settled"}
            return SETTLED if is_over else REFUSED, words(refusal.code, refusal.data)
        return SETTLED, say("import_page.accepted" if is_yes else "import_page.rejected")

    async def _read_on(self) -> None:
        after = self.changes[-1]["id"] if self.changes else 0
        found = await ask(self, found_after, self._import, after, PAGE + 1)
        more = [change_view(each, found.zone, found.currency) for each in found.proposals[:PAGE]]
        self.changes = [*self.changes, *more]
        self.has_more = len(found.proposals) > PAGE
        self._tell(found.waiting)

    def _tell(self, waiting: int) -> None:
        self.count = say("import_page.proposed", n=number(waiting)) if waiting else ""
        self.is_open = any(change["look"] != SETTLED for change in self.changes)


def found_after(unit: Unit, import_id: int, after: int, most: int) -> Found:
    """Return the open proposals of an import after one of them."""
    row = import_by_id(unit, import_id)
    found = open_proposals(unit, import_id, after, most) if most else []
    return Found(found, open_count(unit, import_id), *place_of(unit, row))
