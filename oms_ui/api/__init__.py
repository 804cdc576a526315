"""What programs call, under `/api/v1`, what our pages hand in and out, and what watches over us.

A router is one line in `ROUTERS`; one for files, which only our own pages name, in `FILES`.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, FastAPI

from oms_ui.api import auth, demo, imports
from oms_ui.api.health import Probe, health_router
from oms_ui.api.nowhere import add_nowhere
from oms_ui.api.problems import add_problems

PREFIX: Final = "/api/v1"
ROUTERS: Final[tuple[APIRouter, ...]] = (auth.router, demo.router)
FILES: Final[tuple[APIRouter, ...]] = (imports.router,)


def build_api(probes: Mapping[str, Probe]) -> FastAPI:
    """The API as one app; Reflex is mounted behind it and answers what no route here takes.

    Args:
        probes: what must answer before this server takes traffic, by the name `/readyz` shows.
    """
    api = FastAPI(
        title="OMS UI",
        version="1",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
    )
    add_problems(api)
    api.include_router(health_router(probes))
    for router in ROUTERS:
        api.include_router(router, prefix=PREFIX)
    for router in FILES:
        api.include_router(router, prefix="/files", include_in_schema=False)
    add_nowhere(api)
    return api
