"""A card: three rows, drawn once and kept until its own order changes."""

from typing import Any

import reflex as rx
from reflex.vars.object import ObjectVar

from components.board.menu import move_menu
from components.text import t
from components.tokens import icon, lane_colours
from state.cards import CardView


@rx.memo
def card(item: ObjectVar[CardView], rest: rx.RestProp) -> rx.Component:
    """Show one order: who and what, how much and where to, what presses and since when."""
    return rx.el.li(
        rest,
        _name(item),
        _facts(item),
        _pressure(item),
        class_name=rx.cond(item["is_fresh"], "card fresh", "card"),
        style=lane_colours(item["lane"].to(str)),
        data_testid=f"card-{item['no']}",
        data_version=item["version"],
        data_lane=item["lane"],
    )


def _name(item: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h3(rx.el.a(f"#{item['no']}", href=f"/orders/{item['no']}", class_name="no")),
        rx.el.span(item["customer"], class_name="who cut"),
        move_menu(item["no"], item["version"]),
    )


def _facts(item: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(item["items"]),
        rx.el.span(item["money"], class_name="money"),
        rx.cond(item["place"], rx.el.span(item["place"], class_name="cut")),
        class_name="facts-row",
    )


def _pressure(item: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            item["hold"],
            rx.el.span(
                icon("circle-pause", 13), rx.el.span(item["hold"], class_name="cut"),
                class_name="held",
            ),
        ),
        promise_chip(item["pressure"], item["promise"]),
        rx.cond(
            item["split"],
            rx.el.span(icon("split", 12), item["split"], class_name="tag"),
        ),
        rx.cond(item["mark"], rx.el.span(item["mark"], class_name="tag")),
        rx.el.span(
            rx.el.span(item["age"], aria_hidden="true"),
            rx.el.span(t("board.in_lane", age=item["age"]), class_name="sr"),
            class_name="age",
        ),
    )  # fmt: skip


def promise_chip(pressure: rx.Var[str], promise: rx.Var[str]) -> rx.Component:
    """Show the day that was promised; late, due and on time differ in form, not only in colour."""
    shown = rx.match(
        pressure,
        ("late", rx.el.span(icon("clock-alert", 13), promise, class_name="when late")),
        ("due", rx.el.span(icon("clock", 13), promise, class_name="when due")),
        ("plain", rx.el.span(icon("clock", 13), promise, class_name="when")),
        rx.fragment(),
    )
    return rx.fragment(shown)
