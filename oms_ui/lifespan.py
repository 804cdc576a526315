"""What lives as long as a worker process does: a row is a task.

A task is a coroutine function, cancelled at the end, or an async context manager, left at the end.
One that names a parameter `app` is handed the app. It may open connections and start threads, which
nothing may do at import: the server imports the app before it forks.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any, Final

import reflex as rx

LOOK_EVERY_S: Final = 1.0


async def leave_with_parent() -> None:
    """Stop when the process that started this worker is gone, however it went.

    A killed parent tells nobody, and its workers would keep the port.
    """
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing announces a killed parent
        await asyncio.sleep(LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)


TASKS: Final[tuple[Callable[..., Any], ...]] = (leave_with_parent,)


def add_tasks(app: rx.App) -> None:
    """Register every task with `app`, in this order."""
    for task in TASKS:
        app.register_lifespan_task(task)
