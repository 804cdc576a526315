"""Undo: whose, of what, and until when."""

import pytest
from sqlalchemy import text

from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import NotPermitted, Refused
from models.orders.edits import edit_order
from models.orders.given import Given
from models.orders.states import Lane, OrderStatus
from models.workflow.moves import perform
from models.workflow.undo import undo
from tests.factories import a_user, an_order, events_of, fresh, stock

MEI = a_user(Role.DISPATCHER, id=7, label="Mei")
LI = a_user(Role.DISPATCHER, id=8, label="Li")
BOSS = a_user(Role.MANAGER, id=9, label="Boss")


def planned_by_mei(business: Database) -> str:
    stock(business, MUG=5)
    no = an_order(business, {"MUG": 2}).no
    business.do(MEI, perform, no, "plan")
    return no


def test_only_who_did_it_or_who_may_override_can_undo(business: Database) -> None:
    no = planned_by_mei(business)

    with pytest.raises(NotPermitted) as refusal:
        business.do(LI, undo, no)

    assert refusal.value.code == "not_yours_to_undo"
    assert refusal.value.data == {"by": "Mei"}
    assert fresh(business, no).row.lane is Lane.ALLOCATED
    assert business.do(BOSS, undo, no).lane is Lane.APPROVED


def test_undo_is_an_event_of_its_own_that_names_what_it_reverses(business: Database) -> None:
    no = planned_by_mei(business)
    plan = events_of(business, no)[-1]

    moved = business.do(MEI, undo, no)

    last = events_of(business, no)[-1]
    assert (last.type, last.reverses_seq, last.actor_label) == ("order.unplanned", plan.seq, "Mei")
    assert moved.version == last.aggregate_version == plan.aggregate_version + 1


def test_undo_twice_takes_back_two_commands_and_never_the_undo(business: Database) -> None:
    no = planned_by_mei(business)
    business.do(MEI, perform, no, "start_pick")

    lanes = [business.do(MEI, undo, no).lane for _ in range(2)]

    assert lanes == [Lane.ALLOCATED, Lane.APPROVED]


def test_what_others_moved_since_stops_the_undo_of_a_command(business: Database) -> None:
    no = planned_by_mei(business)
    plan = events_of(business, no)[-1].correlation_id
    business.do(LI, perform, no, "start_pick")

    with pytest.raises(Refused) as refusal:
        business.do(MEI, undo, no, correlation=plan)

    assert refusal.value.code == "changed_since"
    assert refusal.value.data["by"] == "Li"
    assert refusal.value.data["event"] == "order.pick_started"
    assert fresh(business, no).row.lane is Lane.PICKING


def test_a_note_written_since_does_not_stop_it(business: Database) -> None:
    no = planned_by_mei(business)
    plan = events_of(business, no)[-1].correlation_id
    business.do(LI, edit_order, no, {"remark": "fragile"})

    assert business.do(MEI, undo, no, correlation=plan).lane is Lane.APPROVED
    assert fresh(business, no).row.remark == "fragile"


def test_a_rejection_is_undone_once_something_was_corrected(business: Database) -> None:
    no = an_order(business, {"MUG": 2}).no
    business.do(BOSS, perform, no, "recall")
    business.do(BOSS, perform, no, "reject", Given(reason="odd"))
    rejection = events_of(business, no)[-1].correlation_id
    business.do(BOSS, edit_order, no, {"remark": "corrected"})

    moved = business.do(BOSS, undo, no, correlation=rejection)

    assert moved.status is OrderStatus.PENDING_REVIEW


def test_a_parcel_the_carrier_has_scanned_stays_shipped(business: Database) -> None:
    stock(business, MUG=5)
    no = an_order(business, {"MUG": 2}, lane=Lane.SHIPPED).no
    scan = text("UPDATE shipment SET picked_up_at = shipped_at")
    business.do(SYSTEM, lambda unit: unit.run(scan))

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, undo, no)

    assert refusal.value.code == "picked_up_by_carrier"
    assert refusal.value.data["parcels"][0]["tracking_no"] == f"SF{no}"
    assert fresh(business, no).row.lane is Lane.SHIPPED


def test_what_ended_cannot_be_undone_and_says_which_verb(business: Database) -> None:
    stock(business, MUG=5)
    no = an_order(business, {"MUG": 2}, lane=Lane.DELIVERED).no

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, undo, no)

    assert refusal.value.code == "no_inverse"
    assert refusal.value.data == {"verb": "complete", "event": "order.completed"}
    assert fresh(business, no).row.lane is Lane.COMPLETED


def test_a_command_of_many_parts_is_undone_whole(business: Database) -> None:
    stock(business, MUG=2)
    stock(business, "WH2", CAP=1)
    no = an_order(business, {"MUG": 2, "CAP": 1}, lane=Lane.SHIPPED).no

    moved = business.do(SYSTEM, undo, no)

    assert moved.lane is Lane.PACKED
    assert [part.state.value for part in fresh(business, no).parts] == ["packed", "packed"]
    assert all(parcel.voided_at for parcel in fresh(business, no).shipments)


def test_undo_of_an_edit_writes_what_stood_there(business: Database) -> None:
    no = an_order(business, {"MUG": 2}).no
    before = fresh(business, no).row
    change = {"type": "urgent", "tags": ["gift"], "wanted_on": "2026-03-09", "remark": "soon"}
    business.do(MEI, edit_order, no, change)
    assert fresh(business, no).row.priority == 1

    moved = business.do(MEI, undo, no)

    after = fresh(business, no).row
    for name in ("type", "tags", "wanted_on", "remark", "priority", "ship_to"):
        assert getattr(after, name) == getattr(before, name), name
    assert moved.version == after.version == before.version + 2


def test_there_is_nothing_to_undo_twice(business: Database) -> None:
    no = planned_by_mei(business)
    plan = events_of(business, no)[-1].correlation_id
    business.do(MEI, undo, no)

    with pytest.raises(Refused):
        business.do(MEI, undo, no, correlation=plan)

    assert fresh(business, no).row.lane is Lane.APPROVED
