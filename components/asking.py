"""The one dialog that asks what must be given with a move; which boxes it shows, the state says."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import reflex as rx
from reflex.vars.object import ObjectVar

from components.text import t
from components.tokens import icon
from models.orders.states import HoldReason, PaymentMethod
from state.asking import REASONS, AskingView, Choice, Goods

Asking = ObjectVar[AskingView]


def asking_dialog(asking: Any, on_submit: Any, on_open_change: Any) -> rx.Component:
    """Show the open question, if there is one."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(asking["title"]),
            rx.cond(
                asking["why"],
                rx.el.p(
                    icon("circle-alert", 15),
                    asking["why"],
                    role="note",
                    class_name="against",
                    data_testid="asking-why",
                ),
            ),
            rx.el.form(
                *(
                    rx.cond(asking["boxes"].to(list[str]).contains(box), draw(asking))
                    for box, draw in BOXES.items()
                ),
                _ends(asking),
                on_submit=on_submit,
            ),
            aria_describedby=rx.Var("undefined"),
            class_name="sheet",
            data_testid="asking",
        ),
        open=asking["is_open"],
        on_open_change=on_open_change,
    )


def _ends(asking: Asking) -> rx.Component:
    return rx.el.div(
        rx.dialog.close(rx.el.button(t("ask.back"), type="button", class_name="btn")),
        rx.el.button(
            asking["submit"], type="submit", class_name="btn primary", data_testid="asking-submit"
        ),
        class_name="ends",
    )


def _labelled(key: str, box: rx.Component, *, is_optional: bool = False) -> rx.Component:
    hint = rx.el.small(" ", t("ask.optional"), class_name="faint") if is_optional else rx.fragment()
    return rx.el.label(rx.el.span(t(key), hint), box, class_name="field")


def _select(name: str, options: Mapping[str, str], *, required: bool) -> rx.Component:
    return rx.el.select(
        rx.el.option(t("ask.choose"), value=""),
        *(rx.el.option(t(key), value=value) for value, key in options.items()),
        name=name,
        required=required,
        data_testid=f"ask-{name}",
    )


def _text(name: str, *, required: bool = False, **more: Any) -> rx.Component:
    return rx.el.input(
        name=name, required=required, max_length=80, auto_complete="off",
        data_testid=f"ask-{name}", **more,
    )  # fmt: skip


def _hold_reason(_asking: Asking) -> rx.Component:
    reasons = {reason.value: f"hold.{reason.value}" for reason in HoldReason}
    return _labelled("ask.hold_reason", _select("hold_reason", reasons, required=True))


def _reason(_asking: Asking) -> rx.Component:
    reasons = {reason: f"why.{reason}" for reason in REASONS}
    return _labelled("ask.reason", _select("reason", reasons, required=True))


def _note(_asking: Asking) -> rx.Component:
    box = rx.el.textarea(name="note", max_length=400, data_testid="ask-note")
    return _labelled("ask.note", box, is_optional=True)


def _override(_asking: Asking) -> rx.Component:
    box = rx.el.textarea(name="note", max_length=400, required=True, data_testid="ask-override")
    return _labelled("ask.override", box)


def _due_on(_asking: Asking) -> rx.Component:
    return _labelled("ask.due_on", _text("due_on", type="date"), is_optional=True)


def _hold(asking: Asking) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("ask.hold"), class_name="cap muted med"),
        rx.foreach(asking["holds"].to(list[Choice]), lambda each: _radio("hold", each)),
        class_name="field",
    )


def _line(asking: Asking) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("ask.line"), class_name="cap muted med"),
        rx.foreach(asking["lines"].to(list[Choice]), lambda each: _radio("line", each)),
        class_name="field",
    )


def _payment(asking: Asking) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("ask.payment"), class_name="cap muted med"),
        rx.foreach(
            asking["payments"].to(list[Choice]),
            lambda each, i: _radio("payment", each, default_checked=i == 0),
        ),
        class_name="field",
    )


def _radio(name: str, each: Any, **more: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name=name, value=each["value"], required=True, **more),
        each["text"],
        class_name="check",
        key=each["value"],
    )


def _parts(asking: Asking) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("ask.parts"), class_name="cap muted med"),
        rx.foreach(
            asking["parts"].to(list[Choice]),
            lambda each: _check(f"part:{each['value']}", each["text"]),
        ),
        rx.el.p(t("ask.parts_all"), class_name="cap faint"),
        class_name="field",
    )


def _check(name: str | rx.Var[str], text: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, value="yes"), text, class_name="check", key=name
    )


def _qty(_asking: Asking) -> rx.Component:
    return _labelled("ask.qty", _text("qty", type="number", min=1, required=True))


def _parcel(_asking: Asking) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _labelled("ask.carrier", _text("carrier"), is_optional=True),
            _labelled("ask.tracking_no", _text("tracking_no")),
            class_name="two",
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox", name="self_delivery", value="yes", data_testid="ask-self_delivery"
            ),
            t("ask.self_delivery"),
            class_name="check",
        ),
    )


def _claim(_asking: Asking) -> rx.Component:
    return _labelled("ask.claim", _text("claim", required=True))


def _method(_asking: Asking) -> rx.Component:
    methods = {method.value: f"method.{method.value}" for method in PaymentMethod}
    return _labelled("ask.method", _select("method", methods, required=True))


def _provider_ref(_asking: Asking) -> rx.Component:
    return _labelled("ask.provider_ref", _text("provider_ref"), is_optional=True)


def _amount(_asking: Asking) -> rx.Component:
    box = _text("amount", input_mode="decimal")
    return _labelled("ask.amount", box, is_optional=True)


def _final(_asking: Asking) -> rx.Component:
    return rx.el.p(t("ask.final"), class_name="cap muted")


def _counts(title: str, *, by_hand: bool = False) -> Callable[[Asking], rx.Component]:
    def draw(asking: Asking) -> rx.Component:
        return rx.el.fieldset(
            rx.el.legend(t(title), class_name="cap muted med"),
            _check("by_hand", t("ask.by_hand")) if by_hand else rx.fragment(),
            rx.el.div(rx.foreach(asking["goods"].to(list[Goods]), _count), class_name="counts"),
            class_name="field",
        )

    return draw


def _count(each: ObjectVar[Goods]) -> rx.Component:
    return rx.fragment(
        rx.el.span(
            each["name"], " ", rx.el.span(t("ask.of", qty=each["qty"]), class_name="muted cap num")
        ),
        rx.el.input(
            type="number",
            name=f"count:{each['sku']}",
            min=0,
            aria_label=each["name"],
            data_testid=f"ask-count-{each['sku']}",
        ),
        key=each["sku"],
    )


BOXES: Final[Mapping[str, Callable[[Asking], rx.Component]]] = {
    "override": _override,
    "parts": _parts,
    "hold": _hold,
    "payment": _payment,
    "line": _line,
    "qty": _qty,
    "hold_reason": _hold_reason,
    "reason": _reason,
    "parcel": _parcel,
    "claim": _claim,
    "scanned": _counts("ask.scanned", by_hand=True),
    "short": _counts("ask.short_counts"),
    "produced": _counts("ask.produced"),
    "method": _method,
    "amount": _amount,
    "provider_ref": _provider_ref,
    "note": _note,
    "due_on": _due_on,
    "final": _final,
}
"""Every box there is, in the order in which they stand; each is drawn only where it is asked."""
