"""Pulling the plug: what was acknowledged is there, and what is there is whole."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from models.db import Database
from models.proof.check import check
from models.workflow.jobs import run_due
from tests.factories import an_order, stock
from tests.invariants import broken_laws

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 20


class Worker:
    """A process that works on a database, to be killed."""

    def __init__(self, program: subprocess.Popen[str], url: str, seed: int) -> None:
        assert program.stdin
        assert program.stdout
        program.stdin.write(f"{url} {seed}\n")
        program.stdin.flush()
        self._said = program.stdout
        word, pid = self._said.readline().split()
        assert word == "pid"
        self.pid = int(pid)

    def say(self, count: int) -> list[str]:
        """Wait until it has acknowledged `count` commands, and return what it said."""
        return [self._said.readline().strip() for _ in range(count)]

    def kill(self) -> list[str]:
        """Kill it without a warning, and return what it had said until then."""
        os.kill(self.pid, signal.SIGKILL)
        return [line.strip() for line in iter(self._said.readline, "gone\n")]


@pytest.fixture
def program() -> Iterator[subprocess.Popen[str]]:
    """The program that workers are forked from."""
    command = [sys.executable, "-m", "tests.models.worker_child"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        yield child
        child.kill()


def lost(engine: Engine, said: list[str]) -> list[str]:
    """What was acknowledged and is not there."""
    orders = 'SELECT no, version FROM "order"'
    goods = """
        SELECT reason_text AS note, COUNT(*) AS count FROM event
        WHERE type = 'stock.goods_in' GROUP BY reason_text
    """
    with engine.connect() as connection:
        there = {
            "order": {row.no: row.version for row in connection.execute(text(orders))},
            "goods": {row.note: row.count for row in connection.execute(text(goods))},
        }
    acknowledged = [line.split() for line in said]
    return [" ".join(a) for a in acknowledged if there[a[0]].get(a[1], 0) < int(a[2])]


def check_file(engine: Engine) -> None:
    """A file of SQLite opens clean."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_killed_process_loses_nothing_it_acknowledged(
    business: Database, program: subprocess.Popen[str]
) -> None:
    stock(business, MUG=20, TEE=20, CAP=20)
    an_order(business, {"MUG": 1})
    business.close()
    chance = random.Random(1)
    total = 0
    for kill in range(KILLS):
        worker = Worker(program, business.url, kill)
        said = worker.say(chance.randint(1, 50)) + worker.kill()

        after = Database(business.url)
        assert [line for line in said if line.startswith("error")] == []
        check_file(after.engine)
        assert lost(after.engine, said) == []
        assert broken_laws(after.engine) == {}
        assert check(after).is_clean
        after.close()
        total += len(said)
    assert total > KILLS


def test_work_goes_on_after_a_kill(business: Database, program: subprocess.Popen[str]) -> None:
    stock(business, MUG=20, TEE=20, CAP=20)
    an_order(business, {"MUG": 1})
    business.close()
    worker = Worker(program, business.url, 99)
    worker.say(60)
    worker.kill()

    after = Database(business.url)
    run_due(after, most=500)
    an_order(after, {"PEN": 1})

    assert broken_laws(after.engine) == {}
    after.close()
