"""The boxes of what is asked of an import; most people leave them alone."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx

from components.text import t
from models.channels.moments import DateOrder
from models.imports.plan import NewSkus, TakeAs
from state.asking import Choice
from state.import_columns import NO_OPTIONS

TAKE_AS: Final = {each.value: f"import_page.take_as.{each.value}" for each in TakeAs}
NEW_SKUS: Final = {each.value: f"import_page.new_skus.{each.value}" for each in NewSkus}
DATES: Final = {
    "": "import_page.found_out",
    **{each.value: f"import_page.dates.{each.value}" for each in DateOrder},
}


def options(channels: Any, on_channel: Any = None, given: Any = NO_OPTIONS) -> rx.Component:
    """Return the boxes, filled with what is `given`."""
    more = {"on_change": on_channel} if on_channel else {}
    return rx.fragment(
        _box("channel", _chosen("channel", channels, given["channel"], **more)),
        _box("take_as", _fixed("take_as", TAKE_AS, given["take_as"])),
        _box("open_from", _input("open_from", given["open_from"], type="date")),
        _box("new_skus", _fixed("new_skus", NEW_SKUS, given["new_skus"])),
        _box("currency", _input("currency", given["currency"], pattern="[A-Za-z]{3}")),
        _box("date_order", _fixed("date_order", DATES, given["date_order"])),
        _box("encoding", _input("encoding", given["encoding"], max_length=40)),
    )


def mapping_box(mappings: Any) -> rx.Component:
    """Return the choice of a mapping that is kept."""
    return _box(
        "mapping",
        rx.el.select(
            rx.el.option(t("import_page.found_out"), value=""),
            rx.foreach(mappings.to(list[Choice]), _option),
            name="mapping", data_testid="option-mapping",
        ),
    )  # fmt: skip


def _box(name: str, box: rx.Component) -> rx.Component:
    return rx.el.label(
        rx.el.span(t(f"import_page.option.{name}")),
        box,
        rx.el.small(t(f"import_page.option.{name}.help"), class_name="faint"),
        class_name="field",
    )


def _chosen(name: str, choices: Any, value: Any, **props: Any) -> rx.Component:
    return rx.el.select(
        rx.foreach(choices.to(list[Choice]), _option),
        name=name, default_value=value, data_testid=f"option-{name}", **props,
    )  # fmt: skip


def _option(each: Any) -> rx.Component:
    return rx.el.option(each["text"], value=each["value"], key=each["value"])


def _fixed(name: str, choices: Mapping[str, str], value: Any) -> rx.Component:
    return rx.el.select(
        *(rx.el.option(t(key), value=each) for each, key in choices.items()),
        name=name, default_value=value, data_testid=f"option-{name}",
    )  # fmt: skip


def _input(name: str, value: Any, **props: Any) -> rx.Component:
    return rx.el.input(
        name=name, default_value=value, auto_complete="off", data_testid=f"option-{name}", **props
    )
