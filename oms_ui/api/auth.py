"""Signing in and out of the real house. What a page of ours calls; programs have API keys."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from models.access.refusals import NotSignedIn, TooSoon
from models.kit.actor import SYSTEM
from models.people.entrance import Browser, choose_password, sign_in
from models.people.sessions import AGENT_LENGTH, Visitor, end_session
from oms_ui.api.address import address_of
from oms_ui.api.cookies import cookies_of, drop_cookie, give_cookie
from oms_ui.api.page_route import PageRoute
from state.core import house

T = TypeVar("T")

MOST_WAITING: Final = 32
router: Final = APIRouter(prefix="/auth", tags=["auth"], route_class=PageRoute)
Text = Annotated[str, Field(max_length=1000)]


class _Given(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class SignIn(_Given):
    """A name and its password."""

    name: Text
    password: Text


class NewPassword(_Given):
    """A password to change to, and the one there is."""

    current: Text
    new: Text


class Me(BaseModel):
    """Who is signed in."""

    name: str
    label: str
    roles: list[str]
    locale: str | None
    must_change_password: bool


@router.post("/sign-in", status_code=HTTPStatus.NO_CONTENT)
async def enter(given: SignIn, request: Request, response: Response) -> None:
    """Begin a session. Its cookie opens the pages; no script can read it."""
    browser = _browser(request)
    secret = await _slowly(partial(sign_in, house().database, given.name, given.password, browser))
    _hand_over(request, response, secret)


@router.post("/sign-out", status_code=HTTPStatus.NO_CONTENT)
async def leave(request: Request, response: Response) -> None:
    """End the session, and what it has in the demo; doing so twice is fine."""
    visitor, demo = await _visitor(request), house().demo
    if visitor is not None and demo is not None:
        await demo.leave(visitor, cookies_of(request))
    if visitor is not None:
        await asyncio.to_thread(house().database.do, SYSTEM, end_session, visitor.fingerprint)
    drop_cookie(response, house().doorman.cookie)
    _forget_demo(request, response)


@router.post("/password", status_code=HTTPStatus.NO_CONTENT)
async def change(given: NewPassword, request: Request, response: Response) -> None:
    """Change one's own password: every session ends, and this browser gets a new one."""
    visitor = await _signed_in(request)
    browser = _browser(request)
    secret = await _slowly(
        partial(choose_password, house().database, visitor, given.current, given.new, browser)
    )
    _hand_over(request, response, secret)


@router.get("/me")
async def me(request: Request) -> Me:
    """Say who is signed in."""
    visitor = await _signed_in(request)
    return Me(
        name=visitor.name,
        label=visitor.actor.label,
        roles=sorted(visitor.actor.roles),
        locale=visitor.locale,
        must_change_password=visitor.must_change_password,
    )


class _Bench:
    """Where passwords are worked on: two at a time, and a queue that ends somewhere.

    Each costs 64 MB and some 50 ms of a processor; a flood of them must not stop everything else.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2, "oms-passwords")
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work when its turn comes.

        Raises:
            TooSoon: `too_fast`, where too many wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise TooSoon("too_fast", wait_s=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


_slowly: Final = _Bench().run


def _hand_over(request: Request, response: Response, secret: str) -> None:
    give_cookie(response, house().doorman.cookie, secret)
    _forget_demo(request, response)


def _forget_demo(request: Request, response: Response) -> None:
    """What another visit had in the demo would keep this one out of the house."""
    demo = house().demo
    if demo is not None and demo.is_named_in(cookies_of(request)):
        drop_cookie(response, demo.cookie)


def _browser(request: Request) -> Browser:
    return Browser(address_of(request), request.headers.get("user-agent", "")[:AGENT_LENGTH])


async def _visitor(request: Request) -> Visitor | None:
    return await house().doorman.visitor(cookies_of(request))


async def _signed_in(request: Request) -> Visitor:
    visitor = await _visitor(request)
    if visitor is None:
        raise NotSignedIn("not_signed_in")
    return visitor
