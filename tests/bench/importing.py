"""Files of orders, staged, previewed and taken in."""

import random
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from models.db import Database
from models.imports.commands import import_file
from models.imports.plan import NewSkus, Plan, TakeAs
from models.imports.staging import Staging
from tests.databases import Shelf

HEADER = (
    "order no,sku,name,qty,unit price,order date,customer id,recipient,phone,country,city,address"
)
LINES = 20_000
OPEN_LINES = 2_000
RUNS = 3
PLANS = {
    "preview_open": Plan(new_skus=NewSkus.CREATE, is_rehearsal=True),
    "preview_history": Plan(new_skus=NewSkus.CREATE, take_as=TakeAs.HISTORY, is_rehearsal=True),
    "history": Plan(new_skus=NewSkus.CREATE, take_as=TakeAs.HISTORY),
    "open": Plan(new_skus=NewSkus.CREATE),
}


def importing(shelf: Shelf, _orders: int) -> dict[str, Any]:
    """Lines a second of a CSV of orders of two lines, and the memory it took at most."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, plan in PLANS.items():
            lines = OPEN_LINES if name == "open" else LINES
            path = _file(Path(folder) / f"{lines}.csv", lines)
            rates = [_rate(shelf, path, plan, lines) for _ in range(RUNS)]
            middle, worst = statistics.median(rates), min(rates)
            figures[f"import.{name}.lines_per_s"] = [round(middle), round(worst)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**figures, "import.peak_mb": round(peak)}


def _rate(shelf: Shelf, path: Path, plan: Plan, lines: int) -> float:
    with shelf.fresh("sqlite") as url:
        database = Database(url)
        began = time.perf_counter()
        with Staging() as staging:
            outcome = import_file(database, path, plan, staging)
        took = time.perf_counter() - began
        database.close()
    assert outcome.rows == lines
    return lines / took


def _file(path: Path, lines: int) -> Path:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n")
        for i in range(lines):
            order = i // 2
            file.write(
                f"A{order},S{chance.randrange(300)},Thing,{chance.randrange(1, 4)},"
                f"{chance.randrange(100, 9999) / 100:.2f},2026-02-{1 + order % 27:02d} "
                f"09:{order % 60:02d},C-{order % (lines // 6)},W,13800000001,CN,Shanghai,"
                f"Road {order % 70}\n"
            )
    return path
