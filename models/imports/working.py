"""Doing what an import asks for: looking at a file, taking it in, undoing it; for one at a time."""

import os
import socket
import uuid
from collections.abc import Callable
from typing import Any, Final

from models.db import Database
from models.imports.commands import IMPORT, import_file
from models.imports.jobs import go_on, put_down, state_after, take_up
from models.imports.plan import Outcome, plan_of
from models.imports.spool import Spool
from models.imports.staging import Staging
from models.imports.tables import ImportState
from models.imports.undoing import Undone, undo_changes, undo_some, undone_so_far
from models.imports.watching import LOOK_EVERY_S, UNDOING, Paced

Tell = Callable[[str, int, int], object]
HOST: Final = socket.gethostname()


def new_holder() -> str:
    """Return a name for who takes an import in hand; it says which process of which host it is."""
    return f"{HOST}/{os.getpid()}/{uuid.uuid4().hex[:8]}"[-64:]


def is_gone(holder: str) -> bool:
    """Return whether a holder is known to be gone: a process of this host that is no more."""
    host, _, rest = holder.rpartition("/")[0].rpartition("/")
    if host != HOST[-len(host) :] or not host or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def work_on(
    database: Database, spool: Spool, import_id: int, holder: str, tell: Tell | None = None,
    *, every_s: float = LOOK_EVERY_S,
) -> Any | None:  # fmt: skip
    """Do what an import asks for; return what came of it, or None where another has it in hand.

    Args:
        tell: told how far it is, each `every_s`.
    """
    row = database.do(IMPORT, take_up, import_id, holder)
    if row is None:
        return None

    def seen(phase: str, done: int, total: int) -> bool:
        if tell:
            tell(phase, done, total)
        told = {"phase": phase, "done": done, "total": total}
        return database.do(IMPORT, go_on, import_id, holder, **told)

    if row.state is ImportState.UNDOING:
        return _undo(database, import_id, holder, Paced(seen, every_s=every_s))
    return _take(database, spool, row, holder, Paced(seen, every_s=every_s))


def _take(database: Database, spool: Spool, row: Any, holder: str, watch: Paced) -> Outcome:
    plan = plan_of(row.plan)._replace(is_rehearsal=row.state is ImportState.CHECKING)
    with Staging(spool.begin_rows(row.id)) as staging:
        outcome = import_file(
            database, spool.source(row.id), plan, staging, watch, import_id=row.id
        )
        first = next(staging.problems(1), None)
    spool.finish_rows(row.id)
    state = state_after(row.state, outcome)
    told = {**outcome.as_json(), "problem": first and first._asdict(), "undone": None}
    told["did"] = row.state.value
    database.do(IMPORT, put_down, row.id, holder, state=state, told=told)
    if state is ImportState.DONE:
        spool.let_go(row.id)
    return outcome


def _undo(database: Database, import_id: int, holder: str, watch: Paced) -> Undone:
    left_changed = database.do(IMPORT, undo_changes, import_id)
    undone = database.ask(IMPORT, undone_so_far, import_id)
    total = undone.left
    while undone.left and not watch.saw(UNDOING, total - undone.left, total):
        undone = database.do(IMPORT, undo_some, import_id)
    state = ImportState.STOPPED if undone.left else ImportState.UNDONE
    counts = {**undone._asdict(), "changes": left_changed}
    told = {"undone": counts, "did": ImportState.UNDOING.value}
    database.do(IMPORT, put_down, import_id, holder, state=state, told=told)
    return undone
