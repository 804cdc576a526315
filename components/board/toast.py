"""What was just done, with the way back: it stays for twelve seconds, longer under a hand."""

from typing import Any

import reflex as rx

from components.text import t
from components.tokens import icon


def toast(view: Any, undo: Any, close: Any) -> rx.Component:
    """Show what was done; announced without taking the focus."""
    return rx.el.div(
        rx.cond(
            view["key"],
            rx.el.div(
                icon("check"),
                rx.el.span(view["text"], class_name="grow"),
                rx.cond(
                    view["can_undo"],
                    rx.el.button(
                        icon("undo-2", 14), t("board.undo"),
                        type="button", on_click=undo, class_name="btn", data_testid="undo",
                    ),
                ),
                rx.el.button(
                    icon("x"), type="button", aria_label=t("board.close"), on_click=close,
                    class_name="icon-btn",
                ),
                key=view["key"],
                class_name="toast",
                data_testid="toast",
            ),
        ),
        role="status",
    )  # fmt: skip
