"""The imports in one browser: what was handed in, and by what a next file may be read."""

from typing import Any, Final

import reflex as rx
from reflex.event import EventSpec

from models.access.verbs import Verb
from models.db import Unit
from models.imports.doors import FILE_CHANNEL, channels, find_door
from models.imports.jobs import imports
from models.imports.mappings import mappings
from models.imports.plan import Plan
from models.kit.errors import Refusal
from state.asking import Choice
from state.core import answer, ask, house, parse
from state.guard import requires
from state.import_hands import HandedIn, NamedChannel
from state.import_view import JobView, job_view
from state.words import say

LOADING, READY, FAILED = "loading", "ready", "failed"
PAGE: Final = 20


class ImportsState(rx.State):
    """What one browser sees of the imports.

    Attributes:
        phase: `loading`, `ready` or `failed`.
        channels: to choose from, the one of files first.
        mappings: of the channel that is chosen, by name.
    """

    phase: str = LOADING
    rows: list[JobView] = []
    has_more: bool = False
    is_busy: bool = False
    channels: list[Choice] = []
    mappings: list[Choice] = []

    @rx.event
    @requires(Verb.IMPORT)
    async def load(self) -> EventSpec | None:
        """Read the newest imports anew."""
        try:
            self.channels = await ask(self, channel_choices)
            self.mappings = await ask(self, mapping_choices, "")
            await self._read(PAGE)
        except Exception as exception:  # noqa: BLE001  the page says so and offers to try again
            self.phase = FAILED
            return answer(exception)
        self.phase = READY
        return None

    @rx.event
    @requires(Verb.IMPORT)
    async def beat(self) -> None:
        """Look how far the work in hand is."""
        await self._read(max(PAGE, len(self.rows)))

    @rx.event
    @requires(Verb.IMPORT)
    async def show_more(self) -> None:
        """Show earlier imports."""
        before = self.rows[-1]["id"] if self.rows else None
        found = await ask(self, rows_of, before, PAGE + 1)
        self.rows = [*self.rows, *found[:PAGE]]
        self.has_more = len(found) > PAGE

    @rx.event
    @requires(Verb.IMPORT)
    async def choose_channel(self, code: str) -> None:
        """Offer the mappings of another channel."""
        chosen = parse(NamedChannel, {"code": code}).code
        self.mappings = await ask(self, mapping_choices, chosen)

    @rx.event
    @requires(Verb.IMPORT)
    async def handed_in(self, key: int, is_alone: bool) -> EventSpec | None:  # noqa: FBT001  as it is sent
        """Go to what a file has become, or show it in the list where there are several."""
        handed = parse(HandedIn, {"id": key, "is_alone": is_alone})
        if handed.is_alone:
            return rx.redirect(f"/import/{handed.id}")
        await self._read(max(PAGE, len(self.rows)))
        return None

    async def _read(self, most: int) -> None:
        found = await ask(self, rows_of, None, most + 1)
        rows = found[:most]
        if rows != self.rows:
            self.rows = rows
        self.has_more = len(found) > most
        self.is_busy = any(row["is_busy"] for row in rows)


def rows_of(unit: Unit, before: int | None, most: int) -> list[JobView]:
    """Return imports as the list shows them, the newest first."""
    now, zones = house().database.clock.now(), dict[str, str]()
    found = imports(unit, before, most)
    for row in found:
        if row.channel not in zones:
            zones[row.channel], _ = place_of(unit, row)
    return [listed(job_view(row, now, zones[row.channel])) for row in found]


def listed(view: JobView) -> JobView:
    """Return an import without what only its own page shows."""
    return {**view, "facts": [], "more": [], "skus": []}


def place_of(unit: Unit, row: Any) -> tuple[str, str]:
    """Return the zone and the currency an import is in: those of its channel's shop."""
    plan = Plan(channel=row.channel or None, zone=row.plan.get("zone", "UTC"))
    try:
        door = find_door(unit, plan)
    except Refusal:
        return plan.zone, ""  # of a channel that is shut, or that there never was
    return door.zone, door.currency


def channel_choices(unit: Unit) -> list[Choice]:
    """Return the channels to choose from, the one of files first: it is made when it is needed."""
    files: Choice = {"value": "", "text": say("import_page.channel.file")}
    found = ((code, name) for code, name in channels(unit) if code != FILE_CHANNEL)
    return [files, *({"value": code, "text": name} for code, name in found)]


def mapping_choices(unit: Unit, channel: str) -> list[Choice]:
    """Return the mappings of a channel to choose from."""
    names = (mapping.name for mapping in mappings(unit, channel or FILE_CHANNEL))
    return [{"value": name, "text": name} for name in names]
