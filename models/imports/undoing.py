"""Taking a whole import back, as far as life has not gone on.

Nothing is deleted: an order that is taken back is cancelled, stands in no lane and is counted
nowhere, and gives its external number free, so that the file can be taken in again. What people
have touched since stays, and it is said why.
"""

from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select

from models.access.permissions import require
from models.access.verbs import Verb
from models.db import Unit
from models.imports.proposals import ENDS, withdraw_proposals, write
from models.imports.tables import ImportOrder, ImportProposal, ProposalState
from models.kit.actor import ActorKind
from models.kit.errors import Refusal
from models.kit.table import table
from models.orders.aggregate import LockedOrder, events_since, lock, lock_if_free
from models.orders.drafts import read_draft
from models.orders.given import Given
from models.orders.states import OrderStatus
from models.orders.tables import Order
from models.workflow.moves import MOVES, perform_on

UNDONE: Final = "import_undone"
TOUCHED: Final = "touched"
IN_USE: Final = "in_use"
UNIT_ORDERS: Final = 25
"""How many orders one unit takes back: it bounds what everybody else waits."""
_MINE: Final = table(ImportOrder)
_PROPOSAL: Final = table(ImportProposal)
_ORDER: Final = table(Order)
_LEFT: Final = (_MINE.c.undone_at.is_(None), _MINE.c.kept.is_(None))
_NEXT: Final = (
    select(_MINE, _ORDER.c.no)
    .join(_ORDER, _ORDER.c.id == _MINE.c.order_id)
    .where(_MINE.c.import_id == bindparam("b_import"), *_LEFT)
    .order_by(_MINE.c.id.desc())
    .limit(UNIT_ORDERS)
)


class Undone(NamedTuple):
    """What came of an undo: how many orders were taken back, kept, and are left to look at."""

    withdrawn: int
    kept: int
    left: int


def undo_some(unit: Unit, import_id: int) -> Undone:
    """Take some of the orders back that an import brought, the last ones first.

    Raises:
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    withdraw_proposals(unit, import_id)
    for row in unit.rows(_NEXT, {"b_import": import_id}):
        kept = _withdraw(unit, row)
        news = {"kept": kept} if kept else {"undone_at": unit.now}
        unit.run(_MINE.update().where(_MINE.c.id == row.id).values(news))
    return undone_so_far(unit, import_id)


def undone_so_far(unit: Unit, import_id: int) -> Undone:
    """Return how far an undo has come."""
    here = _MINE.c.import_id == import_id
    counts = unit.run(
        select(
            func.count().filter(_MINE.c.undone_at.is_not(None)),
            func.count().filter(_MINE.c.kept.is_not(None)),
            func.count().filter(*_LEFT),
        ).where(here)
    ).one()
    return Undone(*counts)


def undo_changes(unit: Unit, import_id: int) -> int:
    """Let orders say again what they said before a change of this import was accepted.

    Returns:
        How many could not: somebody has gone on from what was accepted.
    """
    accepted = unit.rows(
        select(_PROPOSAL, _ORDER.c.no)
        .join(_ORDER, _ORDER.c.id == _PROPOSAL.c.order_id)
        .where(
            _PROPOSAL.c.import_id == import_id, _PROPOSAL.c.state == ProposalState.ACCEPTED,
        )
        .order_by(_PROPOSAL.c.id.desc())
    )  # fmt: skip
    return sum(not _write_back(unit, row) for row in accepted)


def kept(unit: Unit, import_id: int, most: int, after: int = 0) -> list[Any]:
    """Return the orders of an import that an undo left standing, each with `no` and `kept`."""
    here = (_MINE.c.import_id == import_id) & (_MINE.c.id > after)
    return list(
        unit.rows(
            select(_MINE.c.id, _MINE.c.kept, _MINE.c.external_id, _ORDER.c.no)
            .join(_ORDER, _ORDER.c.id == _MINE.c.order_id)
            .where(here, _MINE.c.kept.is_not(None))
            .order_by(_MINE.c.id)
            .limit(most)
        )
    )


def _withdraw(unit: Unit, row: Any) -> str | None:
    """Take an order back; return why not, as a code."""
    order = lock_if_free(unit, row.no)
    if order is None:
        return IN_USE
    since = events_since(unit, row.order_id, row.version)
    if any(event.actor_kind is not ActorKind.SYSTEM for event in since):
        return TOUCHED
    if not order.row.is_history and order.row.status is not OrderStatus.CANCELLED:
        try:
            perform_on(order, MOVES[Verb.CANCEL], Given(reason=UNDONE))
        except Refusal as refusal:
            return refusal.code
    order.row.status = OrderStatus.CANCELLED
    order.row.withdrawn_at = unit.now
    order.row.external_id = order.row.source_hash = None
    order.record("order.withdrawn", reason_code=UNDONE, payload={"external_id": row.external_id})
    order.save()
    return None


def _write_back(unit: Unit, row: Any) -> bool:
    order: LockedOrder = lock(unit, row.no)
    if order.row.version != row.version or ENDS & set(row.fields):
        return False
    try:
        write(order, read_draft(row.before), row.fields)
    except Refusal:
        return False
    order.row.source_hash = None
    order.save()
    settled = {"state": ProposalState.WITHDRAWN, "decided_at": unit.now}
    unit.run(_PROPOSAL.update().where(_PROPOSAL.c.id == row.id).values(settled))
    return True
