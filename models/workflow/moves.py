"""Every move of an order in one table, and the one way to make one.

`perform` is the door for people and programs alike: the board, the API, the command line and the
jobs all name a verb. What follows by itself (a paid order goes to review, a delivered one is done)
is the system's doing, in the same unit, with events of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from models.access.permissions import require
from models.access.verbs import Verb
from models.activity.log import ask_for
from models.admission.review import first_review
from models.catalog.tables import CompleteOn
from models.db import Unit
from models.fulfilment import lifecycle as fulfilment
from models.fulfilment.planning import FILL_JOB
from models.kit.actor import SYSTEM
from models.kit.errors import Invalid, Refusal
from models.orders import lifecycle as orders
from models.orders.aggregate import LockedOrder, locked
from models.orders.given import NOTHING, Given
from models.orders.moves import Case, Move, Table, check, make
from models.orders.states import Lane, OrderStatus, PartState
from models.orders.tables import OrderRecord
from models.payments import lifecycle as payments

MOVES: Final[Table] = {**orders.MOVES, **fulfilment.MOVES, **payments.MOVES}


def _ends_on_delivery(order: LockedOrder) -> bool:
    return order.house.complete_on is CompleteOn.DELIVER


FOLLOWING: Final[Mapping[Verb, Callable[[LockedOrder], bool]]] = {
    Verb.PAY: lambda _: True,
    Verb.COMPLETE_ON_SHIP: lambda _: True,
    Verb.ALL_DONE: lambda _: True,
    Verb.COMPLETE: _ends_on_delivery,
}
"""Verbs that follow by themselves as soon as they may, tried in this order, and on what terms."""
BY_ITSELF: Final = frozenset({Verb.PAY, Verb.COMPLETE_ON_SHIP, Verb.ALL_DONE, Verb.EXPIRE})
"""Verbs that nobody chooses."""
_BY_NAME: Final = {verb.value: verb for verb in MOVES if verb not in BY_ITSELF}


class Moved(NamedTuple):
    """What a move made of an order."""

    no: str
    version: int
    status: OrderStatus
    lane: Lane | None


def perform(
    unit: Unit, no: str, verb: str, given: Given = NOTHING, *,
    parts: Sequence[str] = (), seen: int | None = None,
) -> Moved:  # fmt: skip
    """Make the move `verb` of the order `no`, and what follows from it.

    Args:
        parts: codes of the parts that are meant; none means all that fit.
        seen: the version the actor was looking at.

    Raises:
        Invalid: `unknown_verb`, or something that must be given is not.
        NotFound, NotPermitted, Conflict, Refused: as `lock` and `make` do.
    """
    with locked(unit, no, seen) as order:
        perform_on(order, find(verb), given, parts)
    return moved(order.row)


def find(verb: str) -> Move:
    """Return the row of a verb that people may name.

    Raises:
        Invalid: `unknown_verb`.
    """
    found = _BY_NAME.get(verb)
    if found is None:
        raise Invalid("unknown_verb", verb=str(verb)[:40])
    return MOVES[found]


def perform_on(
    order: LockedOrder, move: Move, given: Given = NOTHING, parts: Sequence[str] = ()
) -> None:
    """Make a move of an order that is already locked, and what follows; who locked it saves it."""
    named = dict.fromkeys(parts)  # a part named twice moves once
    case = Case(order.unit, order, given, [order.part(code) for code in named])
    if move.verb in payments.MOVES and payments.is_done_before(case, move.verb):
        require(order.unit.actor, move.verb, order.target)
        return
    make(case, move)
    settle(order, [move])


def settle(order: LockedOrder, moves: Iterable[Move]) -> None:
    """See to what comes of `moves` once they are made: goods for what is free, what follows."""
    if any(move.verb is Verb.SUBMIT for move in moves):
        first_review(order, is_accepted=True)
    if any(move.verb is Verb.RELEASE_HOLD for move in moves):
        _serve_released(order)
    follow(order)


def _serve_released(order: LockedOrder) -> None:
    """Have parts that waited behind a hold filled, if goods came meanwhile."""
    parts = (p for p in order.parts if p.state is PartState.BACKORDERED)
    free = [part for part in parts if not order.open_holds(part)]
    skus = {line.sku_id for part in free for line in order.cargo(part)}
    if skus:
        ask_for(order.unit, FILL_JOB, {"sku_ids": sorted(skus)})


def follow(order: LockedOrder) -> None:
    """Make the moves that follow by themselves from what the order is now."""
    with order.unit.acting_as(SYSTEM):
        for verb, is_wanted in FOLLOWING.items():
            case = Case(order.unit, order)
            if is_wanted(order) and _may(case, MOVES[verb]):
                make(case, MOVES[verb])
                if verb is Verb.PAY:
                    first_review(order, is_accepted=True)


def _may(case: Case, move: Move) -> bool:
    if case.order.row.status not in move.sources:
        return False
    try:
        check(case, move)
    except Refusal:
        return False
    return True


def moved(row: OrderRecord) -> Moved:
    """Return what an order's row has become."""
    return Moved(row.no, row.version, row.status, row.lane)
