"""The board's page: its tools, twelve lanes, and what floats above them."""

import reflex as rx
from reflex.experimental.client_state import ClientStateVar

from components.asking import asking_dialog
from components.board.lane import lane
from components.board.toast import toast
from components.demo.offer import offer
from components.shell import shell
from components.text import t
from components.tokens import icon, lane_colours, lane_icon
from models.orders.states import Lane
from state.board import FAILED, BoardState
from state.offer import OfferState

chosen = ClientStateVar.create("chosen_lane", default="")
"""The one lane a phone shows, once somebody chose; the page's own affair."""
current = rx.cond(chosen.value != "", chosen.value, BoardState.first)


def board() -> rx.Component:
    """Show every lane, or why there is nothing to show."""
    return shell(
        _tools(),
        offer(),
        rx.cond(BoardState.phase == FAILED, _failed(), rx.fragment(_tabs(), _lanes())),
        asking_dialog(BoardState.asking, BoardState.reply, BoardState.dismiss),
        toast(BoardState.toast, BoardState.undo, BoardState.close_toast),
        find=_find(),
        here="/board",
    )


def _tools() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("board.title")),
        rx.el.span(BoardState.total, class_name="muted cap num", role="status"),
        rx.el.span(class_name="grow"),
        rx.cond(
            BoardState.as_of,
            rx.el.span(t("board.as_of", time=BoardState.as_of), class_name="faint cap num"),
        ),
        rx.el.button(
            icon("refresh-cw", 14), t("board.refresh"),
            type="button", on_click=[OfferState.look, BoardState.load], class_name="btn",
            data_testid="refresh",
        ),
        class_name="tools",
    )  # fmt: skip


def _find() -> rx.Component:
    return rx.el.form(
        icon("search", 15),
        rx.el.input(
            type="search",
            name="search",
            placeholder=t("board.search"),
            aria_label=t("board.search"),
            auto_complete="off",
            max_length=80,
            default_value=BoardState.search,
            key=BoardState.entered,
            on_change=BoardState.look_for.debounce(200),
            data_testid="search",
        ),
        rx.cond(
            BoardState.search,
            rx.el.button(
                icon("x", 14),
                type="button",
                aria_label=t("board.clear"),
                on_click=BoardState.clear,
                class_name="icon-btn",
                data_testid="search-clear",
            ),
        ),
        role="search",
        on_submit=rx.prevent_default,
        class_name="find",
    )


def _lanes() -> rx.Component:
    return rx.el.div(
        *(lane(key, current) for key in Lane),
        role="region",
        aria_label=t("board.label"),
        class_name="board",
        data_testid="board",
    )


def _tabs() -> rx.Component:
    return rx.el.div(
        *(_tab(key) for key in Lane),
        role="tablist",
        aria_label=t("board.lanes"),
        class_name="lane-tabs",
    )


def _tab(key: Lane) -> rx.Component:
    return rx.el.button(
        lane_icon(key.value, 16),
        t(f"lane.{key.value}"),
        rx.el.span(getattr(BoardState, key.value)["count"], class_name="num muted"),
        type="button",
        role="tab",
        aria_selected=current == key.value,
        on_click=chosen.set_value(key.value),
        style=lane_colours(key.value),
        data_testid=f"tab-{key.value}",
    )


def _failed() -> rx.Component:
    return rx.el.div(
        icon("circle-alert", 24),
        rx.el.p(t("board.failed"), class_name="strong"),
        rx.el.p(t("board.failed_help")),
        rx.el.button(
            t("board.retry"), type="button", on_click=BoardState.load, class_name="btn primary",
            data_testid="retry",
        ),
        role="alert",
        class_name="nothing",
        data_testid="board-failed",
    )  # fmt: skip
