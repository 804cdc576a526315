"""`oms serve`: the whole product on one port."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from oms_ui.settings import (
    MAX_PORT,
    MAX_WORKERS,
    ROOT,
    CannotStart,
    Settings,
    check_settings,
    read_number,
    settings,
)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (3000).")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that serve (1).")] = None,
) -> None:
    """Migrate the database, build the page if it changed, and serve both on one port."""
    from oms_ui.cli.door import get_ready
    from oms_ui.server import check_port, greeting, run

    os.chdir(ROOT)  # where Reflex looks for rxconfig.py
    here = _with_options(settings(), host=host, port=port, workers=workers)
    check_settings(here)
    check_port(here)
    signal.signal(signal.SIGTERM, _stop)
    get_ready(here)
    _refuse_half_made(here)
    _enter(here, _built_page())
    typer.echo(greeting(here, _admin(here)))
    run(here)


def _with_options(here: Settings, **options: str | int | None) -> Settings:
    for name, ceiling in (("port", MAX_PORT), ("workers", MAX_WORKERS)):
        if options[name] is not None:
            read_number(f"--{name}", str(options[name]), ceiling=ceiling)
    return replace(here, **{name: value for name, value in options.items() if value is not None})


def _refuse_half_made(here: Settings) -> None:
    """Let nobody look at a demo business that was interrupted as if it were whole."""
    from models.db import Database
    from models.demo.opened import refuse_half_made
    from models.kit.actor import SYSTEM
    from models.kit.errors import Refused
    from state.words import words

    database = Database(here.database_url)
    try:
        database.ask(SYSTEM, refuse_half_made)
    except Refused as refusal:
        raise CannotStart(words(refusal.code, refusal.data)) from None
    finally:
        database.close()


def _admin(here: Settings) -> str | None:
    """Make the first administrator if there is nobody; return a password that was made up."""
    from models.db import Database
    from models.kit.errors import Invalid
    from models.people.entrance import ensure_admin
    from state.words import words

    database = Database(here.database_url)
    try:
        return ensure_admin(database, here.admin_password)
    except Invalid as refusal:
        raise CannotStart(f"OMS_ADMIN_PASSWORD: {words(refusal.code, refusal.data)}") from None
    finally:
        database.close()


def _built_page() -> Path:
    """The folder of the page as the sources are now, built if need be."""
    from oms_ui.frontend.builds import find_build

    page = find_build()
    if page is None:
        typer.echo("The sources have changed: building the page (a minute at first, then seconds).")
        _build()
        page = find_build()
    if page is None:
        raise CannotStart("The page was built from sources that changed meanwhile: start again.")
    return page


def _build() -> None:
    """Run the build in a process group of its own, so that stopping it stops Node as well."""
    with subprocess.Popen(
        [sys.executable, "-m", "oms_ui.frontend.build"], start_new_session=True
    ) as child:
        try:
            code = child.wait()
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            raise
    if code != 0:
        raise CannotStart("The page could not be built; the lines above say why.")


def _enter(here: Settings, page: Path) -> None:
    """Put what the options said where the workers and rxconfig.py will read it."""
    from oms_ui.frontend.toolchain import serve_environment

    os.environ.update(
        serve_environment(page),
        OMS_HOST=here.host,
        PORT=str(here.port),
        OMS_WORKERS=str(here.workers),
    )
    settings.cache_clear()


def _stop(_signal: int, _frame: object) -> NoReturn:
    sys.exit(0)
