"""What programs call, under `/api/v1`, and what watches over the server asks beside it.

A router is one line in `ROUTERS`.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, FastAPI

from oms_ui.api import auth, demo
from oms_ui.api.health import Probe, health_router
from oms_ui.api.nowhere import add_nowhere
from oms_ui.api.problems import add_problems

PREFIX: Final = "/api/v1"
ROUTERS: Final[tuple[APIRouter, ...]] = (auth.router, demo.router)


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
    add_nowhere(api)
    return api
