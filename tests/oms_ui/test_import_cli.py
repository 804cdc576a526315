"""`oms import` at the shell."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

_DROP_FROM_BOUNDING_SET = 24
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
HEADER = "order no,sku,name,qty,unit price,order date"


def oms(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "oms_ui", *arguments]
    return subprocess.run(
        command, env={**os.environ, **environ}, check=False, capture_output=True, text=True
    )


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An installation of its own, with nothing in it."""
    return {"OMS_DATA_DIR": str(tmp_path / "data"), "OMS_TIMEZONE": "Asia/Shanghai"}


def a_file(folder: Path, *rows: str) -> str:
    path = folder / "orders.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return str(path)


def last_line(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return json.loads(result.stdout.splitlines()[-1])


def test_the_object_for_programs_has_these_keys_and_no_others(
    tmp_path: Path, home: dict[str, str]
) -> None:
    file = a_file(
        tmp_path, "A1,MUG,Mug,2,10.00,2026-02-28 09:00", "A2,MUG,Mug,0,10.00,2026-02-28 09:00"
    )

    result = oms("import", file, "--new-skus", "create", "--json", **home)

    assert result.returncode == 1
    assert last_line(result) == {
        "orders": {"new": 1, "changed": 0, "same": 0, "refused": 1},
        "rows": 2,
        "problems": [
            {
                "row": 3,
                "column": "qty",
                "code": "qty_zero",
                "text": "The quantity is 0. Write at least 1, or remove the row.",
            }
        ],
    }
    again = oms("import", file, "--json", **home)
    assert last_line(again)["orders"] == {"new": 0, "changed": 0, "same": 1, "refused": 1}


def test_people_are_told_in_a_table(tmp_path: Path, home: dict[str, str]) -> None:
    file = a_file(tmp_path, "A1,MUG,Mug,2,10.00,2026-02-28 09:00")

    preview = oms("import", file, "--dry-run", "--new-skus", "create", **home)
    done = oms("import", file, "--new-skus", "create", **home)

    assert (preview.returncode, done.returncode) == (0, 0), preview.stderr + done.stderr
    assert preview.stdout.splitlines() == [
        "orders.csv: 1 rows (UTF-8, comma between cells).",
        "        1  new, of which 1 would wait for a person to look at",
        "        0  changed: proposed, to be accepted or rejected",
        "        0  the same as before",
        "        0  refused",
        "1 new SKUs would be made; the goods among them are not listed until somebody lists them.",
        "This is a preview: nothing was kept.",
    ]
    assert done.stdout.splitlines()[1] == "        1  new, of which 1 wait for a person to look at"


def test_a_file_that_is_wrong_is_a_sentence_and_not_a_trace(
    tmp_path: Path, home: dict[str, str]
) -> None:
    missing = oms("import", str(tmp_path / "none.csv"), **home)
    cut = oms("import", a_file(tmp_path, 'A1,MUG,"Mug,2,10.00,2026-02-28'), "--json", **home)

    assert (missing.returncode, cut.returncode) == (1, 1)
    assert missing.stderr == (
        f"oms: {tmp_path / 'none.csv'}: There is no such file. Check the name and the folder. "
        "Nothing was imported.\n"
    )
    assert "row 2, column name: A quote is opened here and never closed" in cut.stderr
    assert last_line(cut)["problems"][0]["code"] == "quote_open"
    assert "Traceback" not in missing.stderr + cut.stderr


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, home: dict[str, str]) -> None:
    file = a_file(tmp_path, "A1,MUG,Mug,2,10.00,2026-02-28 09:00")
    Path(file).chmod(0)

    result = subprocess.run(
        [sys.executable, "-m", "oms_ui", "import", file], env={**os.environ, **home},
        check=False, capture_output=True, text=True, preexec_fn=_like_anybody,
    )  # fmt: skip

    assert result.returncode == 1
    assert "You may not read this file" in result.stderr


def _like_anybody() -> None:
    """Let the program that begins here read only what it may, even where root begins it."""
    if os.geteuid() == 0:
        for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            assert ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, capability) == 0


def test_a_hostile_cell_does_nothing_to_the_terminal(tmp_path: Path, home: dict[str, str]) -> None:
    file = a_file(tmp_path, "A1,\x1b[2J\u202eMUG,Mug,2,10.00,2026-02-28 09:00", "A2,\u202e,,1,1,")

    result = oms("import", file, PYTHONIOENCODING="ascii", **home)

    assert result.returncode == 1
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert result.stderr == ""


def test_a_killed_import_is_finished_by_the_next_without_half_an_order(
    tmp_path: Path, home: dict[str, str]
) -> None:
    rows = [f"A{i},S{k},Thing,1,1.00,2026-02-28 09:00" for k in range(2) for i in range(800)]
    file = a_file(tmp_path, *rows)
    command = [sys.executable, "-m", "oms_ui", "import", file, "--new-skus", "create"]
    oms("board", **home)
    with subprocess.Popen(command, env={**os.environ, **home}) as child:
        while child.poll() is None and orders(home) == 0:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    assert 0 < orders(home) < 800

    result = oms("import", file, "--new-skus", "create", "--json", **home)

    assert result.returncode == 0
    assert last_line(result)["orders"] == {"new": 800, "changed": 0, "same": 0, "refused": 0}
    assert orders(home) == 800
    assert oms("check", **home).returncode == 0


def orders(home: dict[str, str]) -> int:
    """How many whole orders there are, each of two lines."""
    import sqlite3

    file = Path(home["OMS_DATA_DIR"]) / "oms.db"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        found = connection.execute("SELECT count(*) FROM order_line GROUP BY order_id").fetchall()
    connection.close()
    assert all(lines == (2,) for lines in found)
    return len(found)


def test_a_report_is_written_to_a_new_file_and_over_nothing(
    tmp_path: Path, home: dict[str, str]
) -> None:
    file = a_file(tmp_path, "A1,MUG,Mug,0,10.00,2026-02-28 09:00")
    before = Path(file).read_bytes()

    over = oms("import", file, "--report", file, **home)
    new = oms("import", file, "--report", str(tmp_path / "report.csv"), **home)

    assert over.returncode == 1
    assert "name a file that is not there yet" in over.stderr
    assert Path(file).read_bytes() == before
    assert new.returncode == 1
    told = (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert told[0].startswith("Row,Order in the file,Outcome")
    assert told[1].startswith('2,A1,refused,,qty,"The quantity is 0.')
