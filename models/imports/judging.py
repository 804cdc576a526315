"""What an order of a file is to us: new, the same again, changed, or not to be taken."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from models.catalog.tables import Sku
from models.channels.cells import Problem
from models.channels.fields import Field
from models.channels.orders import Assembled
from models.db import Unit
from models.imports.doors import Door
from models.imports.plan import NewSkus, Verdict
from models.imports.reading import Candidate
from models.kit.table import table
from models.orders.tables import Order

_SKU: Final = table(Sku)
_ORDER: Final = table(Order)
_MOST_NAMES: Final = 500
"""How many values one query asks for."""


class Judged(NamedTuple):
    """An order of a file, and what it is to us.

    Attributes:
        verdict: None where nothing of it is an order, but corrections of stock.
        no: what the same or the changed order is called here.
    """

    external_id: str
    first: int
    order: Assembled
    verdict: Verdict | None
    problems: Sequence[Problem] = ()
    new_skus: Collection[str] = ()
    no: str | None = None


class Known(NamedTuple):
    """What the database says about a batch of orders."""

    twins: Mapping[str, Any]
    skus: Mapping[str, Any]


class Judge(NamedTuple):
    """By what orders are judged."""

    door: Door
    new_skus: NewSkus
    titles: Mapping[Field, str]

    def batch(self, unit: Unit, batch: Sequence[Candidate]) -> list[Judged]:
        """Hold a batch of orders against the database."""
        known = self._known(unit, batch)
        return [self.judge(candidate, known) for candidate in batch]

    def judge(self, candidate: Candidate, known: Known) -> Judged:
        """Hold one order against what the database says."""
        draft, problems = candidate.order.draft, candidate.order.problems
        if problems:
            return Judged(*candidate, Verdict.REFUSED, problems)
        if draft is None:
            return Judged(*candidate, None)
        twin = known.twins.get(candidate.external_id)
        if twin is not None:
            same = twin.source_hash is not None and twin.source_hash == draft.source_hash
            return twin_of(candidate, twin.no, same=same)
        new = {sku for sku in candidate.order.skus if sku not in known.skus}
        problems = [*self._unknown(candidate, new), *self._unpriced(candidate, known)]
        if problems:
            return Judged(*candidate, Verdict.REFUSED, problems)
        return Judged(*candidate, Verdict.NEW, (), new)

    def _known(self, unit: Unit, batch: Sequence[Candidate]) -> Known:
        drafts = [candidate for candidate in batch if candidate.order.draft]
        codes = {code for candidate in drafts for code in candidate.order.skus}
        twins: dict[str, Any] = {}
        if self.door.channel_id is not None:
            wanted = (_ORDER.c.external_id, _ORDER.c.no, _ORDER.c.source_hash)
            query = select(*wanted).where(_ORDER.c.channel_id == self.door.channel_id)
            for names in _chunks(candidate.external_id for candidate in drafts):
                found = unit.rows(query.where(_ORDER.c.external_id.in_(names)))
                twins |= {row.external_id: row for row in found}
        return Known(twins, skus_of(unit, codes))

    def _unknown(self, candidate: Candidate, new: Collection[str]) -> list[Problem]:
        if self.new_skus is NewSkus.CREATE:
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


def twin_of(candidate: Candidate, no: str, *, same: bool) -> Judged:
    """Return what an order is whose number we already have."""
    if same:
        return Judged(*candidate, Verdict.SAME, no=no)
    problem = Problem(
        candidate.first, None, "proposed_change", {"order": candidate.external_id, "no": no}
    )
    return Judged(*candidate, Verdict.CHANGED, (problem,), no=no)


def skus_of(unit: Unit, codes: Iterable[str]) -> dict[str, Any]:
    """Return the SKUs there are of `codes`."""
    columns = (_SKU.c.sku, _SKU.c.currency, _SKU.c.price_minor)
    found: dict[str, Any] = {}
    for names in _chunks(codes):
        rows = unit.rows(select(*columns).where(_SKU.c.sku.in_(names)))
        found |= {row.sku: row for row in rows}
    return found


def _has_price(sku: Any, currency: str) -> bool:
    return sku is not None and sku.price_minor is not None and sku.currency == currency


def _chunks(names: Iterable[str]) -> Iterable[list[str]]:
    wanted = sorted(set(names))
    return (wanted[i : i + _MOST_NAMES] for i in range(0, len(wanted), _MOST_NAMES))
