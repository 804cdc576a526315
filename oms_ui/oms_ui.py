"""Builds `app`, which the server serves and the compiler compiles.

Imported before the server forks its workers: nothing here may open a connection, start a thread or
touch an event loop. What lives as long as a worker does is a row of `oms_ui.lifespan.TASKS`.
"""

from functools import partial

import reflex as rx
import reflex.model  # imported late, it would block the first event for seconds

from oms_ui.api import build_api
from oms_ui.headers import Headers
from oms_ui.lifespan import add_tasks
from oms_ui.pages import add_pages
from oms_ui.settings import settings
from state.core import answer, page_failed
from state.guard import Guard

here = settings()

app = rx.App(
    api_transformer=[build_api({}), partial(Headers, over_tls=here.over_tls)],
    backend_exception_handler=answer,
    frontend_exception_handler=page_failed,
)
app.add_middleware(Guard())
add_pages(app)
add_tasks(app)
