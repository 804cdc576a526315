"""What an order of a file is to us: new, the same again, changed, or not to be taken."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select

from models.admission.foresight import Foreseen, Foresight
from models.catalog.tables import Sku, Supply
from models.channels.cells import Problem
from models.channels.fields import Field
from models.channels.orders import Assembled, Wanted
from models.db import Unit
from models.imports.content import Said, Stored, differences, stored_orders
from models.imports.doors import Door, house_behind
from models.imports.plan import NewSkus, Plan, TakeAs, Verdict
from models.imports.reading import Candidate
from models.imports.tables import ImportOrder, ImportProposal, ProposalState
from models.kit import money
from models.kit.errors import Refusal
from models.kit.table import table
from models.orders.states import HoldReason
from models.orders.tables import Order

_SKU: Final = table(Sku)
_ORDER: Final = table(Order)
_MINE: Final = table(ImportOrder)
_PROPOSAL: Final = table(ImportProposal)
_TWIN: Final = (
    _ORDER.c.id, _ORDER.c.no, _ORDER.c.external_id, _ORDER.c.source_hash, _MINE.c.import_id,
    _MINE.c.is_held, _MINE.c.is_over, _MINE.c.new_skus,
)  # fmt: skip
_MOST_NAMES: Final = 500
"""How many values one query asks for."""


class Judged(NamedTuple):
    """An order of a file, and what it is to us.

    Attributes:
        candidate: the order, as the file tells it.
        verdict: None where nothing of it is an order, but corrections of stock.
        no: what the same or the changed order is called here, and `order_id` its key.
        is_over: it enters as history.
        holds: why it would wait for a person.
        fields: in what a changed one differs.
        is_done: this import has taken it in before.
    """

    candidate: Candidate
    verdict: Verdict | None
    problems: Sequence[Problem] = ()
    new_skus: Collection[str] = ()
    no: str | None = None
    order_id: int | None = None
    is_over: bool = False
    holds: Sequence[HoldReason] = ()
    fields: Sequence[str] = ()
    is_done: bool = False

    @property
    def order(self) -> Assembled:
        """Return the order, as its rows were put together."""
        return self.candidate.order


class Known(NamedTuple):
    """What the database says about a batch of orders.

    Attributes:
        twins: the orders that are here, by external id or by our number.
        stored: what those say whose source says something else now.
        settled: what somebody has rejected, by order and by what it says.
    """

    twins: Mapping[str, Any]
    skus: Mapping[str, Any]
    stored: Mapping[int, Stored]
    settled: Collection[tuple[int, str]]


class Judge(NamedTuple):
    """By what orders are judged.

    Attributes:
        import_id: whose orders are not the same again but its own.
        foresight: remembers the orders that were judged before.
    """

    door: Door
    plan: Plan
    titles: Mapping[Field, str]
    foresight: Foresight
    import_id: int | None = None

    def batch(self, unit: Unit, batch: Sequence[Candidate]) -> list[Judged]:
        """Hold a batch of orders against the database."""
        known = self._known(unit, batch)
        return self._foreseen(unit, [self._judge(each, known) for each in batch], known)

    def is_history(self, order: Assembled) -> bool:
        """Return whether an order enters as already over."""
        if self.plan.take_as is TakeAs.HISTORY or order.is_over:
            return True
        first, draft = self.plan.open_from, order.draft
        if first is None or draft is None or draft.placed_at is None:
            return False
        return draft.placed_at.astimezone(ZoneInfo(self.door.zone)).date() < first

    def _judge(self, candidate: Candidate, known: Known) -> Judged:
        draft, problems = candidate.order.draft, candidate.order.problems
        if problems:
            return Judged(candidate, Verdict.REFUSED, problems)
        if draft is None:
            return Judged(candidate, None)
        twin = known.twins.get(candidate.name)
        if twin is not None:
            return self._twin(candidate, twin, known)
        new = {sku for sku in candidate.order.skus if sku not in known.skus}
        problems = [*self._unknown(candidate, new), *self._unpriced(candidate, known)]
        if problems:
            return Judged(candidate, Verdict.REFUSED, problems)
        is_over = self.is_history(candidate.order)
        return Judged(candidate, Verdict.NEW, (), new, is_over=is_over)

    def _twin(self, candidate: Candidate, twin: Any, known: Known) -> Judged:
        draft = candidate.order.draft
        assert draft is not None  # noqa: S101  nothing without a draft has a twin
        named = {"no": twin.no, "order_id": twin.id}
        if self.import_id is not None and twin.import_id == self.import_id:
            told = {"is_over": twin.is_over, "new_skus": twin.new_skus, "is_done": True}
            holds = (HoldReason.MANUAL,) if twin.is_held else ()
            return Judged(candidate, Verdict.NEW, holds=holds, **named, **told)
        is_settled = (twin.id, draft.source_hash) in known.settled
        if twin.source_hash == draft.source_hash or is_settled:
            return Judged(candidate, Verdict.SAME, **named)
        said = Said(draft, candidate.order, frozenset(self.titles))
        fields = differences(said, known.stored[twin.id])
        if not fields:
            return Judged(candidate, Verdict.SAME, **named)
        data = {"order": candidate.external_id, "no": twin.no, "fields": fields}
        problem = Problem(candidate.first, None, "proposed_change", data)
        return Judged(candidate, Verdict.CHANGED, (problem,), fields=fields, **named)

    def _foreseen(self, unit: Unit, batch: list[Judged], known: Known) -> list[Judged]:
        """Return a batch with what would hold its new open orders."""
        open_ = [
            (i, judged.order.draft) for i, judged in enumerate(batch)
            if judged.verdict is Verdict.NEW and not judged.is_over and not judged.is_done
        ]  # fmt: skip
        drafts = [draft for _, draft in open_ if draft]
        if not drafts:
            return batch
        skus = {**known.skus, **self._to_be_made(batch)}
        foreseen = self.foresight.of(unit, house_behind(unit, self.door), drafts, skus)
        for (i, _), found in zip(open_, foreseen, strict=True):
            batch[i] = _with(batch[i], found)
        return batch

    def _to_be_made(self, batch: Iterable[Judged]) -> dict[str, Any]:
        """Return the rows that new SKUs will have, as far as a check looks at them."""
        made: dict[str, Any] = {}
        for judged in batch:
            for sku in judged.new_skus:
                wanted = judged.order.skus.get(sku)
                if wanted and sku not in made:
                    made[sku] = _sku_to_be(-len(made) - 1, sku, wanted, judged.order.currency)
        return made

    def _known(self, unit: Unit, batch: Sequence[Candidate]) -> Known:
        drafts = [candidate for candidate in batch if candidate.order.draft]
        codes = {code for candidate in drafts for code in candidate.order.skus}
        twins = self._twins(unit, drafts)
        differ = [twin.id for c in drafts if (twin := twins.get(c.name)) and _differs(twin, c)]
        settled: set[tuple[int, str]] = set()
        for keys in _chunks(differ):
            found = unit.rows(
                select(_PROPOSAL.c.order_id, _PROPOSAL.c.source_hash).where(
                    _PROPOSAL.c.order_id.in_(keys), _PROPOSAL.c.state == ProposalState.REJECTED
                )
            )
            settled |= {(row.order_id, row.source_hash) for row in found}
        return Known(twins, skus_of(unit, codes), stored_orders(unit, differ), settled)

    def _twins(self, unit: Unit, drafts: Sequence[Candidate]) -> dict[str, Any]:
        query = select(*_TWIN).outerjoin(_MINE, _MINE.c.order_id == _ORDER.c.id)
        query = query.where(_ORDER.c.withdrawn_at.is_(None))
        found: dict[str, Any] = {}
        for names in _chunks(c.no for c in drafts if c.no):
            found |= {row.no: row for row in unit.rows(query.where(_ORDER.c.no.in_(names)))}
        if self.door.channel_id is not None:
            here = _ORDER.c.channel_id == self.door.channel_id
            for names in _chunks(c.external_id for c in drafts if c.no not in found):
                rows = unit.rows(query.where(and_(here, _ORDER.c.external_id.in_(names))))
                by_name = {row.external_id: row for row in rows}
                found |= {
                    c.name: by_name[c.external_id]
                    for c in drafts
                    if c.external_id in by_name and c.no not in found
                }
        return found

    def _unknown(self, candidate: Candidate, new: Collection[str]) -> list[Problem]:
        if self.plan.new_skus is NewSkus.CREATE:
            return []
        return [
            Problem(row, self.titles.get(Field.SKU), "unknown_sku", {"sku": sku})
            for sku, wanted in candidate.order.skus.items()
            if sku in new and not wanted.stands_in
            for row in wanted.rows
        ]

    def _unpriced(self, candidate: Candidate, known: Known) -> list[Problem]:
        order, draft = candidate.order, candidate.order.draft
        free = {line.sku for line in draft.lines if line.unit_price is None} if draft else set()
        return [
            Problem(
                order.skus[sku].rows[0], self.titles.get(Field.PRICE), "price_needed",
                {"sku": sku, "currency": order.currency},
            )
            for sku in sorted(free)
            if not _has_price(known.skus.get(sku), order.currency)
        ]  # fmt: skip


def skus_of(unit: Unit, codes: Iterable[str]) -> dict[str, Any]:
    """Return the SKUs there are of `codes`."""
    found: dict[str, Any] = {}
    for names in _chunks(codes):
        found |= {row.sku: row for row in unit.rows(select(_SKU).where(_SKU.c.sku.in_(names)))}
    return found


def _differs(twin: Any, candidate: Candidate) -> bool:
    draft = candidate.order.draft
    return draft is not None and twin.source_hash != draft.source_hash


def _with(judged: Judged, found: Foreseen) -> Judged:
    if not isinstance(found, Refusal):
        return judged._replace(holds=found)
    problem = Problem(judged.candidate.first, None, found.code, found.data)
    return judged._replace(verdict=Verdict.REFUSED, problems=(problem,))


def _sku_to_be(key: int, sku: str, wanted: Wanted, currency: str) -> Any:
    price = None if wanted.price is None else money.parse(wanted.price, currency)
    return SimpleNamespace(
        id=key, sku=sku, name=wanted.name or sku, currency=currency, price_minor=price,
        tax_rate_bp=0, listed=wanted.is_service,
        supply=Supply.SERVICE if wanted.is_service else Supply.STOCK,
    )  # fmt: skip


def _has_price(sku: Any, currency: str) -> bool:
    return sku is not None and sku.price_minor is not None and sku.currency == currency


def _chunks(names: Iterable[Any]) -> Iterable[list[Any]]:
    wanted = sorted(set(names))
    return (wanted[i : i + _MOST_NAMES] for i in range(0, len(wanted), _MOST_NAMES))
