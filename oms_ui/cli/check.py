"""`oms check`: prove that the books are right."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.proof.check import Proof, Report


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Prove every law of the books; exit 1 where one is broken, naming the first offender."""
    from models.proof.check import check as prove
    from oms_ui.cli.door import business
    from state.words import say

    with business() as database:
        report = prove(database)
    if as_json:
        typer.echo(json.dumps(_plain(report), default=str))
    else:
        for proof in report.proofs:
            typer.echo(_line(proof))
        typer.echo(say("check.not_applied", laws=list(report.not_applied)))
    if not report.is_clean:
        raise typer.Exit(1)


def _plain(report: "Report") -> dict[str, object]:
    laws = {
        proof.key: {
            "holds": proof.offender is None,
            "seconds": round(proof.seconds, 3),
            "offender": proof.offender and proof.offender._asdict(),
        }
        for proof in report.proofs
    }
    return {"clean": report.is_clean, "laws": laws, "not_applied": list(report.not_applied)}


def _line(proof: "Proof") -> str:
    from state.words import say

    law = say(f"law.{proof.key}")
    if proof.offender is None:
        return say("check.holds", key=proof.key, law=law, seconds=f"{proof.seconds:.2f}")
    subject, found = proof.offender
    return say("check.broken", key=proof.key, law=law, subject=subject, found=str(found))
