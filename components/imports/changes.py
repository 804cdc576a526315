"""What a file says of orders that are here already: now and then, to be accepted or rejected."""

from typing import Any

import reflex as rx

from components.text import t
from components.tokens import icon
from state.import_changes import ChangeView, FieldChange, LineChange
from state.import_proposals import OPEN, ProposalsState

found: Any = ProposalsState.changes


def changes() -> rx.Component:
    """Show the changes that wait for a person, and those that were just decided."""
    return rx.cond(
        found.length() > 0,
        rx.el.section(
            rx.el.h2(
                t("import_page.changes"),
                rx.el.span(
                    ProposalsState.count, class_name="cap muted num", role="status",
                    data_testid="changes-count",
                ),
                rx.el.span(class_name="grow"),
                rx.cond(ProposalsState.is_open, _all()),
                class_name="panel-head wrap",
            ),
            rx.el.ul(
                rx.foreach(found.to(list[ChangeView]), _change),
                role="list",
                tab_index=-1,
                class_name="changes",
                data_testid="changes",
            ),
            rx.cond(
                ProposalsState.has_more,
                rx.el.button(
                    t("import_page.show_more"), type="button", on_click=ProposalsState.show_more,
                    class_name="btn quiet more", data_testid="more-changes",
                ),
            ),
            class_name="panel",
        ),
    )  # fmt: skip


def _all() -> rx.Component:
    return rx.el.span(
        rx.el.button(
            t("import_page.reject_all"), type="button",
            on_click=ProposalsState.decide_shown(False),  # noqa: FBT003  a switch has two ends
            class_name="btn", data_testid="reject-all",
        ),
        rx.el.button(
            t("import_page.accept_all"), type="button",
            on_click=ProposalsState.decide_shown(True),  # noqa: FBT003
            class_name="btn", data_testid="accept-all",
        ),
        class_name="row",
    )  # fmt: skip


def _change(change: rx.vars.ObjectVar[ChangeView]) -> rx.Component:
    each: Any = change
    return rx.el.li(
        rx.el.div(
            rx.el.a(f"#{each['no']}", href=f"/orders/{each['no']}", class_name="link med num"),
            rx.el.span(
                t("import_page.as_in_file", name=each["name"], row=each["first_row"]),
                class_name="muted cap num",
            ),
            rx.el.span(class_name="grow"),
            rx.cond(
                each["look"] == OPEN,
                _decide(each),
                rx.el.span(
                    rx.cond(each["look"] == "settled", icon("check", 14), icon("circle-alert", 14)),
                    each["outcome"],
                    class_name="outcome",
                    data_look=each["look"],
                    role="status",
                ),
            ),
            class_name="row wrap",
        ),
        rx.el.dl(rx.foreach(each["fields"].to(list[FieldChange]), _field), class_name="diffs"),
        data_testid=f"change-{each['no']}",
        data_look=each["look"],
        key=each["id"],
    )


def _decide(each: Any) -> rx.Component:
    return rx.el.span(
        rx.el.button(
            t("import_page.reject"), type="button", on_click=ProposalsState.reject(each["id"]),
            aria_label=t("import_page.reject_no", no=each["no"]),
            class_name="btn", data_testid=f"reject-{each['no']}",
        ),
        rx.el.button(
            t("import_page.accept"), type="button", on_click=ProposalsState.accept(each["id"]),
            aria_label=t("import_page.accept_no", no=each["no"]),
            class_name="btn primary", data_testid=f"accept-{each['no']}",
        ),
        class_name="row",
    )  # fmt: skip


def _field(field: rx.vars.ObjectVar[FieldChange]) -> rx.Component:
    each: Any = field
    return rx.fragment(
        rx.el.dt(each["label"]),
        rx.el.dd(
            rx.cond(
                each["lines"].length() > 0,
                _lines(each),
                rx.el.div(
                    _side("import_page.now", each["now"], "was"),
                    icon("arrow-right", 14),
                    _side("import_page.then", each["then"], "will"),
                    class_name="sides",
                ),
            )
        ),
        key=each["key"],
    )


def _side(key: str, lines: Any, look: str) -> rx.Component:
    return rx.el.div(
        rx.el.span(t(key), class_name="sr"),
        rx.foreach(lines.to(list[str]), rx.el.div),
        class_name=look,
    )


def _lines(each: Any) -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(t("order.col.product"), scope="col"),
                    rx.el.th(t("import_page.now"), scope="col"),
                    rx.el.th(t("import_page.then"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(each["lines"].to(list[LineChange]), _line)),
            class_name="lines",
        ),
        rx.cond(each["more"], rx.el.p(each["more"], class_name="cap muted")),
    )


def _line(line: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            line["sku"],
            rx.cond(line["name"], rx.el.span(line["name"], class_name="cap muted block")),
        ),
        rx.el.td(line["now"], class_name="was"),
        rx.el.td(line["then"], class_name="will"),
        data_look=line["look"],
        key=line["key"],
    )
