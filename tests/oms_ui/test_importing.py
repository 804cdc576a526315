"""The importer of a serving process: it works on what waits, once, and survives what happens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from models.activity.leases import take_lease
from models.db import Database, Unit
from models.imports import watching
from models.imports.jobs import IN_HAND, import_by_id, put_down, put_in_hand, take_up, wanted
from models.imports.spool import KEPT_S, Spool
from models.imports.tables import ImportState
from models.imports.working import HOST, new_holder
from models.kit.actor import SYSTEM
from models.people.sessions import Visitor
from oms_ui import importing
from oms_ui.importing import Importer
from state.core import spool_of
from state.doorman import Guest
from tests.databases import Shelf
from tests.factories import a_business
from tests.models.imports.files import GOOD, order, text
from tests.models.imports.handing import Desk

S = ImportState
MANY = [GOOD.replace("A1", f"A{i}").replace("C-9", f"C-{i}") for i in range(1, 41)]
WITHIN_S = 20
NOBODY = 2**22 + 1
"""No process has such a number."""


@pytest.fixture
def desk(business: Database, tmp_path: Path) -> Desk:
    return Desk(business, tmp_path)


def importer_of(desk: Desk) -> Importer:
    return Importer(desk.database, desk.spool)


@contextmanager
def at_work(*importers: Importer) -> Iterator[None]:
    for importer in importers:
        importer.start()
    try:
        yield
    finally:
        for importer in importers:
            importer.stop()


def wait_for(database: Database, holds: Callable[[], bool]) -> None:
    """Wait until something is so, looking after every commit."""
    news = threading.Condition()

    def tell() -> None:
        with news:
            news.notify_all()

    database.listeners.append(tell)
    try:
        with news:
            assert news.wait_for(holds, WITHIN_S)
    finally:
        database.listeners.remove(tell)


def test_a_round_does_what_waits_and_then_nothing(desk: Desk) -> None:
    desk.hand_in(text(GOOD), state=S.CHECKING)
    importer = importer_of(desk)

    assert importer.round(new_holder())

    assert desk.row.state is S.READY
    assert not importer.round(new_holder())
    desk.database.do(SYSTEM, put_in_hand, desk.last, S.TAKING)
    assert importer.round(new_holder())
    assert desk.row.state is S.DONE


def test_what_is_handed_in_is_looked_at_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PAUSE_S", 3_600.0)
    importer = importer_of(desk)

    with at_work(importer):
        desk.hand_in(text(GOOD), state=S.CHECKING)
        wait_for(desk.database, lambda: desk.row.state is S.READY)
        desk.database.do(SYSTEM, put_in_hand, desk.last, S.TAKING)
        wait_for(desk.database, lambda: desk.row.state is S.DONE)

    assert importer.wake not in wanted
    assert order(desk.database, "A1")


def test_several_importers_do_each_import_once(desk: Desk) -> None:
    keys = [
        desk.hand_in(text(*(row.replace("A", f"{n}-") for row in MANY[:5])), name=f"{n}.csv")
        for n in range(4)
    ]

    def rows() -> list[Any]:
        return [desk.database.ask(SYSTEM, import_by_id, key) for key in keys]

    with at_work(importer_of(desk), importer_of(desk)):
        wait_for(desk.database, lambda: all(row.state not in IN_HAND for row in rows()))

    assert [row.state for row in rows()] == [S.DONE] * 4, [row.told["problem"] for row in rows()]
    told = [row.told["orders"] for row in rows()]
    assert told == [{"new": 5, "changed": 0, "same": 0, "refused": 0}] * 4


def test_a_process_that_ends_puts_an_import_down_and_the_next_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hand_in(text(*MANY))
    monkeypatch.setattr(importing, "work_on", partial(importing.work_on, every_s=0))
    first = importer_of(desk)
    look = first._tell

    def tell(phase: str, done: int, total: int) -> None:
        if phase == watching.TAKING and done >= 3:
            first._ended.set()
        look(phase, done, total)

    monkeypatch.setattr(first, "_tell", tell)
    first.round(new_holder())

    assert desk.row.state is S.TAKING
    came = [i for i in range(1, 41) if order(desk.database, f"A{i}")]
    assert came == [1, 2, 3]
    assert importer_of(desk).round(new_holder())
    assert (desk.row.state, desk.row.told["orders"]["new"]) == (S.DONE, 40)


def test_what_a_killed_process_had_in_hand_is_taken_up_at_once(desk: Desk) -> None:
    desk.hand_in(text(GOOD))
    dead = f"{HOST}/{NOBODY}/00000000"[-64:]
    assert desk.database.do(SYSTEM, take_up, desk.last, dead)

    assert importer_of(desk).round(new_holder())

    assert desk.row.state is S.DONE


def test_what_a_living_process_has_in_hand_is_left_alone(desk: Desk) -> None:
    desk.hand_in(text(GOOD))
    assert desk.database.do(SYSTEM, take_up, desk.last, new_holder())

    assert not importer_of(desk).round(new_holder())

    assert desk.row.state is S.TAKING


@pytest.mark.parametrize(("began", "ended"), [(S.CHECKING, S.FAILED), (S.TAKING, S.STOPPED)])
def test_a_bug_is_on_record_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, began: ImportState, ended: ImportState
) -> None:
    desk.hand_in(text(GOOD), state=began)
    importer = importer_of(desk)
    taken_up = importing.work_on

    def broken(database: Database, spool: Spool, key: int, holder: str, _tell: object) -> None:
        database.do(SYSTEM, take_up, key, holder)
        raise RuntimeError(f"the password is hunter2 {spool}")

    monkeypatch.setattr(importing, "work_on", broken)
    assert importer.round(new_holder())

    assert desk.row.state is ended
    problem = desk.row.told["problem"]
    assert (problem["code"], len(problem["data"]["correlation"])) == ("internal", 8)
    assert "hunter2" not in str(desk.row.told)
    monkeypatch.setattr(importing, "work_on", taken_up)
    assert not importer.round(new_holder())  # until somebody asks for it


def test_what_is_old_is_swept(sqlite: Database, tmp_path: Path, monkeypatch: Any) -> None:
    spool = Spool(tmp_path / "spool")
    kept = spool.keep([b"x"])
    importer = Importer(sqlite, spool)
    importer._sweep()
    assert kept.path.exists()
    later = importing.time.time() + KEPT_S + 10

    monkeypatch.setattr(importing.time, "time", lambda: later)
    importer._sweep()
    assert kept.path.exists()  # once a day is enough
    Importer(sqlite, spool)._sweep()

    assert not kept.path.exists()


def test_what_another_has_just_finished_is_not_begun_again(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shelf.fresh("postgresql") as url:
        database = Database(url)
        database.do(SYSTEM, a_business)
        desk = Desk(database, tmp_path)
        desk.hand_in(text(GOOD))
        assert database.do(SYSTEM, take_up, desk.last, "the other")

        def finished_first(unit: Unit, name: str, holder: str, length: timedelta) -> bool:
            monkeypatch.undo()  # the other is done after it was seen at work
            database.do(SYSTEM, put_down, desk.last, "the other", state=S.DONE, told={})
            return take_lease(unit, name, holder, length)

        monkeypatch.setattr("models.imports.jobs.take_lease", finished_first)
        assert not importer_of(desk).round(new_holder())

        assert desk.row.state is S.DONE
        assert database.do(SYSTEM, take_lease, f"import-{desk.last}", "anybody", timedelta(1))
        database.close()


def test_the_files_of_the_demo_lie_and_go_with_its_database(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/made-1/oms.db")

    assert spool_of(Guest(Visitor, database, is_demo=True)).rows(7) == (  # type: ignore[arg-type]
        tmp_path / "made-1" / "imports" / "7.rows"
    )
