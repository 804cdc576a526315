"""What stands beside the goods: holds, notes, customer, promise, payment."""

from typing import Any

import reflex as rx

from components.text import t
from components.tokens import icon
from state.order import OrderState
from state.order_facts import Fact, HoldView

view: Any = OrderState.order


def holds() -> rx.Component:
    """Show why the order waits or waited; the open ones can be released."""
    return rx.cond(
        view["holds"].length() > 0,
        rx.el.section(
            rx.el.h2(t("order.holds"), class_name="panel-head"),
            rx.el.ul(rx.foreach(view["holds"].to(list[HoldView]), _hold), role="list"),
            class_name="panel",
            data_testid="order-holds",
        ),
    )


def _hold(hold: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            icon("circle-pause", 13), hold["reason"],
            class_name=rx.cond(hold["is_open"], "held", "tag"),
        ),
        rx.el.span(
            rx.cond(hold["note"], rx.el.span(hold["note"], " ")),
            rx.el.span(hold["placed"], class_name="muted cap num"),
            rx.cond(
                hold["released"], rx.el.span(" · ", hold["released"], class_name="muted cap num")
            ),
            class_name="grow",
        ),
        rx.cond(
            hold["is_open"],
            rx.el.button(
                t("order.release"), type="button", on_click=OrderState.release(hold["id"]),
                class_name="btn", data_testid=f"release-{hold['id']}",
            ),
        ),
        class_name="part",
        key=hold["id"],
    )  # fmt: skip


def notes() -> rx.Component:
    """Show remark and tags, and let them be written anew."""
    return rx.el.section(
        rx.el.h2(
            t("order.notes"),
            rx.el.span(class_name="grow"),
            rx.cond(
                OrderState.is_editing,
                rx.fragment(),
                rx.el.button(
                    icon("pencil", 14), type="button", aria_label=t("order.edit"),
                    on_click=OrderState.write(True), class_name="icon-btn",  # noqa: FBT003
                    data_testid="edit-notes",
                ),
            ),
            class_name="panel-head",
        ),
        rx.el.div(rx.cond(OrderState.is_editing, _form(), _written()), class_name="panel-body"),
        class_name="panel",
        data_testid="order-notes",
    )  # fmt: skip


def _written() -> rx.Component:
    return rx.cond(
        view["remark"] | view["tags"],
        rx.el.div(
            rx.cond(view["remark"], rx.el.p(view["remark"])),
            rx.cond(view["tags"], rx.el.p(view["tags"], class_name="muted")),
        ),
        rx.el.p(t("order.no_notes"), class_name="muted"),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.label(
            rx.el.span(t("order.remark_label")),
            rx.el.textarea(
                name="remark", max_length=4000, default_value=view["remark"], auto_focus=True,
                data_testid="edit-remark",
            ),
            class_name="field",
        ),
        rx.el.label(
            rx.el.span(t("order.tags_label")),
            rx.el.input(name="tags", default_value=view["tags"], data_testid="edit-tags"),
            class_name="field",
        ),
        rx.el.div(
            rx.el.button(
                t("order.cancel_edit"), type="button", on_click=OrderState.write(False),  # noqa: FBT003
                class_name="btn",
            ),
            rx.el.button(
                t("order.save"), type="submit", class_name="btn primary", data_testid="save-notes"
            ),
            class_name="row",
        ),
        on_submit=OrderState.save,
        class_name="notes-form",
    )  # fmt: skip


def customer() -> rx.Component:
    """Show who buys and where it goes."""
    return _facts("order.customer_panel", view["customer"], "order-customer")


def promise() -> rx.Component:
    """Show the day that was promised, and why that one."""
    return _facts("order.promise", view["promises"], "order-promise")


def payment() -> rx.Component:
    """Show what was paid and how."""
    return _facts("order.payments", view["payments"], "order-payment")


def _facts(key: str, facts: Any, mark: str) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t(key), class_name="panel-head"),
        rx.el.dl(rx.foreach(facts.to(list[Fact]), _fact), class_name="facts panel-body"),
        class_name="panel",
        data_testid=mark,
    )


def _fact(fact: Any, index: rx.Var[int]) -> rx.Component:
    return rx.fragment(rx.el.dt(fact["label"]), rx.el.dd(fact["value"]), key=index)
