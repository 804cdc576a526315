"""What cannot be done at the shell is one sentence on stderr, and exit code 1."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from models.channels.cells import Problem
from oms_ui.cli.move import _value
from oms_ui.settings import CannotStart, read_settings
from state.import_words import sentence


def said(*arguments: str, **environ: str) -> str:
    """What `oms` says on stderr, where it refuses."""
    result = subprocess.run(
        [sys.executable, "-m", "oms_ui", *arguments],
        env={**os.environ, **environ}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (1, ""), result.stderr
    assert result.stderr.startswith("oms: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize("arguments", [("move", "\udcff", "plan"), ("check", "--\udcff")])
def test_an_argument_that_is_no_text_is_named(arguments: tuple[str, ...]) -> None:
    assert said(*arguments) == (
        rf"oms: The argument `{arguments[-1 if arguments[0] == 'check' else 1]}` is not text "
        "in UTF-8. Write it again."
    ).replace("\udcff", r"\xff")


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        (("--port", "99999"), "--port is a whole number from 1 to 65535, not `99999`."),
        (("--port", "-1"), "--port is a whole number from 1 to 65535, not `-1`."),
        (("--port", "0"), "--port is a whole number from 1 to 65535, not `0`."),
        (("--workers", "0"), "--workers is a whole number from 1 to 64, not `0`."),
    ],
)
def test_a_number_that_cannot_be_served_with_is_named(
    option: tuple[str, str], problem: str
) -> None:
    assert said("serve", *option) == f"oms: {problem}"


def test_a_host_that_is_no_name_is_asentence() -> None:
    assert said("serve", "--host", "x" * 100).startswith("oms: Cannot listen on xxx")


@pytest.mark.parametrize("text", ["²", "9" * 5_000, "-1", "", "٣"])
def test_a_count_that_is_no_number_stays_text_to_be_refused(text: str) -> None:
    assert _value("scanned", f"MUG:2,TEE:{text}") == {"MUG": 2, "TEE": text}
    assert _value("line", text) == text


def test_a_count_that_is_no_number_is_refused(tmp_path: Path) -> None:
    home = {"OMS_DATA_DIR": str(tmp_path)}

    assert said("move", "1", "pack", "--set", "scanned=X:²", **home) == (
        "oms: scanned.X cannot be '²'. Correct it and try again."
    )


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://me:hush@db/oms",
        "postgresql+asyncpg://me:hush@db/oms",
        "postgresql://me:hush@db:port/oms",
        "sqlite://hush",
    ],
)
def test_a_database_we_cannot_use_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(CannotStart, match=r"^OMS_DATABASE_URL is an address like") as refusal:
        read_settings({"OMS_DATABASE_URL": url})

    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize("command", [("check",), ("demo",)])
def test_a_database_out_of_reach_is_named_without_its_password(
    command: tuple[str, ...], closed_port: int
) -> None:
    url = f"postgresql://me:hush@127.0.0.1:{closed_port}/oms"

    sentence = said(*command, OMS_DATABASE_URL=url)

    assert sentence.startswith(
        f"oms: The database `oms` at 127.0.0.1:{closed_port} cannot be reached ("
    )
    assert "hush" not in sentence


def test_a_database_file_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "oms.db"
    file.write_bytes(b"no database at all " * 100)

    assert said("board", OMS_DATA_DIR=str(tmp_path)).startswith(
        f"oms: The database `{file}` cannot be read (file is not a database)"
    )


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch()

    assert said("board", OMS_DATA_DIR=str(file)) == (
        f"oms: The folder `{file}` cannot be used (File exists): set OMS_DATA_DIR to another."
    )


def test_roles_are_taken_away_only_when_that_is_said(tmp_path: Path) -> None:
    home = {"OMS_DATA_DIR": str(tmp_path)}
    either = "oms: Name each role with --role, or take all away with --none."

    assert said("user", "roles", "mei", **home) == either
    assert said("user", "roles", "mei", "--role", "sales", "--none", **home) == either
    assert said("user", "roles", "mei", "--none", **home) != either


@pytest.mark.parametrize(
    ("problem", "said_so"),
    [
        (
            Problem(None, "sku", "column_twice"),
            'Two columns have the title "sku". Rename or remove one of them.',
        ),
        (
            Problem(None, None, "currency_unknown", {"currency": "XYZ"}),
            'There is no currency "XYZ". Write a code like CNY.',
        ),
    ],
)
def test_a_problem_of_a_file_names_what_is_wrong(problem: Problem, said_so: str) -> None:
    assert sentence(problem) == said_so
