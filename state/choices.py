"""What can be done with an order now, and what must be asked before. Pure."""

from collections.abc import Iterable
from typing import Final, TypedDict

from models.access.verbs import Verb
from models.orders.detail import Detail
from models.orders.states import OrderStatus
from models.orders.tables import PartRecord
from models.payments.lifecycle import settleable
from models.workflow.drops import Option
from models.workflow.moves import MOVES
from state.asking import (
    BOXES,
    COUNTED,
    FINAL,
    AskingView,
    Choice,
    Goods,
    asking_verb,
    asks_first,
    hold_choices,
    is_legal,
    why_not,
)
from state.order_view import part_name
from state.shown import amount
from state.words import say

FORWARD: Final = (
    Verb.RELEASE_HOLD, Verb.SUBMIT, Verb.SUBMIT_UNPAID, Verb.RESUBMIT, Verb.APPROVE,
    Verb.FILL, Verb.PLAN, Verb.START_PICK, Verb.PACK, Verb.SHIP, Verb.DELIVER,
    Verb.COMPLETE, Verb.RESHIP, Verb.CAPTURE,
)  # fmt: skip
"""What brings an order on, in the order in which it comes up; the first that can be is offered."""


class ChoiceView(TypedDict):
    """A verb: what it is called, whether it can be done, and why not.

    `may_override`: it can be done by giving a reason against `why`.
    """

    verb: str
    text: str
    asks: bool
    is_legal: bool
    may_override: bool
    why: str


NO_CHOICE: Final[ChoiceView] = {
    "verb": "", "text": "", "asks": False, "is_legal": False, "may_override": False, "why": "",
}  # fmt: skip


def choices(options: Iterable[Option]) -> list[ChoiceView]:
    """Return every verb, those that can be done first."""
    shown = [_choice(option) for option in options]
    return sorted(shown, key=lambda each: not each["is_legal"])


def next_step(shown: Iterable[ChoiceView], status: OrderStatus) -> ChoiceView:
    """Return the verb that brings the order on, if there is one; money does while it is awaited."""
    plain = (each for each in shown if each["is_legal"] and not each["may_override"])
    legal = {each["verb"]: each for each in plain}
    if status is not OrderStatus.PENDING_PAYMENT:
        legal.pop(Verb.CAPTURE.value, None)
    return next((legal[verb] for verb in FORWARD if verb in legal), NO_CHOICE)


def objection(shown: Iterable[ChoiceView], verb: Verb) -> str:
    """Return what stands against a verb that may be done all the same, or nothing."""
    against = {each["verb"]: each["why"] for each in shown if each["may_override"]}
    return against.get(verb, "")


def _choice(option: Option) -> ChoiceView:
    return {
        "verb": option.key,
        "text": say(f"do.{option.key}"),
        "asks": Verb(option.key) in {*BOXES, *FINAL} or asks_first(option),
        "is_legal": is_legal(option),
        "may_override": option.may_override,
        "why": why_not(option) if option.may_override or not is_legal(option) else "",
    }


def question(detail: Detail, verb: Verb, *, seen: int, why: str = "") -> AskingView:
    """Return what is asked before `verb`; it is not open where there is nothing to ask.

    Args:
        seen: the version the person looks at.
        why: what stands against it, where the person may go on anyway.
    """
    parts = fitting(detail, verb)
    is_counted = bool(COUNTED & set(BOXES.get(verb, ())))
    holds = [hold for hold in detail.holds if hold.released_at is None]
    return asking_verb(
        verb.value,
        detail.order.no,
        seen,
        holds=hold_choices((hold.id, hold.reason.value) for hold in holds),
        parts=[{"value": part.code, "text": part_name(part)} for part in parts],
        lines=_lines(detail) if verb is Verb.CANCEL_LINE else [],
        goods=_goods(detail, parts) if is_counted else [],
        payments=_payments(detail, verb),
        why=why,
    )


def fitting(detail: Detail, verb: Verb) -> list[PartRecord]:
    """Return the parts a verb can be made with; none for a verb of the order as a whole."""
    move = MOVES[verb]
    if not move.of_parts:
        return []
    return [part for part in detail.parts if part.state in move.sources]


def _lines(detail: Detail) -> list[Choice]:
    return [
        {
            "value": str(line.position),
            "text": say("order.line_choice", name=line.name, n=line.open_qty),
        }
        for line in detail.lines
        if line.open_qty
    ]


def _payments(detail: Detail, verb: Verb) -> list[Choice]:
    row, home = detail.order, detail.shop.currency
    return [
        {
            "value": str(payment.id),
            "text": say(
                "order.payment_choice",
                method=say(f"method.{payment.method.value}"),
                amount=amount(payment.amount_minor, row.currency, home),
            ),
        }
        for payment in settleable(detail.payments, verb)
    ]


def _goods(detail: Detail, parts: Iterable[PartRecord]) -> list[Goods]:
    lines = {line.id: line for line in detail.lines}
    found: dict[str, Goods] = {}
    for part in parts:
        for cargo in detail.cargo[part.id]:
            line = lines[cargo.order_line_id]
            goods = found.setdefault(line.sku, {"sku": line.sku, "name": line.name, "qty": 0})
            goods["qty"] += cargo.qty
    return list(found.values())
