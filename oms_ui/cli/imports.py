"""`oms import`: orders from a file."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Final

import typer

from models.channels.moments import DateOrder
from models.imports.plan import Form, NewSkus, Outcome, Plan, TakeAs, Verdict

if TYPE_CHECKING:
    from models.channels.cells import Problem
    from models.db import Database
    from models.imports.staging import Staging

SHOWN: Final = 50
"""How many problems a person is shown; programs are shown all."""
TOLD_EVERY_S: Final = 2.0


File = Annotated[str, typer.Argument(help="A file of orders.")]
Channel = Annotated[str | None, typer.Option(help="Whose orders they are (file).")]
As = Annotated[TakeAs, typer.Option("--as", help="Take them in, or only report on them.")]
OpenFrom = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Orders placed before this day are history."),
]
Unknown = Annotated[NewSkus, typer.Option(help="What unknown SKUs become.")]
Layout = Annotated[Form, typer.Option("--format", help="How the file is laid out.")]
Mapped = Annotated[
    str | None, typer.Option(help="How its columns are read: a name, or a file (found out).")
]
Currency = Annotated[str | None, typer.Option(help="Of amounts that name none (the channel's).")]
Dates = Annotated[
    DateOrder | None, typer.Option(help="Of dates like 3/4/2010 (what the column shows).")
]
Encoding = Annotated[str | None, typer.Option(help="Of the file (found out).")]
Report = Annotated[Path | None, typer.Option(help="Write here what became of every row, as CSV.")]
Rehearsal = Annotated[bool, typer.Option("--dry-run", help="Show it and keep nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def import_(
    file: File,
    *,
    channel: Channel = None,
    take_as: As = TakeAs.OPEN,
    open_from: OpenFrom = None,
    new_skus: Unknown = NewSkus.REFUSE,
    form: Layout = Form.AUTO,
    mapping: Mapped = None,
    currency: Currency = None,
    date_order: Dates = None,
    encoding: Encoding = None,
    report: Report = None,
    dry_run: Rehearsal = False,
    as_json: AsJson = False,
) -> None:
    """Take in orders from a file; exit 1 if any is refused, with the reason for each."""
    from oms_ui.cli.door import business
    from oms_ui.settings import settings
    from state.import_report import report as rows_told

    plan = Plan(
        channel=channel, take_as=take_as, new_skus=new_skus, form=form, currency=currency,
        date_order=date_order, encoding=encoding, zone=settings().timezone, is_rehearsal=dry_run,
        open_from=open_from.date() if open_from else None,
    )  # fmt: skip
    _print_anything()
    with business() as database:
        plan = _taught(database, plan, mapping)
        with _place_for(report) as place, _taken(database, Path(file), plan) as found:
            outcome, staging = found
            if place:
                place.writelines(rows_told(staging))
            if as_json:
                _print_json(outcome, staging)
            elif outcome.is_whole:
                _print_table(_table(Path(file).name, outcome, staging, is_rehearsal=dry_run))
            _end_if_broken(file, outcome, staging)
    if not outcome.is_clean:
        raise typer.Exit(1)


def _end_if_broken(file: str, outcome: Outcome, staging: "Staging") -> None:
    """End the command where the file itself is wrong, saying how."""
    if not outcome.is_whole:
        sys.exit(f"oms: {_broken(file, outcome, staging)}")


def _taught(database: "Database", plan: Plan, mapping: str | None) -> Plan:
    """Return the plan with the mapping somebody named, from a file or among those that are kept."""
    from models.imports.doors import FILE_CHANNEL
    from models.imports.mappings import find_mapping, read_mapping
    from models.kit.actor import SYSTEM

    if mapping is None:
        return plan
    if mapping.endswith(".json"):
        from oms_ui.settings import CannotStart
        from state.words import say

        try:
            shared = Path(mapping).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None)
            raise CannotStart(say("import.no_mapping", file=mapping, why=why)) from None
        return plan._replace(mapping=read_mapping(shared))
    known = database.ask(SYSTEM, find_mapping, plan.channel or FILE_CHANNEL, mapping)
    return plan._replace(mapping=known)


@contextmanager
def _taken(database: "Database", path: Path, plan: Plan) -> "Iterator[tuple[Outcome, Staging]]":
    """Take a file in, or rehearse it, and lend what became of its rows."""
    from models.imports.commands import import_file
    from models.imports.sheets import make_sure
    from models.imports.staging import Staging
    from models.imports.watching import Paced
    from models.kit.errors import Refusal

    if not plan.is_rehearsal:
        try:
            make_sure(path)
        except Refusal:
            pass  # said below, as for a rehearsal: there is nothing to keep
        else:
            yield from _kept(database, path, plan)
            return
    with Staging() as staging:
        yield import_file(database, path, plan, staging, Paced(_progress())), staging


def _kept(database: "Database", path: Path, plan: Plan) -> "Iterator[tuple[Outcome, Staging]]":
    """Take a file in as an import that is written down, and can be gone on with and undone."""
    from models.imports.jobs import break_lease, hand_in
    from models.imports.spool import Spool, chunks_of
    from models.imports.staging import Staging
    from models.imports.tables import ImportState
    from models.imports.working import is_gone, new_holder, work_on
    from models.kit.actor import SYSTEM
    from models.kit.errors import Refused
    from oms_ui.settings import settings

    spool, holder = Spool(settings().data_dir / "imports"), new_holder()
    try:
        kept = spool.keep(chunks_of(path))
    except OSError as error:
        raise Refused("spool_failed", why=error.strerror) from None
    key = database.do(
        SYSTEM, hand_in, file=path.name, digest=kept.digest, size=kept.size, plan=plan,
        state=ImportState.TAKING, holder=holder,
    )  # fmt: skip
    spool.settle(kept, key)
    database.do(SYSTEM, break_lease, key, is_gone)
    outcome = work_on(database, spool, key, holder, _progress())
    if outcome is None:
        from oms_ui.settings import CannotStart
        from state.words import say

        raise CannotStart(say("import.in_hand", id=key))
    with Staging(spool.rows(key), is_new=False) as staging:
        yield outcome, staging


def _progress() -> Callable[[str, int, int], bool]:
    """Return what tells a person at a terminal how far it is, and how long it will take."""
    import time

    from state.words import say

    began: dict[str, float] = {}
    last = time.monotonic()

    def tell(phase: str, done: int, total: int) -> bool:
        nonlocal last
        now = time.monotonic()
        since = now - began.setdefault(phase, now)
        if now - last >= TOLD_EVERY_S and sys.stderr.isatty():
            last = now
            left = round(since * (total - done) / done) if total and done else None
            share = f"{done / total:.0%}" if total else None
            told = {"done": f"{done:,}", "share": share, "left": left}
            typer.echo(say(f"import.progress.{phase}", **told), err=True)
        return False

    return tell


@contextmanager
def _place_for(report: Path | None) -> Iterator[IO[bytes] | None]:
    """Lend a new file for the report; that none can be written is said before all else."""
    from oms_ui.settings import CannotStart
    from state.words import say

    if report is None:
        yield None
        return
    try:
        place = report.open("xb")
    except OSError as error:
        raise CannotStart(say("import.no_report", file=report, why=error.strerror)) from None
    with place:
        yield place


def _print_anything() -> None:
    """Let the words of a file be printed where a terminal does not know all of them."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _print_json(outcome: Outcome, staging: "Staging") -> None:
    """Print the object piece by piece: its list may be as long as the file."""
    from state.import_words import sentence

    orders = {verdict.value: outcome.orders[verdict] for verdict in Verdict}
    sys.stdout.write(f'{{"orders": {json.dumps(orders)}, "rows": {outcome.rows}, "problems": [')
    for i, problem in enumerate(staging.problems()):
        told = {
            "row": problem.row,
            "column": problem.column,
            "code": problem.code,
            "text": sentence(problem),
        }
        sys.stdout.write(f"{', ' if i else ''}{json.dumps(told)}")
    sys.stdout.write("]}\n")


