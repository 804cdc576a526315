"""Orders for a browser to look at: the server's own database, opened beside it."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.access.permissions import Role
from models.catalog.tables import Shop
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.table import table
from tests.browser.serving import ADMIN_PASSWORD, Server
from tests.factories import a_business, stock


@contextmanager
def shop_of(server: Server) -> Iterator[Database]:
    """The business behind a server, made at the first call, with goods on the shelf."""
    database = Database(server.environ["OMS_DATABASE_URL"])
    try:
        has_shop = database.ask(SYSTEM, lambda unit: unit.value(table(Shop).select()))
        if not has_shop:
            database.do(SYSTEM, a_business)
        stock(database, MUG=50)
        yield database
    finally:
        database.close()


def a_colleague(database: Database, name: str, label: str, role: Role) -> None:
    """Somebody who signs in with the password of the administrator."""
    from models.access.passwords import seal
    from models.people.commands import add_user

    database.do(
        SYSTEM, add_user, name=name, label=label, password=seal(ADMIN_PASSWORD, name),
        roles=[role.value], must_change_password=False,
    )  # fmt: skip
