"""A demo business of one order, for tests of what is around it, and makers that do as told."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.access.passwords import Sealed
from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.tables import OrderRecord
from models.people.commands import add_user
from state.demo.folder import DemoFolder
from state.demo.house import DemoHouse
from tests.databases import Shelf
from tests.factories import a_business, an_order, stock

SECRET = "Nobody of Nowhere"
"""A name that stands in the demo alone."""
PEOPLE = (("mei", "Mei Lin", Role.MANAGER), ("lei", "Lei Liu", Role.WAREHOUSE))
BUSY = "import os, sys; os.read(0, 1)"
"""A maker that gets nowhere until it is told to go."""
HONEST = """
import pathlib, sys
from state.demo.folder import DemoFolder
folder = DemoFolder(pathlib.Path(sys.argv[1]))
folder.draft.touch()
folder.publish()
"""
"""A maker of a demo that nobody has ever been in."""


class Kept:
    """What was begun for databases that were opened, and has not ended."""

    def __init__(self) -> None:
        self.going: list[Database] = []

    def __call__(self, database: Database) -> Callable[[], None]:
        self.going.append(database)
        return lambda: self.going.remove(database)


def a_demo_house(root: Path, maker: str = HONEST, keep: Any = None, **more: Any) -> DemoHouse:
    """The demo of an installation, with a maker that is one line of Python."""
    return DemoHouse(DemoFolder(root), [sys.executable, "-c", maker], keep or Kept(), **more)


def make_demo(folder: DemoFolder, shelf: Shelf) -> OrderRecord:
    """Have a small demo in a folder, with one order of `SECRET`."""
    lock = folder.begin()
    assert lock is not None
    with shelf.fresh("sqlite") as url:
        Path(url.removeprefix("sqlite:///")).rename(folder.draft)
    database = Database(f"sqlite:///{folder.draft}")
    database.do(SYSTEM, a_business)
    stock(database, MUG=9)
    for name, label, role in PEOPLE:
        database.do(
            SYSTEM, add_user, name=name, label=label, password=Sealed("-"), roles=[role.value],
            must_change_password=False,
        )  # fmt: skip
    order = an_order(database, customer={"code": "C-9", "name": SECRET})
    database.close()
    folder.publish()
    os.close(lock)
    return order
