"""The laws of the log."""

from typing import Final

from sqlalchemy import and_, func, or_, select

from models.activity.seals import broken_seal
from models.activity.tables import Event
from models.db import Unit
from models.kit.table import table
from models.orders.tables import Order
from models.proof.offender import Offender

_EVENT: Final = table(Event)
_ORDER: Final = table(Order)


def log_is_whole(unit: Unit) -> Offender | None:
    """I7: look for a gap between versions, or an event that begins where none ended."""
    over = {
        "partition_by": (_EVENT.c.aggregate, _EVENT.c.aggregate_id),
        "order_by": _EVENT.c.aggregate_version,
    }
    before = func.lag(_EVENT.c.aggregate_version, 1, 0).over(**over)
    state = func.lag(_EVENT.c.to_state).over(**over)
    sub = select(
        _EVENT.c.seq, _EVENT.c.aggregate, _EVENT.c.aggregate_id, _EVENT.c.aggregate_version,
        _EVENT.c.from_state, before.label("before"), state.label("state"),
    ).subquery()  # fmt: skip
    gap = sub.c.aggregate_version != sub.c.before + 1
    jump = and_(
        sub.c.before > 0, func.coalesce(sub.c.from_state, "") != func.coalesce(sub.c.state, "")
    )
    row = unit.row(select(sub).where(or_(gap, jump)).order_by(sub.c.seq).limit(1))
    if row is not None:
        found = {"version": row.aggregate_version, "after": row.before, "from": row.from_state,
                 "was": row.state}  # fmt: skip
        return Offender(f"event {row.seq} of {row.aggregate} {row.aggregate_id}", found)
    return _versions_agree(unit)


def _versions_agree(unit: Unit) -> Offender | None:
    last = (
        select(_EVENT.c.aggregate_id, func.max(_EVENT.c.aggregate_version).label("version"))
        .where(_EVENT.c.aggregate == "order")
        .group_by(_EVENT.c.aggregate_id)
        .subquery()
    )
    both = _ORDER.outerjoin(last, last.c.aggregate_id == _ORDER.c.id)
    differs = func.coalesce(last.c.version, 0) != _ORDER.c.version
    key = unit.value(select(func.min(_ORDER.c.id)).select_from(both).where(differs))
    if key is None:
        return None
    columns = (_ORDER.c.no, _ORDER.c.version, last.c.version.label("logged"))
    row = unit.run(select(*columns).select_from(both).where(_ORDER.c.id == key)).one()
    return Offender(row.no, {"version": row.version, "logged": row.logged})


def seals_fit(unit: Unit) -> Offender | None:
    """I8: look for a seal that does not fit its event and the seal before."""
    broken = broken_seal(unit)
    if broken is None:
        return None
    return Offender(f"event {broken.seq}", {"kept": broken.kept, "found": broken.found})
