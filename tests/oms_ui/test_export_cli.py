"""`oms export` at the shell."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from oms_ui.cli.export import TOLD_EVERY_S, Progress

HEADER = "order no,sku,name,qty,unit price,order date\n"
COMMAND = [sys.executable, "-m", "oms_ui", "export"]


def export(*arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], env={**os.environ, **environ}, check=False, capture_output=True
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation with one order that was imported."""
    folder = tmp_path_factory.mktemp("home")
    file = folder / "orders.csv"
    file.write_text(f"{HEADER}A1,MUG,马克杯,2,10.00,2026-02-28 09:00\n", encoding="utf-8")
    environ = {"OMS_DATA_DIR": str(folder / "data"), "OMS_TIMEZONE": "Asia/Shanghai"}
    command = [sys.executable, "-m", "oms_ui", "import", str(file), "--new-skus", "create"]
    subprocess.run(command, env={**os.environ, **environ}, check=True, capture_output=True)
    return environ


def test_without_a_file_it_goes_to_standard_output(home: dict[str, str]) -> None:
    result = export("lines", **home)

    assert (result.returncode, result.stderr) == (0, b"")
    header, line, rest = result.stdout.decode("utf-8-sig").split("\r\n")
    assert header.startswith("OMS no,Channel,Order no,Placed at,")
    assert line == (
        "10001,file,A1,2026-02-28T09:00:00+08:00,pending_review,exception,,,CNY,MUG,马克杯,2,0,"
        "10.00,0.00,0.00,20.00,,"
    )
    assert rest == ""


def test_a_file_says_by_its_name_what_it_is(home: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "lines.xlsx"

    result = export("lines", "-o", str(file), **home)

    assert (result.returncode, result.stdout) == (0, b"")
    assert result.stderr.decode() == f"1 rows are in {file}.\n"
    assert load_workbook(file)["lines"]["J2"].value == "MUG"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(
    home: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("mine")

    refused = export("stock", "-o", str(file), **home)
    kept = file.read_text()
    forced = export("stock", "-o", str(file), "--force", **home)

    assert (refused.returncode, kept) == (1, "mine")
    assert refused.stderr.decode() == (
        f"oms: {file} is there already. Choose another name, or replace it with --force.\n"
    )
    assert forced.returncode == 0
    assert file.read_text(encoding="utf-8-sig").startswith("SKU,")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("orders", "--filter", "colour=red"),
            (
                "There is no filter colour for orders. There are: status, lane, channel, "
                "customer, warehouse, sku, placed_from, placed_to."
            ),
        ),
        (
            ("orders", "--filter", "status"),
            "A filter is KEY=VALUE, like `--filter status=approved`, which `status` is not.",
        ),
        (
            ("customers", "--filter", "grade=best"),
            (
                "There is nothing for grade to find: best is not known; there are plain, "
                "silver, gold, vip."
            ),
        ),
        (
            ("orders", "--filter", "channel=nowhere"),
            "There is nothing for channel to find: nowhere is not known.",
        ),
        (
            ("orders", "--filter", "placed_to=yesterday"),
            "placed_to is a day like 2026-03-01, which yesterday is not.",
        ),
        (("events", "--filter", "after=x"), "after is a number like 1200, which x is not."),
        (
            ("orders", "-o", "missing/orders.csv"),
            (
                "missing/orders.csv cannot be written (No such file or directory). Make room, "
                "or choose another place."
            ),
        ),
        (("orders", "-o", os.devnull), f"{os.devnull} is no ordinary file. Choose another name."),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    home: dict[str, str], arguments: tuple[str, ...], sentence: str
) -> None:
    result = export(*arguments, **home)

    assert (result.returncode, result.stdout) == (1, b"")
    assert result.stderr.decode() == f"oms: {sentence}\n"


def test_what_is_refused_leaves_no_file(home: dict[str, str], tmp_path: Path) -> None:
    result = export("orders", "-o", str(tmp_path / "a.csv"), "--filter", "colour=red", **home)

    assert result.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_leaves_is_no_trouble(home: dict[str, str]) -> None:
    read, write = os.pipe()
    os.close(read)

    with subprocess.Popen(
        [*COMMAND, "events"], env={**os.environ, **home}, stdout=write, stderr=subprocess.PIPE
    ) as child:
        os.close(write)
        said = child.communicate()[1]

    assert (child.returncode, said) == (1, b"")


def test_a_workbook_is_not_poured_over_a_terminal(home: dict[str, str]) -> None:
    ours, theirs = pty.openpty()

    result = subprocess.run(
        [*COMMAND, "orders", "--format", "xlsx"], env={**os.environ, **home}, check=False,
        stdout=theirs, stderr=subprocess.PIPE,
    )  # fmt: skip

    os.close(theirs)
    os.close(ours)
    assert result.returncode == 1
    assert result.stderr.decode() == (
        "oms: A workbook is nothing for a terminal: name a file with -o, or pass it on to a "
        "program.\n"
    )


def test_a_long_export_says_how_far_it_has_come(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter([0.0, 1.0, TOLD_EVERY_S, TOLD_EVERY_S, TOLD_EVERY_S + 1])
    progress = Progress(lambda: next(seconds))

    for count in (500, 1_000, 1_500):
        progress(count)

    assert capsys.readouterr().err == "1,000 rows so far …\n"
    assert progress.count == 1_500
