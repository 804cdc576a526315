"""Files of orders, handed in by the import page, and the reports it hands out.

A file is the body as it is, its name a header: it goes to the disk piece by piece and is never
whole in memory. Its name is only shown; on the disk it is called by the key of its import.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import unquote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from models.access.permissions import require
from models.access.refusals import NotSignedIn, TooSoon
from models.access.verbs import Verb
from models.imports.jobs import break_lease, hand_in, import_by_id
from models.imports.spool import CHUNK, LARGEST, Kept, Spool
from models.imports.staging import Staging
from models.imports.tables import ImportState
from models.imports.working import new_holder
from models.kit.errors import Invalid, NotFound, NotPermitted, Refused
from oms_ui.api.cookies import cookies_of
from oms_ui.api.page_route import check_origin
from oms_ui.settings import settings
from state.core import house, spool_of
from state.doorman import Guest
from state.import_plan import Asked, plan_asked
from state.import_report import report

NAME: Final = "x-file-name"
AT_ONCE: Final = 4
"""How many files come in at the same time; each has a thread to write it down."""
IDLE_S: Final = 60.0
"""How long nothing of a file may arrive before it is given up."""
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class FileRoute(APIRoute):
    """A route that answers only pages of ours, whatever body they send."""

    def get_route_handler(self) -> Handler:
        """Wrap the route's own handler in the check."""
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            check_origin(request)
            response = await handle(request)
            response.headers["Cache-Control"] = "no-store"
            return response

        return checked


router: Final = APIRouter(prefix="/imports", route_class=FileRoute)


class HandedIn(BaseModel):
    """The import that a file has become."""

    id: int


@router.post("", status_code=HTTPStatus.CREATED)
async def take_file(request: Request, asked: Annotated[Asked, Query()]) -> HandedIn:
    """Keep a file and have it looked at; nothing of it is in the house yet."""
    here, name = await _importer(request), _name(request)
    database, actor, spool = here.database, here.visitor.actor, spool_of(here)
    plan = await asyncio.to_thread(database.ask, actor, plan_asked, asked, settings().timezone)
    kept, holder = await _keep(request, spool), new_holder()
    try:
        key = await asyncio.to_thread(
            database.do, actor, hand_in, file=name, digest=kept.digest, size=kept.size, plan=plan,
            state=ImportState.CHECKING, holder=holder,
        )  # fmt: skip
        spool.settle(kept, key)
    except BaseException:
        kept.path.unlink(missing_ok=True)
        raise
    await asyncio.to_thread(database.do, actor, break_lease, key, lambda held: held == holder)
    return HandedIn(id=key)


@router.get("/{import_id}/report.csv")
async def hand_out_report(request: Request, import_id: int) -> StreamingResponse:
    """Hand out what became of every row of a file."""
    here = await _importer(request)
    if not 0 < import_id < 1 << 63:
        raise NotFound("import")
    await asyncio.to_thread(here.database.ask, here.visitor.actor, import_by_id, import_id)
    rows = spool_of(here).rows(import_id)
    if not rows.exists():
        raise NotFound("import_rows")
    headers = {"Content-Disposition": f'attachment; filename="import-{import_id}-report.csv"'}
    return StreamingResponse(_pieces(rows), media_type="text/csv", headers=headers)


def _pieces(rows: Path) -> Iterator[bytes]:
    with Staging(rows, is_new=False) as staging:
        yield from report(staging)


class _Desk:
    """Where files are written down: a few at a time, each on a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, "oms-uploads")
        self._busy = 0

    async def keep(self, spool: Spool, chunks: Iterator[bytes]) -> Kept:
        """Write a file down.

        Raises:
            TooSoon: `too_fast`, where too many come in already.
        """
        if self._busy >= AT_ONCE:
            raise TooSoon("too_fast", wait_s=5)
        self._busy += 1
        try:
            work = partial(spool.keep, chunks)
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._busy -= 1


_desk: Final = _Desk()


async def _keep(request: Request, spool: Spool) -> Kept:
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said) > LARGEST:
        raise Invalid("file_too_large", most=LARGEST >> 20)
    try:
        return await _desk.keep(spool, _chunks(request))
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None  # nobody hears it
    except TimeoutError:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
    except OSError as error:
        raise Refused("spool_failed", why=error.strerror) from None


def _chunks(request: Request) -> Iterator[bytes]:
    """Go through the body from a thread, in pieces that are worth a write."""
    loop, stream = asyncio.get_running_loop(), aiter(request.stream())

    async def piece() -> bytes:
        gathered = bytearray()
        async for chunk in stream:
            gathered += chunk
            if len(gathered) >= CHUNK:
                break
        return bytes(gathered)

    def pieces() -> Iterator[bytes]:
        while chunk := asyncio.run_coroutine_threadsafe(piece(), loop).result(IDLE_S):
            yield chunk

    return pieces()


def _name(request: Request) -> str:
    """Return what a file is called, without what could mislead whoever reads it."""
    said = unquote(request.headers.get(NAME, ""), errors="replace")
    last = said.replace("\\", "/").rpartition("/")[2]
    name = "".join(ch for ch in last if ch.isprintable()).strip()
    if not name:
        raise Invalid("malformed", fields=[NAME])
    return name


async def _importer(request: Request) -> Guest:
    """Return who asks and in which house, where they may import."""
    guest = await house().guest(cookies_of(request))
    if guest is None:
        raise NotSignedIn("not_signed_in")
    if guest.visitor.must_change_password:
        raise NotPermitted("password_must_change")
    require(guest.visitor.actor, Verb.IMPORT)
    return guest
