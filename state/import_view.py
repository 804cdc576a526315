"""How an import is shown. Pure: from its row to what the page draws."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, TypedDict

from models.channels.cells import Problem
from models.imports.jobs import IN_HAND
from models.imports.plan import NewSkus, Plan, TakeAs, plan_of
from models.imports.tables import ImportState
from state.import_words import place, sentence
from state.shown import day, full_moment, moment, number
from state.words import say

TILES: Final = ("new", "held", "changed", "same", "refused")
MOST_NAMES: Final = 30
_MINUTE: Final = 60
_UNITS: Final = (("mb", 1 << 20), ("kb", 1 << 10))
_TONES: Final[Mapping[ImportState, str]] = {
    ImportState.READY: "waits",
    ImportState.STOPPED: "waits",
    ImportState.FAILED: "failed",
    ImportState.DONE: "done",
    ImportState.UNDONE: "over",
}


class Fact(TypedDict):
    """Something to know: what it is, and what is so."""

    label: str
    value: str


class Tile(TypedDict):
    """How many orders of a file are what; a tile opens their list."""

    key: str
    n: int
    count: str
    label: str
    hint: str


class ProgressView(TypedDict):
    """How far the work in hand is; `share` is in percent, below zero where nobody can know."""

    words: str
    count: str
    left: str
    share: int
    is_stopping: bool


class JobView(TypedDict):
    """An import: what it is, where it is, and what is known of its file."""

    id: int
    file: str
    state: str
    state_name: str
    tone: str
    who: str
    when: str
    when_full: str
    counts: str
    problem: str
    where: str
    facts: list[Fact]
    more: list[str]
    skus: list[str]
    to_take: str
    n_to_take: int
    brings: bool
    unknown: str
    is_busy: bool
    did: str
    can_undo: bool
    has_columns: bool
    is_kept: bool


NO_PROGRESS: Final[ProgressView] = {
    "words": "", "count": "", "left": "", "share": -1, "is_stopping": False,
}  # fmt: skip
NO_JOB: Final[JobView] = {
    "id": 0, "file": "", "state": "", "state_name": "", "tone": "", "who": "", "when": "",
    "when_full": "", "counts": "", "problem": "", "where": "", "facts": [], "more": [], "skus": [],
    "to_take": "", "n_to_take": 0, "brings": False, "unknown": "", "is_busy": False, "did": "",
    "can_undo": False,
    "has_columns": False, "is_kept": False,
}  # fmt: skip


class Pace(NamedTuple):
    """Since when a phase has been watched, and how much was done by then."""

    phase: str
    since: datetime
    done: int


def job_view(
    row: Any, now: datetime, tz: str, *, is_kept: bool = False, in_house: int = 0
) -> JobView:
    """Return an import as its page shows it.

    Args:
        is_kept: whether it is still known what became of each row.
        in_house: how many of its orders are here and could be taken back.
    """
    problem = _problem(row)
    to_take = _orders(row)["new"]
    return {
        "id": row.id,
        "file": row.file,
        "state": row.state.value,
        "state_name": say(f"import_page.state.{row.state.value}"),
        "tone": _TONES.get(row.state, "busy"),
        "who": row.by,
        "when": moment(row.created_at, tz, now),
        "when_full": full_moment(row.created_at, tz),
        "counts": _counts(row),
        "problem": sentence(problem, on_page=True) if problem else "",
        "where": _where(problem, row.told.get("counts", "row")),
        "facts": _facts(row),
        "more": _more(row),
        "skus": list(row.told.get("new_skus", ()))[:MOST_NAMES],
        "to_take": number(to_take),
        "n_to_take": to_take,
        "brings": to_take + _orders(row)["changed"] > 0,
        "unknown": _unknown(row),
        "is_busy": row.state in IN_HAND,
        "did": row.told.get("did", ""),
        "can_undo": row.state is ImportState.DONE or in_house > 0,
        "has_columns": bool(row.told.get("columns")),
        "is_kept": is_kept,
    }


def progress_view(row: Any, pace: Pace, now: datetime) -> ProgressView:
    """Return how far the work in hand is, and how long it will take from how fast it was."""
    total, done = row.total, min(row.done, row.total) if row.total else row.done
    phase = row.phase or "waiting"
    return {
        "words": say(f"import_page.phase.{phase}"),
        "count": say("import_page.of", done=number(done), total=number(total)) if total
        else say(f"import_page.so_far.{phase}", done=number(done)),
        "left": _left((now - pace.since).total_seconds(), done - pace.done, total - done),
        "share": done * 100 // total if total else -1,
        "is_stopping": row.is_stopping,
    }  # fmt: skip


def tiles(told: Mapping[str, Any], state: ImportState) -> list[Tile]:
    """Return how many orders of a file are what; the words depend on whether it is done."""
    orders = told.get("orders")
    if not orders or state is ImportState.FAILED:
        return []
    held = told.get("held", 0)
    counts = {**orders, "held": held, "new": max(0, orders["new"] - held)}
    when = "preview" if told.get("did") == ImportState.CHECKING else "done"
    return [
        {
            "key": key,
            "n": counts[key],
            "count": number(counts[key]),
            "label": say(f"import_page.tile.{key}"),
            "hint": say(f"import_page.tile.{key}.{when}"),
        }
        for key in TILES
    ]


def size_of(size: int) -> str:
    """Return how large a file is: `1.4 MB`."""
    for unit, bytes_ in _UNITS:
        if size >= bytes_:
            return say(f"import_page.size.{unit}", n=f"{size / bytes_:.1f}")
    return say("import_page.size.b", n=number(size))


def _orders(row: Any) -> Mapping[str, int]:
    return row.told.get("orders") or dict.fromkeys(("new", "changed", "same", "refused"), 0)


def _counts(row: Any) -> str:
    if row.state in IN_HAND:
        phase = row.phase or "waiting"
        share = f"{row.done * 100 // row.total} %" if row.total else ""
        return say("import_page.busy", what=say(f"import_page.phase.{phase}"), share=share)
    if row.state is ImportState.UNDONE:
        undone = row.told.get("undone") or {}
        return say("import_page.taken_back", n=number(undone.get("withdrawn", 0)))
    if row.state is ImportState.FAILED:
        problem = _problem(row)
        return sentence(problem, on_page=True) if problem else ""
    shown = {name: number(n) if n else "" for name, n in _orders(row).items()}
    nothing = "" if any(shown.values()) else say("import_page.no_orders")
    parts = [say(f"import_page.n.{name}", n=n) for name, n in shown.items() if n]
    return " · ".join(parts) or nothing


def _problem(row: Any) -> Problem | None:
    """Return what is wrong with the file as a whole, or what broke on our side."""
    told = row.told.get("problem")
    if not told:
        return None
    problem = Problem(**told)
    is_whole = row.told.get("is_whole", True)
    return problem if not is_whole or problem.code == "internal" else None


def _where(problem: Problem | None, counts: str) -> str:
    if problem is None or problem.row is None:
        return ""
    return say("import_page.where", at=place(problem.row, counts), column=problem.column)


def _facts(row: Any) -> list[Fact]:
    """Return how a file was read, and what was asked."""
    told, plan = row.told, plan_of(row.plan)
    rows = told.get("rows")
    found = {
        "rows": number(rows) if rows else "",
        "size": size_of(row.size),
        "form": told.get("form", ""),
        "page": told.get("page", ""),
        "encoding": told.get("encoding", ""),
        "delimiter": told.get("delimiter", ""),
        "mapping": told.get("mapping", "") or plan.mapping.name,
        "ignored": told.get("ignored", ""),
        "channel": row.channel or say("import_page.channel.file"),
        "take_as": _taken_as(plan),
        "new_skus": say(f"import_page.new_skus.{plan.new_skus.value}"),
        "currency": plan.currency or "",
        "date_order": say(f"import_page.dates.{plan.date_order.value}") if plan.date_order else "",
    }
    return [
        {"label": say(f"import_page.fact.{name}"), "value": value}
        for name, value in found.items()
        if value
    ]


def _taken_as(plan: Plan) -> str:
    if plan.open_from and plan.take_as is TakeAs.OPEN:
        return say("import_page.taken_from", day=day(plan.open_from, plan.open_from))
    return say(f"import_page.take_as.{plan.take_as.value}")


def _more(row: Any) -> list[str]:
    """Return what else is to be known of what a file brings or brought."""
    told = row.told
    found = {
        "over": told.get("over", 0),
        "corrections": told.get("corrections", 0),
        "skus": len(told.get("new_skus", ())),
    }
    return [say(f"import_page.more.{name}", n=number(n)) for name, n in found.items() if n]


def _unknown(row: Any) -> str:
    """Return how many orders are refused only for SKUs that could be made."""
    count = row.told.get("unknown_skus", 0)
    could = plan_of(row.plan).new_skus is NewSkus.REFUSE and row.state is ImportState.READY
    return number(count) if count and could else ""


def _left(spent_s: float, done: int, open_: int) -> str:
    if done <= 0 or open_ <= 0 or spent_s < 1:
        return ""
    seconds = round(spent_s * open_ / done)
    if seconds < _MINUTE:
        return say("import_page.left.s", n=max(1, seconds))
    return say("import_page.left.min", n=round(seconds / _MINUTE))
