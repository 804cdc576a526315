"""`oms demo` at the shell."""

import os
import re
import subprocess
import sys
from pathlib import Path

from models.access import passwords
from models.access.tables import User
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.table import table


def oms(url: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "oms_ui", *arguments],
        env={**os.environ, "OMS_DATABASE_URL": url, **environ},
        check=False, capture_output=True, text=True,
    )  # fmt: skip


def test_a_demo_is_made_once_and_its_people_can_sign_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'oms.db'}"

    made = oms(url, "demo", "--orders", "60", "--seed", "3")

    assert (made.returncode, made.stderr.splitlines()[-1]) == (0, "  100 %"), made.stderr
    password = re.search(r"password (\S+) as:", made.stdout)
    assert password
    assert "mei (manager), Mei Lin" in made.stdout
    database = Database(url)
    found = table(User).select().where(table(User).c.name == "mei")
    user = database.ask(SYSTEM, lambda unit: unit.row(found))
    database.close()
    assert user
    assert passwords.fits(user.password_hash, password[1])

    again = oms(url, "demo", "--orders", "60")

    assert again.returncode == 1
    assert again.stderr.startswith("oms: The database already has 60 orders")
    assert again.stdout == ""


def test_a_demo_is_refused_where_it_is_switched_off(tmp_path: Path) -> None:
    result = oms(f"sqlite:///{tmp_path / 'oms.db'}", "demo", OMS_DEMO="no")

    assert result.returncode == 1
    assert result.stderr.startswith("oms: The demo business is switched off")
    assert not (tmp_path / "oms.db").exists()
