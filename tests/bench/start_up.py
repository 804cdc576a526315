"""How long the product takes to be ready: from a clone without a built page, and again after."""

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.browser.serving import serving
from tests.databases import Shelf

ROOT = Path(__file__).resolve().parent.parent.parent
WARM_RUNS = 5


def start_up(_shelf: Shelf, _orders: int) -> dict[str, Any]:
    """Return seconds until the page answers, after its sources changed and when nothing did."""
    with tempfile.TemporaryDirectory() as folder:
        built, kept = ROOT / ".cache", Path(folder) / "cache"
        if built.exists():
            shutil.move(built, kept)
        try:
            cold = _until_ready(Path(folder))
        finally:
            if kept.exists():
                shutil.rmtree(built, ignore_errors=True)
                shutil.move(kept, built)
        warm = sorted(_until_ready(Path(folder)) for _ in range(WARM_RUNS))
    return {
        "start.page_to_build_s": round(cold, 1),
        "start.warm_s": [round(statistics.median(warm), 2), round(warm[-1], 2)],
    }


def _until_ready(folder: Path) -> float:
    data = Path(tempfile.mkdtemp(dir=folder))
    began = time.perf_counter()
    with serving(data):
        return time.perf_counter() - began
