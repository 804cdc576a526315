"""A lane: what it comes to, its cards, and what is said when it has none."""

from typing import Any

import reflex as rx

from components.board.card import card
from components.text import t
from components.tokens import icon, lane_colours, lane_icon
from models.orders.states import Lane
from state.board import BoardState
from state.cards import CardView


def lane(key: Lane, current: rx.Var[str]) -> rx.Component:
    """Show one lane; on a phone only the one that is `current`."""
    view: Any = getattr(BoardState, key.value)
    name_id = f"lane-name-{key.value}"
    return rx.el.section(
        rx.el.header(_name(key, view, name_id), _sums(view)),
        _pressure(view),
        _cards(key, view),
        aria_labelledby=name_id,
        class_name=rx.cond(current == key.value, "lane current", "lane"),
        style=lane_colours(key.value),
        data_testid=f"lane-{key.value}",
        data_ready=view["is_read"],
    )


def _name(key: Lane, view: Any, name_id: str) -> rx.Component:
    return rx.el.div(
        lane_icon(key.value),
        rx.el.h2(t(f"lane.{key.value}"), id=name_id),
        rx.el.span(view["count"], class_name="num", data_testid=f"lane-{key.value}-count"),
        class_name="lane-name",
    )


def _sums(view: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(view["sums"], rx.el.span(view["sums"])),
        rx.cond(view["oldest"], rx.el.span(view["oldest"])),
        rx.cond(view["late"], rx.el.span(view["late"], class_name="late")),
        class_name="lane-sums",
    )


def _pressure(view: Any) -> rx.Component:
    """Show how much of the lane is late or due, as a line under its head."""
    return rx.el.div(
        rx.el.i(style={"flex": view["on_time_n"]}),
        rx.el.i(style={"flex": view["due_n"]}, class_name="due"),
        rx.el.i(style={"flex": view["late_n"]}, class_name="late"),
        class_name="pressure",
        aria_hidden="true",
    )


def _cards(key: Lane, view: Any) -> rx.Component:
    return rx.el.ul(
        rx.foreach(view["cards"].to(list[CardView]), lambda item: card(item=item, key=item["no"])),
        rx.cond(
            view["is_read"],
            rx.cond(view["cards"].length() == 0, _empty(key)),
            _skeleton(),
        ),
        rx.cond(
            view["more"] > 0,
            rx.el.button(
                t("board.show_more", n=view["more"]),
                type="button",
                on_click=BoardState.show_more(key.value),
                class_name="btn quiet more",
                data_testid=f"more-{key.value}",
            ),
        ),
        role="list",
        tab_index=-1,
    )


def _empty(key: Lane) -> rx.Component:
    return rx.el.li(
        icon("check", 18),
        rx.cond(BoardState.search, t("board.nothing_found"), t(f"lane.empty.{key.value}")),
        class_name="nothing",
        data_testid=f"lane-{key.value}-empty",
    )


def _skeleton() -> rx.Component:
    blank = rx.el.li(class_name="blank", style={"height": "var(--card)", "flex": "none"})
    return rx.fragment(blank, blank, blank)
