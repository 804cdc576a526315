"""The law of an order before its goods move, written from the design and not from the table."""

from datetime import timedelta
from typing import Final

from models.access.verbs import Verb
from models.kit.actor import SYSTEM
from models.orders.edits import edit_order
from models.orders.given import Given
from models.workflow.moves import perform
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
from tests.models.tables.world import Trial

V = Verb

REASON: Final = ("reason_needed", ("reason", "note"))
BECAUSE: Final = Given(reason="test")
IN_WORDS: Final = Given(note="in words")
LIVE: Final = states("draft pending_payment pending_review rejected approved fulfilling delivered")

WRONG_SUM: Final = update('"order"', "total_minor = total_minor + 1")
CLOSED: Final = elsewhere("UPDATE channel SET qualified = false")
BLOCKED: Final = elsewhere("UPDATE customer SET blocked_reason = 'fraud'")
PAID: Final = update('"order"', "paid_minor = total_minor")
PAID_HERE: Final = elsewhere("UPDATE channel SET settles = 'here'")
ON_TERMS: Final = elsewhere("UPDATE customer SET credit_limit_minor = 1")
AT_THE_DOOR: Final = with_payment("pending", "cod")
OPEN_HOLDS: Final = "SELECT COUNT(*) FROM order_hold WHERE order_id = :id AND released_at IS NULL"


def also(*steps: Prepare) -> Prepare:
    def prepare(trial: Trial, no: str) -> None:
        for step in steps:
            step(trial, no)

    return prepare


def edited(trial: Trial, no: str) -> None:
    trial.run(SYSTEM, edit_order, no, {"remark": "corrected again"})


def held(trial: Trial, no: str) -> None:
    trial.run(SYSTEM, perform, no, "place_hold", IN_WORDS)


HELD: Final = (
    "pending_review", "draft", "pending_payment", "rejected", "approved", "picking", "lost",
    "delivered",
)  # fmt: skip
ENTRY: Final = (
    Breach("channel_not_qualified", "draft", CLOSED, may_override=True),
    Breach("totals_differ", "draft", WRONG_SUM),
    Breach("totals_differ", "draft", update("order_line", "total_minor = total_minor - 1")),
)
LAWS: Final = (
    Law(
        V.SUBMIT_UNPAID, "order.submitted_unpaid", states("draft"),
        (Legal("draft", "pending_payment", facts=(
            ('SELECT pay_by FROM "order" WHERE id = :id', "2026-03-04 01:00:00.000000"),
            ("""SELECT COUNT(*) FROM job WHERE kind = 'expire_unpaid' AND json_extract(payload,
                '$.no') = (SELECT no FROM "order" WHERE id = :id)""", 1),
        )),),
        breaches=(
            *ENTRY,
            *(Breach("nothing_owed", "draft", cover) for cover in (PAID, ON_TERMS, AT_THE_DOOR)),
        ),
        undo="order.recalled",
    ),
    Law(
        V.SUBMIT, "order.submitted", states("draft"),
        (
            # A person took its approval back, so a person gives it again.
            Legal("draft", "pending_review"),
            *(Legal("draft", "pending_review", prepare=also(PAID_HERE, cover))
              for cover in (PAID, AT_THE_DOOR)),
            Legal("draft", "pending_review", prepare=also(PAID_HERE, ON_TERMS),
                  then=(("order.held", "pending_review"),)),
        ),
        breaches=(
            *ENTRY,
            Breach("not_paid", "draft", PAID_HERE),
            *(Breach("not_paid", "draft", also(PAID_HERE, cover)) for cover in (
                update('"order"', "paid_minor = total_minor - 1"),
                elsewhere("UPDATE customer SET credit_limit_minor = 0"),
                with_payment("pending", "cod", 1999),
                with_payment("voided", "cod"),
                with_payment("authorized"),
            )),
        ),
        undo="order.recalled",
    ),
    Law(
        V.PAY, "order.paid", states("pending_payment"),
        tuple(
            Legal("pending_payment", "pending_review", prepare=cover)
            for cover in (PAID, ON_TERMS, AT_THE_DOOR)
        ),
        breaches=(
            Breach("not_paid", "pending_payment"),
            Breach("not_paid", "pending_payment",
                   update('"order"', "paid_minor = total_minor - 1")),
            Breach("not_paid", "pending_payment", with_payment("pending", "cod", 1999)),
        ),
        by_itself=True,
    ),
    Law(
        V.EXPIRE, "order.expired", states("pending_payment"),
        (Legal("pending_payment", "cancelled", wait=timedelta(hours=48, seconds=1)),),
        breaches=(
            Breach("not_overdue", "pending_payment"),
            Breach("money_is_here", "pending_payment", wait=timedelta(hours=48, seconds=1),
                   prepare=update('"order"', "payment_status = 'partial'")),
            Breach("not_overdue", "pending_payment", wait=timedelta(hours=48)),
        ),
        by_itself=True,
    ),
    Law(
        V.APPROVE, "order.approved", states("pending_review"),
        (Legal("pending_review", "approved"),),
        is_stopped=True,
        breaches=(
            Breach("totals_differ", "pending_review", WRONG_SUM),
            Breach("not_looked_at", "pending_review", BLOCKED, may_override=True),
        ),
        undo="order.recalled",
    ),
    Law(
        V.REJECT, "order.rejected", states("pending_review"),
        (
            Legal("pending_review", "rejected"),
            Legal("pending_review", "rejected", given=IN_WORDS),
            Legal("held", "rejected"),
        ),
        given=BECAUSE, asks=(REASON,), undo="order.resubmitted",
    ),
    Law(
        V.RESUBMIT, "order.resubmitted", states("rejected"),
        (
            Legal("rejected_and_edited", "pending_review"),
            Legal("rejected", "pending_review", prepare=edited),
        ),
        breaches=(
            Breach("not_changed", "rejected"),
            Breach("totals_differ", "rejected", also(edited, WRONG_SUM)),
        ),
    ),
    Law(
        V.RECALL, "order.recalled", states("pending_payment pending_review approved"),
        (
            Legal("pending_payment", "draft"),
            Legal("pending_review", "draft"),
            Legal("approved", "pending_review"),
        ),
    ),
    Law(
        V.PLACE_HOLD, "order.held", LIVE,
        (
            *(Legal(scene, facts=((OPEN_HOLDS, 1),)) for scene in HELD),
            Legal("approved", given=BECAUSE, facts=((OPEN_HOLDS, 1),)),
            Legal("approved", given=IN_WORDS, facts=((OPEN_HOLDS, 1),)),
            Legal("held", facts=((OPEN_HOLDS, 2),)),
        ),
        given=Given(hold_reason="risk"),  # type: ignore[arg-type]  read by its value
        asks=(("hold_reason_needed", ("hold_reason", "reason", "note")),),
        breaches=(
            Breach("hold_one_part", "two_allocated", parts=(1, 2)),
            Breach("hold_one_part", "part_cancelled", parts=(2,)),
        ),
        undo="order.hold_released",
    ),
    Law(
        V.RELEASE_HOLD, "order.hold_released", LIVE,
        (
            Legal("held", facts=((OPEN_HOLDS, 0),)),
            *(
                Legal(scene, facts=((OPEN_HOLDS, 0),), prepare=held)
                for scene in ("draft", "pending_payment", "rejected", "approved", "picking",
                              "delivered")
            ),
        ),
        breaches=(
            Breach("which_hold", "approved"),
            Breach("which_hold", "held_twice"),
            Breach("which_hold", "held", given=Given(hold=999_999)),
        ),
        undo="order.held",
    ),
)  # fmt: skip
