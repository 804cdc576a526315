"""Makes the page speak to the server it came from.

Reflex bakes the server's address into the page and, in the browser, exchanges a local host name for
the page's own, but keeps the baked port. One build must serve any port and any public address.
"""

from typing import Final, Unpack

from reflex_base.plugins.base import Plugin, PreCompileContext

BAKED: Final = "http://localhost:3000"
FILE: Final = "utils/state.js"
CHANGES: Final = (
    (
        "endpoint.hostname = frontend_hostname;",
        "endpoint.host = window.location.host;",
    ),
    (
        'endpoint.port = ""; // Assume websocket is on https port via load balancer.',
        "endpoint.port = window.location.port;",
    ),
)


class SameOriginPlugin(Plugin):
    """Rewrites the two lines of Reflex's `getBackendURL` that decide on host and port."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Ask the compiler for the change."""
        context["add_modify_task"](FILE, same_origin)


def same_origin(source: str) -> str:
    """`source` with the changes made; again is harmless.

    Raises:
        ValueError: when this Reflex says it differently, so that an upgrade fails here and loudly.
    """
    for was, becomes in CHANGES:
        if becomes not in source and was not in source:
            raise ValueError(f"{FILE} no longer has the line {was!r}")
        source = source.replace(was, becomes)
    return source
