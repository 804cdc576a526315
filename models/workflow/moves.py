"""The one way to make a move of an order.

`perform` is the door for people and programs alike: the board, the API, the command line and the
jobs all name a verb. What follows by itself (a paid order goes to review, a delivered one is done)
is the system's doing, in the same unit, with events of its own.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from models.access.permissions import require
from models.access.verbs import Verb
from models.activity.log import ask_for
from models.admission.following import MOVES, follow
from models.admission.review import first_review
from models.db import Unit
from models.fulfilment.planning import FILL_JOB
from models.kit.errors import Invalid
from models.orders.aggregate import LockedOrder, locked
from models.orders.given import NOTHING, Given
from models.orders.moves import Case, Move, make
from models.orders.states import Lane, OrderStatus, PartState
from models.orders.tables import OrderRecord
from models.payments import lifecycle as payments

__all__ = ["BY_ITSELF", "MOVES", "Moved", "find", "moved", "perform", "perform_on", "settle"]

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
        Invalid: `unknown_verb`, `not_of_parts`, or something that must be given is not.
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
    if parts and not move.of_parts and move.verb is not Verb.PLACE_HOLD:
        raise Invalid("not_of_parts", verb=move.verb.value, parts=list(parts))
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
        first_review(order, was_here=True)
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


def moved(row: OrderRecord) -> Moved:
    """Return what an order's row has become."""
    return Moved(row.no, row.version, row.status, row.lane)
