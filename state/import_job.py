"""One import in one browser: how far it is, what its file would do, and what it did.

All that must last is in the import's own row: this state only shows it, and a page that is opened
again shows the same.
"""

import asyncio
from pathlib import Path
from typing import Any, Final, NamedTuple

import reflex as rx
from reflex.event import EventSpec

from models.access.verbs import Verb
from models.db import Unit
from models.imports.jobs import ask_to_stop, change_plan, import_by_id, put_in_hand
from models.imports.plan import NewSkus, plan_of
from models.imports.tables import ImportState
from models.imports.undoing import kept, undone_so_far
from models.kit.errors import NotFound
from state.core import answer, ask, attempt, house, inside, parse, refused, spool_of
from state.guard import requires
from state.hands import Turned
from state.import_hands import Picked, key_in
from state.import_kept import KeptView, kept_view, undone_words
from state.import_mapping import HEAD, MappingState
from state.import_proposals import ProposalsState
from state.import_rows import OrderRow, orders_page
from state.import_view import (
    NO_JOB,
    NO_PROGRESS,
    JobView,
    Pace,
    ProgressView,
    Tile,
    job_view,
    progress_view,
    tiles,
)
from state.imports import place_of
from state.moved import focus_at
from state.sure import NOT_SURE, SureView, sure

LOADING, READY, MISSING, FAILED = "loading", "ready", "missing", "failed"
PAGE: Final = 50
S = ImportState
SETTLED: Final = (S.DONE, S.STOPPED, S.UNDONE)


class Seen(NamedTuple):
    """An import as it was read at one moment, and how many of its orders can be taken back."""

    row: Any
    zone: str
    left: list[Any]
    in_house: int


