"""What holds for every test: nobody's own settings, and nobody's own data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis

from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from tests.databases import KINDS, Shelf
from tests.factories import MONDAY, a_business

ROOT = Path(__file__).resolve().parent.parent

# A busy machine may stall for longer than any limit that says something about the code.
hypothesis.register_profile("house", deadline=None)
hypothesis.load_profile("house")


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith(("OMS_", "REFLEX_"))]:
        del os.environ[name]
    os.environ.pop("PORT", None)


@pytest.fixture(scope="session", autouse=True)
def own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("data")
    os.environ["OMS_DATA_DIR"] = str(folder)
    yield folder
    del os.environ["OMS_DATA_DIR"]


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Where fresh databases come from."""
    shelf = Shelf(tmp_path_factory.mktemp("databases"))
    yield shelf
    shelf.close()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[Database]:
    """An empty database with the newest schema, on SQLite and on PostgreSQL; its clock is set."""
    with shelf.fresh(request.param) as url:
        database = Database(url, clock=SetClock(MONDAY))
        yield database
        database.close()


@pytest.fixture
def sqlite(shelf: Shelf) -> Iterator[Database]:
    """An empty database on SQLite alone, for what does not depend on the database."""
    with shelf.fresh("sqlite") as url:
        database = Database(url, clock=SetClock(MONDAY))
        yield database
        database.close()


@pytest.fixture
def business(database: Database) -> Database:
    """A small business without stock, on both databases."""
    database.do(SYSTEM, a_business)
    return database
