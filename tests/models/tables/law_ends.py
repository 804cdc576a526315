"""The law of what gives an order its parts and of what ends it, and of its money."""

from datetime import timedelta
from typing import Final

from models.access.verbs import Verb
from models.kit.actor import SYSTEM
from models.orders.aggregate import locked
from models.orders.given import NOTHING, Given
from models.orders.moves import Case, make
from models.workflow.moves import MOVES
from tests.models.tables.form import (
    Breach,
    Law,
    Legal,
    Prepare,
    elsewhere,
    states,
    update,
    with_payment,
)
from tests.models.tables.law_orders import BECAUSE, IN_WORDS, PAID, REASON, also
from tests.models.tables.law_parts import PROMISED, mugs, one
from tests.models.tables.world import TRACKED, Trial

V = Verb

EVERY: Final = states(
    "draft pending_payment pending_review rejected approved fulfilling delivered completed"
    " cancelled"
)
BEFORE: Final = ("draft", "pending_payment", "pending_review", "rejected", "approved")
PAID_MINOR: Final = 'SELECT paid_minor FROM "order" WHERE id = :id'
PAY_STATE: Final = "SELECT state FROM payment WHERE order_id = :id ORDER BY id DESC LIMIT 1"
TOTAL: Final = 'SELECT total_minor FROM "order" WHERE id = :id'
TIMER: Final = """SELECT COUNT(*) FROM job WHERE kind = 'complete_delivered'
    AND next_at = '2026-03-09 01:00:00.000000' AND json_extract(payload, '$.no') =
    (SELECT no FROM "order" WHERE id = :id)"""


def alone(verb: V, given: Given = NOTHING) -> Prepare:
    """Prepare by a move without what follows from it."""

    def work(unit, no: str) -> None:
        with locked(unit, no) as order:
            make(Case(unit, order, given), MOVES[verb])

    return lambda trial, no: trial.run(SYSTEM, work, no)


PLANS: Final = (
    Law(
        V.PLAN, "order.planned", states("approved"),
        (Legal("approved", "fulfilling", parts=((None, "allocated"),),
               units=mugs("available", "reserved"), facts=((PROMISED, "2026-03-02"),)),),
        is_stopped=True, undo="order.unplanned",
        breaches=(
            Breach("stock_short", "approved", lambda trial, _no: _empty_shelf(trial)),
        ),
    ),
    Law(
        V.UNPLAN, "order.unplanned", states("fulfilling"),
        (
            Legal("allocated", "approved", parts=one("allocated", "cancelled"),
                  units=mugs("reserved", "available"), facts=((PROMISED, None),)),
            Legal("backordered", "approved", parts=one("backordered", "cancelled")),
        ),
        undo="order.planned",
        breaches=tuple(
            Breach("parts_beyond_planned", scene)
            for scene in ("picking", "packed", "shipped", "lost", "returned", "in_production",
                          "part_delivered")
        ),
    ),
)  # fmt: skip


def _empty_shelf(trial: Trial) -> None:
    trial.sql("UPDATE channel SET when_short = 'refuse'")
    trial.sql("UPDATE stock_balance SET qty = 0 WHERE bucket = 'available'")


