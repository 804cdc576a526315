"""Every page there is: a row is a page."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import reflex as rx

from components.home import home


class Page(NamedTuple):
    """An address, what is drawn there, and what happens when somebody opens it.

    `permission` is what a person needs to open it; None is for everyone.
    """

    route: str
    title: str
    view: Callable[[], rx.Component]
    on_load: Sequence[rx.EventHandler] = ()
    permission: str | None = None


PAGES: Final = (Page(route="/", title="OMS UI", view=home),)


def add_pages(app: rx.App) -> None:
    """Add every page to `app`."""
    for page in PAGES:
        app.add_page(page.view, route=page.route, title=page.title, on_load=list(page.on_load))
