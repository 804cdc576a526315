"""Commands as a person makes them on a page: each told apart, so that just it can be undone."""

from typing import Any, NamedTuple

from models.db import Unit
from models.orders.edits import edit_order
from models.orders.given import Given
from models.orders.states import Lane
from models.workflow.drops import drop
from models.workflow.moves import Moved, moved, perform
from models.workflow.undo import is_undoable


class Done(NamedTuple):
    """What a command came to; `correlation` names it to `undo`, which `can_undo` it or not."""

    no: str
    version: int
    lane: Lane | None
    is_there: bool
    correlation: str
    can_undo: bool


def dropped(unit: Unit, no: str, lane: Lane, given: Given, seen: int) -> Done:
    """Drop the card of an order on a lane; raises as `drop` does."""
    order, is_there = drop(unit, no, lane, given, seen=seen)
    return _done(unit, order, is_there=is_there)


def performed(
    unit: Unit, no: str, verb: str, given: Given, *, parts: tuple[str, ...], seen: int
) -> Done:
    """Make one move of an order; raises as `perform` does."""
    return _done(unit, perform(unit, no, verb, given, parts=parts, seen=seen))


def edited(unit: Unit, no: str, changes: dict[str, Any], seen: int) -> Done:
    """Write something anew on an order; raises as `edit_order` does."""
    row = edit_order(unit, no, changes, seen=seen)
    return _done(unit, moved(row))


def _done(unit: Unit, order: Moved, *, is_there: bool = True) -> Done:
    can_undo = is_undoable(unit)
    return Done(order.no, order.version, order.lane, is_there, unit.correlation, can_undo)
