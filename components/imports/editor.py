"""The mapping editor: what each column of a file means, and what the file leaves out."""

from typing import Any

import reflex as rx

from components.imports.browser import text_file
from components.imports.options import options
from components.text import t
from components.tokens import icon
from state.asking import Choice
from state.import_columns import CHOICES, FIXABLE, ColumnView
from state.import_mapping import MappingState

saved: Any = MappingState.saved


def editor() -> rx.Component:
    """Show how the file is read, to be corrected."""
    return rx.cond(
        MappingState.is_open,
        rx.el.section(
            rx.el.h2(
                t("import_page.mapping"),
                rx.cond(MappingState.name, rx.el.span(MappingState.name, class_name="tag")),
                class_name="panel-head",
                tab_index=-1,
                data_testid="mapping-title",
            ),
            rx.el.p(t("import_page.mapping_help"), class_name="muted panel-body"),
            _form(),
            _others(),
            class_name="panel editor",
            data_testid="mapping",
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(t("import_page.col.title"), scope="col"),
                        rx.el.th(t("import_page.col.samples"), scope="col"),
                        rx.el.th(t("import_page.col.means"), scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(MappingState.columns, _column)),
                class_name="columns",
            ),
        ),
        rx.el.details(
            rx.el.summary(t("import_page.left_out")),
            rx.el.p(t("import_page.left_out_help"), class_name="muted"),
            rx.el.div(*(_fixed(i) for i in range(len(FIXABLE))), class_name="boxes"),
            class_name="import-options",
            data_testid="left-out",
        ),
        rx.el.details(
            rx.el.summary(t("import_page.options")),
            rx.el.div(
                options(MappingState.channels, given=MappingState.options), class_name="boxes"
            ),
            class_name="import-options",
            data_testid="editor-options",
        ),
        _ends(),
        on_submit=MappingState.look_again,
        key=MappingState.opened,
    )


def _column(column: rx.vars.ObjectVar[ColumnView]) -> rx.Component:
    each: Any = column
    return rx.el.tr(
        rx.el.th(each["title"], scope="row"),
        rx.el.td(
            rx.foreach(
                each["samples"].to(list[str]),
                lambda cell: rx.el.span(cell, class_name="sample"),
            ),
            class_name="muted",
        ),
        rx.el.td(
            rx.el.select(
                rx.el.option(t("import_page.is.nothing"), value=""),
                *(
                    rx.el.option(t(f"import_page.is.{field.value}"), value=field.value)
                    for field in CHOICES
                ),
                name=f"column:{each['key']}",
                default_value=each["field"],
                aria_label=t("import_page.col.means_of", title=each["title"]),
                data_testid=f"column-{each['title']}",
                data_known=each["field"] != "",
            ),
            class_name="field",
        ),
        key=each["key"],
    )


def _fixed(index: int) -> rx.Component:
    name = FIXABLE[index].value
    return rx.el.label(
        rx.el.span(t(f"import_page.is.{name}")),
        rx.el.input(
            name=f"fixed:{name}",
            default_value=MappingState.fixed[index]["value"],
            max_length=400,
            auto_complete="off",
            data_testid=f"fixed-{name}",
        ),
        class_name="field",
    )


def _ends() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span(t("import_page.save_as")),
            rx.el.input(
                name="save_as", max_length=80, auto_complete="off",
                placeholder=t("import_page.save_as_example"), data_testid="save-as",
            ),
            rx.el.small(t("import_page.save_as_help"), class_name="faint"),
            class_name="field grow",
        ),
        rx.el.div(
            rx.el.button(
                t("import_page.leave"), type="button",
                on_click=MappingState.turn(False),  # noqa: FBT003  a switch has two ends
                class_name="btn", data_testid="mapping-leave",
            ),
            rx.el.button(
                icon("refresh-cw", 14), t("import_page.look_again"), type="submit",
                class_name="btn primary", data_testid="look-again",
            ),
            class_name="row",
        ),
        class_name="editor-ends",
    )  # fmt: skip


def _others() -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("import_page.others")),
        rx.cond(
            saved.length() > 0,
            rx.el.ul(
                rx.foreach(saved.to(list[Choice]), _saved), role="list", class_name="saved",
                data_testid="saved-mappings",
            ),
            rx.el.p(t("import_page.none_saved"), class_name="muted"),
        ),
        rx.el.div(
            rx.el.button(
                icon("download", 14), t("import_page.share"), type="button",
                on_click=MappingState.share, class_name="btn", data_testid="mapping-share",
            ),
            text_file(
                t("import_page.use_file"), MappingState.use_shared, class_name="btn",
                data_testid="mapping-use-file",
            ),
            class_name="row wrap",
        ),
        rx.el.form(
            rx.el.label(
                rx.el.span(t("import_page.paste")),
                rx.el.textarea(name="shared", required=True, data_testid="mapping-paste"),
                class_name="field",
            ),
            rx.el.button(
                t("import_page.use_pasted"), type="submit", class_name="btn",
                data_testid="mapping-use-pasted",
            ),
            on_submit=MappingState.use_pasted,
            class_name="paste",
        ),
        class_name="import-options",
        data_testid="mapping-others",
    )  # fmt: skip


def _saved(mapping: rx.vars.ObjectVar[Choice]) -> rx.Component:
    each: Any = mapping
    return rx.el.li(
        rx.el.span(each["text"], class_name="med grow cut"),
        rx.el.button(
            t("import_page.use"), type="button", on_click=MappingState.use(each["value"]),
            aria_label=t("import_page.use_named", name=each["text"]), class_name="btn",
            data_testid=f"use-{each['value']}",
        ),
        rx.el.button(
            icon("trash-2", 14), type="button", on_click=MappingState.ask_forget(each["value"]),
            aria_label=t("import_page.forget_named", name=each["text"]), class_name="icon-btn",
            data_testid=f"forget-{each['value']}",
        ),
        class_name="row",
        key=each["value"],
    )  # fmt: skip
