"""Changes that files ask for of orders that are here: proposed, and accepted or rejected by people.

A file never writes over an order. What it says differently waits here; the same thing said again
is the same proposal, and something else said later takes the place of what nobody has decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select

from models.access.permissions import require
from models.access.verbs import Verb
from models.admission.following import follow
from models.admission.review import first_review
from models.customers.commands import customer_by_key
from models.db import Unit
from models.imports.judging import Judged
from models.imports.tables import ImportProposal, ProposalState
from models.kit.errors import NotFound, Refused
from models.kit.table import table
from models.orders.aggregate import LockedOrder, locked, look
from models.orders.drafts import OrderDraft, read_draft
from models.orders.given import Given
from models.orders.rewriting import rewrite, told
from models.orders.states import OrderStatus
from models.orders.tables import Order, OrderRecord
from models.workflow.moves import MOVES, perform_on

_PROPOSAL: Final = table(ImportProposal)
_ORDER: Final = table(Order)
_BY_ID: Final = (
    select(_PROPOSAL, _ORDER.c.no)
    .join(_ORDER, _ORDER.c.id == _PROPOSAL.c.order_id)
    .where(_PROPOSAL.c.id == bindparam("b_id"))
)
ENDS: Final = frozenset({"status", "sent"})
"""Differences that are no content: the order is over there."""
SENT_THERE: Final = "sent_there"
"""Why an order is over that its source has sent."""
CANCELLED_THERE: Final = "cancelled_there"
"""Why an order is cancelled that its source has cancelled."""


class Proposal(NamedTuple):
    """A change that waits for a person.

    Attributes:
        now, then: what the order says, and what it would say, of the fields that differ.
        currency: of what the order says.
    """

    id: int
    no: str
    external_id: str
    first_row: int
    state: ProposalState
    fields: Sequence[str]
    now: Mapping[str, Any]
    then: Mapping[str, Any]
    currency: str


def propose(unit: Unit, import_id: int, batch: Iterable[Judged]) -> None:
    """Write down what a file says differently; what is proposed already is not proposed again."""
    for judged in batch:
        draft = judged.order.draft
        assert draft is not None  # noqa: S101  judged changed
        same_order = (_PROPOSAL.c.order_id == judged.order_id) & (
            _PROPOSAL.c.state == ProposalState.OPEN
        )
        open_ = unit.row(select(_PROPOSAL.c.id, _PROPOSAL.c.source_hash).where(same_order))
        if open_ is not None and open_.source_hash == draft.source_hash:
            continue
        if open_ is not None:
            _settle(unit, open_.id, ProposalState.WITHDRAWN)
        unit.insert(_PROPOSAL, {
            "id": unit.ids(_PROPOSAL)[0], "import_id": import_id, "order_id": judged.order_id,
            "external_id": judged.candidate.external_id, "first_row": judged.candidate.first,
            "state": ProposalState.OPEN, "source_hash": draft.source_hash,
            "fields": list(judged.fields), "draft": draft.model_dump(mode="json"), "before": {},
            "version": None, "created_at": unit.now, "decided_by": None, "decided_at": None,
        })  # fmt: skip


def accept_proposal(unit: Unit, proposal_id: int) -> OrderRecord:
    """Let an order say what its source says now; it is reviewed again, as a new one is.

    Raises:
        NotFound: `proposal`.
        Refused: `proposal_settled`; as `rewrite` does, or as cancelling does.
        Invalid: as `rewrite` does.
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    row = _open(unit, proposal_id)
    draft, fields = read_draft(row.draft), row.fields
    with locked(unit, row.no) as order:
        before = told(order)
        write(order, draft, fields)
        order.row.source_hash = row.source_hash
    _settle(unit, proposal_id, ProposalState.ACCEPTED, before=before, version=order.row.version)
    return order.row


