"""The life of an order while its goods move: every verb of its parts, and what ends it."""

from typing import Final

from models.access.verbs import Verb as V
from models.fulfilment import cancelling, planning
from models.fulfilment.guards import (
    ALL_PRODUCED,
    ALL_SCANNED,
    ENDS_ON_SHIP,
    IS_DONE,
    IS_MADE,
    IS_SHORT,
    LEAVES_SOMETHING,
    LINE_IS_OPEN,
    NOT_MADE_GOOD,
    NOT_PICKED_UP,
    NOTHING_LEFT_US,
    ONLY_PLANNED,
    RESTORABLE,
)
from models.fulfilment.parcels import (
    deliver_parcels,
    send_parcels,
    start_confirm_timer,
    void_parcels,
)
from models.fulfilment.planning import UNRESERVE
from models.orders.lifecycle import LIVE, MAY_LEAVE, REASON
from models.orders.moves import Ask, Held, Move, as_table
from models.orders.states import LOST_TO_US
from models.orders.states import OrderStatus as S
from models.orders.states import PartState as P
from models.stock.tables import Bucket as B

TRACKING: Final = Ask("tracking_needed", ("tracking_no", "self_delivery"))
COUNTED: Final = Ask("count_needed", ("scanned", "by_hand"))
SHORT: Final = Ask("short_needed", ("short",))
PRODUCED: Final = Ask("produced_needed", ("produced",))
CLAIM: Final = Ask("claim_needed", ("claim",))

_F: Final = frozenset({S.FULFILLING})
_SENT: Final = _F | {S.COMPLETED}
"""Parcels travel on after an order that ends on shipping has ended."""
STOPS: Final = Held.STOPS

# fmt: off
MOVES: Final = as_table(
    Move(V.PLAN, frozenset({S.APPROVED}), S.FULFILLING, "order.planned", held=STOPS,
         effect=planning.plan, inverse=V.UNPLAN),
    Move(V.UNPLAN, _F, S.APPROVED, "order.unplanned",
         guards=(ONLY_PLANNED,), effect=planning.unplan, inverse=V.PLAN),
    Move(V.FILL, frozenset({P.BACKORDERED}), None, "order.filled", of_order=_F,
         effect=planning.fill, inverse=V.RELEASE),
    Move(V.RELEASE, frozenset({P.ALLOCATED}), P.BACKORDERED, "order.released", of_order=_F,
         units=UNRESERVE, effect=planning.release, inverse=V.FILL),
    Move(V.MAKE, frozenset({P.BACKORDERED}), P.IN_PRODUCTION, "order.making", of_order=_F,
         guards=(IS_MADE,), inverse=V.UNMAKE),
    Move(V.UNMAKE, frozenset({P.IN_PRODUCTION}), P.BACKORDERED, "order.making_stopped", of_order=_F,
         inverse=V.MAKE),
    Move(V.FINISH, frozenset({P.IN_PRODUCTION}), P.ALLOCATED, "order.made", of_order=_F,
         asks=(PRODUCED,), guards=(ALL_PRODUCED,), effect=planning.finish),
    Move(V.START_PICK, frozenset({P.ALLOCATED}), P.PICKING, "order.pick_started", of_order=_F,
         held=STOPS, inverse=V.STOP_PICK),
    Move(V.STOP_PICK, frozenset({P.PICKING}), P.ALLOCATED, "order.pick_stopped", of_order=_F,
         inverse=V.START_PICK),
    Move(V.SHORT, frozenset({P.PICKING}), None, "order.picked_short", of_order=_F,
         asks=(SHORT,), guards=(IS_SHORT,), effect=planning.short),
    Move(V.PACK, frozenset({P.PICKING}), P.PACKED, "order.packed", of_order=_F, held=STOPS,
         units=(B.RESERVED, B.STAGED), asks=(COUNTED,), guards=(ALL_SCANNED,), inverse=V.UNPACK),
    Move(V.UNPACK, frozenset({P.PACKED}), P.PICKING, "order.unpacked", of_order=_F,
         units=(B.STAGED, B.RESERVED), inverse=V.PACK),
    Move(V.SHIP, frozenset({P.PACKED}), P.SHIPPED, "order.shipped", of_order=_F, held=STOPS,
         units=(B.STAGED, B.CARRIER), asks=(TRACKING,), guards=(MAY_LEAVE,), effect=send_parcels,
         inverse=V.VOID_SHIP),
    Move(V.VOID_SHIP, frozenset({P.SHIPPED}), P.PACKED, "order.ship_voided", of_order=_F,
         units=(B.CARRIER, B.STAGED), guards=(NOT_PICKED_UP,), effect=void_parcels,
         inverse=V.SHIP),
    Move(V.DELIVER, frozenset({P.SHIPPED}), P.DELIVERED, "order.part_delivered", of_order=_SENT,
         units=(B.CARRIER, B.CUSTOMER), effect=deliver_parcels),
    Move(V.RETURN_TO_SENDER, frozenset({P.SHIPPED}), P.RETURNED, "order.returned_to_sender",
         of_order=_SENT, units=(B.CARRIER, B.QUARANTINE)),
    Move(V.LOSE, frozenset({P.SHIPPED}), P.LOST, "order.part_lost", of_order=_SENT,
         units=(B.CARRIER, B.SCRAP), asks=(CLAIM,)),
    Move(V.RESHIP, LOST_TO_US, None, "order.reshipped", of_order=_F,
         guards=(NOT_MADE_GOOD,), effect=planning.reship, inverse=V.CANCEL_PART),
    Move(V.CANCEL_PART, frozenset({P.BACKORDERED, P.IN_PRODUCTION, P.ALLOCATED, P.PICKING,
         P.PACKED}), None, "order.part_cancelled", of_order=_F,
         asks=(REASON,), guards=(LEAVES_SOMETHING,), effect=cancelling.cancel_parts),
    Move(V.CANCEL_LINE, LIVE - {S.DELIVERED}, None, "order.line_cancelled",
         asks=(REASON, Ask("line_needed", ("line",)), Ask("qty_needed", ("qty",))),
         guards=(LINE_IS_OPEN,), effect=cancelling.cancel_line),
    Move(V.CANCEL, LIVE - {S.DELIVERED}, S.CANCELLED, "order.cancelled",
         asks=(REASON,), guards=(NOTHING_LEFT_US,), effect=cancelling.cancel, inverse=V.RESTORE),
    Move(V.RESTORE, frozenset({S.CANCELLED}), None, "order.restored",
         guards=(RESTORABLE,), effect=cancelling.restore, inverse=V.CANCEL),
    Move(V.ALL_DONE, _F, S.DELIVERED, "order.delivered", guards=(IS_DONE,),
         effect=start_confirm_timer),
    Move(V.COMPLETE_ON_SHIP, _F, S.COMPLETED, "order.completed_on_ship", guards=(ENDS_ON_SHIP,)),
    Move(V.COMPLETE, frozenset({S.DELIVERED}), S.COMPLETED, "order.completed"),
)
# fmt: on
