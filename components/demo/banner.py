"""The banner above every page of the demo: nothing is real, as whom one looks, and the way out."""

from typing import Any, Final

import reflex as rx

from components.text import t
from components.tokens import icon
from models.access.permissions import Role
from state.offer import ENTER, LEAVE
from state.posting import post
from state.session import SessionState

ROLES: Final = (
    Role.MANAGER, Role.SALES, Role.REVIEWER, Role.DISPATCHER, Role.WAREHOUSE, Role.BUYER,
    Role.FINANCE, Role.AUDITOR, Role.ADMIN,
)  # fmt: skip
held: Any = SessionState.roles


def banner() -> rx.Component:
    """Say that this is the demo, where it is."""
    return rx.cond(
        SessionState.in_demo,
        rx.el.aside(
            icon("flask-conical"),
            rx.el.p(
                rx.el.strong(t("demo.banner")), rx.el.span(": ", t("demo.banner_about")),
                class_name="grow",
            ),
            _roles(),
            rx.el.button(
                icon("door-open", 14),
                t("demo.leave"),
                type="button",
                on_click=post(LEAVE, then="/"),
                class_name="btn primary",
                data_testid="leave-demo",
            ),
            role="note",
            aria_label=t("demo.banner"),
            class_name="demo-banner",
            data_testid="demo-banner",
        ),
    )  # fmt: skip


def _roles() -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                icon("eye", 14),
                _seen_as(),
                icon("chevron-down", 14),
                type="button",
                class_name="btn",
                data_testid="demo-role",
            )
        ),
        rx.dropdown_menu.content(
            rx.el.div(t("demo.see_as"), class_name="menu-head"),
            *(_role(role) for role in ROLES),
            align="end",
            class_name="menu",
        ),
        modal=False,
    )


def _seen_as() -> rx.Component:
    cases = [(role.value, t("demo.seen_as", role=t(f"role.{role.value}"))) for role in ROLES]
    return rx.el.span(rx.match(held[0], *cases, t("demo.see_as")))


def _role(role: Role) -> rx.Component:
    name = role.value
    return rx.dropdown_menu.item(
        rx.el.span(
            rx.el.span(t(f"role.{name}"), class_name="med"),
            rx.el.span(t(f"demo.role.{name}"), class_name="why"),
            class_name="grow",
        ),
        rx.cond(held.contains(name), icon("check")),
        role="menuitemradio",
        aria_checked=held.contains(name),
        on_select=post(ENTER, {"role": name}),
        data_testid=f"demo-role-{name}",
    )
