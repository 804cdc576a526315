"""Builds `app`, which the server serves and the compiler compiles.

Imported before the server forks its workers: nothing here may open a connection, start a thread or
touch an event loop. What lives as long as a worker does is a row of `oms_ui.lifespan.TASKS`.
"""

from functools import partial
from typing import Final

import reflex as rx
import reflex.model  # imported late, it would block the first event for seconds

from oms_ui.api import build_api
from oms_ui.doorstep import Doorstep
from oms_ui.headers import Headers
from oms_ui.lifespan import add_tasks
from oms_ui.logs import set_up_logs
from oms_ui.pages import INSIDE, add_pages
from oms_ui.probes import PROBES
from oms_ui.settings import settings
from state.core import answer, page_failed
from state.guard import Guard

STYLES: Final = ("tokens", "base", "shell", "board", "order", "imports", "sign_in", "demo")
"""The style sheets of `assets/styles`, in the order in which they may overrule one another."""

here = settings()
set_up_logs(here)

app = rx.App(
    api_transformer=[
        build_api(PROBES),
        partial(Doorstep, routes=INSIDE),
        partial(Headers, over_tls=here.over_tls),
    ],
    stylesheets=[f"/styles/{name}.css" for name in STYLES],
    backend_exception_handler=answer,
    frontend_exception_handler=page_failed,
)
app.add_middleware(Guard())
add_pages(app)
add_tasks(app)
