"""The cookies of sessions, which no script can read."""

from fastapi import Request, Response

from models.people.sessions import LONGEST
from state.core import house


def cookies_of(request: Request) -> str:
    """Return all that a browser sent as cookies, as one header."""
    return "; ".join(request.headers.getlist("cookie"))


def give_cookie(response: Response, name: str, secret: str) -> None:
    """Hand over the secret of a session."""
    response.set_cookie(
        name, secret, max_age=int(LONGEST.total_seconds()), path="/",
        secure=house().doorman.over_tls, httponly=True, samesite="lax",
    )  # fmt: skip


def drop_cookie(response: Response, name: str) -> None:
    """Have the browser forget the secret of a session."""
    response.delete_cookie(
        name, path="/", secure=house().doorman.over_tls, httponly=True, samesite="lax"
    )
