"""The `oms` command.

A command is a function with annotated parameters in a module here, and one line in `COMMANDS`; its
name ends in `_` where Python keeps the plain one for itself. A group of commands is a `typer.Typer`
and one line in `GROUPS`. Modules import what is heavy inside their functions, so that `oms --help`
answers at once.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import typer
from dotenv import load_dotenv

from oms_ui.cli.board import board
from oms_ui.cli.check import check
from oms_ui.cli.demo import demo
from oms_ui.cli.export import export
from oms_ui.cli.imports import import_
from oms_ui.cli.move import move
from oms_ui.cli.serve import serve
from oms_ui.cli.users import users
from oms_ui.cli.work import work
from oms_ui.settings import ROOT, CannotStart

COMMANDS: Final[tuple[Callable[..., None], ...]] = (
    serve, board, check, demo, export, import_, move, work,
)  # fmt: skip
GROUPS: Final[Mapping[str, typer.Typer]] = {"user": users}
_NOT_READ: Final = 2


def main() -> None:
    """Run the command; what cannot start says why in one sentence."""
    load_dotenv(ROOT / ".env")
    try:
        _refuse_odd(sys.argv[1:])
        build_command()()
    except CannotStart as reason:
        sys.exit(f"oms: {reason}")
    except SystemExit as ended:
        # The option parser has a code of its own for what it cannot read; ours is one for all.
        sys.exit(1 if ended.code == _NOT_READ else ended.code)


def _refuse_odd(arguments: Sequence[str]) -> None:
    """Refuse bytes that are no text, which nothing further in could print or store."""
    from state.words import say

    for argument in arguments:
        shown = argument.encode(errors="surrogateescape").decode(errors="backslashreplace")
        if shown != argument:
            raise CannotStart(say("shell.not_text", argument=shown))


def build_command() -> typer.Typer:
    """Every command and group under one name."""
    oms = typer.Typer(
        help="An open order management system.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    oms.callback()(_alone)
    for command in COMMANDS:
        oms.command(command.__name__.rstrip("_"))(command)
    for name, group in GROUPS.items():
        oms.add_typer(group, name=name)
    return oms


def _alone() -> None:
    """Keep a name before the only command there is."""