def reject_proposal(unit: Unit, proposal_id: int) -> str:
    """Leave an order as it is, whatever its source says; return its number.

    Raises:
        NotFound: `proposal`.
        Refused: `proposal_settled`.
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    row = _open(unit, proposal_id)
    _settle(unit, proposal_id, ProposalState.REJECTED)
    return row.no


def write(order: LockedOrder, draft: OrderDraft, fields: Sequence[str]) -> None:
    """Write what a source says of a locked order, and review it; raises as `rewrite` does."""
    rewritten = [name for name in fields if name not in ENDS]
    if rewritten:
        rewrite(order, draft, rewritten)
    if "status" in fields:
        _end(order)
    elif "sent" in fields:
        _close(order)
    elif order.row.status is OrderStatus.PENDING_REVIEW:
        first_review(order, was_here=True)
    follow(order)


def open_proposals(unit: Unit, import_id: int, after: int, most: int) -> list[Proposal]:
    """Return what an import would change and nobody has decided, by key.

    Raises:
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    rows = unit.rows(
        select(_PROPOSAL, _ORDER.c.no)
        .join(_ORDER, _ORDER.c.id == _PROPOSAL.c.order_id)
        .where(
            _PROPOSAL.c.import_id == import_id,
            _PROPOSAL.c.state == ProposalState.OPEN,
            _PROPOSAL.c.id > after,
        )
        .order_by(_PROPOSAL.c.id)
        .limit(most)
    )
    return [_shown(unit, row) for row in rows]


def open_count(unit: Unit, import_id: int) -> int:
    """Return how many changes of an import wait for somebody to decide."""
    return unit.value(
        select(func.count()).where(
            _PROPOSAL.c.import_id == import_id, _PROPOSAL.c.state == ProposalState.OPEN
        )
    )


def withdraw_proposals(unit: Unit, import_id: int) -> None:
    """Take back what an import proposed and nobody has decided."""
    unit.run(
        _PROPOSAL.update()
        .where(_PROPOSAL.c.import_id == import_id, _PROPOSAL.c.state == ProposalState.OPEN)
        .values(state=ProposalState.WITHDRAWN, decided_by=unit.actor.label, decided_at=unit.now)
    )


def _end(order: LockedOrder) -> None:
    """End an order that its source has cancelled."""
    if not order.row.is_history:
        perform_on(order, MOVES[Verb.CANCEL], Given(reason=CANCELLED_THERE))
        return
    order.row.status = OrderStatus.CANCELLED
    order.record("order.cancelled", reason_code=CANCELLED_THERE)


def _shown(unit: Unit, row: Any) -> Proposal:
    order = look(unit, row.no)
    state, buyer = order.row.status.value, customer_by_key(unit, order.row.customer_id)
    who = {name: getattr(buyer, name) or "" for name in ("code", "name", "phone", "email")}
    now = {**told(order), "status": state, "sent": state, "customer": who}
    ends = {"status": OrderStatus.CANCELLED.value, "sent": OrderStatus.COMPLETED.value}
    then = {**row.draft, **ends}
    return Proposal(
        row.id, row.no, row.external_id, row.first_row, row.state, row.fields,
        {name: _value(now, name) for name in row.fields},
        {name: _value(then, name) for name in row.fields}, order.row.currency,
    )  # fmt: skip


def _value(order: Mapping[str, Any], name: str) -> Any:
    """Return what an order says of one field, as a draft has it; discounts as their sum."""
    if name != "discount":
        return order[name]
    off = [line["discount"] for line in order["lines"]]
    off += [discount["amount"] for discount in order.get("discounts", ())]
    return str(sum((Decimal(amount) for amount in off), Decimal(0)))


def _close(order: LockedOrder) -> None:
    """Let an order be over that was sent from elsewhere; goods set aside for it must be free."""
    row = order.row
    if list(order.parts):
        raise Refused("too_late_to_rewrite", no=row.no, status=row.status.value)
    row.status, row.is_history = OrderStatus.COMPLETED, True
    order.record("order.completed", reason_code=SENT_THERE)


def _open(unit: Unit, proposal_id: int) -> Any:
    row = unit.row(_BY_ID, {"b_id": proposal_id})
    if row is None:
        raise NotFound("proposal", proposal=proposal_id)
    if row.state is not ProposalState.OPEN:
        raise Refused("proposal_settled", no=row.no, state=row.state.value, by=row.decided_by)
    return row


def _settle(unit: Unit, key: int, state: ProposalState, **more: Any) -> None:
    news = {"state": state, "decided_by": unit.actor.label, "decided_at": unit.now, **more}
    unit.run(_PROPOSAL.update().where(_PROPOSAL.c.id == key).values(news))
