"""The head of an order's page: what it is, where it stands, and what can be done with it."""

from typing import Any

import reflex as rx

from components.board.card import promise_chip
from components.text import t
from components.tokens import icon, lane_badge, lane_colours
from state.history import Step
from state.order import OrderState

view: Any = OrderState.order


def head() -> rx.Component:
    """Show number, lane and pressure, and the verbs."""
    return rx.el.header(
        rx.el.a(
            icon("arrow-left", 17), href="/board", aria_label=t("order.back"),
            class_name="icon-btn",
        ),
        rx.el.h1(rx.el.span("#", view["no"]), aria_label=t("order.title", no=view["no"])),
        lane_badge(view["lane"], view["lane_name"]),
        rx.cond(view["split"], rx.el.span(icon("split", 12), view["split"], class_name="tag")),
        promise_chip(view["pressure"], view["promise"]),
        rx.el.span(t("order.version", n=view["version"]), class_name="cap faint num"),
        rx.el.span(class_name="grow"),
        _more(),
        _next(),
        class_name="order-head",
    )  # fmt: skip


def _next() -> rx.Component:
    choice: Any = OrderState.next
    return rx.cond(
        choice["verb"],
        rx.el.button(
            choice["text"],
            rx.cond(choice["asks"], "…", ""),
            type="button",
            on_click=OrderState.act(choice["verb"]),
            class_name="btn primary",
            data_testid="next-step",
        ),
    )


def _more() -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                t("order.more"),
                icon("chevron-down", 13),
                type="button",
                aria_label=t("order.actions", no=view["no"]),
                class_name="btn",
                data_testid="order-actions",
            )
        ),
        rx.dropdown_menu.content(
            rx.foreach(OrderState.choices, _line), align="end", class_name="menu tall"
        ),
        modal=False,
    )


def _line(choice: Any) -> rx.Component:
    return rx.dropdown_menu.item(
        rx.el.span(
            choice["text"],
            rx.cond(choice["asks"] & choice["is_legal"], "…", ""),
            rx.cond(choice["why"], rx.el.span(choice["why"], class_name="why")),
            class_name="grow",
        ),
        disabled=~choice["is_legal"],
        on_select=OrderState.act(choice["verb"]),
        data_testid=f"do-{choice['verb']}",
        key=choice["verb"],
    )


def stages() -> rx.Component:
    """Show the way of the order, with when it came to each stage."""
    return rx.el.section(
        rx.el.ol(
            rx.foreach(view["steps"].to(list[Step]), _stage),
            style=lane_colours(view["lane"]),
            class_name="stages",
        ),
        aria_label=t("order.steps"),
        class_name="panel",
    )


def _stage(step: Any) -> rx.Component:
    return rx.el.li(
        rx.el.b(step["name"]),
        step["when"],
        class_name=step["look"],
        aria_current=rx.cond(step["look"] == "now", "step", "false"),
        data_testid=f"step-{step['lane']}",
        key=step["lane"],
    )
