"""How a command of the shell reaches the business, and how a refusal reaches the shell."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from models.db import Database
from models.kit.errors import Refusal


@contextmanager
def business() -> Iterator[Database]:
    """Open the database the settings name, with its newest shape; a refusal ends the command.

    A refusal is said as one sentence on stderr, and the exit code is 1.
    """
    from models.migrations import upgrade
    from oms_ui.settings import settings

    here = settings()
    here.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    upgrade(here.database_url)
    database = Database(here.database_url)
    try:
        yield database
    except Refusal as refusal:
        refuse(refusal)
    finally:
        database.close()


def refuse(refusal: Refusal) -> NoReturn:
    """Say why not, and end with exit code 1."""
    from state.words import words

    sys.exit(f"oms: {words(refusal.code, refusal.data)}")
