"""The page of one order."""

import reflex as rx

from components.asking import asking_dialog
from components.board.toast import toast
from components.order.goods import items, parts
from components.order.head import head, stages
from components.order.history import history
from components.order.sides import customer, holds, notes, payment, promise
from components.shell import shell
from components.text import t
from components.tokens import icon
from state.order import FAILED, LOADING, MISSING, OrderState


def order() -> rx.Component:
    """Show the order the address names, or say that there is none."""
    return shell(
        rx.el.div(
            rx.match(
                OrderState.phase,
                (LOADING, _loading()),
                (MISSING, _missing()),
                (FAILED, _failed()),
                _page(),
            ),
            class_name="page",
        ),
        asking_dialog(OrderState.asking, OrderState.reply, OrderState.dismiss),
        toast(OrderState.toast, OrderState.undo, OrderState.close_toast),
    )


def _page() -> rx.Component:
    return rx.el.article(
        head(),
        rx.el.div(
            rx.el.div(stages(), holds(), items(), parts(), notes(), class_name="order-column"),
            rx.el.div(customer(), promise(), payment(), history(), class_name="order-column"),
            class_name="order-columns",
        ),
        data_testid="order",
        data_version=OrderState.order["version"],
        data_lane=OrderState.order["lane"],
    )


def _loading() -> rx.Component:
    blank = {"flex": "none"}
    return rx.el.div(
        rx.el.span(t("order.loading"), class_name="sr", role="status"),
        rx.el.div(class_name="blank", style={**blank, "height": "36px", "width": "280px"}),
        rx.el.div(class_name="blank", style={**blank, "height": "72px"}),
        rx.el.div(class_name="blank", style={**blank, "height": "260px"}),
        class_name="order-column order-blank",
    )


def _missing() -> rx.Component:
    return rx.el.div(
        icon("package-x", 28),
        rx.el.h1(t("order.missing", no=OrderState.wanted), class_name="strong"),
        rx.el.p(t("order.missing_help")),
        rx.el.a(t("order.to_board"), href="/board", class_name="btn primary"),
        class_name="nothing",
        data_testid="order-missing",
    )


def _failed() -> rx.Component:
    return rx.el.div(
        icon("circle-alert", 28),
        rx.el.h1(t("order.failed"), class_name="strong"),
        rx.el.p(t("board.failed_help")),
        rx.el.button(
            t("board.retry"), type="button", on_click=OrderState.load, class_name="btn primary"
        ),
        role="alert",
        class_name="nothing",
    )
