"""Every page there is: a row is a page."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import reflex as rx

from components.board.board import board
from components.demo.page import demo
from components.imports.imports import imports
from components.imports.job import import_job
from components.order.order import order
from components.sign_in.login import login
from components.sign_in.password import password
from models.access.verbs import Verb
from state.board import BoardState
from state.import_job import ImportJobState
from state.imports import ImportsState
from state.offer import DEMO_PAGE, OfferState
from state.order import OrderState
from state.words import say


class Page(NamedTuple):
    """An address, what is drawn there, and what happens when somebody opens it.

    `permission` is what a person needs to open it, where being signed in is not enough;
    `is_public` pages open to strangers too.
    """

    route: str
    title: str
    view: Callable[[], rx.Component]
    on_load: Sequence[Any] = ()
    permission: str | None = None
    is_public: bool = False


PAGES: Final = (
    Page(route="/", title=say("app.name"), view=board, on_load=[OfferState.look, BoardState.enter]),
    Page(
        route="/board",
        title=say("board.page"),
        view=board,
        on_load=[OfferState.look, BoardState.enter],
    ),
    Page(route=DEMO_PAGE, title=say("demo.page"), view=demo, on_load=[OfferState.look]),
    Page(route="/orders/[no]", title=say("order.page"), view=order, on_load=[OrderState.load]),
    Page(
        route="/import",
        title=say("import_page.page"),
        view=imports,
        on_load=[ImportsState.load],
        permission=Verb.IMPORT,
    ),
    Page(
        route="/import/[id]",
        title=say("import_page.page"),
        view=import_job,
        on_load=[ImportJobState.load],
        permission=Verb.IMPORT,
    ),
    Page(route="/login", title=say("sign_in.page"), view=login, is_public=True),
    Page(route="/password", title=say("password.page"), view=password, is_public=True),
)
INSIDE: Final = tuple(page.route for page in PAGES if not page.is_public)
"""The addresses of the pages for people who are signed in."""


def add_pages(app: rx.App) -> None:
    """Add every page to `app`."""
    for page in PAGES:
        app.add_page(page.view, route=page.route, title=page.title, on_load=list(page.on_load))
