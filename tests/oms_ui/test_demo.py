"""`oms demo` at the shell."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models.access import passwords
from models.access.tables import User
from models.db import Database
from models.demo.opened import begin
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.migrations import upgrade

UNTIL = "2026-03-31T15:00+08:00"


def oms(url: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "oms_ui", *arguments],
        env={**os.environ, "OMS_DATABASE_URL": url, **environ},
        check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'oms.db'}"


def test_a_demo_is_made_once_its_people_can_sign_in_and_it_goes_on(url: str) -> None:
    made = oms(url, "demo", "--orders", "100", "--seed", "3", "--until", UNTIL)

    assert (made.returncode, made.stderr.splitlines()[-1]) == (0, "  100 %"), made.stderr
    password = re.search(r"password (\S+) as:", made.stdout)
    assert password
    assert "mei (manager), Mei Lin" in made.stdout
    assert re.search(r"The last seal of its log is [0-9a-f]{64}:", made.stdout)
    database = Database(url)
    found = table(User).select().where(table(User).c.name == "mei")
    user = database.ask(SYSTEM, lambda unit: unit.row(found))
    database.close()
    assert user
    assert passwords.fits(user.password_hash, password[1])

    again = oms(url, "demo", "--orders", "100")

    assert again.returncode == 1
    assert again.stderr.startswith("oms: The database already has 100 orders")
    assert again.stdout == ""
    _goes_on(url)


def _goes_on(url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "oms_ui", "demo", "--live", "600"],
        env={**os.environ, "OMS_DATABASE_URL": url}, stderr=subprocess.PIPE, text=True,
    ) as living:  # fmt: skip
        assert living.stderr
        assert "about 600 orders a minute" in living.stderr.readline()
        living.send_signal(signal.SIGINT)
        said = living.stderr.read()
    assert living.returncode == 0, said
    assert "It rests." in said


def test_a_demo_is_refused_where_it_is_switched_off(url: str, tmp_path: Path) -> None:
    result = oms(url, "demo", OMS_DEMO="no")

    assert result.returncode == 1
    assert result.stderr.startswith("oms: The demo business is switched off")
    assert not (tmp_path / "oms.db").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--orders", "99"), "A demo business has 100 to 1000000 orders."),
        (("--orders", "1000001"), "A demo business has 100 to 1000000 orders."),
        (("--until", "soon"), "--until does not read soon"),
        (("--until", "2999-01-01T00:00"), "--until 2999-01-01T00:00 has not come yet"),
        (("--live", "0"), "--live takes orders a minute"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(
    url: str, options: tuple[str, ...], sentence: str
) -> None:
    result = oms(url, "demo", *options)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"oms: {sentence}"), result.stderr


def test_one_that_was_interrupted_says_so_and_is_not_served(url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "oms_ui", "demo", "--orders", "100"],
        env={**os.environ, "OMS_DATABASE_URL": url}, stderr=subprocess.PIPE, text=True,
    ) as making:  # fmt: skip
        assert making.stderr
        while "%" not in making.stderr.readline():
            pass
        making.send_signal(signal.SIGINT)
        said = making.stderr.read()
    assert making.returncode == 130, said
    assert "Stopped. The business in this database is half made" in said

    served = oms(url, "serve")
    again = oms(url, "demo")

    for result in (served, again):
        assert result.returncode == 1
        assert result.stderr.startswith("oms: The demo business in this database is half made")


def test_half_a_demo_does_not_go_on(url: str) -> None:
    upgrade(url)
    database = Database(url)
    database.do(SYSTEM, begin, orders=100, seed=1)
    database.close()

    result = oms(url, "demo", "--live", "6")

    assert result.returncode == 1
    assert result.stderr.startswith("oms: The demo business in this database is half made")
