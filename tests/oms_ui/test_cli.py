"""The `oms` command at the shell."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from oms_ui.server import greeting
from oms_ui.settings import read_settings


def oms(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "oms_ui", *arguments]
    return subprocess.run(
        command, env={**os.environ, **environ}, check=False, capture_output=True, text=True
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_command_says_what_it_can_do() -> None:
    result = oms("--help")

    assert result.returncode == 0
    assert "serve" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["import", "orders.csv", "--as", "nonsense"], "nonsense"),
        (["import", "orders.csv", "--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["demo", "--orders", "1.5"], "--orders"),
        (["move"], "no"),
    ],
)
def test_what_cannot_be_read_is_named_and_ends_like_any_refusal(
    arguments: list[str], named: str
) -> None:
    result = oms(*arguments)

    assert result.returncode == 1
    assert named in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_in_use_is_a_sentence_and_not_a_trace(taken_port: int) -> None:
    result = oms("serve", "--port", str(taken_port))

    assert result.returncode == 1
    assert result.stderr.startswith(f"oms: Cannot listen on 127.0.0.1:{taken_port}")
    assert "Traceback" not in result.stderr


def test_options_win_over_the_environment() -> None:
    result = oms("serve", "--workers", "2", OMS_WORKERS="1")

    assert result.returncode == 1
    assert result.stderr.startswith("oms: More than one worker needs PostgreSQL and Redis")


def test_a_setting_that_cannot_be_understood_is_a_sentence() -> None:
    result = oms("serve", OMS_TIMEZONE="Middle/Earth")

    assert result.returncode == 1
    assert result.stderr.startswith("oms: OMS_TIMEZONE is a name like `Asia/Shanghai`")


def test_the_greeting_tells_the_first_password() -> None:
    lines = greeting(read_settings({}), "one-time").splitlines()

    assert lines[1:] == [
        "Sign in as `admin` with the password `one-time`, then choose your own.",
        "It is shown this once. `oms user passwd admin` makes another.",
    ]


def test_the_greeting_is_an_address_that_opens() -> None:
    everywhere = greeting(read_settings({"OMS_HOST": "0.0.0.0", "PORT": "3911"}))

    assert everywhere.splitlines() == [
        "OMS UI is at http://127.0.0.1:3911 (Ctrl-C stops it).",
        "For other machines, set OMS_PUBLIC_URL to the address they will open.",
    ]
