"""What the pages of imports have in common: who may see them, states as badges, progress bars."""

from typing import Any, Final

import reflex as rx

from components.shell import may, shell
from components.text import t
from components.tokens import icon
from models.access.verbs import Verb
from state.session import SessionState

ICONS: Final = {
    "waits": "circle-dot", "failed": "circle-alert", "done": "circle-check", "over": "undo-2",
}  # fmt: skip
HERE: Final = "/import"


def import_page(*children: rx.Component) -> rx.Component:
    """Put `children` in the frame, for those who may import; others are told."""
    return shell(
        rx.el.div(
            rx.cond(
                SessionState.name,
                rx.cond(may(Verb.IMPORT), rx.fragment(*children), _not_permitted()),
                loading(),
            ),
            class_name="page imports",
        ),
        here=HERE,
    )


def _not_permitted() -> rx.Component:
    return rx.el.div(
        icon("lock-keyhole", 28),
        rx.el.h1(t("import_page.not_permitted"), class_name="strong"),
        rx.el.p(t("import_page.not_permitted_help")),
        rx.el.a(t("order.to_board"), href="/board", class_name="btn primary"),
        class_name="nothing",
        data_testid="not-permitted",
    )


def loading() -> rx.Component:
    """Say that something is being read."""
    return rx.el.div(
        rx.el.span(t("import_page.loading"), class_name="sr", role="status"),
        rx.el.div(class_name="blank", style={"height": "36px", "width": "240px"}),
        rx.el.div(class_name="blank", style={"height": "160px"}),
        rx.el.div(class_name="blank", style={"height": "240px"}),
        class_name="import-column",
    )


def failed(retry: Any) -> rx.Component:
    """Say that nothing could be read, and offer to try again."""
    return rx.el.div(
        icon("circle-alert", 28),
        rx.el.h1(t("import_page.failed"), class_name="strong"),
        rx.el.p(t("board.failed_help")),
        rx.el.button(t("board.retry"), type="button", on_click=retry, class_name="btn primary"),
        role="alert",
        class_name="nothing",
    )


def state_badge(job: Any) -> rx.Component:
    """Show where an import is: icon and word."""
    pictures = [(tone, icon(name, 13)) for tone, name in ICONS.items()]
    return rx.el.span(
        rx.match(job["tone"], *pictures, icon("loader", 13)),
        job["state_name"],
        class_name="badge import-state",
        data_tone=job["tone"],
        data_testid="import-state",
    )


def progress_bar(share: Any, label: Any) -> rx.Component:
    """Show how much is done; a share below zero is one that nobody can know."""
    known = share >= 0
    return rx.el.div(
        rx.el.i(style={"width": rx.cond(known, f"{share}%", "30%")}),
        role="progressbar",
        aria_label=label,
        aria_valuemin=0,
        aria_valuemax=100,
        aria_valuenow=rx.cond(known, share.to(str), rx.Var("undefined").to(str)),
        class_name=rx.cond(known, "progress", "progress unknown"),
        data_testid="progress",
    )
