"""What the import pages do in the browser; each part's script stands beside it."""

from typing import Any, Final

import reflex as rx

from components.text import t
from models.imports.mappings import LONGEST

ACTION: Final = "/files/imports"
_WORDS: Final = (
    "title", "help", "choose", "waiting", "sending", "taken", "offline", "stop", "stopped",
)  # fmt: skip


def _taken(key: rx.Var[int], is_alone: rx.Var[bool]) -> tuple[rx.Var[int], rx.Var[bool]]:
    return key, is_alone


class _DropZone(rx.Component):
    library = rx.asset("drop_zone.jsx", shared=True).importable_path
    tag = "DropZone"
    action: rx.Var[str]
    form: rx.Var[str]
    words: rx.Var[dict[str, str]]
    icon: rx.Var[rx.Component]
    on_taken: rx.EventHandler[_taken]


class _Pulse(rx.Component):
    library = rx.asset("pulse.jsx", shared=True).importable_path
    tag = "Pulse"
    every_ms: rx.Var[int]
    on_beat: rx.EventHandler[rx.event.no_args_event_spec]


class _TextFile(rx.Component):
    library = rx.asset("text_file.jsx", shared=True).importable_path
    tag = "TextFile"
    label: rx.Var[str]
    accept: rx.Var[str]
    most: rx.Var[int]
    on_text: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def drop_zone(form: str, picture: rx.Component, on_taken: Any) -> rx.Component:
    """Return where files are dropped or chosen; what `form` says goes with each of them."""
    words = {name: t(f"import_page.drop.{name}") for name in _WORDS}
    return _DropZone.create(
        action=ACTION, form=form, words=words, icon=picture, on_taken=on_taken,
    )  # fmt: skip


def pulse(on_beat: Any, every_ms: int = 1_000) -> rx.Component:
    """Return what asks again while it is drawn and seen."""
    return _Pulse.create(every_ms=every_ms, on_beat=on_beat)


def text_file(label: Any, on_text: Any, **props: Any) -> rx.Component:
    """Return a button that reads a small file of JSON."""
    return _TextFile.create(
        label=label, accept=".json,application/json", most=LONGEST, on_text=on_text, **props
    )
