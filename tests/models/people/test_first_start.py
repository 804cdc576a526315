"""Two servers that start at the same moment on one database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from models.db import Database
from models.kit.actor import SYSTEM
from models.people.entrance import ensure_admin
from models.people.queries import people

STARTING = 4


def test_of_servers_that_start_at_once_one_makes_the_administrator(database: Database) -> None:
    servers = [Database(database.url, clock=database.clock) for _ in range(STARTING)]
    ready = Barrier(STARTING)

    def start(server: Database) -> str | None:
        ready.wait()
        return ensure_admin(server)

    with ThreadPoolExecutor(STARTING) as pool:
        told = list(pool.map(start, servers))
    for server in servers:
        server.close()

    assert len([password for password in told if password]) == 1
    assert [each.name for each in database.ask(SYSTEM, people)] == ["admin"]
