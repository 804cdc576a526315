"""One real backend for the tests that speak to it over sockets, with something worth stealing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.access.passwords import seal
from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.people.commands import add_user
from tests.databases import Shelf
from tests.factories import a_business, an_order, stock
from tests.models.imports.handing import Desk
from tests.state.pipeline import Browser, browser_of
from tests.state.wire import Backend, backend

PASSWORD = "correct horse battery"
SECRET = "Xi Shi of Zhuluo"
"""A name that only people who may see orders may see."""


@pytest.fixture(scope="session")
def house(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """A running backend: one order of `SECRET`, and a person of each role named like it."""
    with shelf.fresh("sqlite") as url:
        database = Database(url)
        database.do(SYSTEM, a_business)
        stock(database, MUG=9)
        order = an_order(database, customer={"code": "SECRET", "name": SECRET})
        for role in set(Role) - {Role.SYSTEM}:
            database.do(
                SYSTEM, add_user, name=role.value, password=seal(PASSWORD, role.value),
                roles=[role], must_change_password=False,
            )  # fmt: skip
        database.do(
            SYSTEM, add_user, name="newcomer", password=seal(PASSWORD, "newcomer"), roles=["admin"]
        )
        database.close()
        with backend(tmp_path_factory.mktemp("backend"), url, order) as running:
            yield running


@pytest.fixture
def shop(sqlite: Database) -> Database:
    """A small business with goods on the shelf."""
    sqlite.do(SYSTEM, a_business)
    stock(sqlite, MUG=50)
    return sqlite


@pytest.fixture
def mei(shop: Database) -> Iterator[Browser]:
    """The browser of somebody who may do most things with orders."""
    with browser_of(shop, "mei") as browser:
        yield browser


@pytest.fixture
def desk(shop: Database, tmp_path: Path) -> Desk:
    return Desk(shop, tmp_path)


@pytest.fixture
def ann(shop: Database, desk: Desk) -> Iterator[Browser]:
    """The browser of a dispatcher, where files may be handed in."""
    with browser_of(shop, "ann", spool=desk.spool) as browser:
        yield browser
