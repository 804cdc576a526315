"""An API in front of a shop where Mei works."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from models.access.passwords import seal
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import add_user
from oms_ui.api import build_api
from state.core import bind, unbind
from tests.api.asking import HERE, PASSWORD

SEALED = seal(PASSWORD, "mei")


@pytest.fixture
def shop(sqlite: Database) -> Iterator[Database]:
    """A shop where Mei works, with an API in front."""
    sqlite.do(
        SYSTEM, add_user, name="mei", label="Mei Chen", password=SEALED, roles=["sales"],
        must_change_password=False,
    )  # fmt: skip
    bind(sqlite)
    yield sqlite
    unbind()


@pytest.fixture
def client(shop: Database) -> TestClient:  # noqa: ARG001  the API asks it
    return TestClient(build_api({}), base_url=HERE, raise_server_exceptions=False)
