"""`/demo`: where the demo business is gone into, started anew and deleted."""

import reflex as rx

from components.demo.offer import look_around
from components.shell import shell
from components.text import t
from components.tokens import icon
from state.offer import OfferState, Remedy
from state.session import SessionState


def demo() -> rx.Component:
    """Show the demo business to those who may open it."""
    return shell(
        rx.el.div(rx.el.h1(t("demo.title")), class_name="tools stays"),
        rx.el.div(
            rx.cond(
                SessionState.may_demo,
                look_around(_remedy(Remedy.ANEW), _remedy(Remedy.REMOVE)),
                rx.el.p(t("demo.not_here"), class_name="nothing", data_testid="demo-closed"),
            ),
            class_name="page demo-page",
        ),
        _asking(),
    )


def _remedy(remedy: Remedy) -> rx.Component:
    return rx.el.button(
        t(f"demo.{remedy.value}"),
        type="button",
        on_click=OfferState.ask_first(remedy.value),
        class_name="btn",
        data_testid=f"demo-{remedy.value}",
    )


def _asking() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.match(
                OfferState.asks,
                *((remedy.value, _question(remedy)) for remedy in Remedy),
                rx.dialog.title(""),
            ),
            rx.el.div(
                rx.dialog.close(rx.el.button(t("ask.back"), type="button", class_name="btn")),
                rx.el.button(
                    rx.match(
                        OfferState.asks,
                        *((each.value, t(f"demo.{each.value}")) for each in Remedy),
                        "",
                    ),
                    type="button",
                    on_click=OfferState.confirm,
                    class_name="btn primary",
                    data_testid="demo-confirm",
                ),
                class_name="ends",
            ),
            aria_describedby=rx.Var("undefined"),
            class_name="sheet",
            data_testid="demo-asking",
        ),
        open=OfferState.asks != "",
        on_open_change=OfferState.dismiss,
    )


def _question(remedy: Remedy) -> rx.Component:
    return rx.fragment(
        rx.dialog.title(t(f"demo.ask.{remedy.value}")),
        rx.el.p(
            icon("circle-alert", 15), t(f"demo.ask.{remedy.value}_about"), role="note",
            class_name="against",
        ),
    )  # fmt: skip
