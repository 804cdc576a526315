"""What lives as long as a worker process does: a row is a task.

A task is a coroutine function, cancelled at the end, or an async context manager, left at the end.
One that names a parameter `app` is handed the app. It may open connections and start threads, which
nothing may do at import: the server imports the app before it forks.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, Final

import reflex as rx

from models.db import Database
from models.imports.spool import Spool
from oms_ui.importing import Importer
from oms_ui.jobs import Worker
from oms_ui.settings import settings
from state.core import bind, house, unbind
from state.leaving import show_out

LOOK_EVERY_S: Final = 1.0
THREADS: Final = 24
"""As many as may wait for the database at once; Python's own few would be the bottleneck."""


async def leave_with_parent() -> None:
    """Stop when the process that started this worker is gone, however it went.

    A killed parent tells nobody, and its workers would keep the port.
    """
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing announces a killed parent
        await asyncio.sleep(LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)


@asynccontextmanager
async def open_house() -> AsyncIterator[None]:
    """Open the database for states, routes and jobs, and close it at the end."""
    here = settings()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS, "oms-house"))
    database = Database(here.database_url)
    spool = Spool(here.data_dir / "imports")
    bind(database, over_tls=here.over_tls, spool=spool)
    workers = (Worker(database), Importer(database, spool))
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            await asyncio.to_thread(worker.stop)
        unbind()
        await asyncio.to_thread(database.close)


async def close_gone_sockets(app: rx.App) -> None:
    """Close the sockets of people who have signed out or lost their account."""
    await show_out(app, house())


TASKS: Final[tuple[Callable[..., Any], ...]] = (
    leave_with_parent,
    open_house,
    close_gone_sockets,
)


def add_tasks(app: rx.App) -> None:
    """Register every task with `app`, in this order."""
    for task in TASKS:
        app.register_lifespan_task(task)
