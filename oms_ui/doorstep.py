"""Decides where somebody lands who opens a page: inside, or at the sign-in page.

A courtesy, not the lock: the pages themselves are public, and every event is checked by the guard.
But who is a stranger is known before anything is drawn, so nobody sees a frame without content. A
cookie of a demo that is over is taken away here, and its owner is in the real house again.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from oms_ui.api.cookies import drop_cookie
from state.core import CHOOSE_PASSWORD, SIGN_IN, house
from state.doorman import Guest

SEE_OTHER: Final = 303
HOME: Final = "/"
_PARAMETER: Final = re.compile(r"\[{1,2}[^/]*\]{1,2}")
_SAFE: Final = "/?&=%:@!$'()*+,;~#[]"


class _Target(NamedTuple):
    """The page somebody is sent to, and the cookie their browser should forget."""

    page: str
    forgets: str = ""


class Doorstep:
    """An ASGI layer in front of the pages.

    Args:
        routes: the pages that are for people who are signed in.
    """

    def __init__(self, app: ASGIApp, *, routes: Iterable[str]) -> None:
        self.app = app
        self._inside = [_pattern(route) for route in routes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or send the browser elsewhere."""
        target = await self._elsewhere(scope) if _opens_a_page(scope) else None
        if target is None:
            await self.app(scope, receive, send)
            return
        answer = RedirectResponse(target.page, SEE_OTHER, headers={"Cache-Control": "no-store"})
        if target.forgets:
            drop_cookie(answer, target.forgets)
        await answer(scope, receive, send)

    async def _elsewhere(self, scope: Scope) -> _Target | None:
        path = scope["path"].rstrip("/") or HOME
        is_inside = any(pattern.fullmatch(path) for pattern in self._inside)
        if not is_inside and path not in {SIGN_IN, CHOOSE_PASSWORD}:
            return None
        cookies = "; ".join(Headers(scope=scope).getlist("cookie"))
        query = scope["query_string"].decode("latin-1")
        here = f"{path}?{query}" if query else path
        guest, demo = await house().guest(cookies), house().demo
        if guest is None and demo is not None and demo.is_named_in(cookies):
            return _Target(quote(here, safe=_SAFE), forgets=demo.cookie)
        page = _inwards(guest, here) if is_inside else _outwards(guest, path, query)
        return _Target(page) if page else None


def back_to(query: str) -> str:
    """Return the page that `?next=` names, where it is one of ours; else the first page.

    Nothing but a path may be asked for: an address of another site would make this sign-in page the
    start of a forgery.
    """
    asked = parse_qs(query).get("next", [HOME])[0]
    is_path = asked.startswith("/") and not asked.startswith("//")
    if not is_path or "\\" in asked or not asked.isprintable():
        return HOME
    is_entrance = asked.partition("?")[0].rstrip("/") in {SIGN_IN, CHOOSE_PASSWORD}
    return HOME if is_entrance else quote(asked, safe=_SAFE)


def _inwards(guest: Guest | None, here: str) -> str | None:
    """Return where somebody goes first who opens a page of the house."""
    if guest is not None and not guest.visitor.must_change_password:
        return None
    return _with_next(SIGN_IN if guest is None else CHOOSE_PASSWORD, here)


def _outwards(guest: Guest | None, path: str, query: str) -> str | None:
    """Return where somebody goes who opens a page outside and is already further."""
    if guest is None:
        return None if path == SIGN_IN else _with_next(SIGN_IN, path)
    if path == CHOOSE_PASSWORD:
        return HOME if guest.is_demo else None  # nobody in the demo has a password
    target = back_to(query)
    return _with_next(CHOOSE_PASSWORD, target) if guest.visitor.must_change_password else target


def _with_next(page: str, target: str) -> str:
    return page if target == HOME else f"{page}?next={quote(target, safe='')}"


def _opens_a_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    headers = Headers(scope=scope)
    mode = headers.get("sec-fetch-mode")
    return mode == "navigate" if mode else "text/html" in headers.get("accept", "")


def _pattern(route: str) -> re.Pattern[str]:
    """Return what a route of Reflex matches: `/orders/[no]` any one segment there."""
    fixed = (re.escape(part) for part in _PARAMETER.split(route))
    return re.compile("[^/]+".join(fixed))
