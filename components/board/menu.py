"""The menu of a card: every other lane, and why not where it cannot go there.

Its lines are looked up when it opens, so a board of cards costs nothing.
"""

from typing import Any

import reflex as rx

from components.text import t
from components.tokens import lane_colours
from state.board import BoardState
from state.moved import MenuItem

menu: Any = BoardState.menu


def move_menu(no: rx.Var[str], version: rx.Var[int]) -> rx.Component:
    """Show the button of a card that opens its menu."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                type="button",
                aria_label=t("board.move_no", no=no),
                class_name="icon-btn more-btn",
                data_testid=f"card-menu-{no}",
            ),
        ),
        rx.dropdown_menu.content(
            move_items(no=no, version=version), align="start", class_name="menu"
        ),
        modal=False,
        on_open_change=lambda is_open: BoardState.open_menu(no, is_open),
    )


@rx.memo
def move_items(no: rx.Var[str], version: rx.Var[int]) -> rx.Component:
    """Show the lines of the open menu, once they are known."""
    return rx.fragment(
        rx.el.div(t("board.move_to", no=no), class_name="menu-head"),
        rx.cond(
            menu["no"] == no,
            rx.foreach(
                menu["items"].to(list[MenuItem]),
                lambda item: _line(item, no, version),
            ),
            rx.el.div(t("board.looking"), class_name="menu-head", role="status"),
        ),
    )


def _line(item: Any, no: rx.Var[str], version: rx.Var[int]) -> rx.Component:
    return rx.dropdown_menu.item(
        rx.el.span(class_name="dot", aria_hidden="true"),
        rx.el.span(
            item["text"],
            rx.cond(item["asks"], "…", ""),
            rx.cond(item["why"], rx.el.span(item["why"], class_name="why")),
            class_name="grow",
        ),
        disabled=~item["is_legal"],
        on_select=BoardState.choose(no, version, item["lane"]),
        style=lane_colours(item["lane"]),
        data_testid=f"move-to-{item['lane']}",
        key=item["lane"],
    )
