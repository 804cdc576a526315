"""Taking the orders of a file in, each whole or not at all, and saying what became of every one.

An open order is a unit of its own; orders that are already over share one, by the dozen. Stopped
half-way, an import leaves whole orders behind, and the same file taken in again finishes the rest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from models.admission.commands import accept_history, accept_order
from models.catalog.commands import add_sku
from models.catalog.tables import Supply
from models.channels.cells import Problem
from models.db import Database, Unit
from models.imports.doors import find_door, open_door
from models.imports.judging import Judge, Judged, skus_of, twin_of
from models.imports.plan import Outcome, Plan, TakeAs, Verdict
from models.imports.reading import Candidate, candidates, stage, told
from models.imports.sheets import Sheet, open_sheet
from models.imports.staging import Staging
from models.kit import money
from models.kit.actor import Actor, ActorKind
from models.kit.errors import Conflict, Refusal
from models.orders.states import Lane

IMPORT: Final = Actor(ActorKind.IMPORT, "import", roles=frozenset({"system"}))
BATCH: Final = 200
"""How many orders are held against the database at a time."""
UNIT_ORDERS: Final = 25
UNIT_LINES: Final = 250
"""How much history one unit takes in: it bounds what everybody else waits."""


def import_file(database: Database, path: Path, plan: Plan, staging: Staging) -> Outcome:
    """Take in the orders of a file, or rehearse it; what is wrong is reported to `staging`.

    Nothing is raised: where the file itself cannot be taken, the outcome is not whole.
    """
    outcome = Outcome(held=None if plan.is_rehearsal else 0)
    try:
        sheet = open_sheet(path, plan.form, plan.encoding)
        door = database.ask(IMPORT, find_door, plan)
    except Refusal as refusal:
        return _broken(outcome, staging, refusal)
    try:
        read = stage(sheet, staging, door, plan)
    except Refusal as refusal:
        return _broken(outcome, staging, refusal, sheet)
    outcome.rows, outcome.orders[Verdict.REFUSED] = read.rows, read.nameless
    outcome.read_as = told(sheet, read.reading)
    judge = Judge(door, plan.new_skus, read.reading.titles)
    run = _Run(database, staging, plan, judge, outcome)
    for batch in _batches(candidates(staging, read.reading, door)):
        run.take(batch)
    return outcome


def take_open(unit: Unit, judged: Judged) -> bool:
    """Take one order into the life cycle, with the SKUs it brings; return whether it is held.

    Raises:
        Refusal: as `accept_order` does.
    """
    draft = judged.order.draft
    assert draft is not None  # noqa: S101  judged new
    _add_skus(unit, [judged])
    return accept_order(unit, draft).lane is Lane.EXCEPTION


def take_history(unit: Unit, batch: Sequence[Judged]) -> None:
    """Enter orders that are already over, with the SKUs they bring.

    Raises:
        Refusal: as `accept_history` does; then none of them is entered.
    """
    _add_skus(unit, batch)
    for judged in batch:
        draft = judged.order.draft
        assert draft is not None  # noqa: S101  judged new
        accept_history(unit, draft, is_cancelled=judged.order.is_cancelled)


@dataclass
class _Run:
    """One import under way."""

    database: Database
    staging: Staging
    plan: Plan
    judge: Judge
    outcome: Outcome

    def take(self, batch: Sequence[Candidate]) -> None:
        """Judge a batch of orders, and take in what is new."""
        verdicts = self.database.ask(IMPORT, self.judge.batch, batch)
        for is_over, group in groupby(verdicts, self._is_over):
            some = list(group)
            new = [judged for judged in some if judged.verdict is Verdict.NEW]
            self._count(judged for judged in some if judged.verdict is not Verdict.NEW)
            if self.plan.is_rehearsal:
                self._count(new)
            elif is_over:
                for unit in _units(new):
                    self._take_history(unit)
            else:
                for judged in new:
                    self._take_open(judged)

    def _is_over(self, judged: Judged) -> bool:
        return self.plan.take_as is TakeAs.HISTORY or judged.order.is_over

    def _take_open(self, judged: Judged) -> None:
        self._open_door()
        try:
            is_held = self.database.do(IMPORT, take_open, judged)
        except Refusal as refusal:
            self._count([_refused(judged, refusal)])
            return
        self._count([judged])
        self.outcome.held = (self.outcome.held or 0) + is_held

    def _take_history(self, batch: Sequence[Judged]) -> None:
        self._open_door()
        try:
            self.database.do(IMPORT, take_history, batch)
        except Refusal as refusal:
            if len(batch) == 1:
                self._count([_refused(batch[0], refusal)])
            else:
                for judged in batch:  # the others must not suffer for the one
                    self._take_history([judged])
            return
        self._count(batch)

    def _open_door(self) -> None:
        if self.judge.door.channel_id is None:
            door = self.database.do(IMPORT, open_door, self.judge.door)
            self.judge = self.judge._replace(door=door)

    def _count(self, some: Iterable[Judged]) -> None:
        outcome = self.outcome
        for judged in some:
            self.staging.report(*judged.problems, *judged.order.corrections)
            outcome.corrections += len(judged.order.corrections)
            if judged.verdict is not None:
                outcome.orders[judged.verdict] += 1
            if judged.verdict is Verdict.NEW:
                outcome.new_skus |= set(judged.new_skus)
                outcome.over += self._is_over(judged)


def _broken(
    outcome: Outcome, staging: Staging, refusal: Refusal, sheet: Sheet | None = None
) -> Outcome:
    """Report that the file itself is wrong: nothing of it is taken."""
    data = dict(refusal.data)
    row, column = data.pop("row", None), data.pop("column", None)
    number: int = data.pop("column_number", 0)
    if sheet and 0 < number <= len(sheet.header):
        column = sheet.header[number - 1].strip()[:80]
    staging.report(Problem(row, column or (str(number) if number else None), refusal.code, data))
    outcome.is_whole = False
    return outcome


def _refused(judged: Judged, refusal: Refusal) -> Judged:
    """Return what an order is that was refused after all; somebody may just have brought it."""
    if isinstance(refusal, Conflict) and refusal.code == "external_id_taken":
        candidate = Candidate(judged.external_id, judged.first, judged.order)
        return twin_of(candidate, refusal.data["no"], same=refusal.data["same"])
    problem = Problem(judged.first, None, refusal.code, refusal.data)
    return judged._replace(verdict=Verdict.REFUSED, problems=(problem,))


def _add_skus(unit: Unit, batch: Sequence[Judged]) -> None:
    """Add the SKUs that orders bring: unlisted, with the file's name and price."""
    wanted = {
        sku: (judged.order.skus[sku], judged.order.currency)
        for judged in reversed(batch)
        for sku in judged.new_skus
    }
    there = skus_of(unit, wanted)
    for sku, (told_of, currency) in sorted(wanted.items()):
        if sku in there:
            continue
        price = None if told_of.price is None else money.parse(told_of.price, currency)
        add_sku(
            unit, sku=sku, name=told_of.name or sku, currency=currency,
            price_minor=None if told_of.is_service else price, listed=told_of.is_service,
            supply=Supply.SERVICE if told_of.is_service else Supply.STOCK,
        )  # fmt: skip


def _batches(found: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    batch: list[Candidate] = []
    for candidate in found:
        batch.append(candidate)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _units(batch: Sequence[Judged]) -> Iterator[list[Judged]]:
    """Part history into what one unit may take in."""
    unit: list[Judged] = []
    lines = 0
    for judged in batch:
        size = len(judged.order.draft.lines) if judged.order.draft else 0
        if unit and (len(unit) == UNIT_ORDERS or lines + size > UNIT_LINES):
            yield unit
            unit, lines = [], 0
        unit.append(judged)
        lines += size
    if unit:
        yield unit
