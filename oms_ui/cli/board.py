"""`oms board`: the lanes with their counts and sums, as the board shows them."""

import json
from typing import Annotated

import typer


def board(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the lanes with how many orders stand in each, and what they are worth."""
    from models.kit import money
    from models.kit.actor import SYSTEM
    from models.orders.queries import board as read
    from oms_ui.cli.door import business
    from state.words import say

    with business() as database:
        lanes = database.ask(SYSTEM, read, limit=0)
    found = {
        lane.value: {
            "count": window.figures.count,
            "sums": {each.currency: money.plain(each.minor, each.currency)
                     for each in window.figures.sums},
        }
        for lane, window in lanes.items()
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps({"lanes": found}))
        return
    for lane, figures in found.items():
        sums = [f"{amount} {currency}" for currency, amount in figures["sums"].items()]
        typer.echo(say("board.line", lane=lane, count=f"{figures['count']:>7}", sums=sums))
