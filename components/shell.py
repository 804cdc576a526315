"""The frame of every page: top bar, icon rail, main; on a phone the rail is a bar at the foot.

In the demo a banner stands above it all, on every page.
"""

from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple

import reflex as rx

from components.account import account
from components.demo.banner import banner
from components.logo import logo
from components.text import t
from components.tokens import icon
from models.access.permissions import GRANTS
from models.access.verbs import Verb
from state.session import SessionState


class Place(NamedTuple):
    """Somewhere the rail leads, and the verb a person needs to go there."""

    route: str
    key: str
    icon: str
    verb: Verb


PLACES: Final = (
    Place("/board", "nav.board", "square-kanban", Verb.READ),
    Place("/import", "nav.import", "file-input", Verb.IMPORT),
)
"""Every page of the rail: a row is a place."""
MAIN: Final = "main"


def shell(
    *children: rx.Component, find: rx.Component | None = None, here: str = ""
) -> rx.Component:
    """Put `children` inside the frame.

    Args:
        find: what searches this page; stands in the middle of the bar.
        here: the route of the page, which the rail marks.
    """
    return rx.el.div(
        rx.el.a(t("shell.skip"), href=f"#{MAIN}", class_name="skip"),
        banner(),
        _bar(find),
        _rail(here),
        rx.el.main(*children, id=MAIN, tab_index=-1, class_name="main", data_testid="page"),
        class_name=rx.cond(SessionState.in_demo, "app in-demo", "app"),
    )


def _bar(find: rx.Component | None) -> rx.Component:
    return rx.el.header(
        rx.el.a(logo(20), href="/", aria_label=t("app.name"), class_name="logo"),
        rx.el.span(t("app.name"), class_name="house"),
        rx.el.div(find or rx.fragment(), class_name="find-place"),
        account(),
        class_name="bar",
    )


def _rail(here: str) -> rx.Component:
    return rx.el.nav(
        *(rx.cond(may(place.verb), _link(place, here)) for place in PLACES),
        aria_label=t("shell.pages"),
        class_name="rail",
    )


def _link(place: Place, here: str) -> rx.Component:
    current: dict[str, Any] = {"aria_current": "page"} if place.route == here else {}
    return rx.el.a(
        icon(place.icon, 18),
        rx.el.span(t(place.key)),
        href=place.route,
        title=t(place.key),
        **current,
    )


def may(verb: Verb) -> rx.Var[bool]:
    """Return whether the page shows what takes `verb`; the guard decides what happens there."""
    held: Any = SessionState.roles
    able = (role.value for role, verbs in GRANTS.items() if verb in verbs)
    return reduce(or_, (held.contains(role) for role in able))
