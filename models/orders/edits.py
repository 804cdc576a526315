"""Changing what is written on an order that is not yet being picked."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from models.access.permissions import require
from models.access.verbs import Verb
from models.db import Unit
from models.kit.errors import Conflict, Invalid, Refused
from models.orders.aggregate import LockedOrder, events_since, locked
from models.orders.checks import ADDRESS_NEEDS, can_be_reached, subject_of
from models.orders.commands import URGENT_PRIORITY
from models.orders.drafts import Recipient, Remark, Tags
from models.orders.given import Day, invalid
from models.orders.states import HANDLED, OrderStatus
from models.orders.tables import OrderRecord, OrderType

_SENDING: Final = frozenset({OrderStatus.APPROVED, OrderStatus.FULFILLING})
_CLOSED: Final = frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED, OrderStatus.DELIVERED})


class Change(BaseModel):
    """What may be written anew on an order; what is not given stays.

    Only a wish can be None, which takes it back; the other defaults are never written.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    remark: Remark = ""
    tags: Tags = []
    type: OrderType = OrderType.PLAIN
    wanted_on: Day | None = None
    ship_to: Recipient = Recipient()


PERSONAL: Final = frozenset({"ship_to", "remark"})


def edit_order(
    unit: Unit, no: str, changes: Mapping[str, Any], *, seen: int | None = None
) -> OrderRecord:
    """Write something anew on an order that is not yet being picked.

    Raises:
        Invalid: `bad_argument`, or `nothing_changed`.
        Refused: `too_late_to_edit`, naming the parts in hand; `address_needed`, naming what an
            approved order's address would lack.
        Conflict: as `locked` does, or somebody wrote the same since `seen`.
        NotFound, NotPermitted: as `locked` and `require` do.
    """
    try:
        change = Change.model_validate(changes)
    except ValidationError as error:
        raise invalid(error) from None
    with locked(unit, no, seen) as order:
        require(unit.actor, Verb.EDIT, order.target)
        handled = [part.code for part in order.parts if part.state in HANDLED]
        if handled or order.row.status in _CLOSED:
            raise Refused("too_late_to_edit", no=no, parts=handled, status=order.row.status.value)
        refuse_overwriting(order, change.model_fields_set, since=seen)
        _need_address(order, change)
        diff = _write(order, change)
        if not diff:
            raise Invalid("nothing_changed", no=no)
        order.record(
            "order.edited",
            diff={name: pair for name, pair in diff.items() if name not in PERSONAL},
            personal={name: pair for name, pair in diff.items() if name in PERSONAL},
            payload={"fields": sorted(diff)},
        )
    return order.row


def refuse_overwriting(order: LockedOrder, fields: Collection[str], *, since: int | None) -> None:
    """Refuse to write over what somebody wrote meanwhile, unless it was taken back.

    Raises:
        Conflict: `overwritten`, naming who wrote it, when, and what.
    """
    events = events_since(order.unit, order.row.id, since) if since is not None else ()
    undone = {event.reverses_seq for event in events}
    for event in events:
        same = sorted(set(fields) & set(event.payload.get("fields", ())))
        if same and event.reverses_seq is None and event.seq not in undone:
            raise Conflict(
                "overwritten", no=order.row.no, version=order.row.version, fields=same,
                by=event.actor_label, at=event.at.isoformat(), event=event.type,
            )  # fmt: skip


def _need_address(order: LockedOrder, change: Change) -> None:
    if "ship_to" not in change.model_fields_set or order.row.status not in _SENDING:
        return
    missing = [name for name in ADDRESS_NEEDS if not getattr(change.ship_to, name)]
    if not can_be_reached(change.ship_to.model_dump(), subject_of(order).customer):
        missing.append("phone")
    if missing:
        raise Refused("address_needed", no=order.row.no, missing=missing)


def _write(order: LockedOrder, change: Change) -> dict[str, list[Any]]:
    row = order.row
    plain = change.model_dump(mode="json", include=change.model_fields_set)
    diff: dict[str, list[Any]] = {}
    for name, new in plain.items():
        old = getattr(row, name)
        as_json = old.isoformat() if isinstance(old, date) else old
        if as_json != new:
            diff[name] = [as_json, new]
            setattr(row, name, getattr(change, name) if name == "wanted_on" else new)
    if "type" in diff:
        row.type = OrderType(plain["type"])
        urgent = row.type is OrderType.URGENT
        row.priority = URGENT_PRIORITY if urgent else order.house.priority
    return diff
