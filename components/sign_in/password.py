"""`/password`: where one's own password is changed, by wish or because it must be."""

import reflex as rx

from components.sign_in.frame import frame
from components.sign_in.post_form import password_field, post_form
from components.text import t


def password() -> rx.Component:
    """Ask for the password there is, and twice for the new one."""
    return frame(
        "password.title",
        "password.about",
        post_form(
            password_field(
                "password.current", "current", is_new=False, auto_focus=True,
                data_testid="password-current",
            ),
            password_field("password.new", "new", is_new=True, data_testid="password-new"),
            password_field("password.again", "again", is_new=True, data_testid="password-again"),
            rx.el.button(t("password.submit"), type="submit", data_testid="password-submit"),
            action="/api/v1/auth/password",
        ),
    )  # fmt: skip
