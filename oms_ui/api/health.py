"""Is it alive, and is it ready? Two questions, because only the first one decides on a restart."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response, status

Probe = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)


def health_router(probes: Mapping[str, Probe]) -> APIRouter:
    """`/healthz` and `/readyz`, outside the versioned API and without a key."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz(response: Response) -> dict[str, str]:
        answers = {name: await _answer(name, probe) for name, probe in probes.items()}
        ready = all(answer == "ok" for answer in answers.values())
        if not ready:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return {"status": "ok" if ready else "failing", **answers}

    return router


async def _answer(name: str, probe: Probe) -> str:
    """`ok` or `failing`; the cause goes to the log, since anyone may ask."""
    try:
        await probe()
    except Exception:
        log.exception("readiness probe %s failed", name)
        return "failing"
    return "ok"
