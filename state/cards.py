"""Lanes and cards as the page shows them: small tables of words. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypedDict

from models.orders.cards import Card
from models.orders.figures import LEAVING, Figures
from models.orders.queries import Window
from models.orders.states import Lane, PartState
from models.orders.tables import OrderType
from state.shown import age, amount, day, number, today
from state.words import say

_GONE: Final = frozenset({PartState.SHIPPED, PartState.DELIVERED})
_BEYOND: Final[dict[Lane, tuple[frozenset[PartState], str]]] = {
    Lane.ALLOCATED: (
        frozenset({PartState.ALLOCATED, PartState.PICKING, PartState.PACKED, *_GONE}),
        "reserved",
    ),
    Lane.PICKING: (frozenset({PartState.PACKED, *_GONE}), "packed"),
}
"""What of a split order is told in a lane; where nothing is said, what has shipped."""


class CardView(TypedDict):
    """A card; `pressure` is `late`, `due`, `plain` or empty, and says how `promise` is shown."""

    no: str
    version: int
    lane: str
    customer: str
    items: str
    money: str
    place: str
    pressure: str
    promise: str
    hold: str
    split: str
    mark: str
    age: str
    is_fresh: bool


class LaneView(TypedDict):
    """A lane; `more` are the cards that are not shown yet, and they follow `last`."""

    is_read: bool
    count: str
    sums: str
    oldest: str
    late: str
    on_time_n: int
    due_n: int
    late_n: int
    more: int
    last: str
    cards: list[CardView]


NO_LANE: Final[LaneView] = {
    "is_read": False, "count": "", "sums": "", "oldest": "", "late": "",
    "on_time_n": 0, "due_n": 0, "late_n": 0, "more": 0, "last": "", "cards": [],
}  # fmt: skip


def lane_view(window: Window, now: datetime, fresh: str = "") -> LaneView:
    """Return a lane as it is shown; the card numbered `fresh` has just come in."""
    sums = window.figures
    here = window.cards[0].here.currency if window.cards else ""
    return {
        "is_read": True,
        "count": number(sums.count),
        "sums": " + ".join(
            amount(each.minor, each.currency, here, is_short=True) for each in sums.sums
        ),
        "oldest": say("board.oldest", age=age(sums.oldest_at, now)) if sums.oldest_at else "",
        "late": say("board.late_n", n=sums.late) if sums.late else "",
        "on_time_n": _on_time(sums),
        "due_n": sums.due,
        "late_n": sums.late,
        "more": max(0, sums.count - len(window.cards)),
        "last": window.last,
        "cards": [card_view(card, now, is_fresh=card.no == fresh) for card in window.cards],
    }


def with_more(view: LaneView, cards: Sequence[Card], now: datetime) -> LaneView:
    """Return a lane with further cards at its end; one that moved there meanwhile stays single."""
    shown = {card["no"] for card in view["cards"]}
    added = [card_view(card, now) for card in cards if card.no not in shown]
    more = max(0, view["more"] - len(added)) if cards else 0
    last = cards[-1].no if cards else view["last"]
    return {**view, "more": more, "last": last, "cards": [*view["cards"], *added]}


def card_view(card: Card, now: datetime, *, is_fresh: bool = False) -> CardView:
    """Return a card as it is shown."""
    pressure, promise = _promise(card, now)
    return {
        "no": card.no,
        "version": card.version,
        "lane": card.lane.value,
        "customer": card.customer,
        "items": say("board.item" if card.qty == 1 else "board.items", n=number(card.qty)),
        "money": amount(card.total_minor, card.currency, card.here.currency, is_short=True),
        "place": card.place,
        "pressure": pressure,
        "promise": promise,
        "hold": _hold(card),
        "split": _split(card),
        "mark": say("board.urgent") if card.type is OrderType.URGENT else "",
        "age": age(card.moved_at, now),
        "is_fresh": is_fresh,
    }


def _on_time(figures: Figures) -> int:
    return figures.count - figures.late - figures.due if figures.sums else 0


def _promise(card: Card, now: datetime) -> tuple[str, str]:
    on = card.promised_on or card.wanted_on
    if on is None or card.holds:
        return "", ""
    here = today(card.here.tz, now)
    days = (here - on).days
    if card.lane in LEAVING and days > 0:
        return "late", say("board.late_day" if days == 1 else "board.late_days", n=days)
    if card.lane in LEAVING and days == 0:
        return "due", say("board.today")
    return ("plain", day(on, here)) if card.lane in LEAVING else ("", "")


def _hold(card: Card) -> str:
    if card.lane is not Lane.EXCEPTION:
        return ""
    if not card.holds:
        return say("board.lost_part")
    first = say(f"hold.{card.holds[0].value}")
    return say("board.and_more", first=first, n=len(card.holds) - 1) if card.holds[1:] else first


def _split(card: Card) -> str:
    parts = [part for part in card.parts if part is not PartState.CANCELLED]
    states, word = _BEYOND.get(card.lane, (_GONE, "shipped"))
    done = sum(part in states for part in parts)
    if len(parts) < 2 or not (done or card.lane in _BEYOND):  # noqa: PLR2004
        return ""
    return say(f"board.split.{word}", n=done, of=len(parts))
