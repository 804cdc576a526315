"""What was ordered, what it costs, and in which parts it travels."""

from typing import Any

import reflex as rx

from components.text import t
from components.tokens import lane_badge
from state.order import OrderState
from state.order_view import LineView, PartView, SumView

view: Any = OrderState.order


def items() -> rx.Component:
    """Show the lines and what they add up to."""
    return rx.el.section(
        _title("order.items", view["items"]),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(t("order.col.product"), scope="col"),
                        *(_figure_head(name) for name in ("qty", "unit", "discount", "tax")),
                        rx.el.th(
                            t("order.col.total", currency=view["currency"]),
                            scope="col",
                            class_name="right",
                        ),
                    )
                ),
                rx.el.tbody(rx.foreach(view["lines"].to(list[LineView]), _line)),
                class_name="table",
            ),
            class_name="table-frame",
            tab_index=0,
            role="region",
            aria_label=t("order.items"),
        ),
        rx.el.dl(rx.foreach(view["sums"].to(list[SumView]), _sum), class_name="sums"),
        class_name="panel",
        data_testid="order-lines",
    )


def _title(key: str, beside: Any) -> rx.Component:
    return rx.el.h2(t(key), rx.el.span(beside, class_name="cap muted num"), class_name="panel-head")


def _figure_head(name: str) -> rx.Component:
    return rx.el.th(t(f"order.col.{name}"), scope="col", class_name="right")


def _line(line: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(line["name"], class_name="med"),
            rx.el.span(line["sku"], class_name="cap muted block"),
        ),
        rx.el.td(
            line["qty"],
            rx.cond(line["cancelled"], rx.el.span(line["cancelled"], class_name="cap muted block")),
            class_name="right",
        ),
        rx.el.td(line["unit"], class_name="right muted"),
        rx.el.td(line["discount"], class_name="right muted"),
        rx.el.td(line["tax"], class_name="right muted"),
        rx.el.td(line["total"], class_name="right med"),
        data_testid=f"line-{line['sku']}",
        key=line["key"],
    )


def _sum(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(row["label"]),
        rx.el.dd(row["value"]),
        class_name=rx.cond(row["is_strong"], "strong", "muted"),
        key=row["label"],
    )


def parts() -> rx.Component:
    """Show the parts: where each is, what it carries, how it travels."""
    return rx.el.section(
        _title("order.parts", view["split"]),
        rx.cond(
            view["parts"].length() > 0,
            rx.el.ul(rx.foreach(view["parts"].to(list[PartView]), _part), role="list"),
            rx.el.p(t("order.no_parts"), class_name="panel-body muted"),
        ),
        class_name="panel",
        data_testid="order-parts",
    )


def _part(part: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(part["name"], class_name="med"),
        rx.el.span(lane_badge(part["lane"], part["state"])),
        rx.el.span(
            part["where"],
            rx.cond(part["parcel"], rx.el.span(" · ", part["parcel"])),
            rx.el.span(part["contents"], class_name="cap muted block"),
            class_name="grow",
        ),
        rx.el.span(part["since"], class_name="cap muted num"),
        class_name="part",
        data_testid=f"part-{part['code']}",
        key=part["code"],
    )
