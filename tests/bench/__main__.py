"""`make bench`: the figures that have a budget, as a table and as JSON.

Run alone on the machine; what others used of it stands beside the figures.
"""

import argparse
import itertools
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from models.admission.commands import accept_order
from models.db import Database
from models.fulfilment.arrivals import receive_goods
from models.kit.actor import SYSTEM
from models.orders.given import Given
from models.orders.queries import board
from models.orders.states import Lane
from models.proof.check import check
from models.workflow.drops import drop
from tests.bench.bulk import fill
from tests.bench.importing import importing
from tests.bench.measure import median_ms, middle, others_busy, rate
from tests.bench.start_up import start_up
from tests.databases import KINDS, Shelf
from tests.factories import a_business, a_draft

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "bench-results"
Figures = dict[str, Any]


def main() -> None:
    """Measure what was asked for, print a table, keep the JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument(
        "only", nargs="*", choices=[[], *PARTS], help="which figures; all unless said"
    )
    parser.add_argument(
        "--orders", type=int, default=100_000, help="stored orders for the big ones"
    )
    asked = parser.parse_args()
    figures: Figures = {"others_busy_cores": round(others_busy(), 2)}
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        try:
            for name in asked.only or PARTS:
                figures |= PARTS[name](shelf, asked.orders)
        finally:
            shelf.close()
    for name, figure in figures.items():
        print(f"{name:<44} {_told(figure)}")  # noqa: T201
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    kept.write_text(json.dumps(figures, indent=1))


@contextmanager
def a_database(shelf: Shelf, kind: str) -> Iterator[Database]:
    """A small business with goods enough."""
    with shelf.fresh(kind) as url:
        database = Database(url)
        database.do(SYSTEM, a_business)
        for _ in range(3):
            database.do(
                SYSTEM, receive_goods, "WH1", dict.fromkeys(("MUG", "TEE", "CAP", "PEN"), 10**6)
            )
        yield database
        database.close()


def accept(shelf: Shelf, _orders: int) -> Figures:
    """Orders of two lines accepted, approved and reserved, at 1 and 8 threads."""
    figures: Figures = {}
    for kind in KINDS:
        with a_database(shelf, kind) as database:
            drafts = _drafts(200)
            rate(lambda draft: database.do(SYSTEM, accept_order, draft), drafts, 4)
            for threads in (1, 8):
                runs = [
                    rate(lambda d: database.do(SYSTEM, accept_order, d), _drafts(600), threads)
                    for _ in range(5)
                ]
                figures[f"accept.{kind}.{threads}_threads"] = middle(runs)._asdict()
    return figures


def move(shelf: Shelf, _orders: int) -> Figures:
    """Moves of cards, one order each, at 8 threads: start picking and stop again."""
    figures: Figures = {}
    for kind in KINDS:
        with a_database(shelf, kind) as database:
            numbers = [database.do(SYSTEM, accept_order, draft).no for draft in _drafts(300)]
            runs = []
            for turn in range(4):
                lane = Lane.PICKING if turn % 2 == 0 else Lane.ALLOCATED
                runs.append(rate(partial(_drop, database, lane), numbers, 8))
            figures[f"move.{kind}.8_threads"] = middle(runs)._asdict()
    return figures


def stored(shelf: Shelf, orders: int) -> Figures:
    """`oms check` and the board with very many orders stored."""
    figures: Figures = {}
    for kind in KINDS:
        with a_database(shelf, kind) as database:
            began = time.perf_counter()
            fill(database, orders)
            figures[f"fill.{kind}.{orders}_s"] = round(time.perf_counter() - began, 1)
            began = time.perf_counter()
            report = check(database)
            figures[f"check.{kind}.{orders}_first_s"] = round(time.perf_counter() - began, 1)
            assert report.is_clean, report
            again, worst = median_ms(lambda: check(database), 3)
            figures[f"check.{kind}.{orders}_s"] = [round(again / 1e3, 2), round(worst / 1e3, 2)]
            shown, worst = median_ms(lambda: database.ask(SYSTEM, board), 15)
            figures[f"board.{kind}.{orders}_ms"] = [round(shown, 1), round(worst, 1)]
    return figures


def _drop(database: Database, lane: Lane, no: str) -> None:
    database.do(SYSTEM, drop, no, lane, Given())


def _drafts(count: int) -> list[Any]:
    return [_draft(next(_numbers)) for _ in range(count)]


def _draft(i: int) -> Any:
    lines = {"MUG": 2, "TEE": 1} if i % 2 else {"CAP": 1, "PEN": 3}
    return a_draft(lines, channel="auto", customer={"code": f"B{i}", "name": "Wang Fang"})


_numbers = itertools.count()


def _told(figure: Any) -> str:
    if isinstance(figure, dict):
        return "  ".join(f"{name} {value:.1f}" for name, value in figure.items())
    return str(figure)


PARTS: dict[str, Callable[[Shelf, int], Figures]] = {
    "accept": accept,
    "move": move,
    "stored": stored,
    "import": importing,
    "start": start_up,
}

if __name__ == "__main__":
    main()
