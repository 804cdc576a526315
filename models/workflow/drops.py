"""What it means to drop a card of one lane on another, and what can be done with an order now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from models.access.permissions import require
from models.access.verbs import Verb
from models.db import Unit
from models.kit.errors import Refusal, Refused
from models.orders.aggregate import LockedOrder, locked, look
from models.orders.given import NOTHING, Given
from models.orders.moves import Case, Move, check
from models.orders.states import Lane, PartState, lane_of
from models.workflow.moves import BY_ITSELF, MOVES, Moved, moved, perform_on

L, V = Lane, Verb

# fmt: off
_ALONG: Final[Mapping[tuple[Lane, Lane], tuple[Verb, ...]]] = {
    (L.PENDING_REVIEW, L.APPROVED):   (V.APPROVE,),
    (L.APPROVED,       L.ALLOCATED):  (V.PLAN,),
    (L.APPROVED,       L.PICKING):    (V.PLAN, V.START_PICK),
    (L.BACKORDERED,    L.ALLOCATED):  (V.FILL,),
    (L.ALLOCATED,      L.PICKING):    (V.START_PICK,),
    (L.PICKING,        L.PACKED):     (V.PACK,),
    (L.PACKED,         L.SHIPPED):    (V.SHIP,),
    (L.SHIPPED,        L.DELIVERED):  (V.DELIVER,),
    (L.DELIVERED,      L.COMPLETED):  (V.COMPLETE,),
    (L.APPROVED,       L.PENDING_REVIEW):  (V.RECALL,),
    (L.ALLOCATED,      L.APPROVED):        (V.UNPLAN,),
    (L.BACKORDERED,    L.APPROVED):        (V.UNPLAN,),
    (L.ALLOCATED,      L.BACKORDERED):     (V.RELEASE,),
    (L.PICKING,        L.ALLOCATED):       (V.STOP_PICK,),
    (L.PACKED,         L.PICKING):         (V.UNPACK,),
    (L.SHIPPED,        L.PACKED):          (V.VOID_SHIP,),
    (L.CANCELLED,      L.PENDING_REVIEW):  (V.RESTORE,),
    (L.CANCELLED,      L.PENDING_PAYMENT): (V.RESTORE,),
}
# fmt: on
_LIVE: Final = tuple(lane for lane in L if lane not in (L.COMPLETED, L.CANCELLED))
DROPS: Final[Mapping[tuple[Lane, Lane], tuple[Verb, ...]]] = {
    **_ALONG,
    **{(lane, L.CANCELLED): (V.CANCEL,) for lane in _LIVE if lane is not L.DELIVERED},
    **{(lane, L.EXCEPTION): (V.PLACE_HOLD,) for lane in _LIVE if lane is not L.EXCEPTION},
    **{(L.EXCEPTION, lane): (V.RELEASE_HOLD,) for lane in _LIVE if lane is not L.EXCEPTION},
}
"""Verbs a drop from one lane on another means; a pair that is not here is illegal."""

_PARTS_OF: Final[Mapping[Lane, frozenset[PartState]]] = {
    L.BACKORDERED: frozenset({PartState.BACKORDERED, PartState.IN_PRODUCTION}),
    L.ALLOCATED: frozenset({PartState.ALLOCATED}),
    L.PICKING: frozenset({PartState.PICKING}),
    L.PACKED: frozenset({PartState.PACKED}),
    L.SHIPPED: frozenset({PartState.SHIPPED}),
}
_ANYWAY: Final = Given(override=True, reason="override")
DROP_GIVES: Final[Mapping[Verb, Given]] = {V.PACK: Given(by_hand=True)}
"""What a drop says by itself: on To ship, that everything is there."""


class Dropped(NamedTuple):
    """What a drop came to; `is_there` is False where the card belongs elsewhere than it was put."""

    order: Moved
    is_there: bool


class Option(NamedTuple):
    """Whether something can be done now.

    Attributes:
        verbs: what it would do; empty for a drop that means nothing.
        asks: fields that must be given; any one of each group.
        refusal: why not, as a code with data; None where it can.
        may_override: whether this person may pass the refusal by giving a reason.
    """

    key: str
    verbs: tuple[str, ...]
    asks: tuple[tuple[str, ...], ...] = ()
    refusal: tuple[str, dict[str, Any]] | None = None
    may_override: bool = False


def drop(
    unit: Unit, no: str, lane: Lane, given: Given = NOTHING, *, seen: int | None = None
) -> Dropped:
    """Make the moves that dropping the card of `no` on `lane` means: all of them or none.

    Raises:
        Refused: `no_such_drop`, `wrong_way_out`, or what a step was refused for, with `step`.
        NotFound, NotPermitted, Conflict, Invalid: as `perform` does.
    """
    with locked(unit, no, seen) as order:
        verbs = _verbs(order, lane)
        for verb in verbs:
            _step(order, MOVES[verb], given)
        if verbs == (V.RELEASE_HOLD,) and not order.is_held and order.row.lane is not lane:
            raise _wrong_way(order, lane)
    return Dropped(moved(order.row), order.row.lane is lane)


def drops(unit: Unit, no: str) -> list[Option]:
    """Return, for every other lane, whether the card of `no` may be dropped there, or why not."""
    order = look(unit, no)
    require(unit.actor, Verb.READ, order.target)
    return [_drop_option(order, lane) for lane in Lane if lane is not order.row.lane]


def transitions(unit: Unit, no: str) -> list[Option]:
    """Return, for every verb people may choose, whether it could be done with `no`, or why not."""
    order = look(unit, no)
    require(unit.actor, Verb.READ, order.target)
    rows = [move for move in MOVES.values() if move.verb not in BY_ITSELF]
    return [_choice(order, move) for move in rows]


def _choice(order: LockedOrder, move: Move) -> Option:
    """Return whether a verb can be chosen: for all parts that fit, or else for any one of them."""
    whole = _option(order, move.verb.value, (move.verb,), ())
    if whole.refusal is None or not move.of_parts:
        return whole
    alone = [part.code for part in order.parts if part.state in move.sources]
    each = (_option(order, move.verb.value, (move.verb,), [code]) for code in alone)
    return next((option for option in each if option.refusal is None), whole)


def _verbs(order: LockedOrder, lane: Lane) -> tuple[Verb, ...]:
    verbs = DROPS.get((order.row.lane, lane)) if order.row.lane else None
    if verbs is None:
        raise Refused("no_such_drop", lane=order.row.lane, onto=lane.value)
    return verbs


def _step(order: LockedOrder, move: Move, given: Given) -> None:
    said = DROP_GIVES.get(move.verb)
    if said and given.scanned is None:
        given = given.model_copy(update=said.model_dump(exclude_defaults=True))
    try:
        perform_on(order, move, given, _parts(order, move))
    except Refusal as refusal:
        refusal.data.setdefault("step", move.verb.value)
        raise


def _parts(order: LockedOrder, move: Move) -> Sequence[str]:
    """Return the parts that put the card in its lane, for a move of parts."""
    states = _PARTS_OF.get(order.row.lane) if order.row.lane and move.of_parts else None
    if states is None:
        return ()
    found = [p for p in order.parts if p.state in states and p.state in move.sources]
    return [part.code for part in found if not order.open_holds(part)] or [p.code for p in found]


def _lane_without_holds(order: LockedOrder) -> Lane | None:
    return lane_of(order.row.status, [part.state for part in order.parts], is_held=False)


def _wrong_way(order: LockedOrder, lane: Lane) -> Refused:
    return Refused(
        "wrong_way_out", no=order.row.no, onto=lane.value, belongs=_lane_without_holds(order)
    )


def _drop_option(order: LockedOrder, lane: Lane) -> Option:
    verbs = DROPS.get((order.row.lane, lane), ()) if order.row.lane else ()
    if not verbs:
        refusal = ("no_such_drop", {"lane": order.row.lane, "onto": lane.value})
        return Option(lane.value, (), refusal=refusal)
    if verbs == (V.RELEASE_HOLD,) and order.is_held and lane is not _lane_without_holds(order):
        wrong = _wrong_way(order, lane)
        return Option(lane.value, (V.RELEASE_HOLD.value,), refusal=(wrong.code, wrong.data))
    return _option(order, lane.value, verbs, _parts(order, MOVES[verbs[0]]))


def _option(order: LockedOrder, key: str, verbs: tuple[Verb, ...], parts: Sequence[str]) -> Option:
    asks = tuple(ask.fields for verb in verbs for ask in MOVES[verb].asks)
    names = tuple(verb.value for verb in verbs)
    case = Case(order.unit, order, parts=[order.part(code) for code in parts])
    refusal = _refusal(case, MOVES[verbs[0]])
    if refusal is None:
        return Option(key, names, asks)
    may_override = any(
        guard.may_override and guard.code == refusal.code for guard in MOVES[verbs[0]].guards
    ) and not _refusal(replace(case, given=_ANYWAY), MOVES[verbs[0]])
    return Option(key, names, asks, (refusal.code, refusal.data), may_override)


def _refusal(case: Case, move: Move) -> Refusal | None:
    try:
        check(case, move, with_asks=False)
    except Refusal as refusal:
        return refusal
    return None
