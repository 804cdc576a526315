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

here = settings()
over_tls = (here.public_url or "").startswith("https://")

app = rx.App(api_transformer=[build_api({}), partial(Headers, over_tls=over_tls)])
add_pages(app)
add_tasks(app)
