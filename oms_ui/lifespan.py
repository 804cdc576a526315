"""What lives as long as a worker process does: a row is a task.

A task is a coroutine function, cancelled at the end, or an async context manager, left at the end.
One that names a parameter `app` is handed the app. It may open connections and start threads, which
nothing may do at import: the server imports the app before it forks.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol

import reflex as rx

from models.db import Database
from models.imports.spool import Spool, spool_beside
from oms_ui.importing import Importer
from oms_ui.jobs import Worker
from oms_ui.moving import Mover
from oms_ui.settings import Settings, settings
from state.core import bind, house, unbind
from state.demo.folder import DemoFolder
from state.demo.house import DemoHouse
from state.leaving import show_out

LOOK_EVERY_S: Final = 1.0
DEMO_RESTS_EVERY_S: Final = 15.0
DEMO_MAKER: Final = (sys.executable, "-m", "oms_ui.demo_maker")
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
    demo = _demo(here)
    spool = Spool(here.data_dir / "imports")
    bind(database, over_tls=here.over_tls, demo=demo, spool=spool)
    stop = keep_going(Worker(database), Importer(database, spool))
    try:
        yield
    finally:
        await asyncio.to_thread(stop)
        unbind()
        if demo:
            await asyncio.to_thread(demo.close)
        await asyncio.to_thread(database.close)


class Hand(Protocol):
    """Something that works on threads of its own."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """Finish what is in hand, and end."""
        ...


def keep_going(*workers: Hand) -> Callable[[], None]:
    """Let what works for a database begin; return what ends it."""
    for worker in workers:
        worker.start()

    def stop() -> None:
        for worker in workers:
            worker.stop()

    return stop


def _demo(here: Settings) -> DemoHouse | None:
    if not here.demo:
        return None
    folder = DemoFolder(here.data_dir / "demo")
    return DemoHouse(folder, DEMO_MAKER, _keep_demo, over_tls=here.over_tls)


def _keep_demo(database: Database) -> Callable[[], None]:
    importer = Importer(database, spool_beside(database))
    return keep_going(Worker(database), importer, Mover(database))


async def rest_demo() -> None:
    """Close the demo where nobody is in it any more, or where it has been taken away."""
    demo, sockets = house().demo, house().sockets
    while demo:
        await asyncio.sleep(DEMO_RESTS_EVERY_S)
        is_used = any(held.is_demo for held in sockets.values())
        await asyncio.to_thread(demo.rest, is_used=is_used)


async def close_gone_sockets(app: rx.App) -> None:
    """Close the sockets of people who have signed out or lost their account."""
    await show_out(app, house())


TASKS: Final[tuple[Callable[..., Any], ...]] = (
    leave_with_parent,
    open_house,
    close_gone_sockets,
    rest_demo,
)


def add_tasks(app: rx.App) -> None:
    """Register every task with `app`, in this order."""
    for task in TASKS:
        app.register_lifespan_task(task)
