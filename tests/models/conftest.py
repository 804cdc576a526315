"""What the tests of the core share."""

from collections.abc import Iterator

import pytest

from models.db import Database
from models.kit.clock import SetClock
from tests.databases import Shelf
from tests.factories import MONDAY
from tests.models.tables.world import World, build


@pytest.fixture(scope="session")
def world(shelf: Shelf) -> Iterator[World]:
    """A business with an order in every state; what is tried on it leaves no trace."""
    with shelf.fresh("sqlite") as url:
        database = Database(url, clock=SetClock(MONDAY))
        yield build(database)
        database.close()
