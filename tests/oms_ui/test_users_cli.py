"""`oms user`: accounts from the shell."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PASSWORD = "correct horse battery\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a shop where Mei works; no test changes it."""
    return a_shop(tmp_path_factory.mktemp("shop"))


def a_shop(folder: Path) -> dict[str, str]:
    environ = {**os.environ, "OMS_DATA_DIR": str(folder)}
    added = oms(environ, "add", "Mei", "--role", "sales", "--label", "Mei Chen", told=PASSWORD)
    assert (added.returncode, added.stderr) == (0, "")
    assert added.stdout.startswith("mei can sign in now, as sales.")
    return environ


def oms(
    environ: dict[str, str], *arguments: str, told: str = ""
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "oms_ui", "user", *arguments]
    return subprocess.run(
        command, env=environ, check=False, capture_output=True, text=True, input=told
    )


def listed(environ: dict[str, str]) -> list[dict[str, object]]:
    return json.loads(oms(environ, "list", "--json").stdout)


def test_people_are_listed(shop: dict[str, str]) -> None:
    assert listed(shop) == [
        {
            "name": "mei", "label": "Mei Chen", "roles": ["sales"], "is_active": True,
            "must_change_password": True,
        }
    ]  # fmt: skip
    assert oms(shop, "list").stdout.split() == ["mei", "Mei", "Chen", "sales", "open"]


def test_a_password_a_role_and_a_closed_account(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)

    assert oms(shop, "passwd", "MEI", told=PASSWORD).returncode == 0
    assert oms(shop, "roles", "mei", "--role", "auditor", "--role", "buyer").returncode == 0
    assert oms(shop, "close", "mei").returncode == 0

    [mei] = listed(shop)
    assert (mei["roles"], mei["is_active"]) == (["auditor", "buyer"], False)


@pytest.mark.parametrize(
    ("arguments", "told", "says"),
    [
        (("add", "mei", "--role", "sales"), PASSWORD, "somebody called mei already"),
        (("add", "jun", "--role", "king"), PASSWORD, "There is no role king."),
        (("add", "jun"), "short\n", "at least 10 characters"),
        (("add", "jun"), "", "at least 10 characters"),
        (("add", "correct horse battery"), PASSWORD, "no spaces"),
        (("passwd", "jun"), PASSWORD, "There is nobody called jun"),
        (("passwd", "mei"), "mei\n", "at least 10 characters"),
        (("close", "jun"), "", "There is nobody called jun"),
    ],
)
def test_a_no_is_one_sentence_and_changes_nothing(
    shop: dict[str, str], arguments: tuple[str, ...], told: str, says: str
) -> None:
    before = listed(shop)

    result = oms(shop, *arguments, told=told)

    assert result.returncode == 1
    assert result.stderr.startswith("oms: ")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert listed(shop) == before


def test_a_password_is_never_an_argument(shop: dict[str, str]) -> None:
    assert oms(shop, "passwd", "mei", "correct horse battery").returncode == 1
