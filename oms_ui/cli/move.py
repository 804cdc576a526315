"""`oms move`: one move of an order from the shell, through the same guards as everybody's."""

from typing import Annotated, Any

import typer


def move(
    no: Annotated[str, typer.Argument(help="The order's number.")],
    verb: Annotated[str, typer.Argument(help="What to do: approve, plan, pack, ship …")],
    part: Annotated[list[str] | None, typer.Option(help="Code of a part; may be repeated.")] = None,
    given: Annotated[
        list[str] | None, typer.Option("--set", help="KEY=VALUE that the verb needs.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    user: Annotated[str | None, typer.Option("--as", help="Act as this user.")] = None,
) -> None:
    """Make one move of an order; say what became of it, or why it was refused."""
    from models.kit.actor import SYSTEM
    from models.orders.given import read_given
    from models.people.queries import actor_named
    from models.workflow.moves import perform
    from oms_ui.cli.door import business
    from state.words import say

    with business() as database:
        actor = database.ask(SYSTEM, actor_named, user) if user else SYSTEM
        said = read_given({**_read(given or []), **({"reason": reason} if reason else {})})
        moved = database.do(actor, perform, no, verb, said, parts=part or [])
        typer.echo(say("move.done", no=moved.no, lane=moved.lane or moved.status,
                       version=moved.version))  # fmt: skip


def _read(pairs: list[str]) -> dict[str, Any]:
    """Return `KEY=VALUE` pairs; `SKU:3,SKU:2` is a table of counts, `true` a yes."""
    from models.kit.errors import Invalid

    found: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise Invalid("bad_argument", field="--set", problem="KEY=VALUE", value=pair[:80])
        found[key] = _value(key, value)
    return found


def _value(key: str, text: str) -> Any:
    if key in ("scanned", "short", "produced"):
        counts = (each.rpartition(":") for each in text.split(","))
        return {sku: _number(count) for sku, _, count in counts}
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return _number(text) if key in _NUMBERS else text


def _number(text: str) -> int | str:
    """Return a number that could be meant as one; what is none stays, to be refused by name."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS
    return int(text) if is_number else text


_MAX_DIGITS = 18
_NUMBERS = frozenset({"hold", "line", "qty", "payment"})
