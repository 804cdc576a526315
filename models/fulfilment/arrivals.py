"""Goods that come in, come back, move between warehouses or are counted anew, and who gets them.

An arrival serves the orders that wait, who comes first, first; it takes them without waiting for
locks others hold, a bounded number at once, and leaves the rest to a job.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from models.access.permissions import GRANTS, Role, require
from models.access.verbs import Verb
from models.activity.log import ask_for
from models.db import Unit
from models.fulfilment import waiting
from models.fulfilment.lifecycle import MOVES
from models.fulfilment.planning import FILL_JOB
from models.kit.actor import SYSTEM
from models.kit.errors import NotPermitted, Refused
from models.orders.aggregate import LockedOrder, lock_if_free
from models.orders.moves import Case, make
from models.orders.states import PartState
from models.stock import commands as stock
from models.stock import ledger

LOCKED_FOR: Final = timedelta(seconds=1)
"""After which an order somebody else had is looked at again."""
AT_ONCE: Final = 10
"""Waiting orders an arrival fills within its own transaction."""


def receive_goods(
    unit: Unit, warehouse: str, goods: Mapping[str, int], *, note: str = ""
) -> list[str]:
    """Put goods from a supplier on the shelf and give them to who waits.

    Args:
        goods: units by SKU code.

    Returns:
        The numbers of the orders that got something.

    Raises:
        Invalid, NotFound, NotPermitted: as `models.stock.commands`.
    """
    require(unit.actor, Verb.GOODS_IN)
    sku_ids = stock.goods_in(unit, warehouse, goods, note=note)
    return fill_waiting(unit, sku_ids)


def take_back_goods(
    unit: Unit, warehouse: str, goods: Mapping[str, int], *, to: str, note: str = ""
) -> list[str]:
    """Take goods back from a customer into a physical bucket; see `stock.goods_back`."""
    require(unit.actor, Verb.GOODS_BACK)
    return fill_waiting(unit, stock.goods_back(unit, warehouse, goods, to=to, note=note))


def correct_stock(
    unit: Unit, warehouse: str, sku: str, change: int, *, reason: str, note: str = ""
) -> list[str]:
    """Correct what is available by a count; see `stock.correct`."""
    require(unit.actor, Verb.CORRECT)
    _refuse_beyond_limit(unit, change)
    return fill_waiting(unit, stock.correct(unit, warehouse, sku, change, reason=reason, note=note))


def send_transfer(unit: Unit, source: str, goods: Mapping[str, int], *, note: str = "") -> None:
    """Let goods leave a warehouse for another; see `stock.transfer_out`."""
    require(unit.actor, Verb.TRANSFER)
    stock.transfer_out(unit, source, goods, note=note)


def receive_transfer(
    unit: Unit, warehouse: str, goods: Mapping[str, int], *, note: str = ""
) -> list[str]:
    """Put goods that are on their way between warehouses on the shelf."""
    require(unit.actor, Verb.TRANSFER)
    return fill_waiting(unit, stock.transfer_in(unit, warehouse, goods, note=note))


def announce_goods(unit: Unit, warehouse: str, sku: str, qty: int, due_on: date) -> None:
    """Say that goods will come; see `stock.announce`."""
    require(unit.actor, Verb.GOODS_IN)
    stock.announce(unit, warehouse, sku, qty, due_on)


def fill_waiting(
    unit: Unit, sku_ids: Sequence[int], most: int = AT_ONCE, *, but: str | None = None
) -> list[str]:
    """Give what is available of these SKUs to the parts that wait, who comes first, first.

    Args:
        but: an order that gave the goods away, and shall not have them back at once.

    Returns:
        The numbers of the orders that got something. A job goes on where more may be served.
    """
    waiting_now = waiting.orders_waiting(unit, sku_ids, most + 1)
    filled: list[str] = []
    is_locked, is_more = False, len(waiting_now) > most
    ledger.lock_for_planning(unit, sku_ids)
    with unit.acting_as(SYSTEM):
        for no in waiting_now[:most]:
            if no == but:
                continue
            order = lock_if_free(unit, no)
            if order is None:
                is_locked = True
            elif _fill(order, sku_ids):
                filled.append(no)
        # Where none of those who come first can be served, those behind them must not be.
        if is_locked or (is_more and filled):
            wait = LOCKED_FOR if is_locked else timedelta()
            ask_for(unit, FILL_JOB, {"sku_ids": list(sku_ids)}, unit.now + wait)
    return filled


def _fill(order: LockedOrder, sku_ids: Collection[int]) -> bool:
    """Fill an order with goods that are locked; to reach for others could end in a deadlock."""
    parts = [
        part
        for part in order.parts
        if part.state is PartState.BACKORDERED and not order.open_holds(part)
    ]
    if not parts:
        return False
    try:
        make(Case(order.unit, order, parts=parts, sku_ids=sku_ids), MOVES[Verb.FILL])
    except Refused:
        return False
    order.save()
    return True


_CORRECTION_LIMIT: Final = 100


def _refuse_beyond_limit(unit: Unit, change: int) -> None:
    others = set(unit.actor.roles) - {Role.WAREHOUSE}
    is_free = any(Verb.CORRECT in GRANTS[Role(role)] for role in others)
    if abs(change) > _CORRECTION_LIMIT and not is_free:
        raise NotPermitted("correction_limit", limit=_CORRECTION_LIMIT, change=change)
