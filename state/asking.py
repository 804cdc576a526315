"""What a person is asked before a move is made, and what their answer means. Pure.

The table says which boxes a verb shows; what must be filled in stands in the table of moves, and
the core refuses what is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypedDict

from models.access.verbs import Verb
from models.orders.given import Given, read_given
from models.workflow.drops import Option
from state.words import say, words

V = Verb
WHY: Final = ("reason", "note")
OVERRIDE: Final = "override"
BOXES: Final[Mapping[Verb, tuple[str, ...]]] = {
    V.PLACE_HOLD: ("hold_reason", "note", "due_on"),
    V.CANCEL: WHY,
    V.REJECT: WHY,
    V.CANCEL_PART: ("parts", *WHY),
    V.CANCEL_LINE: ("line", "qty", *WHY),
    V.SHIP: ("parcel",),
    V.LOSE: ("claim",),
    V.SHORT: ("short",),
    V.FINISH: ("produced",),
    V.PACK: ("scanned",),
    V.AUTHORIZE: ("method", "provider_ref"),
    V.CAPTURE: ("method", "amount", "provider_ref"),
}
FINAL: Final = frozenset(
    {V.CAPTURE, V.COLLECT, V.FAIL, V.VOID, V.SHORT, V.FINISH, V.DELIVER, V.RETURN_TO_SENDER, V.LOSE,
     V.CANCEL_LINE, V.CANCEL_PART, V.COMPLETE}
)  # fmt: skip
"""Verbs with no way back: the page of an order says so before they are made."""
COUNTED: Final = frozenset({"short", "produced", "scanned"})
REASONS: Final = ("customer_asked", "out_of_stock", "duplicate", "fraud", "unpaid", "other")


class Choice(TypedDict):
    """Something to choose: what is sent, and what is read."""

    value: str
    text: str


class Goods(TypedDict):
    """Something to count: a SKU, what it is called, and how many there should be."""

    sku: str
    name: str
    qty: int


class AskingView(TypedDict):
    """An open question: about what, and the boxes it shows.

    `key` is the lane of a drop, or the verb on an order's page; `why` is what an answer overrides.
    """

    is_open: bool
    no: str
    version: int
    key: str
    title: str
    why: str
    submit: str
    boxes: list[str]
    holds: list[Choice]
    parts: list[Choice]
    lines: list[Choice]
    goods: list[Goods]
    payments: list[Choice]


NOT_ASKING: Final[AskingView] = {
    "is_open": False, "no": "", "version": 0, "key": "", "title": "", "why": "",
    "submit": "",
    "boxes": [], "holds": [], "parts": [], "lines": [], "goods": [], "payments": [],
}  # fmt: skip


class Answer(NamedTuple):
    """What a person answered: the data of the move, and the parts that are meant."""

    given: Given
    parts: tuple[str, ...]


def asks_first(option: Option) -> bool:
    """Return whether a drop has a question to be answered before it can be made."""
    return bool(boxes_of_drop(option))


def boxes_of_drop(option: Option) -> tuple[str, ...]:
    """Return the boxes a drop shows; a drop on To ship counts by hand and asks nothing."""
    return ((OVERRIDE,) if option.may_override else ()) + _boxes_of(option)


def _boxes_of(option: Option) -> tuple[str, ...]:
    if option.refusal and option.refusal[0] == "which_hold" and option.refusal[1].get("open"):
        return ("hold",)
    verbs = (Verb(verb) for verb in option.verbs)
    return tuple(box for verb in verbs if verb is not V.PACK for box in BOXES.get(verb, ()))


def is_legal(option: Option) -> bool:
    """Return whether a drop can be made, once what it asks is answered."""
    return option.refusal is None or option.may_override or "hold" in boxes_of_drop(option)


def why_not(option: Option) -> str:
    """Return why something cannot be done as it is, in words; also where it may be overridden."""
    if option.refusal is None:
        return ""
    code, data = option.refusal
    return words(code, {**data, "problem": "none"} if code == "which_hold" else data)


def asking_drop(option: Option, no: str, version: int) -> AskingView:
    """Return the question a drop asks."""
    verb = option.verbs[-1]
    return {
        **NOT_ASKING,
        "is_open": True,
        "no": no,
        "version": version,
        "key": option.key,
        "title": _title(verb, no),
        "why": why_not(option) if option.may_override else "",
        "submit": _submit(verb, anyway=option.may_override),
        "boxes": list(boxes_of_drop(option)),
        "holds": _holds(option),
    }


def asking_verb(
    verb: str,
    no: str,
    version: int,
    *,
    holds: Sequence[Choice] = (),
    parts: Sequence[Choice] = (),
    lines: Sequence[Choice] = (),
    goods: Sequence[Goods] = (),
    payments: Sequence[Choice] = (),
    why: str = "",
) -> AskingView:
    """Return the question a verb asks on an order's page; one without boxes need not be asked.

    Args:
        why: what stands against it, where the person may go on anyway.
    """
    boxes = _boxes_of_verb(verb, holds=len(holds), parts=len(parts), payments=len(payments))
    if why:
        boxes.insert(0, OVERRIDE)
    return {
        **NOT_ASKING,
        "is_open": bool(boxes),
        "no": no,
        "version": version,
        "key": verb,
        "title": _title(verb, no),
        "why": why,
        "submit": _submit(verb, anyway=bool(why)),
        "boxes": boxes,
        "holds": list(holds),
        "parts": list(parts),
        "lines": list(lines),
        "goods": list(goods),
        "payments": list(payments),
    }


def _boxes_of_verb(verb: str, *, holds: int, parts: int, payments: int) -> list[str]:
    """Return the boxes a verb shows, with so many holds, parts and payments to choose from."""
    boxes: list[str] = list(BOXES.get(Verb(verb), ()))
    if verb in FINAL:
        boxes.append("final")
    if verb == V.RELEASE_HOLD and holds > 1:
        boxes.insert(0, "hold")
    if parts > 1 and "parts" not in boxes:
        boxes.insert(0, "parts")
    if verb == V.CAPTURE and payments:  # money that was agreed: how is known
        boxes = ["payment", *(box for box in boxes if box not in ("method", "provider_ref"))]
    elif payments > 1:
        boxes.insert(0, "payment")
    return boxes


def _title(verb: str, no: str) -> str:
    return say(f"ask.{verb}" if f"ask.{verb}" in _TITLES else "ask", no=no)


def _submit(verb: str, *, anyway: bool) -> str:
    what = say(f"do.{verb}")
    return say("ask.anyway", what=what) if anyway else what


def read_answer(asked: AskingView, form: Mapping[str, Any]) -> Answer:
    """Return what the filled-in boxes of a question say; boxes it did not show are not read.

    Raises:
        Invalid: `bad_argument`, naming the field.
    """
    raw: dict[str, Any] = {}
    for box in asked["boxes"]:
        raw |= _READERS.get(box, _plain)(box, form)
    parts = tuple(each["value"] for each in asked["parts"] if form.get(f"part:{each['value']}"))
    return Answer(read_given(raw), parts)


def _plain(box: str, form: Mapping[str, Any]) -> dict[str, Any]:
    text = form.get(box)
    return {box: text.strip()} if isinstance(text, str) and text.strip() else {}


def _whole(box: str, form: Mapping[str, Any]) -> dict[str, Any]:
    found = _plain(box, form)
    return {name: int(text) if text.isdecimal() else text for name, text in found.items()}


def _counts(box: str, form: Mapping[str, Any]) -> dict[str, Any]:
    if form.get("by_hand"):
        return {"by_hand": True}
    counts: dict[str, Any] = {}
    for name in form:
        if name.startswith("count:"):
            counts |= {key.removeprefix("count:"): n for key, n in _whole(name, form).items()}
    return {box: counts} if counts else {}


def _parcel(_box: str, form: Mapping[str, Any]) -> dict[str, Any]:
    if form.get("self_delivery"):
        return {"self_delivery": True}
    return {**_plain("carrier", form), **_plain("tracking_no", form)}


def _anyway(_box: str, form: Mapping[str, Any]) -> dict[str, Any]:
    return {"override": True, **_plain("note", form)}


def _elsewhere(_box: str, _form: Mapping[str, Any]) -> dict[str, Any]:
    return {}


_READERS: Final = {
    "parts": _elsewhere,
    "final": _elsewhere,
    "parcel": _parcel,
    OVERRIDE: _anyway,
    "line": _whole,
    "qty": _whole,
    "hold": _whole,
    "payment": _whole,
    **dict.fromkeys(COUNTED, _counts),
}
_TITLES: Final = frozenset(f"ask.{verb}" for verb in {*BOXES, *FINAL, V.RELEASE_HOLD})


def _holds(option: Option) -> list[Choice]:
    if option.refusal is None:
        return []
    return hold_choices((each["id"], each["reason"]) for each in option.refusal[1].get("open", ()))


def hold_choices(holds: Iterable[tuple[int, str]]) -> list[Choice]:
    """Return open holds to choose from."""
    return [{"value": str(key), "text": say(f"hold.{reason}")} for key, reason in holds]