class ImportJobState(rx.State):
    """What one browser sees of one import.

    Attributes:
        phase: `loading`, `ready`, `missing` or `failed`.
        shown: the tile whose orders are listed; empty where none is.
        kept: what an undo left standing; `undone` says what it did.
    """

    phase: str = LOADING
    job: JobView = NO_JOB
    progress: ProgressView = NO_PROGRESS
    tiles: list[Tile] = []
    shown: str = ""
    orders: list[OrderRow] = []
    has_more: bool = False
    kept: list[KeptView] = []
    undone: str = ""
    has_more_kept: bool = False
    asking: SureView = NOT_SURE
    _after: tuple[int, int] = (0, 0)
    _counts: str = "row"
    _pace: Pace | None = None

    @rx.event
    @requires(Verb.IMPORT)
    async def load(self) -> list[Any] | EventSpec | None:
        """Read the import that the address names."""
        self.asking, self.shown, self.orders, self.has_more = NOT_SURE, "", [], False
        self._pace = None
        return await self._load()

    @rx.event
    @requires(Verb.IMPORT)
    async def beat(self) -> list[Any] | EventSpec | None:
        """Look how far the work in hand is; once it is over, show what came of it."""
        if self.phase != READY or not self.job["is_busy"]:
            return None
        row = await ask(self, import_by_id, self.job["id"])
        if row.state.value != self.job["state"]:
            return await self._load()
        self._watch(row)
        return None

    @rx.event
    @requires(Verb.IMPORT)
    async def show(self, tile: str) -> None:
        """List the orders of a tile, or put the list away."""
        picked = parse(Picked, {"tile": tile}).tile
        if picked == self.shown:
            self.shown, self.orders, self.has_more = "", [], False
            return
        await self._list(picked)

    @rx.event
    @requires(Verb.IMPORT)
    async def show_more(self) -> None:
        """List further orders of the tile."""
        page = await asyncio.to_thread(
            orders_page, await self._rows(), self.shown, self._counts, self._after
        )
        self.orders = [*self.orders, *page.rows]
        self._go_on_from(page.after)

    @rx.event
    @requires(Verb.IMPORT)
    async def take_in(self) -> list[Any] | EventSpec | None:
        """Have the file taken in, or gone on with."""
        return await self._put(S.TAKING)

    @rx.event
    @requires(Verb.IMPORT)
    async def look_again(self) -> list[Any] | EventSpec | None:
        """Have a file looked at that was stopped before it was."""
        return await self._look()

    @rx.event
    @requires(Verb.IMPORT)
    async def make_skus(self) -> list[Any] | EventSpec | None:
        """Have a file looked at anew, with its unknown SKUs to be made."""
        return await self._look(new_skus=NewSkus.CREATE)

    async def _look(self, **other: Any) -> list[Any] | EventSpec | None:
        row = await ask(self, import_by_id, self.job["id"])
        plan = plan_of(row.plan)._replace(**other)
        outcome = await attempt(self, change_plan, row.id, plan)
        events = await self._load()
        return outcome if refused(outcome) else events

    @rx.event
    @requires(Verb.IMPORT)
    async def stop(self) -> EventSpec | None:
        """Ask for an end after the order in hand."""
        outcome = await attempt(self, ask_to_stop, self.job["id"])
        if isinstance(outcome, EventSpec):
            await self._load()
            return outcome
        self.progress = {**self.progress, "is_stopping": True}
        return None

    @rx.event
    @requires(Verb.IMPORT)
    def ask_undo(self) -> None:
        """Ask before everything is taken back."""
        self.asking = sure("import_page.undo", file=self.job["file"])

    @rx.event
    @requires(Verb.IMPORT)
    def dismiss(self, is_open: bool) -> EventSpec | None:  # noqa: FBT001  as Radix sends it
        """Put the question away unanswered."""
        if parse(Turned, {"is_open": is_open}).is_open:
            return None
        self.asking = NOT_SURE
        return focus_at('[data-testid="import-undo"]')

    @rx.event
    @requires(Verb.IMPORT)
    async def undo(self) -> list[Any] | EventSpec | None:
        """Take the whole import back."""
        self.asking = NOT_SURE
        return await self._put(S.UNDOING)

    @rx.event
    @requires(Verb.IMPORT)
    async def show_more_kept(self) -> None:
        """Show further orders that an undo left standing."""
        after = self.kept[-1]["id"] if self.kept else 0
        found = await ask(self, kept, self.job["id"], PAGE + 1, after)
        self.kept = [*self.kept, *map(kept_view, found[:PAGE])]
        self.has_more_kept = len(found) > PAGE

    async def _put(self, state: ImportState) -> list[Any] | EventSpec | None:
        outcome = await attempt(self, put_in_hand, self.job["id"], state)
        self.shown, self.orders, self.has_more, self._pace = "", [], False, None
        events = await self._load()
        if refused(outcome):
            return outcome
        return [*events, HEAD] if isinstance(events, list) else events

    async def _load(self) -> list[Any] | EventSpec | None:
        try:
            await self._show(await ask(self, seen, key_in(self.router.url.path) or 0))
        except NotFound:
            self.phase, self.job = MISSING, NO_JOB
        except Exception as exception:  # noqa: BLE001  the page says so and offers to try again
            self.phase = FAILED
            return answer(exception)
        return [MappingState.load(), ProposalsState.load()] if self.phase == READY else None

    async def _show(self, found: Seen) -> None:
        row, now = found.row, house().database.clock.now()
        is_kept = spool_of(await inside(self)).rows(row.id).exists()
        self.job = job_view(row, now, found.zone, is_kept=is_kept, in_house=found.in_house)
        self.tiles = tiles(row.told, row.state)
        self._counts = row.told.get("counts", "row")
        self.kept = [kept_view(each) for each in found.left[:PAGE]]
        self.has_more_kept = len(found.left) > PAGE
        self.undone = undone_words(row.told) if row.state in SETTLED else ""
        self._watch(row)
        self.phase = READY

    def _watch(self, row: Any) -> None:
        now = house().database.clock.now()
        if self._pace is None or self._pace.phase != row.phase:
            self._pace = Pace(row.phase, now, row.done)
        self.progress = progress_view(row, self._pace, now) if self.job["is_busy"] else NO_PROGRESS

    async def _list(self, tile: str) -> None:
        page = await asyncio.to_thread(orders_page, await self._rows(), tile, self._counts)
        self.shown, self.orders = tile, page.rows
        self._go_on_from(page.after)

    def _go_on_from(self, after: tuple[int, int] | None) -> None:
        self.has_more, self._after = after is not None, after or (0, 0)

    async def _rows(self) -> Path:
        """Return where it is written what became of the rows, for who may see the import."""
        await ask(self, import_by_id, self.job["id"])
        return spool_of(await inside(self)).rows(self.job["id"])


def seen(unit: Unit, key: int) -> Seen:
    """Return an import, the zone it is in, and what an undo of it left standing.

    Raises:
        NotFound: `import`.
    """
    row = import_by_id(unit, key)
    left = kept(unit, key, PAGE + 1) if row.state in SETTLED else []
    in_house = undone_so_far(unit, key).left
    return Seen(row, place_of(unit, row)[0], left, in_house)
