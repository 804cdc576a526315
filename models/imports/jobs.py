"""The life of an import: handed in, looked at, taken in, stopped, gone on with, undone.

What is in hand is written down before it is done, and who does it holds a lease. A process that
dies leaves whole orders and a lease that runs out; whoever takes the import up next goes on.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select

from models.access.permissions import require
from models.access.verbs import Verb
from models.activity.leases import end_lease, take_lease
from models.activity.tables import Lease
from models.db import Unit
from models.imports.plan import Outcome, Plan
from models.imports.tables import ImportJob, ImportState
from models.kit.errors import NotFound, Refused
from models.kit.table import table

LEASE: Final = timedelta(seconds=20)
S = ImportState
IN_HAND: Final = (S.CHECKING, S.TAKING, S.UNDOING)
MAY_BECOME: Final = {
    S.CHECKING: (S.READY, S.STOPPED, S.FAILED),
    S.TAKING: (S.READY, S.STOPPED, S.DONE),
    S.UNDOING: (S.DONE, S.STOPPED, S.FAILED, S.UNDONE),
}
"""From where an import goes into somebody's hands."""
wanted: Final[list[Callable[[], None]]] = []
"""Called when an import of this process waits to be worked on; by whichever thread committed it."""
_JOB: Final = table(ImportJob)
_LEASE: Final = table(Lease)
_BY_ID: Final = select(_JOB).where(_JOB.c.id == bindparam("b_id"))
_LOCK: Final = _BY_ID.with_for_update()


def hand_in(
    unit: Unit, *, file: str, digest: str, size: int, plan: Plan, state: ImportState,
    holder: str | None = None,
) -> int:  # fmt: skip
    """Write down that somebody hands in a file; return the import's key.

    The same file, handed in again in the same way while it is not done, is the same import.

    Args:
        state: `checking`, to be looked at first; `taking`, to be taken in at once.
        holder: who has it in hand at first, and puts its file where it is looked for.

    Raises:
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    key = _written_down(unit, plan, state, file=file, digest=digest, size=size)
    if holder:
        take_lease(unit, _lease(key), holder, LEASE)
    else:
        unit.done.extend(wanted)
    return key


def _written_down(
    unit: Unit, plan: Plan, state: ImportState, *, file: str, digest: str, size: int
) -> int:
    stored = plan.as_json()
    like = (_JOB.c.digest == digest) & _JOB.c.state.in_([S.TAKING, S.STOPPED])
    for row in unit.rows(select(_JOB).where(like).order_by(_JOB.c.id.desc())):
        if row.plan == stored:
            # What is being taken in goes on: nobody looks at it first.
            new = S.TAKING if row.state is S.TAKING else state
            _set(unit, row.id, state=new, is_stopping=False)
            return row.id
    key = unit.ids(_JOB)[0]
    row = ImportJob(
        id=key, file=file[:240] or "?", digest=digest, size=size, channel=plan.channel or "",
        plan=stored, state=state, told={}, by=unit.actor.label, by_user_id=unit.actor.id,
        created_at=unit.now, began_at=unit.now,
    )  # fmt: skip
    unit.insert(_JOB, row.values())
    return key


def change_plan(unit: Unit, import_id: int, plan: Plan) -> None:
    """Have a file looked at anew, in another way.

    Raises:
        Refused: `import_in_hand`, `import_settled`.
        NotFound, NotPermitted.
    """
    row = _theirs(unit, import_id)
    _refuse(row, S.CHECKING)
    _set(
        unit, import_id, plan=plan.as_json(), channel=plan.channel or "", state=S.CHECKING,
        is_stopping=False, began_at=unit.now, told={}, phase="", done=0, total=0,
    )  # fmt: skip
    unit.done.extend(wanted)


def put_in_hand(unit: Unit, import_id: int, state: ImportState) -> None:
    """Have a file taken in, gone on with, or undone.

    Raises:
        Refused: `import_in_hand`, `import_settled`.
        NotFound, NotPermitted.
    """
    row = _theirs(unit, import_id)
    _refuse(row, state)
    _set(
        unit, import_id, state=state, is_stopping=False, began_at=unit.now, ended_at=None,
        phase="", done=0, total=0,
    )  # fmt: skip
    unit.done.extend(wanted)


def ask_to_stop(unit: Unit, import_id: int) -> None:
    """Ask whoever has an import in hand to end after the order in hand.

    Raises:
        Refused: `import_not_in_hand`.
        NotFound, NotPermitted.
    """
    row = _theirs(unit, import_id)
    if row.state not in IN_HAND:
        raise Refused("import_not_in_hand", state=row.state.value)
    _set(unit, import_id, is_stopping=True)


def import_by_id(unit: Unit, import_id: int) -> Any:
    """Return the row of an import.

    Raises:
        NotFound: `import`.
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    row = unit.row(_BY_ID, {"b_id": import_id})
    if row is None:
        raise NotFound("import", id=import_id)
    return row


