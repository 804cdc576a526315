"""The form of the process: a move is a row of a table, and one engine makes every move.

`make` checks, in this order: the actor's grant, the state, open holds, what must be given, the
guards; then it posts the stock, runs the effect, changes the state and records one event. All verbs
differ only by their rows and effects.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from models.access.permissions import require, scope_of
from models.access.verbs import Verb
from models.db import Unit
from models.kit.errors import Invalid, NotPermitted, Refused
from models.orders.aggregate import LockedOrder
from models.orders.given import NOTHING, Given
from models.orders.states import UNDER_WAY, OrderStatus
from models.orders.tables import PartRecord
from models.stock import ledger
from models.stock.tables import Bucket


class Held(StrEnum):
    """Whether an open hold stops a move: those that commit us further, yes."""

    STOPS = "stops"
    PASSES = "passes"


@dataclass(frozen=True)
class Case:
    """One move about to be made: on what, with what.

    Attributes:
        parts: the parts it is about; empty for a move of the order as a whole.
        sku_ids: all that a `fill` may touch; empty means whatever the parts wait for.
        told: what effects add to the payload of the event.
        is_undo: it takes back what the actor may take back, which needs no grant of its own.
    """

    unit: Unit
    order: LockedOrder
    given: Given = NOTHING
    parts: Sequence[PartRecord] = ()
    sku_ids: Collection[int] = ()
    told: dict[str, Any] = field(default_factory=dict)
    is_undo: bool = False


class Guard(NamedTuple):
    """A condition: `lacks` returns what is missing, or None where it holds.

    Attributes:
        may_override: whether a person with the permission may pass it with a reason.
        of_given: whether it looks at what is given, and says nothing before that.
    """

    code: str
    lacks: Callable[[Case], Mapping[str, Any] | None]
    may_override: bool = False
    of_given: bool = False


class Ask(NamedTuple):
    """Something that must be given with a verb; any one of `fields` will do."""

    code: str
    fields: tuple[str, ...]


Effect = Callable[[Case], None]
Units = tuple[Bucket, Bucket]


class Move(NamedTuple):
    """One row of the process: a verb, where it leads, and what it does to stock.

    Attributes:
        sources: states it starts from. Of the order, or of each part where `of_parts`.
        target: the state it leads to; None where the effect decides.
        event: what it leaves in the log.
        units: from which bucket to which the units of each part go.
        held: whether an open hold stops it.
        guards: what must hold.
        asks: what must be given.
        effect: what else it does; runs after the posting, before the event.
        inverse: the verb that undoes it, where one does.
        of_order: statuses the order must have for a move of its parts.
    """

    verb: Verb
    sources: frozenset[Any]
    target: Any
    event: str
    units: Units | None = None
    held: Held = Held.PASSES
    guards: tuple[Guard, ...] = ()
    asks: tuple[Ask, ...] = ()
    effect: Effect | None = None
    inverse: Verb | None = None
    of_order: frozenset[OrderStatus] = frozenset()

    @property
    def of_parts(self) -> bool:
        """Return whether it moves parts rather than the order as a whole."""
        return bool(self.of_order)


Table = Mapping[Verb, Move]


def as_table(*moves: Move) -> dict[Verb, Move]:
    """Return rows by their verb; a verb has one row."""
    found = {move.verb: move for move in moves}
    if len(found) != len(moves):
        raise ValueError("two rows for one verb")
    return found


def make(case: Case, move: Move) -> None:
    """Make a move, whole, or raise and change nothing that is saved.

    Raises:
        NotPermitted, NotFound: the actor's grant does not reach.
        Invalid: something that must be given is not.
        Refused: `no_such_move`, `held`, or the first guard that does not hold.
    """
    case = check(case, move)
    _post(case, move)
    if move.effect:
        move.effect(case)
    if move.of_parts:
        if move.target is not None:
            for part in case.parts:
                case.order.move_part(part, move.target)
    elif move.target is not None:
        case.order.row.status = move.target
    case.order.record(
        move.event,
        reason_code=case.given.reason,
        reason_text=case.given.note or None,
        payload=_told(case, move),
    )


def check(case: Case, move: Move, *, with_asks: bool = True) -> Case:
    """Return the case with the parts the move will take, or raise as `make` does.

    Args:
        with_asks: False leaves out what must be given, to tell what could be done at all.
    """
    if not case.is_undo:
        require(case.unit.actor, move.verb, case.order.target)
    if move.of_parts:
        case = replace(case, parts=_parts(case, move))
    elif case.order.row.status not in move.sources:
        raise Refused(
            "no_such_move",
            verb=move.verb.value,
            state=case.order.row.status.value,
            sources=sorted(move.sources),
        )
    if move.held is Held.STOPS:
        _refuse_held(case)
    if with_asks:
        for ask in move.asks:
            if not any(getattr(case.given, name) not in (None, "", False) for name in ask.fields):
                raise Invalid(ask.code, verb=move.verb.value, fields=list(ask.fields))
    for guard in move.guards:
        if with_asks or not guard.of_given:
            _refuse_unguarded(case, move, guard)
    return case


def _parts(case: Case, move: Move) -> list[PartRecord]:
    status = case.order.row.status
    fitting = [part for part in case.order.parts if part.state in move.sources]
    chosen = list(case.parts) or fitting
    wrong = [part for part in chosen if part.state not in move.sources]
    if status not in move.of_order or wrong or not chosen:
        raise Refused(
            "no_such_move",
            verb=move.verb.value,
            state=_unfit(case, move, wrong).value,
            sources=sorted(move.sources),
            parts={part.code: part.state.value for part in case.order.parts},
        )
    if move.held is Held.PASSES or case.parts:
        return chosen
    return [part for part in chosen if not case.order.open_holds(part)] or chosen


def _unfit(case: Case, move: Move, wrong: Sequence[PartRecord]) -> StrEnum:
    """Return the state a move of parts does not start from: of a part, or else of the order."""
    status = case.order.row.status
    parts = wrong or [part for part in case.order.parts if part.state in UNDER_WAY]
    return parts[0].state if parts and status in move.of_order else status


def _refuse_held(case: Case) -> None:
    for part in case.parts or (None,):
        holds = case.order.open_holds(part)
        if not case.parts:
            holds = [hold for hold in holds if hold.fulfillment_id is None]
        if holds:
            raise Refused(
                "held",
                no=case.order.row.no,
                holds=[
                    {"id": hold.id, "reason": hold.reason.value, "by": hold.placed_by}
                    for hold in holds
                ],
            )


def _refuse_unguarded(case: Case, move: Move, guard: Guard) -> None:
    lack = guard.lacks(case)
    if lack is not None and not (guard.may_override and _overrides(case)):
        raise Refused(guard.code, {"verb": move.verb.value, **lack})


def _overrides(case: Case) -> bool:
    if not case.given.override:
        return False
    if scope_of(case.unit.actor, Verb.OVERRIDE) is None:
        raise NotPermitted("not_permitted", verb=Verb.OVERRIDE.value)
    if not (case.given.reason or case.given.note):
        raise Invalid("reason_needed", verb=Verb.OVERRIDE.value, fields=["reason", "note"])
    return True


def _post(case: Case, move: Move) -> None:
    if move.units:
        post_parts(case, case.parts, move.units, move.verb.value)


def post_parts(case: Case, parts: Iterable[PartRecord], units: Units, reason: str) -> None:
    """Move all that `parts` carry from one bucket of their warehouses to another."""
    source, target = units
    postings: list[ledger.Posting] = []
    for part in parts:
        if part.warehouse_id is None:
            raise AssertionError(f"part {part.code} is nowhere")
        quantities: dict[int, int] = {}
        for line in case.order.cargo(part):
            quantities[line.sku_id] = quantities.get(line.sku_id, 0) + line.qty
        postings += [
            ledger.Posting(sku_id, part.warehouse_id, source, target, qty, part.id)
            for sku_id, qty in quantities.items()
        ]
    ledger.post(case.unit, postings, reason=reason, order_id=case.order.row.id)


def _told(case: Case, move: Move) -> dict[str, Any]:
    given = case.given.model_dump(exclude_defaults=True, mode="json", exclude={"reason", "note"})
    told: dict[str, Any] = {"verb": move.verb.value, **case.told}
    if given:
        told["given"] = given
    return told
