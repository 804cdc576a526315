"""What the API says where nothing is: a problem, not the page's own "not found"."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match

OURS: Final = ("/api", "/files")
METHODS: Final = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def add_nowhere(api: FastAPI) -> None:
    """Answer every path of ours that no route of `api` takes so far; call this last."""
    known = list(api.routes)

    async def nowhere(request: Request) -> None:
        allowed = _methods_here(known, request)
        if allowed:
            raise HTTPException(
                HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(allowed)}
            )
        raise HTTPException(HTTPStatus.NOT_FOUND)

    for folder in OURS:
        path = f"{folder}/{{rest:path}}"
        api.add_api_route(path, nowhere, methods=list(METHODS), include_in_schema=False)


def _methods_here(routes: Sequence[BaseRoute], request: Request) -> list[str]:
    return [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes
        )
    ]
