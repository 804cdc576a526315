"""The maker of the demo: whole or not at all, and gone with the server."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.queries import has_orders
from oms_ui.demo_maker import make, reason_of
from state.demo.folder import DemoFolder, Failure, Phase, Standing

MAKER = [sys.executable, "-m", "oms_ui.demo_maker"]


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    return DemoFolder(tmp_path / "demo")


def test_what_it_made_is_a_business(folder: DemoFolder) -> None:
    lock = folder.begin()
    assert lock is not None

    make(folder, orders=60)

    os.close(lock)
    assert folder.standing() == Standing(Phase.READY)
    database = Database(f"sqlite:///{folder.ready()}")
    assert database.ask(SYSTEM, has_orders)
    database.close()


def test_it_ends_with_the_server_and_leaves_only_a_draft(folder: DemoFolder) -> None:
    lock = folder.begin()
    assert lock is not None
    with subprocess.Popen(
        [*MAKER, str(folder.root)], stdin=subprocess.PIPE, pass_fds=(lock,)
    ) as maker:
        os.close(lock)
        assert folder.standing().phase is Phase.MAKING
        assert maker.stdin
        maker.stdin.close()  # as the end of the server does, however it ends

        assert maker.wait(60) == 1

    assert folder.standing() == Standing(Phase.BROKEN, why=Failure.INTERRUPTED)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Failure.FULL),
        (PermissionError(errno.EACCES, "Permission denied"), Failure.FORBIDDEN),
        (OSError(errno.EIO, "Input/output error"), Failure.FAILED),
        (OperationalError("", {}, Exception("database or disk is full")), Failure.FULL),
        (OperationalError("", {}, Exception("unable to open database file")), Failure.FORBIDDEN),
        (OperationalError("", {}, Exception("disk I/O error")), Failure.FAILED),
        (ValueError("a bug"), Failure.FAILED),
    ],
)
def test_what_went_wrong_has_a_reason(error: Exception, why: Failure) -> None:
    assert reason_of(error) is why
