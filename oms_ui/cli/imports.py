"""`oms import`: orders from a file."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from models.channels.moments import DateOrder
from models.imports.plan import Form, NewSkus, Outcome, Plan, TakeAs, Verdict

if TYPE_CHECKING:
    from models.channels.cells import Problem
    from models.imports.staging import Staging

SHOWN: Final = 50
"""How many problems a person is shown; programs are shown all."""


def import_(
    file: Annotated[str, typer.Argument(help="A file of orders.")],
    *,
    channel: Annotated[str | None, typer.Option(help="Whose orders they are (file).")] = None,
    take_as: Annotated[
        TakeAs, typer.Option("--as", help="Take them in, or only report on them.")
    ] = TakeAs.OPEN,
    new_skus: Annotated[NewSkus, typer.Option(help="What unknown SKUs become.")] = NewSkus.REFUSE,
    form: Annotated[Form, typer.Option("--format", help="How the file is laid out.")] = Form.AUTO,
    currency: Annotated[
        str | None, typer.Option(help="Of amounts that name none (the channel's).")
    ] = None,
    date_order: Annotated[
        DateOrder | None, typer.Option(help="Of dates like 3/4/2010 (what the column shows).")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of the file (found out).")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show it and keep nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Take in orders from a file; exit 1 if any is refused, with the reason for each."""
    from models.imports.commands import import_file
    from models.imports.staging import Staging
    from oms_ui.cli.door import business
    from oms_ui.settings import settings

    plan = Plan(
        channel=channel, take_as=take_as, new_skus=new_skus, form=form, currency=currency,
        date_order=date_order, encoding=encoding, zone=settings().timezone, is_rehearsal=dry_run,
    )  # fmt: skip
    _print_anything()
    with business() as database, Staging() as staging:
        outcome = import_file(database, Path(file), plan, staging)
        if as_json:
            _print_json(outcome, staging)
        elif outcome.is_whole:
            _print_table(file, outcome, staging)
        if not outcome.is_whole:
            sys.exit(f"oms: {_broken(file, staging)}")
    if not outcome.is_clean:
        raise typer.Exit(1)


def _print_anything() -> None:
    """Let the words of a file be printed where a terminal does not know all of them."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _print_json(outcome: Outcome, staging: "Staging") -> None:
    """Print the object piece by piece: its list may be as long as the file."""
    orders = {verdict.value: outcome.orders[verdict] for verdict in Verdict}
    sys.stdout.write(f'{{"orders": {json.dumps(orders)}, "rows": {outcome.rows}, "problems": [')
    for i, problem in enumerate(staging.problems()):
        told = {
            "row": problem.row,
            "column": problem.column,
            "code": problem.code,
            "text": _sentence(problem),
        }
        sys.stdout.write(f"{', ' if i else ''}{json.dumps(told)}")
    sys.stdout.write("]}\n")


def _print_table(file: str, outcome: Outcome, staging: "Staging") -> None:
    for line in _table(Path(file).name, outcome, staging):
        typer.echo(_printable(line))


def _table(file: str, outcome: Outcome, staging: "Staging") -> Iterator[str]:
    from state.words import say

    yield say("import.read", file=file, rows=f"{outcome.rows:,}", **outcome.read_as)
    if outcome.read_as["ignored"]:
        yield say("import.ignored", **outcome.read_as)
    for verdict in Verdict:
        more: dict[str, Any] = {}
        if verdict is Verdict.NEW:
            more = {"held": outcome.held or None, "over": outcome.over or None}
        yield say(f"import.{verdict.value}", count=f"{outcome.orders[verdict]:>9,}", **more)
    if outcome.new_skus:
        key = "import.new_skus" if outcome.held is not None else "import.would_be_new_skus"
        yield say(key, count=f"{len(outcome.new_skus):,}")
    for problem in staging.problems(SHOWN):
        where = {"row": problem.row, "column": problem.column}
        yield say("import.problem", text=_sentence(problem), **where)
    if (rest := staging.problem_count() - SHOWN) > 0:
        yield say("import.more", count=f"{rest:,}")
    if outcome.held is None:
        yield say("import.rehearsal")


def _broken(file: str, staging: "Staging") -> str:
    from state.words import say

    problem = next(staging.problems())
    where = {"row": problem.row, "column": problem.column}
    return _printable(say("import.broken", file=file, text=_sentence(problem), **where))


def _sentence(problem: "Problem") -> str:
    from state.words import catalogue, say, words

    key = f"problem.{problem.code}"
    if key in catalogue():
        given = {"column": problem.column, **problem.data}
        if problem.code == "currency_unknown":  # of the file, or of the option
            given.setdefault("value", given.get("currency"))
        return _printable(say(key, **given))
    return _printable(words(problem.code, problem.data))


def _printable(text: str) -> str:
    """Return a sentence without what a hostile cell could do to a terminal."""
    return "".join(ch if ch.isprintable() else " " for ch in text)
