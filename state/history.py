"""The history of an order in words: who did what, when, and what came of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypedDict

from models.kit.actor import ActorKind
from models.kit.money import plain
from models.orders.states import Lane
from state.shown import full_moment, moment
from state.words import catalogue, say

STEPS: Final = (
    Lane.APPROVED, Lane.ALLOCATED, Lane.PICKING, Lane.PACKED, Lane.SHIPPED, Lane.DELIVERED,
)  # fmt: skip
"""The way of an order whose goods move, as its page shows it."""
_MOST_SAID: Final = 4


class Entry(TypedDict):
    """One event: who, what they did, and what is to be known besides."""

    seq: int
    who: str
    did: str
    detail: str
    at: str
    full: str
    kind: str


class Step(TypedDict):
    """One stage of the way; `look` is `done`, `now` or empty."""

    lane: str
    name: str
    when: str
    look: str


def entries(events: Iterable[Any], tz: str, now: datetime) -> list[Entry]:
    """Return events as they are shown, in the order in which they came."""
    return [
        {
            "seq": event.seq,
            "who": who(event),
            "did": did(event),
            "detail": detail(event),
            "at": moment(event.at, tz, now),
            "full": full_moment(event.at, tz),
            "kind": event.payload.get("lane") or "",
        }
        for event in events
    ]


def who(event: Any) -> str:
    """Return who acted; the system has a name that people understand."""
    return say("history.system") if event.actor_kind is ActorKind.SYSTEM else event.actor_label


def did(event: Any) -> str:
    """Return what was done, as the rest of a sentence that begins with who."""
    key = f"did.{event.type}"
    what = say(key) if key in catalogue() else event.type
    return say("history.undid", what=what) if event.reverses_seq else what


def detail(event: Any) -> str:
    """Return what else is known of an event: why, with what, which parts went where."""
    said = [*_why(event), *_with(event), *_parts(event.payload.get("parts", ()))]
    fields = event.payload.get("fields", ())
    if fields:
        words = "import.field" if event.type == "order.rewritten" else "order"
        said.append(say("history.changed", fields=[say(f"{words}.{name}") for name in fields]))
    return " · ".join(said)


def _why(event: Any) -> list[str]:
    reason = event.reason_code
    known = f"why.{reason}" in catalogue()
    words = [say(f"why.{reason}") if known else reason] if reason and reason != "undo" else []
    hold = event.payload.get("hold")
    if hold:
        words.append(say(f"hold.{hold['reason']}"))
    if event.reason_text and event.reason_text != "undo":
        words.append(say("history.quote", text=event.reason_text))
    return words


def _with(event: Any) -> list[str]:
    given: Mapping[str, Any] = event.payload.get("given", {})
    parcel = " ".join(given[name] for name in ("carrier", "tracking_no") if given.get(name))
    words = [parcel] if parcel else []
    if given.get("self_delivery"):
        words.append(say("order.own_delivery"))
    if given.get("short"):
        words.append(say("history.short", goods=given["short"]))
    if given.get("qty"):
        words.append(say("history.units", qty=given["qty"], line=given.get("line")))
    if given.get("override"):
        words.append(say("history.override"))
    payment = event.payload.get("payment")
    if payment:
        words.append(f"{plain(payment['amount_minor'], payment['currency'])} {payment['currency']}")
    return words


def _parts(changes: Sequence[Mapping[str, Any]]) -> list[str]:
    ends = {each["id"]: each["to"] for each in changes}  # a part that was split off moves twice
    moved = [
        say("history.part_moved", part=_short(code), to=say(f"part.{to}"))
        for code, to in list(ends.items())[:_MOST_SAID]
    ]
    left = len(ends) - len(moved)
    return [*moved, say("history.more_parts", n=left)] if left else moved


def _short(code: str) -> str:
    return code.rpartition("-")[2]


def steps(
    events: Sequence[Any], lane: Lane | None, tz: str, now: datetime, *, waits: str
) -> list[Step]:
    """Return the way an order goes, with when it came to each stage.

    Args:
        events: its history, newest first.
        lane: where it is, holds aside.
        waits: what is said of the stage it is at.
    """
    at = _reached(lane)
    passed = {step: moment(day, tz, now) for step, day in _since(events).items()}
    return [
        {
            "lane": step.value,
            "name": say(f"lane.{step.value}"),
            "when": waits if i == at else passed.get(step, "") if i < at else "",
            "look": "now" if i == at else "done" if i < at else "",
        }
        for i, step in enumerate(STEPS)
    ]  # fmt: skip


def _reached(lane: Lane | None) -> int:
    if lane is Lane.COMPLETED:
        return len(STEPS)
    if lane is Lane.BACKORDERED:
        return 0
    return STEPS.index(lane) if lane in STEPS else -1


def _since(events: Sequence[Any]) -> dict[Lane, datetime]:
    """Return when the order last came into each lane."""
    found: dict[Lane, datetime] = {}
    before = None
    for event in reversed(events):
        lane = event.payload.get("lane")
        if lane and lane != before:
            found[Lane(lane)] = event.at
        before = lane
    return found
