"""Undo brings back what there was: the same parcels, holds and statuses, or nothing at all."""

import pytest

from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Refused
from models.orders.edits import edit_order
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, OrderStatus
from models.workflow.jobs import run_due
from models.workflow.moves import perform
from models.workflow.undo import undo
from tests.factories import a_draft, an_order, balance, events_of, fresh, stock

BECAUSE = Given(reason="odd")


def of_two_parts(business: Database, lane: Lane) -> str:
    stock(business, "WH1", MUG=3)
    stock(business, "WH2", MUG=3)
    return an_order(business, {"MUG": 6}, lane=lane).no


def go(business: Database, no: str, verbs: str, given: Given = BECAUSE) -> None:
    for verb in verbs.split():
        business.do(SYSTEM, perform, no, verb, given)


def sent_apart(business: Database) -> str:
    no = of_two_parts(business, Lane.PACKED)
    first = Given(tracking_no="T1", carrier="sf", service="air")
    second = Given(tracking_no="T2", carrier="yto")
    business.do(SYSTEM, perform, no, "ship", first, parts=[f"{no}-1"])
    business.do(SYSTEM, perform, no, "ship", second, parts=[f"{no}-2"])
    return no


def live_parcels(business: Database, no: str) -> dict[str, tuple[str, str, str | None]]:
    order = fresh(business, no)
    codes = {part.id: part.code for part in order.parts}
    return {
        codes[parcel.fulfillment_id]: (parcel.carrier, parcel.service, parcel.tracking_no)
        for parcel in order.shipments
        if parcel.voided_at is None
    }


@pytest.mark.parametrize("voided", [("1",), ("2",), ("1", "2"), ()])
def test_each_part_has_its_own_parcel_again(business: Database, voided: tuple[str, ...]) -> None:
    no = sent_apart(business)
    before = live_parcels(business, no)
    business.do(SYSTEM, perform, no, "void_ship", parts=[f"{no}-{part}" for part in voided])

    business.do(SYSTEM, undo, no)

    assert live_parcels(business, no) == before
    assert before[f"{no}-1"] == ("sf", "air", "T1")


def test_every_event_of_an_undo_names_what_it_reverses(business: Database) -> None:
    no = sent_apart(business)
    go(business, no, "void_ship")
    voided = events_of(business, no)[-1].seq

    business.do(SYSTEM, undo, no)

    last = events_of(business, no)[-2:]
    assert [(e.type, e.reverses_seq) for e in last] == [("order.shipped", voided)] * 2


def test_a_released_hold_is_the_same_hold_again(business: Database) -> None:
    no = of_two_parts(business, Lane.ALLOCATED)
    look = Given(hold_reason=HoldReason.RISK, note="call the bank", due_on="2026-03-05")  # type: ignore[arg-type]  read as a day
    business.do(SYSTEM, perform, no, "place_hold", look, parts=[f"{no}-1"])
    before = fresh(business, no).holds.all()
    assert (before[0].note, before[0].released_at) == ("call the bank", None)
    go(business, no, "release_hold")

    business.do(SYSTEM, undo, no)

    after = fresh(business, no).holds.all()
    assert [hold.values() for hold in after] == [hold.values() for hold in before]
    told = events_of(business, no)[-1].payload["hold"]
    assert told == {"id": before[0].id, "reason": "risk", "part": f"{no}-1"}


def test_nobody_reopens_a_hold_by_naming_it(business: Database) -> None:
    no = an_order(business).no
    go(business, no, "place_hold release_hold")
    old = fresh(business, no).holds.all()[0]

    go(business, no, "place_hold", Given(hold=old.id, note="look"))

    assert [hold.released_at is None for hold in fresh(business, no).holds] == [False, True]


def test_a_hold_taken_back_lets_waiting_parts_be_filled(business: Database) -> None:
    no = an_order(business, {"MUG": 5}).no
    go(business, no, "plan place_hold")
    stock(business, MUG=5)
    run_due(business)

    business.do(SYSTEM, undo, no)
    run_due(business)

    assert fresh(business, no).row.lane is Lane.ALLOCATED