LEAVES: Final = (
    ("allocated", "reserved"), ("picking", "reserved"), ("packed", "staged"), ("backordered", None),
    ("in_production", None), ("lost", None), ("returned", None),
)  # fmt: skip
ENDS: Final = (
    Law(
        V.CANCEL, "order.cancelled",
        states("draft pending_payment pending_review rejected approved fulfilling"),
        (
            *(Legal(scene, "cancelled") for scene in BEFORE),
            Legal("approved", "cancelled", given=IN_WORDS),
            *(
                Legal(scene, "cancelled",
                      parts=() if scene in ("lost", "returned") else one(scene, "cancelled"),
                      units=mugs(bucket, "available") if bucket else (), facts=((PROMISED, None),),
                      back="!not_restorable" if scene in ("lost", "returned") else "pending_review")
                for scene, bucket in LEAVES
            ),
        ),
        given=BECAUSE, asks=(REASON,), undo="order.restored", keeps_stock=True,
        breaches=(
            Breach("already_shipped", "shipped"),
            Breach("already_shipped", "part_delivered"),
        ),
    ),
    Law(
        V.CANCEL_LINE, "order.line_cancelled",
        states("draft pending_payment pending_review rejected approved fulfilling"),
        (
            *(Legal(scene, facts=((TOTAL, 1000),)) for scene in BEFORE),
            *(
                Legal(scene, parts=((None, scene), (scene, "cancelled")), facts=((TOTAL, 1000),),
                      units=mugs("reserved", "available", 1))
                for scene in ("allocated", "picking")
            ),
            Legal("backordered", parts=((None, "backordered"), ("backordered", "cancelled"))),
            Legal("two_allocated", parts=one("allocated", "cancelled"),
                  units=mugs("reserved", "available"), given=Given(note="n", line=1, qty=2)),
        ),
        given=Given(reason="test", line=1, qty=1),
        asks=(REASON, ("line_needed", ("line",)), ("qty_needed", ("qty",))),
        breaches=(
            Breach("line_not_open", "approved", given=Given(reason="r", line=2, qty=1)),
            Breach("line_not_open", "approved", given=Given(reason="r", line=1, qty=3)),
            Breach("line_not_open", "approved", given=Given(reason="r", line=1, qty=2)),
            Breach("line_not_open", "packed"),
            Breach("line_not_open", "lost"),
            Breach("line_not_open", "part_delivered"),
        ),
    ),
    Law(
        V.RESTORE, "order.restored", states("cancelled"),
        (
            Legal("cancelled", "pending_review"),
            Legal("cancelled", "pending_review", wait=timedelta(days=7)),
            Legal("cancelled_unpaid", "pending_payment"),
            Legal("cancelled_unpaid", "pending_review", prepare=PAID, back="cancelled"),
        ),
        undo="order.cancelled",
        breaches=(
            Breach("not_restorable", "cancelled", wait=timedelta(days=7, seconds=1)),
            Breach("not_restorable", "cancelled", update('"order"', "is_history = true")),
            Breach("not_restorable", "lost", alone(V.CANCEL, BECAUSE)),
        ),
    ),
    Law(
        V.ALL_DONE, "order.delivered", states("fulfilling"),
        (Legal("shipped", "delivered", prepare=alone(V.DELIVER), facts=((TIMER, 1),)),),
        by_itself=True,
        breaches=(
            *(Breach("not_done", scene) for scene in ("allocated", "shipped", "lost", "returned",
                                                      "part_delivered", "reshipped")),
            Breach("not_done", "allocated", update("fulfillment", "state = 'cancelled'")),
        ),
    ),
    Law(
        V.COMPLETE_ON_SHIP, "order.completed_on_ship", states("fulfilling"),
        (Legal("fast", "completed", prepare=alone(V.SHIP, TRACKED)),),
        by_itself=True,
        breaches=(
            Breach("does_not_end_on_ship", "shipped"),
            Breach("does_not_end_on_ship", "fast"),
        ),
    ),
    Law(V.COMPLETE, "order.completed", states("delivered"), (Legal("delivered", "completed"),)),
)  # fmt: skip

PAYABLE: Final = states(
    "draft pending_payment pending_review approved fulfilling delivered completed"
)
_SCENES: Final = ("pending_review", "approved", "allocated", "delivered", "completed")
OPEN: Final = with_payment("authorized")


def _settled(state: str) -> Prepare:
    return also(with_payment(state), update("payment", "provider_ref = 'PSP-1'"))


def _several(method: str = "online") -> Prepare:
    return also(*(with_payment("authorized", method, amount) for amount in (500, 600)))


CASH: Final = with_payment("pending", "cod")
TAKEN: Final = Breach(
    "provider_ref_taken", "approved", also(with_payment("pending"), elsewhere(
        """UPDATE payment SET provider_ref = 'PSP-1', order_id = (SELECT id FROM "order" WHERE
        status = 'completed' LIMIT 1)""")), given=Given(provider_ref="PSP-1"),
)  # fmt: skip


