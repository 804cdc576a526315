"""How the columns of one file are read, in one browser: to be corrected, kept, shared, forgotten.

What is being typed is the page's own until it is sent; a look at the file follows, and its preview
says what came of it.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import reflex as rx
from reflex.event import EventSpec

from models.access.verbs import Verb
from models.db import Unit
from models.imports.doors import FILE_CHANNEL
from models.imports.jobs import change_plan, import_by_id
from models.imports.mappings import (
    find_mapping,
    forget_mapping,
    read_mapping,
    save_mapping,
)
from models.imports.plan import Plan, plan_of
from models.imports.tables import ImportState
from state.asking import Choice
from state.core import ask, attempt, parse
from state.guard import requires
from state.hands import Turned
from state.import_columns import (
    NO_OPTIONS,
    ColumnView,
    FixedView,
    OptionsView,
    columns_view,
    fixed_view,
    mapping_as_read,
    mapping_sent,
    options_view,
)
from state.import_hands import NamedMapping, Shared, key_in
from state.import_plan import Asked, with_asked
from state.imports import channel_choices, mapping_choices
from state.moved import focus_at
from state.sure import NOT_SURE, SureView, sure
from state.words import say

EDITABLE: Final = (ImportState.READY, ImportState.STOPPED, ImportState.FAILED)
OPTIONS: Final = tuple(name for name in Asked.model_fields if name != "mapping")
EDITOR: Final = focus_at('[data-testid="mapping-title"]')
HEAD: Final = focus_at('[data-testid="import-head"]')


class Desk(NamedTuple):
    """What the editor is filled with, read at one moment."""

    row: Any
    channels: list[Choice]
    saved: list[Choice]


class MappingState(rx.State):
    """What one browser sees of how a file is read.

    Attributes:
        is_open: whether the editor is shown; where a file could not be read it is.
        opened: differs each time the editor is filled anew, and with it its boxes.
        name: of the mapping that the file was read by.
    """

    is_open: bool = False
    can_edit: bool = False
    opened: int = 0
    name: str = ""
    columns: list[ColumnView] = []
    fixed: list[FixedView] = []
    options: OptionsView = NO_OPTIONS
    channels: list[Choice] = []
    saved: list[Choice] = []
    asking: SureView = NOT_SURE
    _import: int = 0

    @rx.event
    @requires(Verb.IMPORT)
    async def load(self) -> None:
        """Fill the editor with how the file that the address names was read."""
        self._import = key_in(self.router.url.path) or 0
        desk = await ask(self, desk_of, self._import)
        row, plan = desk.row, plan_of(desk.row.plan)
        self.can_edit = row.state in EDITABLE
        self.columns = columns_view(row.told.get("columns", ()))
        self.fixed = fixed_view(plan.mapping)
        self.options = options_view(plan)
        self.name = row.told.get("mapping", "") or plan.mapping.name
        self.channels, self.saved = desk.channels, desk.saved
        self.asking, self.opened = NOT_SURE, self.opened + 1
        self.is_open = row.state is ImportState.FAILED and bool(self.columns)

    @rx.event
    @requires(Verb.IMPORT)
    def turn(self, is_open: bool) -> EventSpec | None:  # noqa: FBT001  a switch has two ends
        """Open the editor, or leave everything as it was."""
        self.is_open = parse(Turned, {"is_open": is_open}).is_open and self.can_edit
        return EDITOR if self.is_open else HEAD

    @rx.event
    @requires(Verb.IMPORT)
    async def look_again(self, form: dict[str, Any]) -> list[Any] | EventSpec | None:
        """Have the file looked at anew as the boxes say, and keep that where it got a name."""
        sent = form if isinstance(form, Mapping) else {}
        asked = parse(Asked, {name: sent.get(name, "") for name in OPTIONS})
        name = parse(NamedMapping, {"name": sent.get("save_as", "")}).name
        plan = await self._plan()
        mapping = mapping_sent(sent, asked, self.columns, plan.mapping)
        if name:
            mapping = mapping.model_copy(update={"name": name})
            channel = asked.channel or FILE_CHANNEL
            outcome = await attempt(self, save_mapping, channel, mapping)
            if isinstance(outcome, EventSpec):
                return outcome
        return await self._look(with_asked(plan, asked)._replace(mapping=mapping))

    @rx.event
    @requires(Verb.IMPORT)
    async def use(self, name: str) -> list[Any] | EventSpec | None:
        """Have the file looked at by a mapping that is kept."""
        plan = await self._plan()
        wanted = parse(NamedMapping, {"name": name}).name
        mapping = await ask(self, find_mapping, plan.channel or FILE_CHANNEL, wanted)
        return await self._look(plan._replace(mapping=mapping))

    @rx.event
    @requires(Verb.IMPORT)
    async def use_shared(self, text: str) -> list[Any] | EventSpec | None:
        """Have the file looked at by a mapping that somebody shared."""
        mapping = read_mapping(parse(Shared, {"text": text}).text)
        return await self._look((await self._plan())._replace(mapping=mapping))

    @rx.event
    @requires(Verb.IMPORT)
    async def use_pasted(self, form: dict[str, Any]) -> list[Any] | EventSpec | None:
        """Have the file looked at by a mapping that was pasted."""
        sent = form if isinstance(form, Mapping) else {}
        mapping = read_mapping(parse(Shared, {"text": sent.get("shared")}).text)
        return await self._look((await self._plan())._replace(mapping=mapping))

    @rx.event
    @requires(Verb.IMPORT)
    async def share(self) -> EventSpec:
        """Hand out how the file is read, as a file for others."""
        plan = await self._plan()
        mapping = mapping_as_read(self.columns, plan.mapping)
        return rx.download(data=mapping.as_file(), filename=say("import_page.mapping_file"))

    @rx.event
    @requires(Verb.IMPORT)
    def ask_forget(self, name: str) -> None:
        """Ask before a mapping is forgotten."""
        wanted = parse(NamedMapping, {"name": name}).name
        self.asking = sure("import_page.forget", wanted, name=wanted)

    @rx.event
    @requires(Verb.IMPORT)
    async def forget(self) -> EventSpec | None:
        """Forget the mapping that was asked about."""
        name, self.asking = self.asking["subject"], NOT_SURE
        channel = (await self._plan()).channel or FILE_CHANNEL
        outcome = await attempt(self, forget_mapping, channel, name)
        self.saved = await ask(self, mapping_choices, channel)
        return outcome if isinstance(outcome, EventSpec) else EDITOR

    @rx.event
    @requires(Verb.IMPORT)
    def dismiss(self, is_open: bool) -> EventSpec | None:  # noqa: FBT001  as Radix sends it
        """Put the question away unanswered."""
        if parse(Turned, {"is_open": is_open}).is_open:
            return None
        self.asking = NOT_SURE
        return EDITOR

    async def _plan(self) -> Plan:
        return plan_of((await ask(self, import_by_id, self._import)).plan)

    async def _look(self, plan: Plan) -> list[Any] | EventSpec | None:
        outcome = await attempt(self, change_plan, self._import, plan)
        if isinstance(outcome, EventSpec):
            return outcome
        from state.import_job import ImportJobState  # which loads this one

        return [ImportJobState.load(), HEAD]


def desk_of(unit: Unit, key: int) -> Desk:
    """Return an import, and what there is to choose from for it."""
    row = import_by_id(unit, key)
    return Desk(row, channel_choices(unit), mapping_choices(unit, row.channel))
