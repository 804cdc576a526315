"""`oms demo`: fill an empty database with a business that never was."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from models.db import Database

FEWEST: Final = 60
TIMES_TOLD: Final = 10


def demo(
    orders: Annotated[int, typer.Option(min=FEWEST, help="How many orders it has had.")] = 400,
    seed: Annotated[int, typer.Option(help="The same seed makes the same business.")] = 1,
) -> None:
    """Fill an empty database with a month of a believable business, up to this moment."""
    from datetime import UTC, datetime

    from models.demo.company import open_demo
    from models.kit.errors import Refusal
    from oms_ui.cli.door import refuse

    until = datetime.now(UTC).replace(microsecond=0)
    database = open_demo(_url(), seed, until)
    try:
        _fill(database, until, orders, seed)
    except Refusal as refusal:
        refuse(refusal)
    finally:
        database.close()


def _url() -> str:
    """Return where the database is that the settings name, in its newest shape."""
    from oms_ui.cli.door import get_ready
    from oms_ui.settings import CannotStart, settings
    from state.words import say

    here = settings()
    if not here.demo:
        raise CannotStart(say("demo.off"))
    get_ready(here)
    return here.database_url


def _fill(database: "Database", until: "datetime", orders: int, seed: int) -> None:
    from models.access.passwords import one_time, seal
    from models.demo.company import live_a_month, refuse_used
    from models.demo.people import STAFF
    from state.words import say

    refuse_used(database)
    typer.echo(say("demo.began", orders=orders), err=True)
    password = one_time()
    sealed = {name: seal(password, name) for name, _, _ in STAFF}
    outcome = live_a_month(database, sealed, orders=orders, seed=seed, until=until, progress=_tell)
    for mishap in outcome.mishaps:
        typer.echo(say("demo.mishap", mishap=mishap), err=True)
    typer.echo(say("demo.done", orders=outcome.orders, password=password))
    for name, label, role in STAFF:
        typer.echo(say("demo.person", name=name, role=role, label=label))


def _tell(done: int, of: int) -> None:
    from state.words import say

    if done * TIMES_TOLD // of > (done - 1) * TIMES_TOLD // of:
        typer.echo(say("demo.progress", percent=done * 100 // of), err=True)
