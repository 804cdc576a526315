"""What an undo of an import did, and what it left standing. Pure."""

from collections.abc import Mapping
from typing import Any, TypedDict

from state.import_words import printable
from state.shown import number
from state.words import catalogue, say


class KeptView(TypedDict):
    """An order that stays, and why."""

    id: int
    no: str
    name: str
    why: str


def kept_view(row: Any) -> KeptView:
    """Return an order that an undo left standing."""
    key = f"import_page.kept.{row.kept}"
    why = say(key if key in catalogue() else "import_page.kept.other")
    return {"id": row.id, "no": row.no, "name": printable(row.external_id), "why": why}


def undone_words(told: Mapping[str, Any]) -> str:
    """Return what an undo came to, where there was one."""
    undone = told.get("undone")
    if not undone:
        return ""
    counts = {name: number(n) if n else None for name, n in undone.items()}
    return say("import_page.undone", **{**counts, "withdrawn": number(undone["withdrawn"])})
