"""`oms demo`: fill an empty database with a business that never was, and keep it moving."""

import time
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models.db import Database
    from models.demo.company import Outcome

STEPS_TOLD: Final = 20
A_MINUTE_S: Final = 60
SOON_S: Final = 90
INTERRUPTED: Final = 130
FASTEST: Final = 600


def demo(
    orders: Annotated[
        int, typer.Option(help="How many orders it has had: 100 to 1,000,000.")
    ] = 400,
    seed: Annotated[int, typer.Option(help="The same seed makes the same business.")] = 1,
    until: Annotated[
        str | None,
        typer.Option(help="Where its history ends (the last full hour)."),
    ] = None,
    live: Annotated[
        float | None,
        typer.Option(help="Keep it moving: so many orders a minute, until Ctrl-C."),
    ] = None,
) -> None:
    """Fill an empty database with a believable business; the more orders, the longer its history.

    With --live it goes on afterwards; on a database that is a demo already it goes on at once.
    """
    from models.kit.errors import Refusal
    from oms_ui.cli.door import refuse

    url, end = _url(), _end(until)
    _check_rate(live)
    try:
        if live is None or not _is_demo(url):
            _fill(url, end, orders, seed)
        if live is not None:
            _live(url, live, seed)
    except Refusal as refusal:
        refuse(refusal)


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


def _end(text: str | None) -> "datetime":
    """Return the end of the history: by itself the last full hour, so that two runs can agree."""
    from datetime import UTC, datetime

    from oms_ui.settings import CannotStart
    from state.words import say

    now = datetime.now(UTC)
    if text is None:
        return now.replace(minute=0, second=0, microsecond=0)
    try:
        end = datetime.fromisoformat(text)
    except ValueError:
        raise CannotStart(say("demo.until_unread", text=text)) from None
    end = end.replace(tzinfo=end.tzinfo or UTC)
    if end > now:
        raise CannotStart(say("demo.until_ahead", text=text))
    return end


def _check_rate(live: float | None) -> None:
    from oms_ui.settings import CannotStart
    from state.words import say

    if live is not None and not 0 < live <= FASTEST:
        raise CannotStart(say("demo.rate", fastest=FASTEST))


def _is_demo(url: str) -> bool:
    from models.db import Database
    from models.demo.opened import is_demo
    from models.kit.actor import SYSTEM

    database = Database(url)
    try:
        return database.ask(SYSTEM, is_demo)
    finally:
        database.close()


def _fill(url: str, until: "datetime", orders: int, seed: int) -> None:
    from models.access.passwords import one_time, seal
    from models.demo.company import check_size, open_demo, refuse_used
    from models.demo.people import STAFF
    from state.words import say

    check_size(orders)
    database = open_demo(url, seed, until)
    try:
        refuse_used(database)
        typer.echo(say("demo.began", orders=orders, until=until.isoformat()), err=True)
        password = one_time()
        sealed = {name: seal(password, name) for name, _, _ in STAFF}
        outcome = _filled(database, sealed, orders, seed, until)
    finally:
        database.close()
    typer.echo(say("demo.done", orders=outcome.orders, password=password))
    for name, label, role in STAFF:
        typer.echo(say("demo.person", name=name, role=role, label=label))
    typer.echo(say("demo.fingerprint", seal=outcome.fingerprint))


def _filled(
    database: "Database", sealed: "Mapping", orders: int, seed: int, until: "datetime"
) -> "Outcome":
    """Fill the database; who interrupts it is told what is left there."""
    from models.demo.company import live_a_month
    from state.words import say, words

    told = _Told()
    try:
        outcome = live_a_month(
            database, sealed, orders=orders, seed=seed, until=until, progress=told
        )
    except KeyboardInterrupt:
        typer.echo(say("demo.interrupted"), err=True)
        raise typer.Exit(INTERRUPTED) from None
    for no, step, refusal in outcome.mishaps:
        reason = words(refusal.code, refusal.data)
        typer.echo(say("demo.mishap", no=no, step=step, reason=reason), err=True)
    return outcome


def _live(url: str, rate: float, seed: int) -> None:
    """Keep the business moving until Ctrl-C, on the clock of the machine."""
    from threading import Event

    from models.db import Database
    from models.demo.living import live_on
    from state.words import say

    database = Database(url)
    try:
        typer.echo(say("demo.lives", rate=f"{rate:g}"), err=True)
        live_on(database, rate, Event(), seed)
    except KeyboardInterrupt:
        typer.echo(say("demo.rests"), err=True)
    finally:
        database.close()


class _Told:
    """Says how much is done, and how long the rest may take."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._step = 0

    def __call__(self, done: int, of: int) -> None:
        from state.words import say

        step = done * STEPS_TOLD // of
        if step == self._step:
            return
        self._step = step
        left = (time.monotonic() - self._began) * (of - done) / done
        minutes = round(left / A_MINUTE_S) if left >= SOON_S else None
        seconds = round(left) if left < SOON_S and done < of else None
        text = say("demo.progress", percent=done * 100 // of, minutes=minutes, seconds=seconds)
        typer.echo(text, err=True)