def _print_table(lines: Iterable[str]) -> None:
    from state.import_words import printable

    for line in lines:
        typer.echo(printable(line))


def _table(file: str, outcome: Outcome, staging: "Staging", *, is_rehearsal: bool) -> Iterator[str]:
    from state.import_words import sentence
    from state.words import say

    yield say("import.read", file=file, rows=f"{outcome.rows:,}", **outcome.read_as)
    if outcome.read_as["ignored"]:
        yield say("import.ignored", **outcome.read_as)
    for verdict in Verdict:
        more: dict[str, Any] = {}
        if verdict is Verdict.NEW:
            more = {"held": outcome.held or None, "over": outcome.over or None}
        key = "import.would_be_new" if more and is_rehearsal else f"import.{verdict.value}"
        yield say(key, count=f"{outcome.orders[verdict]:>9,}", **more)
    if outcome.new_skus:
        key = "import.would_be_new_skus" if is_rehearsal else "import.new_skus"
        yield say(key, count=f"{len(outcome.new_skus):,}")
    for problem in staging.problems(SHOWN):
        yield say("import.problem", text=sentence(problem), **_where(problem, outcome))
    if (rest := staging.problem_count() - SHOWN) > 0:
        yield say("import.more", count=f"{rest:,}")
    if is_rehearsal:
        yield say("import.rehearsal")


def _broken(file: str, outcome: Outcome, staging: "Staging") -> str:
    from state.import_words import printable, sentence
    from state.words import say

    problem = next(staging.problems())
    where = _where(problem, outcome)
    return printable(say("import.broken", file=file, text=sentence(problem), **where))


def _where(problem: "Problem", outcome: Outcome) -> dict[str, str | None]:
    """Return where something is wrong, counted as the format counts."""
    from state.words import say

    counts = outcome.read_as.get("counts", "row")
    at = say(f"import.at.{counts}", n=problem.row) if problem.row else None
    return {"at": at, "column": problem.column}
