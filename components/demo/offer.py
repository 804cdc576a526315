"""What an empty house offers: to look around in a demo, or to bring one's own orders in."""

from typing import Any, Final

import reflex as rx

from components.text import t
from components.tokens import icon
from state.demo.folder import Phase
from state.offer import OfferState

IMPORT_PAGE: Final = "/import"


def offer() -> rx.Component:
    """Show the two ways to begin, to those who may go them."""
    return rx.cond(
        OfferState.is_offered | OfferState.may_import,
        rx.el.section(
            rx.el.h2(t("offer.title")),
            rx.el.div(
                rx.cond(OfferState.is_offered, look_around()),
                rx.cond(OfferState.may_import, _bring_in()),
                class_name="offers",
            ),
            aria_label=t("offer.label"),
            class_name="offer",
            data_testid="offer",
        ),
    )


def look_around(*more: rx.Component) -> rx.Component:
    """Show the demo as it stands: to be made, in the making, there, or come to nothing.

    Args:
        more: what else can be done with a demo that is there.
    """
    phase: Any = OfferState.phase
    return rx.el.article(
        _picture("flask-conical"),
        rx.el.h3(t("demo.look")),
        rx.el.p(t("demo.look_about"), class_name="muted"),
        rx.match(
            phase,
            (Phase.MAKING.value, _progress()),
            (Phase.READY.value, _there()),
            (Phase.BROKEN.value, _why()),
            rx.fragment(),
        ),
        rx.el.div(
            _go(phase), rx.cond(phase == Phase.READY.value, rx.fragment(*more)), class_name="row"
        ),
        _announced(phase),
        class_name="panel",
        data_testid="offer-demo",
    )


def _bring_in() -> rx.Component:
    return rx.el.article(
        _picture("file-up"),
        rx.el.h3(t("offer.import")),
        rx.el.p(t("offer.import_about"), class_name="muted"),
        rx.el.div(
            rx.el.a(
                t("offer.import_go"), href=IMPORT_PAGE, class_name="btn", data_testid="offer-import"
            ),
            class_name="row",
        ),
        class_name="panel",
    )


def _picture(name: str) -> rx.Component:
    return rx.el.span(icon(name, 18), class_name="picture")


def _go(phase: rx.Var[str]) -> rx.Component:
    # One button through it all, so that whoever pressed it keeps the focus.
    return rx.el.button(
        rx.cond(phase == Phase.BROKEN.value, t("demo.again"), t("demo.go")),
        type="button",
        on_click=OfferState.begin,
        aria_disabled=(phase == Phase.MAKING.value) & OfferState.waits,
        class_name="btn primary",
        data_testid="demo-begin",
    )


def _there() -> rx.Component:
    return rx.el.p(
        icon("circle-check", 15), t("demo.ready"), class_name="told", data_testid="demo-ready"
    )


def _why() -> rx.Component:
    return rx.el.p(
        icon("circle-alert", 15), OfferState.why, class_name="told wrong", data_testid="demo-why"
    )


def _progress() -> rx.Component:
    percent: Any = OfferState.percent
    return rx.el.div(
        rx.el.div(
            rx.el.i(style={"width": f"{percent}%"}),
            role="progressbar",
            aria_label=t("demo.making"),
            aria_valuenow=percent,
            aria_valuemin=0,
            aria_valuemax=100,
            class_name="meter",
            data_testid="demo-progress",
        ),
        rx.el.p(t("demo.making_for", percent=percent), class_name="med num"),
        rx.el.p(
            rx.cond(OfferState.waits, t("demo.making_for_you"), t("demo.making_about")),
            class_name="muted cap",
        ),
        class_name="making",
    )


def _announced(phase: rx.Var[str]) -> rx.Component:
    """Return what is read aloud: each turn once, and not each percent."""
    return rx.el.p(
        rx.match(
            phase,
            (Phase.MAKING.value, t("demo.making")),
            (Phase.READY.value, t("demo.ready")),
            (Phase.BROKEN.value, OfferState.why),
            "",
        ),
        role="status",
        class_name="sr",
    )
