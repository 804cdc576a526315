"""Undo: the declared inverses of one command, newest first, as events of their own.

It is possible while no later event has changed the order's status, parts or holds; a note written
since does not stop it. Who did a thing may take it back, whatever else they may not do. The
inverses pass their own guards: a parcel the carrier has scanned stays shipped, and undo says so.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from models.access.permissions import require
from models.access.verbs import Verb
from models.activity.log import Log
from models.activity.tables import EventPersonal
from models.db import Unit
from models.fulfilment.waiting import short_of
from models.kit.errors import NotPermitted, Refusal, Refused
from models.kit.table import table
from models.orders.aggregate import LockedOrder, events_since, locked, moves_process
from models.orders.edits import edit_order, refuse_overwriting
from models.orders.given import NOTHING, Given
from models.orders.moves import Case, Move, make
from models.orders.states import PartState
from models.orders.tables import PartRecord
from models.workflow.moves import MOVES, Moved, moved, settle

_PERSONAL: Final = table(EventPersonal)
EDITED: Final = "order.edited"


def undo(unit: Unit, no: str, *, correlation: str | None = None, seen: int | None = None) -> Moved:
    """Undo the last command on an order, or the one whose events carry `correlation`.

    Raises:
        Refused: `nothing_to_undo`; `no_inverse`, naming the verb that cannot be undone;
            `changed_since`, naming who did what meanwhile; or why an inverse was refused.
        NotPermitted: `not_yours_to_undo`.
        Conflict: as `lock` does, or somebody wrote over what would be taken back.
        NotFound: as `lock` does.
    """
    with locked(unit, no, seen) as order:
        require(unit.actor, Verb.READ, order.target)
        events = _command(unit, order, correlation)
        _refuse_foreign(unit, events)
        if events[0].type == EDITED:
            changes = _old_values(unit, events)
            refuse_overwriting(order, changes, since=events[0].aggregate_version)
        else:
            changes = None
            _reverse(unit, order, events)
    if changes is not None:
        unit.book(Log).reverses_seq = events[0].seq
        return moved(edit_order(unit, no, changes))
    return moved(order.row)


def is_undoable(unit: Unit) -> bool:
    """Return whether what this unit has done so far could be taken back."""
    recorded = unit.book(Log).recorded
    can_be = [news.type == EDITED or _inverse_of(news.payload) is not None for news in recorded]
    return bool(can_be) and all(can_be)


def _command(unit: Unit, order: LockedOrder, correlation: str | None) -> Sequence[Any]:
    """Return the events of the command to undo, newest first."""
    every = events_since(unit, order.row.id, 0)
    done = {event.reverses_seq for event in every}
    wanted = correlation
    for event in every:
        if wanted is None and event.reverses_seq is None and event.seq not in done:
            wanted = event.correlation_id
        if event.correlation_id == wanted:
            break
        if correlation is not None and moves_process(event):
            raise Refused(
                "changed_since", no=order.row.no, by=event.actor_label, event=event.type,
                at=event.at.isoformat(),
            )  # fmt: skip
    found = [event for event in every if event.correlation_id == wanted and event.seq not in done]
    if wanted is None or not found or any(event.reverses_seq for event in found):
        raise Refused("nothing_to_undo", no=order.row.no)
    return found


def _refuse_foreign(unit: Unit, events: Sequence[Any]) -> None:
    actor = unit.actor
    is_own = any(e.actor_kind is actor.kind and e.actor_id == actor.id for e in events)
    if not is_own:
        try:
            require(actor, Verb.OVERRIDE)
        except Refusal:
            raise NotPermitted("not_yours_to_undo", by=events[-1].actor_label) from None


def _reverse(unit: Unit, order: LockedOrder, events: Sequence[Any]) -> None:
    log = unit.book(Log)
    made: list[Move] = []
    for event in events:
        move = _inverse(event)
        log.reverses_seq = event.seq
        try:
            for given, parts in _shares(order, event, move):
                _make_whole(Case(unit, order, given, parts, is_undo=True), move, event)
        finally:
            log.reverses_seq = None
        made.append(move)
    settle(order, made)


def _make_whole(case: Case, move: Move, event: Any) -> None:
    """Make an inverse with all the goods that were there: what is filled half is not as it was."""
    order = case.order
    wanted = _units(order, case.parts)
    make(case, move)
    missing: Counter[int] = Counter()
    if move.verb is Verb.FILL:
        missing = _units(order, (part for part in case.parts if part.state in move.sources))
    elif move.verb is Verb.PLAN:
        changes = event.payload["parts"]
        had = [order.part(each["id"]) for each in changes if each["from"] == PartState.ALLOCATED]
        wanted = _units(order, had)
        missing = wanted - _units(order, (p for p in order.parts if p.state is PartState.ALLOCATED))
    if missing:
        there = {sku_id: wanted[sku_id] - qty for sku_id, qty in missing.items()}
        raise short_of(case.unit, missing, there)


def _units(order: LockedOrder, parts: Iterable[PartRecord]) -> Counter[int]:
    units: Counter[int] = Counter()
    for part in parts:
        for line in order.cargo(part):
            units[line.sku_id] += line.qty
    return units


def _shares(
    order: LockedOrder, event: Any, move: Move
) -> Iterable[tuple[Given, Sequence[PartRecord]]]:
    """Return what an inverse is given, with the parts it is given for: each has its own back."""
    given = _GIVEN.get(move.verb, _nothing)
    shares: dict[Given, list[PartRecord]] = {}
    for part in _parts(order, event, move):
        shares.setdefault(given(order, event, part), []).append(part)
    return shares.items() or [(given(order, event, None), ())]


def _inverse(event: Any) -> Move:
    move = _inverse_of(event.payload)
    if move is None:
        raise Refused("no_inverse", verb=event.payload.get("verb"), event=event.type)
    return move


def _inverse_of(payload: Mapping[str, Any]) -> Move | None:
    verb = payload.get("verb")
    inverse = MOVES[Verb(verb)].inverse if verb in MOVES else None
    return MOVES[inverse] if inverse else None


def _parts(order: LockedOrder, event: Any, move: Move) -> list[PartRecord]:
    """Return the parts the event left in a state the inverse starts from."""
    if not move.of_parts:
        return []
    states = {change["id"]: change["to"] for change in event.payload.get("parts", ())}
    return [order.part(code) for code, state in states.items() if state in move.sources]


def _nothing(_order: LockedOrder, _event: Any, _part: PartRecord | None) -> Given:
    return NOTHING


def _the_hold(_order: LockedOrder, event: Any, _part: PartRecord | None) -> Given:
    return Given(hold=event.payload["hold"]["id"])


def _same_hold(_order: LockedOrder, event: Any, _part: PartRecord | None) -> Given:
    hold = event.payload["hold"]
    return Given(hold=hold["id"], hold_reason=hold["reason"], note="undo")


def _by_hand(_order: LockedOrder, _event: Any, _part: PartRecord | None) -> Given:
    return Given(by_hand=True)


def _same_parcel(order: LockedOrder, _event: Any, part: PartRecord | None) -> Given:
    own = [p for p in order.shipments if part and p.fulfillment_id == part.id and p.voided_at]
    if not own:
        return NOTHING
    # Keys tell no time: each process draws a block of its own.
    parcel = max(own, key=lambda parcel: (parcel.voided_at, parcel.shipped_at, parcel.id))
    return Given(
        carrier=parcel.carrier or None,
        service=parcel.service or None,
        tracking_no=parcel.tracking_no,
        self_delivery=parcel.is_self_delivery,
    )


def _same_warehouse(_order: LockedOrder, event: Any, part: PartRecord | None) -> Given:
    codes = event.payload.get("warehouses") or {}
    return Given(warehouse=codes.get(part.code) if part else None)


def _because_undone(_order: LockedOrder, _event: Any, _part: PartRecord | None) -> Given:
    return Given(reason="undo")


_GIVEN: Final[Mapping[Verb, Callable[[LockedOrder, Any, PartRecord | None], Given]]] = {
    Verb.RELEASE_HOLD: _the_hold,
    Verb.PLACE_HOLD: _same_hold,
    Verb.PACK: _by_hand,
    Verb.SHIP: _same_parcel,
    Verb.FILL: _same_warehouse,
    Verb.CANCEL: _because_undone,
    Verb.CANCEL_PART: _because_undone,
}
"""What an inverse is given for a part, or the order, taken from the event it undoes."""


def _old_values(unit: Unit, events: Sequence[Any]) -> dict[str, Any]:
    event = events[0]
    personal = unit.value(select(_PERSONAL.c.diff).where(_PERSONAL.c.event_seq == event.seq))
    diff = {**event.diff, **(personal or {})}
    return {name: old for name, (old, _new) in diff.items()}
