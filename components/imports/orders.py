"""How many orders of a file are what, and the orders themselves, tile by tile."""

from typing import Any

import reflex as rx

from components.text import t
from components.tokens import icon
from state.import_job import ImportJobState
from state.import_kept import KeptView
from state.import_rows import OrderRow
from state.import_view import Tile

job: Any = ImportJobState.job
found: Any = ImportJobState.tiles
left: Any = ImportJobState.kept


def tiles() -> rx.Component:
    """Show the counts; each opens the list of its orders."""
    return rx.cond(
        (found.length() > 0) & ~job["is_busy"],
        rx.el.section(
            rx.el.div(rx.foreach(found.to(list[Tile]), _tile), class_name="tiles"),
            rx.cond(
                job["more"].length() > 0,
                rx.el.ul(
                    rx.foreach(job["more"].to(list[str]), rx.el.li),
                    role="list",
                    class_name="besides muted",
                    data_testid="import-besides",
                ),
            ),
            aria_label=t("import_page.outcome"),
        ),
    )


def _tile(tile: rx.vars.ObjectVar[Tile]) -> rx.Component:
    each: Any = tile
    return rx.el.button(
        rx.el.span(each["label"], class_name="cap med"),
        rx.el.span(each["count"], class_name="figure num", data_testid=f"count-{each['key']}"),
        rx.el.span(each["hint"], class_name="cap muted"),
        type="button",
        disabled=(each["n"] == 0) | ~job["is_kept"],
        aria_expanded=ImportJobState.shown == each["key"],
        on_click=ImportJobState.show(each["key"]),
        class_name="tile",
        data_kind=each["key"],
        data_testid=f"tile-{each['key']}",
        key=each["key"],
    )


def orders() -> rx.Component:
    """Show the orders of the tile that is open."""
    return rx.cond(
        ImportJobState.shown,
        rx.el.section(
            rx.el.h2(
                rx.match(
                    ImportJobState.shown,
                    *(
                        (key, t(f"import_page.list.{key}"))
                        for key in ("new", "held", "changed", "same", "refused")
                    ),
                    "",
                ),
                class_name="panel-head",
            ),
            rx.el.ul(
                rx.foreach(ImportJobState.orders, _order),
                role="list",
                class_name="found",
                data_testid="import-orders",
            ),
            rx.cond(
                ImportJobState.has_more,
                rx.el.button(
                    t("import_page.show_more"), type="button", on_click=ImportJobState.show_more,
                    class_name="btn quiet more", data_testid="more-orders",
                ),
            ),
            class_name="panel",
        ),
    )  # fmt: skip


def _order(row: rx.vars.ObjectVar[OrderRow]) -> rx.Component:
    each: Any = row
    return rx.el.li(
        rx.el.span(each["first"], class_name="muted cap num at"),
        rx.el.span(
            rx.cond(each["name"], each["name"], t("import_page.no_name")), class_name="med num name"
        ),
        rx.cond(
            each["no"],
            rx.el.a(f"#{each['no']}", href=f"/orders/{each['no']}", class_name="link num"),
            rx.el.span(),
        ),
        rx.el.ul(
            rx.foreach(each["reasons"].to(list[str]), rx.el.li),
            role="list",
            class_name="why",
        ),
        data_testid="import-order",
        key=each["key"],
    )


def kept() -> rx.Component:
    """Show what an undo left standing, and why."""
    return rx.cond(
        left.length() > 0,
        rx.el.section(
            rx.el.h2(icon("hand", 16), t("import_page.kept"), class_name="panel-head"),
            rx.el.ul(
                rx.foreach(left.to(list[KeptView]), _kept),
                role="list",
                class_name="found",
                data_testid="import-kept",
            ),
            rx.cond(
                ImportJobState.has_more_kept,
                rx.el.button(
                    t("import_page.show_more"), type="button",
                    on_click=ImportJobState.show_more_kept, class_name="btn quiet more",
                ),
            ),
            class_name="panel",
        ),
    )  # fmt: skip


def _kept(row: rx.vars.ObjectVar[KeptView]) -> rx.Component:
    each: Any = row
    return rx.el.li(
        rx.el.span(),
        rx.el.span(each["name"], class_name="med num name"),
        rx.el.a(f"#{each['no']}", href=f"/orders/{each['no']}", class_name="link num"),
        rx.el.span(each["why"], class_name="why"),
        key=each["id"],
    )
