"""The page of one import: how far it is, what its file would do, and what it did."""

from typing import Any

import reflex as rx

from components.imports.browser import pulse
from components.imports.changes import changes
from components.imports.editor import editor
from components.imports.orders import kept, orders, tiles
from components.imports.parts import failed, import_page, loading, progress_bar, state_badge
from components.sure import sure_dialog
from components.text import t
from components.tokens import icon
from state.import_job import FAILED, LOADING, MISSING, ImportJobState
from state.import_mapping import MappingState
from state.import_view import Fact

job: Any = ImportJobState.job
progress: Any = ImportJobState.progress


def import_job() -> rx.Component:
    """Show the import that the address names, or say that there is none."""
    return import_page(
        rx.fragment(rx.match(
            ImportJobState.phase,
            (LOADING, loading()),
            (MISSING, _missing()),
            (FAILED, failed(ImportJobState.load)),
            rx.el.article(
                _head(), _busy(), _notice(), tiles(), orders(), changes(), kept(), editor(),
                _read(),
                class_name="import-column", data_testid="import", data_state=job["state"],
            ),
        )),
        rx.cond(job["is_busy"], pulse(ImportJobState.beat)),
        sure_dialog(ImportJobState.asking, ImportJobState.undo, ImportJobState.dismiss),
        sure_dialog(MappingState.asking, MappingState.forget, MappingState.dismiss),
    )  # fmt: skip


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.a(
            icon("arrow-left"), href="/import", aria_label=t("import_page.back"),
            class_name="icon-btn",
        ),
        rx.el.h1(
            job["file"], tab_index=-1, class_name="cut", title=job["file"],
            data_testid="import-head",
        ),
        state_badge(job),
        rx.el.span(
            job["who"], " · ", job["when"], title=job["when_full"], class_name="muted cap num",
        ),
        rx.el.span(class_name="grow"),
        _actions(),
        class_name="import-head one",
    )  # fmt: skip


def _actions() -> rx.Component:
    return rx.el.div(
        rx.cond(
            job["is_kept"] & ~job["is_busy"],
            rx.el.a(
                icon("download", 14), t("import_page.report"),
                href=f"/files/imports/{job['id']}/report.csv", download="",
                custom_attrs={"reloadDocument": True},  # else the page's own router would take it
                class_name="btn", data_testid="import-report",
            ),
        ),
        rx.cond(
            MappingState.can_edit & job["has_columns"] & ~MappingState.is_open,
            rx.el.button(
                icon("sliders-horizontal", 14), t("import_page.edit"), type="button",
                on_click=MappingState.turn(True),  # noqa: FBT003  a switch has two ends
                class_name="btn", data_testid="import-edit",
            ),
        ),
        rx.match(
            job["state"],
            ("ready", rx.cond(job["brings"], _take_in(job["to_take"]))),
            ("stopped", rx.fragment(rx.cond(job["can_undo"], _undo()), _go_on())),
            ("done", _undo()),
            rx.fragment(),
        ),
        class_name="row wrap",
    )  # fmt: skip


def _take_in(count: Any) -> rx.Component:
    return rx.el.button(
        icon("check", 14),
        rx.cond(job["n_to_take"] > 0, t("import_page.take_in", n=count), t("import_page.propose")),
        type="button",
        on_click=ImportJobState.take_in,
        class_name="btn primary",
        data_testid="import-take_in",
    )


def _undo() -> rx.Component:
    return rx.el.button(
        icon("undo-2", 14), t("import_page.undo"), type="button", on_click=ImportJobState.ask_undo,
        class_name="btn", data_testid="import-undo",
    )  # fmt: skip


def _button(name: str, picture: str, on_click: Any) -> rx.Component:
    return rx.el.button(
        icon(picture, 14), t(f"import_page.{name}"), type="button", on_click=on_click,
        class_name="btn primary", data_testid=f"import-{name}",
    )  # fmt: skip


