"""Taking the orders of a file in, each whole or not at all, and saying what became of every one.

Stopped half-way, an import leaves whole orders behind, and the same file taken in again finishes
the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from models.admission.foresight import Foresight
from models.channels.cells import Problem
from models.db import Database
from models.imports.doors import Door, find_door, in_currency, open_door
from models.imports.judging import Judge, Judged
from models.imports.mappings import NO_MAPPING, fitting, mappings
from models.imports.plan import Outcome, Plan, Verdict
from models.imports.proposals import propose
from models.imports.reading import Candidate, candidates, stage, told
from models.imports.sheets import Sheet, open_sheet
from models.imports.staging import HELD, Ruling, Staging
from models.imports.taking import take_history, take_open, units_of
from models.imports.watching import JUDGING, TAKING, UNWATCHED, Ended, Watch
from models.kit.actor import Actor, ActorKind
from models.kit.errors import Refusal

IMPORT: Final = Actor(ActorKind.IMPORT, "import", roles=frozenset({"system"}))
BATCH: Final = 200
"""How many orders are held against the database at a time."""


def import_file(
    database: Database, path: Path, plan: Plan, staging: Staging, watch: Watch = UNWATCHED,
    *, import_id: int | None = None,
) -> Outcome:  # fmt: skip
    """Take in the orders of a file, or rehearse it; what is wrong is reported to `staging`.

    Nothing is raised: where the file itself cannot be taken, the outcome is not whole.

    Args:
        import_id: the import it is part of, by which its orders are known afterwards.
    """
    outcome = Outcome()
    try:
        sheet = open_sheet(path, plan.form, plan.encoding or plan.mapping.encoding or None)
        door = database.ask(IMPORT, find_door, plan)
    except Refusal as refusal:
        return _broken(outcome, staging, refusal)
    try:
        plan = _taught(database, sheet, door, plan)
        door = in_currency(door, plan.currency or plan.mapping.currency)
        outcome.read_as = told(sheet, plan)
        read = stage(sheet, staging, door, plan, watch)
    except Refusal as refusal:
        return _broken(outcome, staging, refusal, sheet)
    except Ended:
        outcome.is_stopped = True
        return outcome
    outcome.rows, outcome.orders[Verdict.REFUSED] = read.rows, read.nameless
    judge = Judge(door, plan, read.reading.titles, Foresight(), import_id)
    run = _Run(database, staging, plan, judge, outcome, watch, staging.order_count())
    for batch in _batches(candidates(staging, read.reading, door)):
        run.take(batch)
        if outcome.is_stopped:
            break
    return outcome


def _taught(database: Database, sheet: Sheet, door: Door, plan: Plan) -> Plan:
    """Return the plan with the mapping that was made for such a file, unless it has one."""
    if plan.mapping != NO_MAPPING:
        return plan
    known = database.ask(IMPORT, mappings, door.channel)
    return plan._replace(mapping=fitting(known, sheet.header))


@dataclass
class _Run:
    """One import under way: `done` of `total` orders are through."""

    database: Database
    staging: Staging
    plan: Plan
    judge: Judge
    outcome: Outcome
    watch: Watch
    total: int
    done: int = 0

    def take(self, batch: Sequence[Candidate]) -> None:
        """Judge a batch of orders, and take in what is new."""
        if self._ends():
            return
        verdicts = self.database.ask(IMPORT, self.judge.batch, batch)
        for is_over, group in groupby(verdicts, lambda judged: judged.is_over):
            some = list(group)
            new = [judged for judged in some if _is_to_be_taken(judged)]
            self._settle([judged for judged in some if not _is_to_be_taken(judged)])
            if self.plan.is_rehearsal:
                self._count(new)
            elif is_over:
                self._take_all(units_of(new), self._take_history)
            else:
                self._take_all(([judged] for judged in new), self._take_open)
        self._ends()

    def _take_all(
        self, units: Iterable[Sequence[Judged]], take: Callable[[Sequence[Judged]], None]
    ) -> None:
        for unit in units:
            if self._ends():
                return
            take(unit)

    def _ends(self) -> bool:
        """Say how far it is; return whether somebody asked for an end."""
        phase = JUDGING if self.plan.is_rehearsal else TAKING
        if not self.outcome.is_stopped and self.done < self.total:
            self.outcome.is_stopped = self.watch.saw(phase, self.done, self.total)
        elif self.done == self.total:
            self.watch.saw(phase, self.done, self.total)
        return self.outcome.is_stopped

    def _settle(self, some: Sequence[Judged]) -> None:
        """Count what is not taken in, and propose what is changed."""
        import_id = self.judge.import_id
        asked = [judged for judged in some if judged.verdict is Verdict.CHANGED]
        if asked and import_id is not None and not self.plan.is_rehearsal:
            self.database.do(IMPORT, propose, import_id, asked)
        self._count(some)

    def _take_open(self, alone: Sequence[Judged]) -> None:
        [judged] = alone
        self._open_door()
        try:
            taken = self.database.do(IMPORT, take_open, judged, self.judge.import_id)
        except Refusal as refusal:
            self._settle(self._refused(judged, refusal))
            return
        self._count([taken])

    def _take_history(self, batch: Sequence[Judged]) -> None:
        self._open_door()
        try:
            taken = self.database.do(IMPORT, take_history, batch, self.judge.import_id)
        except Refusal as refusal:
            if len(batch) == 1:
                self._settle(self._refused(batch[0], refusal))
            else:
                for judged in batch:  # the others must not suffer for the one
                    self._take_history([judged])
            return
        self._count(taken)

    def _refused(self, judged: Judged, refusal: Refusal) -> list[Judged]:
        """Return what an order is that was refused after all: somebody may just have brought it."""
        if refusal.code == "external_id_taken":
            return self.database.ask(IMPORT, self.judge.batch, [judged.candidate])
        problem = Problem(judged.candidate.first, None, refusal.code, refusal.data)
        return [judged._replace(verdict=Verdict.REFUSED, problems=(problem,), holds=())]

    def _open_door(self) -> None:
        if self.judge.door.channel_id is None:
            door = self.database.do(IMPORT, open_door, self.judge.door)
            self.judge = self.judge._replace(door=door)

    def _count(self, some: Iterable[Judged]) -> None:
        outcome, rulings = self.outcome, []
        for judged in some:
            self.done += 1
            self.staging.report(*judged.problems, *judged.order.corrections)
            codes = [each.code for each in judged.order.corrections]
            outcome.corrections += codes.count("stock_correction")
            rulings.append(_ruling(judged))
            if judged.verdict is not None:
                outcome.orders[judged.verdict] += 1
            codes = {problem.code for problem in judged.problems}
            outcome.unknown_skus += judged.verdict is Verdict.REFUSED and codes == {"unknown_sku"}
            if judged.verdict is Verdict.NEW:
                outcome.new_skus |= set(judged.new_skus)
                outcome.over += judged.is_over
                outcome.held += bool(judged.holds)
        self.staging.rule(rulings)


def _is_to_be_taken(judged: Judged) -> bool:
    return judged.verdict is Verdict.NEW and not judged.is_done


def _ruling(judged: Judged) -> Ruling:
    verdict = judged.verdict.value if judged.verdict else ""
    is_held = judged.verdict is Verdict.NEW and bool(judged.holds)
    return Ruling(
        judged.candidate.name, judged.candidate.first, verdict, HELD if is_held else verdict,
        judged.no, judged.is_over, [reason.value for reason in judged.holds], judged.fields,
    )  # fmt: skip


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


def _batches(found: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    batch: list[Candidate] = []
    for candidate in found:
        batch.append(candidate)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
