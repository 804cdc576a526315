"""How a command of the shell reaches the business, and how a refusal reaches the shell."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from models.db import Database
from models.kit.errors import Refusal
from oms_ui.settings import CannotStart, Settings
from state.words import say, words


@contextmanager
def business() -> Iterator[Database]:
    """Open the database the settings name, with its newest shape; a refusal ends the command.

    A refusal is said as one sentence on stderr, and the exit code is 1.
    """
    from oms_ui.settings import settings

    here = settings()
    get_ready(here)
    database = Database(here.database_url)
    try:
        with _reaching(here.database_url):
            yield database
    except Refusal as refusal:
        refuse(refusal)
    finally:
        database.close()


def get_ready(here: Settings) -> None:
    """Make the data folder if there is none, and bring the database to its newest shape.

    Raises:
        CannotStart: the folder cannot be made, or the database not be reached or read.
    """
    from models.migrations import upgrade

    try:
        here.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        text = say("shell.no_folder", folder=str(here.data_dir), reason=error.strerror)
        raise CannotStart(text) from None
    try:
        with _reaching(here.database_url):
            upgrade(here.database_url)
    except OSError as error:
        raise _out_of_reach(here.database_url, error.strerror or "") from None


def refuse(refusal: Refusal) -> NoReturn:
    """Say why not, and end with exit code 1."""
    sys.exit(f"oms: {words(refusal.code, refusal.data)}")


@contextmanager
def _reaching(database_url: str) -> Iterator[None]:
    """Say in one sentence that a database is away or broken; what else it raises is a bug."""
    try:
        yield
    except DatabaseError as error:
        if type(error) not in {DatabaseError, OperationalError}:
            raise
        raise _out_of_reach(database_url, str(error.orig)) from None


def _out_of_reach(database_url: str, reason: str) -> CannotStart:
    """Return the sentence about it, where no password may stand."""
    url = make_url(database_url)
    first = next(iter(reason.splitlines()), "")
    for secret in (url.password, url.query.get("password")):
        first = first.replace(str(secret), "***") if secret else first
    if url.host is None:
        return CannotStart(say("shell.unreadable", name=url.database, reason=first))
    host = f"{url.host}:{url.port or 5432}"
    return CannotStart(say("shell.unreachable", name=url.database, host=host, reason=first))
