"""What must happen after a change, or when a time has come: each kind of job is a row of `KINDS`.

A job runs in one unit with the mark that it is done, so it happens once or not at all. One that
fails is tried again, later and later; after `TRIES` it is dead and stays to be looked at.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select

from models.access.verbs import Verb
from models.activity.tables import Job
from models.db import Database, Unit
from models.fulfilment.arrivals import fill_waiting
from models.fulfilment.parcels import COMPLETE_JOB
from models.fulfilment.planning import FILL_JOB
from models.kit.actor import SYSTEM
from models.kit.errors import NotFound, Refused
from models.kit.table import table
from models.orders.aggregate import locked
from models.orders.lifecycle import EXPIRE_JOB
from models.workflow.moves import MOVES, perform_on

TRIES: Final = 8
FIRST_WAIT: Final = timedelta(seconds=5)
_JOB: Final = table(Job)
_OPEN: Final = _JOB.c.done_at.is_(None) & _JOB.c.dead_at.is_(None)
log = structlog.get_logger(__name__)


def _fill(unit: Unit, payload: Mapping[str, Any]) -> None:
    fill_waiting(unit, payload["sku_ids"], but=payload.get("but"))


def _move(verb: Verb) -> Callable[[Unit, Mapping[str, Any]], None]:
    def run(unit: Unit, payload: Mapping[str, Any]) -> None:
        with locked(unit, payload["no"]) as order:
            perform_on(order, MOVES[verb])

    return run


KINDS: Final[Mapping[str, Callable[[Unit, Mapping[str, Any]], None]]] = {
    FILL_JOB: _fill,
    EXPIRE_JOB: _move(Verb.EXPIRE),
    COMPLETE_JOB: _move(Verb.COMPLETE),
}


def run_due(database: Database, most: int = 50) -> int:
    """Run jobs whose time has come, oldest first; return how many were run."""
    for done in range(most):
        job = database.ask(SYSTEM, next_due)
        if job is None:
            return done
        try:
            database.do(SYSTEM, _run, job.id)
        except Exception as error:
            log.exception("job_failed", job=job.id, kind=job.kind)
            database.do(SYSTEM, _put_off, job.id, f"{type(error).__name__}: {error}"[:400])
    return most


def next_due(unit: Unit) -> Any | None:
    """Return the key and kind of the job that is due first, or None."""
    due = select(_JOB.c.id, _JOB.c.kind).where(_OPEN, _JOB.c.next_at <= unit.now)
    return unit.row(due.order_by(_JOB.c.next_at, _JOB.c.id).limit(1))


def _run(unit: Unit, job_id: int) -> None:
    taken = select(_JOB).where(_JOB.c.id == job_id, _OPEN).with_for_update(skip_locked=True)
    job = unit.row(taken)
    if job is None:
        return
    outcome: dict[str, Any] = {"done_at": unit.now, "attempts": job.attempts + 1}
    try:
        KINDS[job.kind](unit, job.payload)
    except (Refused, NotFound) as refusal:  # what it was for is no longer so
        outcome["error"] = str(refusal)[:400]
    unit.run(_JOB.update().where(_JOB.c.id == job_id).values(outcome))


def _put_off(unit: Unit, job_id: int, error: str) -> None:
    job = unit.row(select(_JOB).where(_JOB.c.id == job_id))
    if job is None:
        return
    tries = job.attempts + 1
    wait = FIRST_WAIT * 2 ** min(tries, TRIES)
    values = {"attempts": tries, "error": error, "next_at": unit.now + wait}
    if tries >= TRIES:
        values["dead_at"] = unit.now
    unit.run(_JOB.update().where(_JOB.c.id == job_id).values(values))
