"""What happened to an order, newest first."""

from typing import Any

import reflex as rx

from components.text import t
from components.tokens import lane_icon
from state.history import Entry
from state.order import OrderState

view: Any = OrderState.order


def history() -> rx.Component:
    """Show the events of the order in words."""
    return rx.el.section(
        rx.el.h2(
            t("order.history"),
            rx.el.span(class_name="grow"),
            rx.el.span(t("order.history_zone", tz=view["tz"]), class_name="cap muted"),
            class_name="panel-head",
        ),
        rx.el.ol(rx.foreach(view["history"].to(list[Entry]), _entry), class_name="log panel-body"),
        class_name="panel",
        data_testid="order-history",
    )


def _entry(entry: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(lane_icon(entry["kind"], 12), class_name="bullet"),
        rx.el.span(
            rx.el.span(entry["who"], class_name="med"),
            " ",
            entry["did"],
            rx.cond(entry["detail"], rx.el.span(entry["detail"], class_name="cap muted block")),
        ),
        rx.el.time(entry["at"], title=entry["full"], class_name="cap muted"),
        key=entry["seq"],
    )
