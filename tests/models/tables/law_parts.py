"""The law of the parts of an order, written from the design and not from the table."""

from typing import Final

from models.access.verbs import Verb
from models.kit.actor import SYSTEM
from models.orders.given import NOTHING, Given
from models.stock.commands import goods_in
from models.workflow.moves import perform
from tests.models.tables.form import Breach, Law, Legal, elsewhere, states, update
from tests.models.tables.law_orders import BECAUSE, OPEN_HOLDS, REASON
from tests.models.tables.world import TRACKED, Trial

V = Verb

PART_STATES: Final = states(
    "backordered in_production allocated picking packed shipped delivered returned lost cancelled"
)
OURS: Final = Given(self_delivery=True)
SENT: Final = states("fulfilling completed")
PARCEL: Final = "SELECT {} FROM shipment WHERE order_id = :id ORDER BY id DESC LIMIT 1"
PROMISED: Final = 'SELECT promised_on FROM "order" WHERE id = :id'


def arrived(qty: int):
    def prepare(trial: Trial, _no: str) -> None:
        trial.run(SYSTEM, goods_in, "WH1", {"TEE": qty})

    return prepare


def made_again(trial: Trial, no: str) -> None:
    trial.run(SYSTEM, perform, no, "reship", NOTHING)


def mugs(source: str, target: str, qty: int = 2) -> tuple[tuple[str, str, str, int], ...]:
    return (("MUG", source, target, qty),)


def one(source: str, target: str) -> tuple[tuple[str | None, str], ...]:
    return ((source, target),)


