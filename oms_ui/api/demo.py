"""The way into the demo business, from one role there to another, and out again.

Who is in the demo stays signed in to the real house, and these routes speak to that person.
"""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from models.access.permissions import Role, require
from models.access.refusals import NotSignedIn
from models.access.verbs import Verb
from models.kit.errors import NotFound, NotPermitted
from models.people.sessions import AGENT_LENGTH, Visitor
from oms_ui.api.cookies import cookies_of, drop_cookie, give_cookie
from oms_ui.api.page_route import PageRoute
from state.core import house
from state.demo.house import DemoHouse

router: Final = APIRouter(prefix="/demo", tags=["demo"], route_class=PageRoute)


class AsRole(BaseModel):
    """Whom to be in the demo."""

    model_config = ConfigDict(extra="forbid")

    role: Role


def _demo() -> DemoHouse:
    demo = house().demo
    if demo is None:
        raise NotFound("demo")
    return demo


async def _visitor(request: Request) -> Visitor:
    visitor = await house().doorman.visitor(cookies_of(request))
    if visitor is None:
        raise NotSignedIn("not_signed_in")
    if visitor.must_change_password:
        raise NotPermitted("password_must_change")
    return visitor


Demo = Annotated[DemoHouse, Depends(_demo)]
Here = Annotated[Visitor, Depends(_visitor)]


@router.post("/enter", status_code=HTTPStatus.NO_CONTENT)
async def enter(
    given: AsRole, demo: Demo, visitor: Here, *, request: Request, response: Response,
    afterwards: BackgroundTasks,
) -> None:  # fmt: skip
    """Go in, or be somebody else there. Its cookie opens the demo to this visit alone."""
    require(visitor.actor, Verb.DEMO)
    agent = request.headers.get("user-agent", "")[:AGENT_LENGTH]
    give_cookie(response, demo.cookie, await demo.enter(visitor, given.role, agent))
    # Who one was is shown out in every tab, and must not be before the browser has the new cookie.
    afterwards.add_task(demo.leave, visitor, cookies_of(request))


@router.post("/leave", status_code=HTTPStatus.NO_CONTENT)
async def leave(demo: Demo, visitor: Here, request: Request, response: Response) -> None:
    """Be in the real house again, as who one was; doing so twice is fine."""
    await demo.leave(visitor, cookies_of(request))
    drop_cookie(response, demo.cookie)
