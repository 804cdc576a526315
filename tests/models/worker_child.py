"""A process that works hard until it is killed; `test_kill` starts it and does the killing.

It reads `URL SEED` lines. For each it forks a worker (what takes long, the imports, is done once),
says `pid N`, and when the worker is no more, `gone`. The worker makes random commands on several
threads and says what each came to only after it returned: what was said must never be lost.
"""

import os
import random
import sys
import threading
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from sqlalchemy import func, select

from models.admission.commands import accept_order
from models.db import Database, Unit
from models.fulfilment.arrivals import receive_goods
from models.kit.actor import SYSTEM
from models.kit.errors import Refusal
from models.kit.table import table
from models.orders.given import Given
from models.orders.states import HoldReason, Lane
from models.orders.tables import Order
from models.workflow.drops import DROPS, drop
from models.workflow.undo import undo
from tests.factories import a_draft

THREADS: Final = 4
RECENT: Final = 30
GOODS: Final = ("MUG", "TEE", "CAP")
WAY: Final = (Lane.PENDING_REVIEW, Lane.APPROVED, Lane.ALLOCATED, Lane.PICKING, Lane.PACKED,
              Lane.SHIPPED, Lane.DELIVERED)  # fmt: skip
AHEAD: Final = dict(pairwise(WAY))
STRIDE: Final = 0.8
"""How often a move goes ahead rather than anywhere."""
_ORDER: Final = table(Order)


def say(*words: object) -> None:
    """Write one line, whole, at once: nothing of it waits in this process."""
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


def accept(database: Database, chance: random.Random) -> None:
    goods = chance.sample(GOODS, chance.randint(1, 2))
    buyer = {"code": f"B-{chance.getrandbits(48)}", "name": "Buyer"}
    draft = a_draft(
        {sku: chance.randint(1, 3) for sku in goods},
        channel=chance.choice(["mall", "auto"]), customer=buyer,
    )  # fmt: skip
    order = database.do(SYSTEM, accept_order, draft)
    say("order", order.no, order.version)


def move(database: Database, chance: random.Random) -> None:
    no, lane = _some_order(database, chance)
    onto = chance.choice([target for source, target in DROPS if source is lane] or list(Lane))
    if lane in AHEAD and chance.random() < STRIDE:
        onto = AHEAD[lane]
    given = Given(
        tracking_no=f"SF{chance.getrandbits(40)}", reason="test", hold_reason=HoldReason.MANUAL
    )
    moved = database.do(SYSTEM, drop, no, onto, given).order
    say("order", moved.no, moved.version)


def take_back(database: Database, chance: random.Random) -> None:
    no, _ = _some_order(database, chance)
    moved = database.do(SYSTEM, undo, no)
    say("order", moved.no, moved.version)


def receive(database: Database, chance: random.Random) -> None:
    goods = {sku: chance.randint(1, 5) for sku in chance.sample(GOODS, chance.randint(1, 3))}
    note = f"{chance.getrandbits(64):x}"
    database.do(SYSTEM, receive_goods, chance.choice(["WH1", "WH2"]), goods, note=note)
    say("goods", note, len(goods))


COMMANDS: Final[tuple[Callable[[Database, random.Random], None], ...]] = (
    *[accept] * 3, *[move] * 8, take_back, receive,
)  # fmt: skip


def _some_order(database: Database, chance: random.Random) -> tuple[str, Lane]:
    def read(unit: Unit) -> tuple[str, Lane]:
        newest = unit.value(select(func.max(_ORDER.c.id)))
        key = newest - min(newest - 1, chance.randrange(RECENT))
        columns = select(_ORDER.c.no, _ORDER.c.lane)
        row = unit.row(columns.where(_ORDER.c.id <= key).order_by(_ORDER.c.id.desc()))
        assert row is not None
        return row.no, row.lane

    return database.ask(SYSTEM, read)


def work(url: str, seed: str) -> None:
    """Make commands on every thread, forever."""
    database = Database(url)

    def run(thread: int) -> None:
        chance = random.Random(f"{seed}/{thread}")
        while True:
            try:
                chance.choice(COMMANDS)(database, chance)
            except Refusal:
                continue
            except Exception as error:  # noqa: BLE001  whoever reads must hear of it
                say("error", repr(error).replace("\n", " ")[:2000])

    for thread in range(THREADS):
        threading.Thread(target=run, args=(thread,)).start()


def main() -> None:
    """Fork a worker for each line that is read, and say when it has gone."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            say("pid", os.getpid())
            work(*line.split())
            return
        os.waitpid(pid, 0)
        say("gone")


if __name__ == "__main__":
    main()