MONEY: Final = (
    Law(
        V.AUTHORIZE, "order.payment_authorized", PAYABLE,
        (
            *(Legal(scene, facts=((PAID_MINOR, 0), (PAY_STATE, "authorized")))
              for scene in ("draft", "pending_payment", *_SCENES)),
            Legal("pending_payment", given=Given(method="cod"),  # type: ignore[arg-type]  by its value
                  then=(("order.paid", "pending_review"), ("order.approved", "approved"))),
            Legal("pending_payment", given=Given(provider_ref="PSP-9"),
                  facts=((PAY_STATE, "authorized"),)),
            Legal("approved", given=Given(method="cod"),  # type: ignore[arg-type]  by its value
                  facts=((PAY_STATE, "pending"),)),
        ),
        given=Given(method="online"),  # type: ignore[arg-type]  read by its value
        asks=(("payment_method_needed", ("method", "provider_ref")),),
        breaches=(
            Breach("amount_beyond_due", "approved", PAID),
            Breach("amount_beyond_due", "approved",
                   given=Given(provider_ref="PSP-2", amount="20.01")),
            Breach("amount_beyond_due", "approved", given=Given(provider_ref="PSP-2", amount="0")),
            Breach("payment_settled", "approved", _settled("failed"),
                   given=Given(provider_ref="PSP-1")),
            Breach("no_such_payment", "approved", given=Given(method="cod", payment=999_999)),  # type: ignore[arg-type]
            TAKEN,
        ),
    ),
    Law(
        V.CAPTURE, "order.payment_captured", EVERY,
        (
            Legal("pending_payment", "pending_payment", facts=((PAID_MINOR, 2000),),
                  then=(("order.paid", "pending_review"), ("order.approved", "approved"))),
            *(Legal(scene, prepare=OPEN, facts=((PAID_MINOR, 2000), (PAY_STATE, "captured")))
              for scene in ("draft", "rejected", "cancelled", *_SCENES)),
            Legal("pending_payment", given=Given(amount="5.00"), facts=((PAID_MINOR, 500),)),
        ),
        breaches=(
            Breach("amount_beyond_due", "approved", PAID),
            Breach("amount_beyond_due", "approved", given=Given(amount="20.01")),
            Breach("which_payment", "approved", _several()),
            Breach("cash_is_collected", "approved",
                   also(CASH, update("payment", "provider_ref = 'COD-1'")),
                   given=Given(provider_ref="COD-1")),
            Breach("payment_settled", "approved", _settled("failed"),
                   given=Given(provider_ref="PSP-1")),
            Breach("no_such_payment", "approved", given=Given(payment=999_999)),
            TAKEN,
        ),
    ),
    *(
        Law(
            verb, event, EVERY,
            tuple(
                Legal(scene, prepare=OPEN, facts=((PAID_MINOR, 0), (PAY_STATE, state)))
                for scene in ("draft", "pending_payment", "rejected", "cancelled", *_SCENES)
            ),
            breaches=(
                Breach("payment_not_open", "approved"),
                Breach("which_payment", "approved", _several()),
                Breach("payment_not_open", "approved", _settled(other),
                       given=Given(provider_ref="PSP-1")),
            ),
        )
        for verb, event, state, other in (
            (V.FAIL, "order.payment_failed", "failed", "voided"),
            (V.VOID, "order.payment_voided", "voided", "captured"))
    ),
    Law(
        V.COLLECT, "order.payment_collected", states("fulfilling delivered completed"),
        tuple(
            Legal(scene, prepare=CASH, facts=((PAID_MINOR, 2000),))
            for scene in ("shipped", "delivered", "completed")
        ),
        breaches=(
            Breach("nothing_to_collect", "shipped"),
            Breach("nothing_to_collect", "shipped", OPEN),
            Breach("nothing_to_collect", "shipped", with_payment("captured", "cod")),
            Breach("goods_still_here", "allocated", CASH),
            Breach("which_payment", "shipped", _several("cod")),
            Breach("amount_beyond_due", "shipped", CASH, given=Given(amount="20.01")),
        ),
    ),
)  # fmt: skip
LAWS: Final = (*PLANS, *ENDS, *MONEY)