WAITING: Final = (
    Law(
        V.FILL, "order.filled", states("backordered"),
        (
            Legal("backordered", parts=one("backordered", "allocated"), prepare=arrived(2),
                  units=(("TEE", "available", "reserved", 2),),
                  facts=((PROMISED, "2026-03-02"),)),
            Legal("backordered", prepare=arrived(1),
                  parts=((None, "backordered"), ("backordered", "allocated")),
                  units=(("TEE", "available", "reserved", 1),), facts=((PROMISED, None),)),
        ),
        of_parts=True, undo="order.released",
        breaches=(Breach("stock_short", "backordered"),),
    ),
    Law(
        V.RELEASE, "order.released", states("allocated"),
        (Legal("allocated", parts=one("allocated", "backordered"),
               units=mugs("reserved", "available"), facts=(
                   ("SELECT warehouse_id FROM fulfillment WHERE order_id = :id", None),
                   (PROMISED, None))),),
        of_parts=True, undo="order.filled",
    ),
    Law(
        V.MAKE, "order.making", states("backordered"),
        (Legal("kit", parts=one("backordered", "in_production")),),
        of_parts=True, undo="order.making_stopped",
        breaches=(Breach("not_made_here", "backordered"),),
    ),
    Law(
        V.UNMAKE, "order.making_stopped", states("in_production"),
        (Legal("in_production", parts=one("in_production", "backordered")),),
        of_parts=True, undo="order.making",
    ),
    Law(
        V.FINISH, "order.made", states("in_production"),
        (Legal("in_production", parts=one("in_production", "allocated"),
               units=(("KIT", "production", "reserved", 2),)),),
        of_parts=True, given=Given(produced={"KIT": 2}),
        asks=(("produced_needed", ("produced",)),),
        breaches=(
            Breach("not_all_produced", "in_production",
                   given=Given(produced={"KIT": 1}, warehouse="WH1")),
        ),
    ),
)  # fmt: skip
SHELF: Final = (
    Law(
        V.START_PICK, "order.pick_started", states("allocated"),
        (Legal("allocated", parts=one("allocated", "picking")),),
        of_parts=True, is_stopped=True, undo="order.pick_stopped",
    ),
    Law(
        V.STOP_PICK, "order.pick_stopped", states("picking"),
        (Legal("picking", parts=one("picking", "allocated")),),
        of_parts=True, undo="order.pick_started",
    ),
    Law(
        V.SHORT, "order.picked_short", states("picking"),
        (
            Legal("picking", parts=((None, "picking"), ("picking", "backordered")),
                  units=mugs("reserved", "count_diff", 1), facts=((OPEN_HOLDS, 1),)),
            Legal("picking", parts=one("picking", "backordered"), given=Given(short={"MUG": 2}),
                  units=mugs("reserved", "count_diff"), facts=((OPEN_HOLDS, 1),)),
        ),
        of_parts=True, given=Given(short={"MUG": 1}), asks=(("short_needed", ("short",)),),
        breaches=(
            Breach("short_differs", "picking", given=Given(short={"MUG": 3})),
            Breach("short_differs", "picking", given=Given(short={"MUG": 0})),
            Breach("short_differs", "picking", given=Given(short={"TEE": 1})),
            Breach("short_differs", "picking", given=Given(short={})),
        ),
    ),
    Law(
        V.PACK, "order.packed", states("picking"),
        (
            Legal("picking", parts=one("picking", "packed"), units=mugs("reserved", "staged")),
            Legal("picking", parts=one("picking", "packed"), units=mugs("reserved", "staged"),
                  given=Given(scanned={"MUG": 2})),
        ),
        of_parts=True, is_stopped=True, given=Given(by_hand=True),
        asks=(("count_needed", ("scanned", "by_hand")),), undo="order.unpacked",
        breaches=(
            Breach("scan_differs", "picking", given=Given(scanned={"MUG": 1})),
            Breach("scan_differs", "picking", given=Given(scanned={"MUG": 3})),
            Breach("scan_differs", "picking", given=Given(scanned={"MUG": 2, "TEE": 1})),
            Breach("scan_differs", "picking", given=Given(scanned={})),
        ),
    ),
    Law(
        V.UNPACK, "order.unpacked", states("packed"),
        (Legal("packed", parts=one("packed", "picking"), units=mugs("staged", "reserved")),),
        of_parts=True, undo="order.packed",
    ),
)  # fmt: skip
ROAD: Final = (
    Law(
        V.SHIP, "order.shipped", states("packed"),
        (
            Legal("packed", parts=one("packed", "shipped"), units=mugs("staged", "carrier"),
                  facts=((PARCEL.format("tracking_no || carrier"), "SF1sf"),)),
            Legal("packed", parts=one("packed", "shipped"), units=mugs("staged", "carrier"),
                  given=OURS, facts=((PARCEL.format("is_self_delivery"), 1),)),
            Legal("fast", "fulfilling", parts=one("packed", "shipped"),
                  units=mugs("staged", "carrier"), back="!no_inverse",
                  then=(("order.completed_on_ship", "completed"),)),
        ),
        of_parts=True, is_stopped=True, given=TRACKED, undo="order.ship_voided",
        asks=(("tracking_needed", ("tracking_no", "self_delivery")),),
        breaches=(
            Breach("not_paid", "packed", may_override=True,
                   prepare=elsewhere("UPDATE channel SET settles = 'here'")),
        ),
    ),
    Law(
        V.VOID_SHIP, "order.ship_voided", states("shipped"),
        (Legal("shipped", parts=one("shipped", "packed"), units=mugs("carrier", "staged"),
               facts=((PARCEL.format("voided_at"), "2026-03-02 01:00:00.000000"),)),),
        of_parts=True, undo="order.shipped",
        breaches=(
            Breach("picked_up_by_carrier", "shipped",
                   update("shipment", "picked_up_at = '2026-03-02 01:30:00.000000'")),
        ),
    ),
    Law(
        V.DELIVER, "order.part_delivered", states("shipped"),
        (
            Legal("two_shipped", parts=one("shipped", "delivered"),
                  units=mugs("carrier", "customer"),
                  facts=((PARCEL.format("delivered_at"), "2026-03-02 01:00:00.000000"),)),
            Legal("shipped", "fulfilling", parts=one("shipped", "delivered"),
                  units=mugs("carrier", "customer"), then=(("order.delivered", "delivered"),)),
            Legal("fast_shipped", parts=one("shipped", "delivered"),
                  units=mugs("carrier", "customer")),
        ),
        of_parts=True, in_orders=SENT,
    ),
    Law(
        V.RETURN_TO_SENDER, "order.returned_to_sender", states("shipped"),
        tuple(
            Legal(scene, parts=one("shipped", "returned"), units=mugs("carrier", "quarantine"))
            for scene in ("shipped", "fast_shipped")
        ),
        of_parts=True, in_orders=SENT,
    ),
    Law(
        V.LOSE, "order.part_lost", states("shipped"),
        tuple(
            Legal(scene, parts=one("shipped", "lost"), units=mugs("carrier", "scrap"))
            for scene in ("shipped", "fast_shipped")
        ),
        of_parts=True, in_orders=SENT, given=Given(claim="CL-1"),
        asks=(("claim_needed", ("claim",)),),
    ),
    Law(
        V.RESHIP, "order.reshipped", states("lost returned"),
        tuple(
            Legal(scene, parts=((None, "allocated"),), units=mugs("available", "reserved"))
            for scene in ("lost", "returned")
        ),
        of_parts=True, undo="order.part_cancelled",
        breaches=(
            Breach("already_made_good", "reshipped"),
            Breach("already_made_good", "returned", made_again),
        ),
    ),
    Law(
        V.CANCEL_PART, "order.part_cancelled",
        states("backordered in_production allocated picking packed"),
        (
            *(
                Legal(f"two_{state}", parts=one(state, "cancelled"),
                      units=mugs(bucket, "available"), given=given,
                      facts=(('SELECT total_minor FROM "order" WHERE id = :id', 1000),
                             ("SELECT SUM(cancelled_qty) FROM order_line WHERE order_id = :id", 2)))
                for state, bucket, given in (
                    ("allocated", "reserved", None), ("picking", "reserved", None),
                    ("packed", "staged", Given(note="in words")))
            ),
            *(
                Legal(f"two_{state}", parts=one(state, "cancelled"))
                for state in ("backordered", "in_production")
            ),
        ),
        of_parts=True, given=BECAUSE, asks=(REASON,),
        breaches=(
            Breach("nothing_would_be_left", "allocated"),
            Breach("nothing_would_be_left", "backordered"),
        ),
    ),
)  # fmt: skip
LAWS: Final = (*WAITING, *SHELF, *ROAD)
