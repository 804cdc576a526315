"""What every answer tells the browser: what this page may do, and how long to keep a file."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Reflex writes inline scripts, and evaluates what the server sends for toasts.
POLICY: Final = (
    "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "font-src 'self' data:; "
    "worker-src 'self' blob:; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'"
)
ALWAYS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # a tracking page's address is a secret
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
OVER_TLS: Final[Mapping[str, str]] = {"Strict-Transport-Security": "max-age=31536000"}
FOREVER: Final = "public, max-age=31536000, immutable"
FRESH: Final = "no-cache"


def _from_here(location: str) -> str:
    """Return an address on this host: nobody is sent elsewhere.

    Behind a proxy we know neither the scheme nor the name that people use.
    """
    where = urlsplit(location)
    if not where.netloc and where.path[:1] not in ("/", "\\"):
        return location  # beside the page it was asked for
    # Two slashes at the beginning, straight or not, would name a host again.
    path = "/" + where.path.lstrip("/\\")
    return urlunsplit(where._replace(scheme="", netloc="", path=path))


class Headers:
    """An ASGI layer that adds what an answer does not say itself."""

    def __init__(self, app: ASGIApp, *, over_tls: bool) -> None:
        self.app = app
        self.always = {**ALWAYS, **(OVER_TLS if over_tls else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def add_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.add(scope["path"], message)
            await send(message)

        await self.app(scope, receive, add_headers)

    def add(self, path: str, message: Message) -> None:
        """Add the headers to the start of the answer for `path`."""
        headers = MutableHeaders(scope=message)
        for name, text in self.always.items():
            headers.setdefault(name, text)
        if "location" in headers:
            headers["location"] = _from_here(headers["location"])
        if headers.get("content-type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", FRESH)
        elif path.startswith("/assets/") and message["status"] == HTTPStatus.OK:
            # Vite names these files by their content.
            headers.setdefault("Cache-Control", FOREVER)