def _busy() -> rx.Component:
    return rx.cond(
        job["is_busy"],
        rx.el.section(
            rx.el.div(
                rx.el.span(progress["words"], class_name="strong", role="status"),
                rx.cond(
                    progress["share"] >= 0,
                    rx.el.span(progress["share"], " %", class_name="num med"),
                ),
                rx.el.span(progress["count"], class_name="muted num", data_testid="progress-count"),
                rx.el.span(progress["left"], class_name="muted num"),
                rx.el.span(class_name="grow"),
                rx.el.button(
                    icon("square", 14),
                    rx.cond(
                        progress["is_stopping"], t("import_page.stopping"), t("import_page.stop")
                    ),
                    type="button",
                    disabled=progress["is_stopping"],
                    on_click=ImportJobState.stop,
                    class_name="btn",
                    data_testid="import-stop",
                ),
                class_name="row wrap",
            ),
            progress_bar(progress["share"].to(int), progress["words"]),
            rx.el.p(t("import_page.may_leave"), class_name="muted cap"),
            class_name="panel busy",
        ),
    )


def _notice() -> rx.Component:
    return rx.fragment(
        rx.cond(
            job["problem"],
            rx.el.section(
                icon("circle-alert", 18),
                rx.el.div(
                    rx.el.p(job["problem"], class_name="med", data_testid="import-problem"),
                    rx.cond(job["where"], rx.el.p(job["where"], class_name="cap num")),
                ),
                role="alert",
                class_name="panel notice bad",
            ),
        ),
        rx.match(
            job["state"],
            (
                "ready",
                rx.fragment(
                    _said("info", t("import_page.preview"), "import-preview"),
                    rx.cond(job["unknown"], _unknown_skus()),
                ),
            ),
            ("stopped", _stopped()),
            ("done", rx.cond(job["n_to_take"] > 0, _in_house())),
            rx.fragment(),
        ),
        rx.cond(ImportJobState.undone, _said("undo-2", ImportJobState.undone, "import-undone")),
    )


def _unknown_skus() -> rx.Component:
    """Offer what helps where a catalogue is not there yet: the file's own SKUs."""
    return rx.el.section(
        icon("package-search", 18),
        rx.el.p(t("import_page.unknown_skus", n=job["unknown"]), class_name="grow"),
        _button("make_skus", "package-plus", ImportJobState.make_skus),
        role="status",
        class_name="panel notice",
    )


def _stopped() -> rx.Component:
    text = rx.match(
        job["did"],
        ("checking", t("import_page.stopped.checking")),
        ("undoing", t("import_page.stopped.undoing")),
        t("import_page.stopped"),
    )
    return _said("info", text, "import-stopped")


def _go_on() -> rx.Component:
    choices = rx.match(
        job["did"],
        ("checking", _button("look_again", "refresh-cw", ImportJobState.look_again)),
        ("undoing", _button("undo_rest", "undo-2", ImportJobState.undo)),
        _button("go_on", "play", ImportJobState.take_in),
    )
    return rx.fragment(choices)


def _in_house() -> rx.Component:
    return _said(
        "circle-check",
        rx.fragment(
            t("import_page.in_house", n=job["to_take"]),
            " ",
            rx.el.a(t("import_page.see_board"), href="/board", class_name="link"),
        ),
        "import-in_house",
    )


def _said(picture: str, text: Any, mark: str) -> rx.Component:
    return rx.el.section(
        icon(picture, 18), rx.el.p(text), role="status", class_name="panel notice",
        data_testid=mark,
    )  # fmt: skip


def _read() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("import_page.how_read"), class_name="panel-head"),
        rx.el.dl(
            rx.foreach(job["facts"].to(list[Fact]), _fact), class_name="facts about panel-body"
        ),
        rx.cond(
            job["skus"].length() > 0,
            rx.el.details(
                rx.el.summary(t("import_page.skus")),
                rx.el.p(job["skus"].to(list[str]).join(", "), class_name="muted"),
                class_name="import-options",
            ),
        ),
        class_name="panel",
        data_testid="import-facts",
    )


def _fact(fact: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(fact["label"]), rx.el.dd(fact["value"]), key=fact["label"])


def _missing() -> rx.Component:
    return rx.el.div(
        icon("file-x", 28),
        rx.el.h1(t("import_page.missing"), class_name="strong"),
        rx.el.a(t("import_page.back"), href="/import", class_name="btn primary"),
        class_name="nothing",
        data_testid="import-missing",
    )