def imports(unit: Unit, before: int | None, most: int) -> list[Any]:
    """Return the rows of imports, the newest first.

    Raises:
        NotPermitted.
    """
    require(unit.actor, Verb.IMPORT)
    query = select(_JOB).order_by(_JOB.c.id.desc()).limit(most)
    return list(unit.rows(query if before is None else query.where(_JOB.c.id < before)))


def waiting(unit: Unit) -> list[int]:
    """Return the keys of the imports that are to be worked on, the oldest first."""
    in_hand = _JOB.c.state.in_(IN_HAND)
    return [row.id for row in unit.rows(select(_JOB.c.id).where(in_hand).order_by(_JOB.c.id))]


def take_up(unit: Unit, import_id: int, holder: str) -> Any | None:
    """Take an import in hand; return its row, or None where another has it or nothing is to do."""
    row = unit.row(_BY_ID, {"b_id": import_id})
    if row is None or row.state not in IN_HAND:
        return None
    if not take_lease(unit, _lease(import_id), holder, LEASE):
        return None
    row = unit.row(_BY_ID, {"b_id": import_id})  # whoever had the lease may just have finished
    if row is None or row.state not in IN_HAND:
        end_lease(unit, _lease(import_id), holder)
        return None
    return row


def go_on(
    unit: Unit, import_id: int, holder: str, *, phase: str, done: int, total: int
) -> bool:  # fmt: skip
    """Say how far an import is and keep it in hand; return whether to end."""
    _set(unit, import_id, phase=phase, done=done, total=total)
    is_mine = take_lease(unit, _lease(import_id), holder, LEASE)
    row = unit.row(_BY_ID, {"b_id": import_id})
    return not is_mine or row is None or row.is_stopping


def put_down(
    unit: Unit, import_id: int, holder: str, *, state: ImportState, told: Mapping[str, Any]
) -> None:
    """Write down what came of an import, and let it go; only who still has it may."""
    if unit.value(select(_LEASE.c.holder).where(_LEASE.c.name == _lease(import_id))) != holder:
        return
    before = unit.value(select(_JOB.c.told).where(_JOB.c.id == import_id)) or {}
    news = {"state": state, "told": {**before, **told}, "is_stopping": False}
    _set(unit, import_id, **news, ended_at=unit.now)
    end_lease(unit, _lease(import_id), holder)


def break_lease(unit: Unit, import_id: int, is_gone: Callable[[str], bool]) -> None:
    """Let an import go that is in the hands of somebody who is gone.

    Args:
        is_gone: told the holder, answers whether it is known to be gone.
    """
    holder = unit.value(select(_LEASE.c.holder).where(_LEASE.c.name == _lease(import_id)))
    if holder is not None and is_gone(holder):
        end_lease(unit, _lease(import_id), holder)
        unit.done.extend(wanted)


def state_after(state: ImportState, outcome: Outcome) -> ImportState:
    """Return where an import is when what was in hand has ended so."""
    if not outcome.is_whole:
        return S.FAILED
    if outcome.is_stopped:
        return S.STOPPED
    return S.READY if state is S.CHECKING else S.DONE


def _theirs(unit: Unit, import_id: int) -> Any:
    require(unit.actor, Verb.IMPORT)
    row = unit.row(_LOCK, {"b_id": import_id})
    if row is None:
        raise NotFound("import", id=import_id)
    return row


def _refuse(row: Any, state: ImportState) -> None:
    if row.state in IN_HAND:
        raise Refused("import_in_hand", state=row.state.value)
    if row.state not in MAY_BECOME[state]:
        raise Refused("import_settled", state=row.state.value, asked=state.value)


def _lease(import_id: int) -> str:
    return f"import-{import_id}"


def _set(unit: Unit, import_id: int, **news: Any) -> None:
    unit.run(_JOB.update().where(_JOB.c.id == import_id).values(news))
