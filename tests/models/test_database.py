"""The door: whole or nothing, answered after the commit, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.activity.log import ask_for
from models.activity.tables import Job
from models.db import Database, Unit
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.kit.table import table


def kinds(unit: Unit) -> list[str]:
    return [row.kind for row in unit.rows(select(table(Job)).order_by("id"))]


def test_a_unit_that_is_refused_leaves_nothing_and_others_stand(database: Database) -> None:
    def refuse(unit: Unit) -> None:
        ask_for(unit, "gone", {})
        unit.close()
        raise Refused("no")

    with ThreadPoolExecutor(8) as pool:
        good = [pool.submit(database.do, SYSTEM, ask_for, f"job-{i}", {}) for i in range(20)]
        bad = [pool.submit(database.do, SYSTEM, refuse) for _ in range(20)]

    assert [future.result() for future in good] == [None] * 20
    assert all(isinstance(future.exception(), Refused) for future in bad)
    assert sorted(database.ask(SYSTEM, kinds)) == sorted(f"job-{i}" for i in range(20))


def test_a_listener_that_fails_keeps_nobody_waiting(database: Database) -> None:
    told: list[str] = []

    def fail() -> None:
        raise RuntimeError("deaf")

    database.listeners += [fail, lambda: told.append("heard")]

    def work(unit: Unit) -> str:
        unit.done.append(fail)
        ask_for(unit, "job", {})
        return "done"

    assert database.do(SYSTEM, work) == "done"
    assert database.do(SYSTEM, work) == "done"
    assert told == ["heard", "heard"]


def test_a_bug_reaches_its_caller_and_no_one_else(database: Database) -> None:
    def twice(unit: Unit) -> None:
        row = {"id": 1, "kind": "same", "payload": {}, "next_at": unit.now}
        unit.insert(table(Job), row, row)

    with pytest.raises(IntegrityError):
        database.do(SYSTEM, twice)

    database.do(SYSTEM, ask_for, "job", {})
    assert database.ask(SYSTEM, kinds) == ["job"]


def test_a_closed_database_says_so(sqlite: Database) -> None:
    sqlite.close()

    with pytest.raises(RuntimeError, match="closed"):
        sqlite.do(SYSTEM, ask_for, "job", {})


def test_a_command_opens_no_second_unit(sqlite: Database) -> None:
    with pytest.raises(RuntimeError, match="second unit"):
        sqlite.do(SYSTEM, lambda _unit: sqlite.do(SYSTEM, ask_for, "job", {}))
