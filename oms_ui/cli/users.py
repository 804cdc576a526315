"""`oms user`: people's accounts from the shell, as the one who owns the machine.

A password is never an argument: it would stay in the history of the shell. It is asked for, or read
from standard input where that is no terminal.
"""

import sys
from typing import Annotated, Final

import typer

from oms_ui.settings import CannotStart

users: Final = typer.Typer(help="People's accounts.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="What the person signs in with.")]
Roles = Annotated[
    list[str] | None, typer.Option("--role", help="A role they have; may be given again.")
]


@users.command()
def add(
    name: Name,
    role: Roles = None,
    label: Annotated[str, typer.Option(help="How others see them (the name).")] = "",
) -> None:
    """Add a person, who must change the password at their first sign-in."""
    from models.access.passwords import seal
    from models.kit.actor import SYSTEM
    from models.people.commands import add_user, sign_in_name
    from oms_ui.cli.door import business
    from state.words import say

    with business() as database:
        sealed = seal(_password(), sign_in_name(name))
        database.do(SYSTEM, add_user, name=name, password=sealed, roles=role or (), label=label)
    typer.echo(say("user.added", name=sign_in_name(name), roles=role))


@users.command()
def passwd(name: Name) -> None:
    """Give a person a new password that they must change; their sessions end."""
    from models.access.passwords import seal
    from models.kit.actor import SYSTEM
    from models.people.commands import set_password, sign_in_name
    from models.people.queries import actor_named
    from oms_ui.cli.door import business
    from state.words import say

    with business() as database:
        normal = sign_in_name(name)
        database.ask(SYSTEM, actor_named, normal)  # before a password is asked for in vain
        database.do(SYSTEM, set_password, normal, seal(_password(), normal))
    typer.echo(say("user.password_set", name=normal))


@users.command(name="list")
def list_users(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List people, their roles, and whether they may come in."""
    import json

    from models.kit.actor import SYSTEM
    from models.people.queries import people
    from oms_ui.cli.door import business
    from state.words import say

    with business() as database:
        found = database.ask(SYSTEM, people)
    if as_json:
        typer.echo(json.dumps([person._asdict() for person in found], ensure_ascii=False))
        return
    for person in found:
        is_open = "open" if person.is_active else "closed"
        typer.echo(
            say(
                "user.line", name=f"{person.name:<24}", label=person.label,
                roles=person.roles, state=is_open,
            )
        )  # fmt: skip


@users.command()
def roles(
    name: Name,
    role: Roles = None,
    none: Annotated[bool, typer.Option("--none", help="Take all roles away.")] = False,
) -> None:
    """Give a person exactly these roles."""
    from models.kit.actor import SYSTEM
    from models.people.commands import set_roles, sign_in_name
    from oms_ui.cli.door import business
    from state.words import say

    if bool(role) is none:
        raise CannotStart(say("shell.which_roles"))
    with business() as database:
        database.do(SYSTEM, set_roles, name, role or ())
    typer.echo(say("user.roles_set", name=sign_in_name(name), roles=role))


@users.command()
def close(name: Name) -> None:
    """Close a person's account; every session of theirs ends."""
    from models.kit.actor import SYSTEM
    from models.people.commands import deactivate, sign_in_name
    from oms_ui.cli.door import business
    from state.words import say

    with business() as database:
        database.do(SYSTEM, deactivate, name)
    typer.echo(say("user.closed", name=sign_in_name(name)))


def _password() -> str:
    from state.words import say

    if not sys.stdin.isatty():
        try:
            return sys.stdin.buffer.readline().decode().rstrip("\r\n")
        except UnicodeDecodeError:
            raise CannotStart(say("shell.password_not_text")) from None
    return typer.prompt(
        say("user.ask_password"), hide_input=True, confirmation_prompt=say("user.ask_again")
    )
