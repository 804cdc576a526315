"""Who is here, how they like the page, and the way out."""

from typing import Any, Final

import reflex as rx
from reflex.style import LiteralColorMode, color_mode, set_color_mode

from components.text import t
from components.tokens import icon
from state.core import CHOOSE_PASSWORD, SIGN_IN
from state.offer import DEMO_PAGE, LEAVE
from state.posting import post
from state.session import SessionState

SIGN_OUT: Final = "/api/v1/auth/sign-out"
THEMES: Final[tuple[tuple[LiteralColorMode, str], ...]] = (
    ("light", "sun"), ("dark", "moon"), ("system", "monitor"),
)  # fmt: skip
roles: Any = SessionState.roles


def account() -> rx.Component:
    """Show the signed-in person as a button that opens their menu."""
    return rx.cond(
        SessionState.name,
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(
                rx.el.button(
                    SessionState.name[:2],
                    type="button",
                    aria_label=t("account.menu", name=SessionState.name),
                    class_name="face",
                    data_testid="account",
                )
            ),
            rx.dropdown_menu.content(
                _who(), *_themes(), _demo(), _password(), _way_out(), align="end", class_name="menu"
            ),
            modal=False,
        ),
    )


def _who() -> rx.Component:
    return rx.el.div(
        rx.el.div(SessionState.name, class_name="strong", data_testid="account-name"),
        rx.el.div(roles.join(", "), class_name="muted cap"),
        style={"padding": "6px 8px 8px"},
    )


def _themes() -> list[rx.Component]:
    return [
        rx.el.div(class_name="menu-line"),
        rx.el.div(t("account.theme"), class_name="menu-head"),
        *(_theme(name, picture) for name, picture in THEMES),
        rx.el.div(class_name="menu-line"),
    ]


def _theme(name: LiteralColorMode, picture: str) -> rx.Component:
    return rx.dropdown_menu.item(
        icon(picture),
        rx.el.span(t(f"account.theme.{name}"), class_name="grow"),
        rx.cond(color_mode == name, icon("check")),
        role="menuitemradio",
        aria_checked=color_mode == name,
        on_select=set_color_mode(name),
        data_testid=f"theme-{name}",
    )


def _password() -> rx.Component:
    # Nobody has a password in the demo, and the real one is no affair of it.
    return rx.cond(
        ~SessionState.in_demo,
        rx.dropdown_menu.item(
            icon("key-round"),
            t("account.password"),
            on_select=rx.redirect(CHOOSE_PASSWORD),
            data_testid="change-password",
        ),
    )


def _demo() -> rx.Component:
    return rx.fragment(
        rx.cond(
            SessionState.may_demo,
            rx.dropdown_menu.item(
                icon("flask-conical"),
                t("demo.title"),
                on_select=rx.redirect(DEMO_PAGE),
                data_testid="account-demo",
            ),
        ),
        rx.cond(
            SessionState.in_demo,
            rx.dropdown_menu.item(
                icon("door-open"),
                t("demo.leave"),
                on_select=post(LEAVE, then="/"),
                data_testid="account-leave-demo",
            ),
        ),
    )


def _way_out() -> rx.Component:
    # The session ends at the server first; then the whole page goes, and what it showed with it.
    return rx.dropdown_menu.item(
        icon("log-out"),
        t("account.sign_out"),
        on_select=post(SIGN_OUT, then=SIGN_IN),
        data_testid="sign-out",
    )
