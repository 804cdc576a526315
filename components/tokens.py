"""Looks by lane: its icon, and its colours as custom properties of the style sheet.

A thing that shows a lane carries `lane_colours(key)`; the sheet then speaks of `--m` (the mark),
`--soft` and `--on-soft` (the badge) and need not know which lane it is.
"""

from collections.abc import Mapping
from typing import Final

import reflex as rx

from models.orders.states import Lane

LANE_ICONS: Final[Mapping[str, str]] = {
    Lane.PENDING_PAYMENT: "wallet",
    Lane.PENDING_REVIEW: "inbox",
    Lane.EXCEPTION: "circle-pause",
    Lane.APPROVED: "circle-check",
    Lane.BACKORDERED: "hourglass",
    Lane.ALLOCATED: "lock-keyhole",
    Lane.PICKING: "shopping-basket",
    Lane.PACKED: "package",
    Lane.SHIPPED: "truck",
    Lane.DELIVERED: "package-check",
    Lane.COMPLETED: "circle-check-big",
    Lane.CANCELLED: "ban",
}
OFF_BOARD: Final = "file-text"


def lane_colours(lane: str | rx.Var[str]) -> dict[str, str]:
    """Return the custom properties that colour a thing by its lane."""
    return {
        "--m": f"var(--st-{lane}-mark)",
        "--soft": f"var(--st-{lane}-soft)",
        "--on-soft": f"var(--st-{lane}-text)",
    }


def icon(name: str, size: int = 16) -> rx.Component:
    """Return an icon that says nothing by itself: the words stand beside it."""
    return rx.icon(name, size=size, aria_hidden="true")


def lane_icon(lane: str | rx.Var[str], size: int = 15) -> rx.Component:
    """Return the icon of a lane, known now or only in the page."""
    if isinstance(lane, str):
        return icon(LANE_ICONS.get(lane, OFF_BOARD), size)
    cases = [(key, icon(name, size)) for key, name in LANE_ICONS.items()]
    return rx.fragment(rx.match(lane, *cases, icon(OFF_BOARD, size)))


def lane_badge(lane: rx.Var[str], name: rx.Var[str]) -> rx.Component:
    """Return a lane as a badge: icon, word and colour."""
    return rx.el.span(
        lane_icon(lane, 13), name, class_name="badge", style=lane_colours(lane),
        data_testid="lane-badge",
    )  # fmt: skip
