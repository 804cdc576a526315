"""Runs the finished page and the backend on one port, in worker processes of their own."""

import gc
import multiprocessing
import socket
from importlib import import_module
from typing import Final

from oms_ui.settings import ANY_ADDRESS, CannotStart, Settings

APP: Final = "oms_ui.oms_ui:app"
KILL_AFTER_S: Final = 5  # an open web socket must not keep a stopping server


def check_port(settings: Settings) -> None:
    """Make sure that nobody listens where this server will.

    Asked for here because Granian shares ports between processes and would not notice.

    Raises:
        CannotStart: naming the port and the way to another.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no such host"
            raise CannotStart(
                f"Cannot listen on {settings.host}:{settings.port} ({reason}): stop what "
                "uses it, or choose another, as in `make run PORT=3001`."
            ) from None


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; then stop the workers and free the port."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    _share_app()
    server = Server(
        APP,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=settings.workers,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER_S,
    )
    server.serve()


def greeting(settings: Settings, one_time_password: str | None = None) -> str:
    """What the person at the shell wants to know now.

    Args:
        one_time_password: of `admin`, where this start made that account.
    """
    lines = [f"OMS UI is at {settings.base_url} (Ctrl-C stops it)."]
    if settings.host in ANY_ADDRESS and settings.public_url is None:
        lines.append("For other machines, set OMS_PUBLIC_URL to the address they will open.")
    if one_time_password:
        lines += [
            f"Sign in as `admin` with the password `{one_time_password}`, then choose your own.",
            "It is shown this once. `oms user passwd admin` makes another.",
        ]
    return "\n".join(lines)


def _share_app() -> None:
    """Where workers are forked, import the app before: once for all, and in shared memory."""
    if multiprocessing.get_start_method() == "fork":
        import_module(APP.partition(":")[0])
        gc.collect()
        gc.freeze()
