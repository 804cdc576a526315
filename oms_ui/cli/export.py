"""`oms export`: what we have, as a file or a stream."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Annotated, Final

import typer

from models.exports.kinds import Form, Kind
from oms_ui.settings import CannotStart

TOLD_EVERY_S: Final = 5.0
_MOST_OF_NAME: Final = 60


def export(
    kind: Annotated[Kind, typer.Argument(help="What to export.")],
    form: Annotated[
        Form | None, typer.Option("--format", help="As what (what FILE ends with, or csv).")
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option("--filter", help="KEY=VALUE; may be repeated.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write it to this file (stdout).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
) -> None:
    """Export orders, lines, stock, customers or events, all as of one moment."""
    from models.exports.queries import export as pieces_of
    from models.kit.actor import SYSTEM
    from oms_ui.cli.door import business
    from state.words import say

    form, filters, progress = form or _form_of(file), _filters(given or []), Progress()
    with (
        _target(file, form, force=force) as target,
        business() as database,
        database.reading(SYSTEM, as_of_one_moment=True) as unit,
        closing(pieces_of(unit, kind, form, filters, told=progress)) as pieces,
    ):
        for piece in pieces:
            target.write(piece)
    if file is not None:
        typer.echo(say("export.done", count=f"{progress.count:,}", file=str(file)), err=True)


class Progress:
    """Says on stderr how far a long export has come."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said = clock()
        self.count = 0

    def __call__(self, count: int) -> None:
        """Take in how many rows there are so far."""
        from state.words import say

        self.count = count
        if self._clock() - self._said >= TOLD_EVERY_S:
            self._said = self._clock()
            typer.echo(say("export.so_far", count=f"{count:,}"), err=True)


def _form_of(file: Path | None) -> Form:
    ending = file.suffix.removeprefix(".").lower() if file else ""
    return Form(ending) if ending in list(Form) else Form.CSV


def _filters(given: Sequence[str]) -> dict[str, list[str]]:
    from state.words import say

    filters: dict[str, list[str]] = {}
    for text in given:
        name, is_pair, value = text.partition("=")
        if not is_pair:
            raise CannotStart(say("export.no_pair", given=text[:80]))
        filters.setdefault(name.strip(), []).append(value)
    return filters


@contextmanager
def _target(file: Path | None, form: Form, *, force: bool) -> Iterator[IO[bytes]]:
    """Open where it goes; what goes wrong with writing is one sentence, but a reader who left."""
    from state.words import say

    try:
        if file is not None:
            with _whole(file.resolve(), force=force) as target:
                yield target
            return
        if form is Form.XLSX and sys.stdout.isatty():
            raise CannotStart(say("export.terminal"))
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        where = "stdout" if file is None else str(file)
        raise CannotStart(say("export.unwritable", file=where, reason=error.strerror)) from None


@contextmanager
def _whole(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """Open a file that takes its place when it is whole; until then it is for its maker's eyes."""
    _refuse_standing(path, force=force)
    part = NamedTemporaryFile(  # noqa: SIM115  it is closed below, and outlives that
        dir=path.parent, prefix=f".{path.name[:_MOST_OF_NAME]}.", suffix=".part", delete=False
    )
    try:
        with part:
            yield part.file
            part.flush()
            os.fsync(part.fileno())
        _refuse_standing(path, force=force)
        Path(part.name).replace(path)
    finally:
        Path(part.name).unlink(missing_ok=True)


def _refuse_standing(path: Path, *, force: bool) -> None:
    from state.words import say

    if path.exists() and not path.is_file():
        raise CannotStart(say("export.no_file", file=str(path)))
    if path.exists() and not force:
        raise CannotStart(say("export.standing", file=str(path)))
