"""The parcels of parts: sent, voided, delivered."""

from datetime import timedelta
from typing import Final

from models.activity.log import ask_for
from models.orders.moves import Case
from models.orders.tables import ShipmentRecord

COMPLETE_JOB: Final = "complete_delivered"


def send_parcels(case: Case) -> None:
    """Hand each part to its carrier as one parcel, or deliver it ourselves."""
    given = case.given
    for part in case.parts:
        case.order.shipments.add(
            order_id=case.order.row.id,
            fulfillment_id=part.id,
            carrier=given.carrier or "",
            service=given.service or "",
            tracking_no=given.tracking_no,
            is_self_delivery=given.self_delivery,
            shipped_at=case.unit.now,
        )


def void_parcels(case: Case) -> None:
    """Take the parcels of these parts back; their numbers stay known."""
    for parcel in _live(case):
        parcel.voided_at = case.unit.now


def deliver_parcels(case: Case) -> None:
    """Note when the customer received the parcels of these parts."""
    for parcel in _live(case):
        parcel.delivered_at = case.unit.now


def start_confirm_timer(case: Case) -> None:
    """Let the order end by itself when nobody says anything for the shop's number of days."""
    at = case.unit.now + timedelta(days=case.order.house.auto_confirm_days)
    ask_for(case.unit, COMPLETE_JOB, {"no": case.order.row.no}, at)


def _live(case: Case) -> list[ShipmentRecord]:
    ids = {part.id for part in case.parts}
    return [s for s in case.order.shipments if s.fulfillment_id in ids and s.voided_at is None]
