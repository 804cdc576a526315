"""The folder of the demo: a draft is never shown, and one maker works at a time."""

import fcntl
import os
from pathlib import Path

import pytest

from state.demo.folder import DemoFolder, Failure, Phase, Standing
from tests.databases import Shelf
from tests.demo_houses import make_demo


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    return DemoFolder(tmp_path / "demo")


def test_at_first_there_is_none(folder: DemoFolder) -> None:
    assert folder.standing() == Standing(Phase.NONE)
    assert folder.ready() is None
    assert not folder.root.exists()


def test_who_holds_the_lock_makes_it_and_nobody_else(folder: DemoFolder) -> None:
    lock = folder.begin()
    assert lock is not None
    folder.note(percent=42)

    assert folder.begin() is None
    assert folder.begin(anew=True) is None
    assert DemoFolder(folder.root).standing() == Standing(Phase.MAKING, percent=42)

    os.close(lock)


def test_a_draft_without_a_maker_is_not_shown_and_makes_way(folder: DemoFolder) -> None:
    lock = folder.begin()
    assert lock is not None
    folder.draft.write_text("half of it")
    folder.note(percent=42)
    os.close(lock)

    assert folder.standing() == Standing(Phase.BROKEN, why=Failure.INTERRUPTED)
    assert folder.ready() is None

    again = folder.begin()
    assert again is not None
    assert not folder.draft.exists()
    assert folder.standing() == Standing(Phase.MAKING)
    os.close(again)


def test_a_failure_is_told_until_the_next_try(folder: DemoFolder) -> None:
    lock = folder.begin()
    assert lock is not None
    folder.fail(Failure.FULL)
    os.close(lock)

    assert folder.standing() == Standing(Phase.BROKEN, why=Failure.FULL)
    assert not folder.draft.parent.exists()

    folder.note(failed="of another version")
    assert folder.standing() == Standing(Phase.BROKEN, why=Failure.FAILED)


def test_what_is_made_is_there_until_it_is_removed(folder: DemoFolder, shelf: Shelf) -> None:
    make_demo(folder, shelf)
    first = folder.ready()

    assert first
    assert folder.standing() == Standing(Phase.READY)
    assert folder.begin() is None
    assert folder.ready() == first

    folder.remove()
    assert folder.standing() == Standing(Phase.NONE)
    assert [path.name for path in folder.root.iterdir()] == ["lock"]


def test_one_that_is_made_anew_has_another_name(folder: DemoFolder, shelf: Shelf) -> None:
    make_demo(folder, shelf)
    first = folder.ready()
    folder.remove()

    make_demo(folder, shelf)

    assert first
    assert folder.ready() not in {None, first}
    assert not first.parent.exists()


def test_the_lock_goes_with_its_last_holder(folder: DemoFolder) -> None:
    lock = folder.begin()
    assert lock is not None
    inherited = os.dup(lock)
    os.close(lock)
    assert folder.standing().phase is Phase.MAKING

    os.close(inherited)
    assert folder.standing().phase is Phase.BROKEN


def test_a_look_at_the_lock_keeps_nobody_from_beginning(folder: DemoFolder) -> None:
    folder.root.mkdir()
    with (folder.root / "lock").open("w") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        assert folder.begin() is None

    lock = folder.begin()
    assert lock is not None
    os.close(lock)


def test_a_place_that_cannot_be_written_is_an_error_at_once(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("in the way")

    with pytest.raises(OSError, match="File exists"):
        DemoFolder(tmp_path / "demo").begin()
    assert DemoFolder(tmp_path / "demo").standing() == Standing(Phase.NONE)
