"""What moves look like on a page: the menu of a card, what a move came to, where the focus goes."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypedDict

import reflex as rx
from reflex.event import EventSpec

from models.orders.queries import Window
from models.orders.states import Lane
from models.workflow.drops import Option
from state.asking import asks_first, is_legal, why_not
from state.shown import moment, number
from state.undoing import Done
from state.words import say


class MenuItem(TypedDict):
    """A lane a card can be put in, or why it cannot."""

    lane: str
    text: str
    is_legal: bool
    asks: bool
    why: str


class MenuView(TypedDict):
    """The open menu of one card; without items it is still being looked up."""

    no: str
    items: list[MenuItem]


class ToastView(TypedDict):
    """What was just done. `key` differs each time, so that the same words appear anew."""

    key: str
    text: str
    can_undo: bool


NO_TOAST: Final[ToastView] = {"key": "", "text": "", "can_undo": False}
NO_MENU: Final[MenuView] = {"no": "", "items": []}


_BECAUSE: Final = frozenset(
    {Lane.EXCEPTION, Lane.BACKORDERED, Lane.ALLOCATED, Lane.COMPLETED, Lane.DELIVERED}
)


def menu_item(option: Option) -> MenuItem:
    """Return a line of the menu of a card."""
    legal = is_legal(option)
    return {
        "lane": option.key,
        "text": lane_name(Lane(option.key)),
        "is_legal": legal,
        "asks": legal and asks_first(option),
        "why": why_not(option) if option.may_override or not legal else "",
    }


def lane_name(lane: Lane | None) -> str:
    """Return what people call a lane; an order can also leave the board."""
    return say(f"lane.{lane.value}") if lane else say("lane.none")


def moved_text(done: Done, wanted: Lane) -> str:
    """Return what a move came to: where the card is, and why if that is not where it was put."""
    if done.is_there:
        return say("board.moved", no=done.no, lane=lane_name(done.lane))
    why = say(f"board.because.{done.lane}") if done.lane in _BECAUSE else ""
    here, there = lane_name(done.lane), lane_name(wanted)
    return say("board.moved_elsewhere", no=done.no, lane=here, wanted=there, why=why)


def total_of(found: Mapping[Lane, Window], search: str) -> str:
    """Return how many orders the board holds, or how many were found on it."""
    count = sum(window.figures.count for window in found.values())
    return say("board.found" if search else "board.total", n=number(count))


def as_of(found: Mapping[Lane, Window], now: datetime) -> str:
    """Return the time of a reading, where its orders are."""
    zones = [card.here.tz for window in found.values() for card in window.cards[:1]]
    return moment(now, zones[0] if zones else "UTC", now)


def focus_on(no: str, lane: Lane | None) -> EventSpec:
    """Return the event that puts the focus back on a card once the page shows it there."""
    place = f'[data-lane="{lane.value}"]' if lane else ""
    return focus_at(f'[data-testid="card-{no}"]{place} [data-testid="card-menu-{no}"]')


def focus_at(place: str) -> EventSpec:
    """Return the event that puts the focus where a CSS selector says, once nothing floats."""
    mark = json.dumps(place)
    return rx.call_script(
        "(() => { let tries = 0; const look = () => { const card = document.querySelector("
        f"{mark}); if (card && !document.querySelector('[role=menu],[role=dialog]')) card.focus();"
        " else if (tries++ < 60) setTimeout(look, 25) }; setTimeout(look, 25) })()"
    )
