"""The page of imports: where files are handed in, and what became of those that were."""

from typing import Any, Final

import reflex as rx

from components.imports.browser import drop_zone, pulse
from components.imports.options import mapping_box, options
from components.imports.parts import failed, import_page, loading, state_badge
from components.text import t
from components.tokens import icon
from state.import_view import JobView
from state.imports import FAILED, LOADING, ImportsState

OPTIONS: Final = "import-options"
rows: Any = ImportsState.rows


def imports() -> rx.Component:
    """Show the drop zone and the list of imports."""
    return import_page(
        rx.fragment(
            rx.match(
                ImportsState.phase,
                (LOADING, loading()),
                (FAILED, failed(ImportsState.load)),
                rx.el.div(_head(), _hand_in(), _list(), class_name="import-column"),
            )
        )
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.h1(t("import_page.title")),
        rx.el.p(t("import_page.about"), class_name="muted"),
        class_name="import-head",
    )


def _hand_in() -> rx.Component:
    return rx.el.section(
        drop_zone(OPTIONS, icon("file-up", 28), ImportsState.handed_in),
        rx.el.details(
            rx.el.summary(t("import_page.options")),
            rx.el.form(
                options(ImportsState.channels, ImportsState.choose_channel),
                mapping_box(ImportsState.mappings),
                id=OPTIONS,
                on_submit=rx.prevent_default,
                class_name="boxes",
            ),
            class_name="import-options",
            data_testid="options",
        ),
        aria_label=t("import_page.hand_in"),
        class_name="panel",
    )


def _list() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("import_page.before"), class_name="panel-head"),
        rx.cond(
            rows.length() > 0,
            rx.el.ul(
                rx.foreach(rows.to(list[JobView]), _row),
                role="list",
                class_name="import-list",
                data_testid="imports",
            ),
            rx.el.p(t("import_page.none"), class_name="panel-body muted"),
        ),
        rx.cond(
            ImportsState.has_more,
            rx.el.button(
                t("import_page.show_more"), type="button", on_click=ImportsState.show_more,
                class_name="btn quiet more", data_testid="more-imports",
            ),
        ),
        rx.cond(ImportsState.is_busy, pulse(ImportsState.beat, 2_000)),
        class_name="panel",
    )  # fmt: skip


def _row(job: rx.vars.ObjectVar[JobView]) -> rx.Component:
    row: Any = job
    return rx.el.li(
        rx.el.a(row["file"], href=f"/import/{row['id']}", class_name="med cut"),
        state_badge(row),
        rx.el.span(row["counts"], class_name="muted cap cut", data_testid="import-counts"),
        rx.el.span(
            row["who"], " · ", row["when"], title=row["when_full"], class_name="muted cap num"
        ),
        data_testid=f"import-{row['id']}",
        key=row["id"],
    )  # fmt: skip
