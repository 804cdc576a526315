"""`/login`."""

import reflex as rx

from components.sign_in.frame import frame
from components.sign_in.post_form import field, password_field, post_form
from components.text import t


def login() -> rx.Component:
    """Ask who comes, and let them in."""
    return frame(
        "sign_in.title",
        "sign_in.about",
        post_form(
            field(
                "sign_in.name", "name", type="text", auto_focus=True, auto_complete="username",
                auto_capitalize="none", spell_check=False, data_testid="login-name",
            ),
            password_field(
                "sign_in.password", "password", is_new=False, data_testid="login-password"
            ),
            rx.el.button(t("sign_in.submit"), type="submit", data_testid="login-submit"),
            action="/api/v1/auth/sign-in",
        ),
    )  # fmt: skip
