"""Answers that say no, as RFC 9457 problem details with a stable `code`, and never a trace.

`detail` is the sentence for a person; `code` and `data` are for programs.
"""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from models.access.refusals import TooSoon
from models.kit.errors import Refusal
from state.words import words

MEDIA_TYPE: Final = "application/problem+json"
MOST_FIELDS: Final = 20
CODES: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.FORBIDDEN: "origin_unknown",
    HTTPStatus.NOT_FOUND: "no_such_route",
    HTTPStatus.METHOD_NOT_ALLOWED: "wrong_method",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "json_needed",
}
"""What the web itself refuses, before the business is asked."""
log: Final = structlog.get_logger("oms.api")


def problem(status: int, code: str, data: Mapping[str, Any] | None = None) -> JSONResponse:
    """Return the answer that tells one problem."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words(code, data or {}),
        "code": code,
        "data": dict(data or {}),
    }
    return JSONResponse(body, status, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def add_problems(api: FastAPI) -> None:
    """Have every error of `api` answered as a problem."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(RequestValidationError, _malformed)
    api.add_exception_handler(HTTPException, _not_http)
    api.add_exception_handler(Exception, _crashed)


def _refused(_request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)  # noqa: S101  registered for it alone
    answer = problem(refusal.status, refusal.code, refusal.data)
    if isinstance(refusal, TooSoon):
        answer.headers["Retry-After"] = str(refusal.data["wait_s"])
    return answer


def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return problem(HTTPStatus.BAD_REQUEST, "bad_json")
    # Where it is wrong and how, but not what was sent: it may be a password.
    wrong = {".".join(map(str, each["loc"][1:])) or "body": each["type"] for each in found}
    fields = dict(list(wrong.items())[:MOST_FIELDS])
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", {"fields": list(fields), "problems": fields}
    )


def _not_http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    code = CODES.get(error.status_code, "bad_request")
    answer = problem(error.status_code, code)
    answer.headers.update(error.headers or {})
    return answer


def _crashed(_request: Request, error: Exception) -> JSONResponse:
    correlation = secrets.token_hex(4)
    log.error("request_failed", correlation=correlation, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", {"correlation": correlation})
