"""Routes that our own pages call with the cookie of the person: nothing else may use that cookie.

A page of another site can make a browser send our cookie along, but it can neither write `Origin`
nor send JSON without being asked first. So both are looked at before the body is, and the body is
not read beyond what such a page has to say.
"""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from oms_ui.settings import settings

MOST_BYTES: Final = 8 * 1024
_FROM_HERE: Final = frozenset({"same-origin", "none"})
_READS: Final = frozenset({"GET", "HEAD"})

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route that answers only pages of ours, and only short JSON."""

    def get_route_handler(self) -> Handler:
        """Wrap the route's own handler in the checks."""
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            check_origin(request)
            if request.method not in _READS:
                check_json(request)
            capped = Request(request.scope, cap(request, MOST_BYTES))
            response = await handle(capped)
            response.headers["Cache-Control"] = "no-store"
            return response

        return checked


def check_origin(request: Request) -> None:
    """Let pass what comes from a page of ours, or from no page at all.

    Raises:
        HTTPException: 403.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    if origin is None and site in _FROM_HERE:
        return
    if origin is None or origin not in settings().origins:
        raise HTTPException(HTTPStatus.FORBIDDEN)


def check_json(request: Request) -> None:
    """Let pass what says that it is JSON.

    Raises:
        HTTPException: 415.
    """
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def cap(request: Request, most: int) -> Receive:
    """Return what to receive the body of `request` from: no more than `most` bytes of it.

    Raises:
        HTTPException: 413, at once where the header says so, else when the body proves it.
    """
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said) > most:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return receive
