"""The dialog before something that cannot simply be taken back."""

from typing import Any

import reflex as rx

from components.text import t


def sure_dialog(asking: Any, on_yes: Any, on_open_change: Any) -> rx.Component:
    """Show the open question, if there is one; the focus begins at the way out."""
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(asking["title"]),
            rx.alert_dialog.description(asking["text"]),
            rx.el.div(
                rx.alert_dialog.cancel(
                    rx.el.button(t("ask.back"), type="button", class_name="btn")
                ),
                rx.el.button(
                    asking["submit"], type="button", on_click=on_yes, class_name="btn primary",
                    data_testid="sure",
                ),
                class_name="ends",
            ),
            class_name="sheet sure",
            data_testid="asking",
        ),
        open=asking["is_open"],
        on_open_change=on_open_change,
    )  # fmt: skip