def test_what_follows_by_itself_follows_an_undo_too(business: Database) -> None:
    no = business.do(SYSTEM, accept_order, a_draft(channel="web")).no
    go(business, no, "cancel")
    go(business, no, "capture", Given(provider_ref="R1"))

    cancelled = next(e for e in events_of(business, no) if e.type == "order.cancelled")
    business.do(SYSTEM, undo, no, correlation=cancelled.correlation_id)

    last = events_of(business, no)[-3:]
    assert [(e.type, e.reverses_seq) for e in last] == [
        ("order.restored", cancelled.seq), ("order.paid", None), ("order.approved", None),
    ]  # fmt: skip


def test_a_rejection_is_undone_though_nothing_was_corrected(business: Database) -> None:
    no = an_order(business).no
    go(business, no, "recall reject")

    assert business.do(SYSTEM, undo, no).status is OrderStatus.PENDING_REVIEW


@pytest.mark.parametrize("verbs", ["place_hold release_hold", "cancel restore"])
def test_what_changes_nothing_of_a_rejected_order_is_no_correction(
    business: Database, verbs: str
) -> None:
    no = an_order(business).no
    go(business, no, f"recall reject {verbs}")

    with pytest.raises(Refused) as refusal:
        go(business, no, "resubmit")

    assert refusal.value.code == "not_changed"


def test_a_correction_that_was_undone_is_none(business: Database) -> None:
    no = an_order(business).no
    go(business, no, "recall reject")
    business.do(SYSTEM, edit_order, no, {"remark": "corrected"})
    business.do(SYSTEM, undo, no)

    with pytest.raises(Refused) as refusal:
        go(business, no, "resubmit")

    assert refusal.value.code == "not_changed"


def test_a_correction_counts_though_a_hold_came_after_it(business: Database) -> None:
    no = an_order(business).no
    go(business, no, "recall reject")
    business.do(SYSTEM, edit_order, no, {"remark": "corrected"})
    go(business, no, "place_hold release_hold resubmit")

    assert fresh(business, no).row.status is OrderStatus.PENDING_REVIEW


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        ("recall recall", OrderStatus.DRAFT),
        ("recall reject", OrderStatus.REJECTED),
        ("recall", OrderStatus.PENDING_REVIEW),
        ("", OrderStatus.APPROVED),
    ],
)
def test_undo_of_a_cancellation_brings_back_the_status(
    business: Database, verbs: str, status: OrderStatus
) -> None:
    no = an_order(business).no
    go(business, no, f"{verbs} cancel")

    assert business.do(SYSTEM, undo, no).status is status


def test_what_was_under_way_comes_back_to_be_reviewed(business: Database) -> None:
    stock(business, MUG=2)
    no = an_order(business, {"MUG": 2}, lane=Lane.ALLOCATED).no
    go(business, no, "cancel")

    assert business.do(SYSTEM, undo, no).status is OrderStatus.PENDING_REVIEW


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        ("recall recall", OrderStatus.DRAFT),
        ("recall reject", OrderStatus.REJECTED),
        ("", OrderStatus.PENDING_REVIEW),
    ],
)
def test_restoring_does_not_submit_what_never_was(
    business: Database, verbs: str, status: OrderStatus
) -> None:
    no = an_order(business).no

    go(business, no, f"{verbs} cancel restore")

    assert fresh(business, no).row.status is status


def test_what_was_released_is_had_back_whole_or_not_at_all(business: Database) -> None:
    stock(business, MUG=5)
    no = an_order(business, {"MUG": 5}, lane=Lane.ALLOCATED).no
    go(business, no, "release")
    released = events_of(business, no)[-1].correlation_id
    an_order(business, {"MUG": 3}, placed_at="2026-02-01T09:00:00+08:00", lane=Lane.ALLOCATED)

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, undo, no, correlation=released)

    assert refusal.value.code == "stock_short"
    (missing,) = refusal.value.data["missing"]
    assert (missing["sku"], missing["missing"], missing["there"]) == ("MUG", 3, 2)
    assert fresh(business, no).row.lane is Lane.BACKORDERED
    assert len(fresh(business, no).parts.all()) == 1
    assert balance(business, "MUG", "available") == 2


def test_parts_released_from_two_warehouses_are_where_they_were(business: Database) -> None:
    no = of_two_parts(business, Lane.ALLOCATED)
    before = {part.code: part.warehouse_id for part in fresh(business, no).parts}
    stock(business, "WH1", MUG=9)
    go(business, no, "release")

    business.do(SYSTEM, undo, no)

    assert {part.code: part.warehouse_id for part in fresh(business, no).parts} == before
