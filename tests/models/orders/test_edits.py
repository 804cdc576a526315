"""Two people with one order: what merges, and what is a conflict."""

from typing import Any

import pytest

from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Conflict, Invalid, NotFound, Refused
from models.orders.edits import edit_order
from models.orders.given import Given
from models.orders.states import Lane
from models.workflow.moves import perform
from models.workflow.undo import undo
from tests.factories import ADDRESS, a_user, an_order, events_of, fresh, stock

MEI = a_user(Role.DISPATCHER, id=7, label="Mei")
LI = a_user(Role.DISPATCHER, id=8, label="Li")


def test_a_note_written_meanwhile_merges_with_a_move(business: Database) -> None:
    stock(business, MUG=2)
    order = an_order(business)
    business.do(MEI, edit_order, order.no, {"remark": "fragile"}, seen=order.version)

    moved = business.do(LI, perform, order.no, "plan", seen=order.version)

    assert (moved.version, moved.lane) == (order.version + 2, Lane.ALLOCATED)
    assert fresh(business, order.no).row.remark == "fragile"


def test_two_notes_on_different_fields_merge(business: Database) -> None:
    order = an_order(business)
    business.do(MEI, edit_order, order.no, {"remark": "fragile"}, seen=order.version)
    business.do(LI, edit_order, order.no, {"tags": ["gift"]}, seen=order.version)

    row = fresh(business, order.no).row
    assert (row.remark, row.tags, row.version) == ("fragile", ["gift"], order.version + 2)


@pytest.mark.parametrize("verb", ["plan", "place_hold", "recall"])
def test_a_move_meanwhile_is_a_conflict_that_names_the_winner(
    business: Database, verb: str
) -> None:
    stock(business, MUG=2)
    order = an_order(business)
    winner = business.do(SYSTEM, perform, order.no, verb, Given(note="look"))
    count = len(events_of(business, order.no))

    with pytest.raises(Conflict) as conflict:
        business.do(LI, perform, order.no, "cancel", Given(reason="late"), seen=order.version)

    assert conflict.value.code == "order_changed"
    assert conflict.value.data == {
        "no": order.no, "seen": order.version, "version": winner.version,
        "status": winner.status, "lane": winner.lane, "by": "system",
        "at": "2026-03-02T01:00:00+00:00", "event": events_of(business, order.no)[-1].type,
    }  # fmt: skip
    assert len(events_of(business, order.no)) == count


def test_a_version_that_never_was_is_a_conflict(business: Database) -> None:
    order = an_order(business)

    with pytest.raises(Conflict):
        business.do(LI, perform, order.no, "recall", seen=order.version + 1)

    assert fresh(business, order.no).row.version == order.version


def test_an_edit_tells_what_was_and_keeps_personal_words_out_of_the_log(
    business: Database,
) -> None:
    order = an_order(business)

    business.do(MEI, edit_order, order.no, {"remark": "ring", "tags": ["gift"]})

    event = events_of(business, order.no)[-1]
    assert event.diff == {"tags": [[], ["gift"]]}
    assert event.payload["fields"] == ["remark", "tags"]
    assert "ring" not in str(event.payload)
    assert event.from_state == event.to_state == "approved"


def test_an_order_in_hand_is_no_longer_edited(business: Database) -> None:
    stock(business, MUG=2)
    order = an_order(business, lane=Lane.PICKING)

    with pytest.raises(Refused) as refusal:
        business.do(MEI, edit_order, order.no, {"remark": "late"})

    assert refusal.value.code == "too_late_to_edit"
    assert refusal.value.data["parts"] == [f"{order.no}-1"]
    assert fresh(business, order.no).row.remark == ""


def test_an_edit_that_changes_nothing_leaves_nothing(business: Database) -> None:
    order = an_order(business)

    with pytest.raises(Invalid) as refusal:
        business.do(MEI, edit_order, order.no, {"remark": ""})

    assert refusal.value.code == "nothing_changed"
    assert fresh(business, order.no).row.version == order.version


def test_what_cannot_be_edited_is_named(business: Database) -> None:
    order = an_order(business)

    with pytest.raises(Invalid) as refusal:
        business.do(MEI, edit_order, order.no, {"total_minor": 1})

    assert refusal.value.data["field"] == "total_minor"
    assert fresh(business, order.no).row.total_minor == 2000


def test_an_order_that_is_none_is_not_found(business: Database) -> None:
    with pytest.raises(NotFound):
        business.do(MEI, edit_order, "NONE", {"remark": "x"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("remark", None),
        ("tags", None),
        ("type", None),
        ("ship_to", None),
        ("remark", "a\0b"),
        ("tags.0", ["a\0b"]),
        ("ship_to.city", {"city": "a\0b"}),
    ],
)
def test_what_cannot_be_written_is_named(business: Database, field: str, value: Any) -> None:
    order = an_order(business)

    with pytest.raises(Invalid) as refusal:
        business.do(MEI, edit_order, order.no, {field.partition(".")[0]: value})

    assert (refusal.value.code, refusal.value.data["field"]) == ("bad_argument", field)
    assert fresh(business, order.no).row.version == order.version


def test_a_wish_for_a_day_can_be_taken_back(business: Database) -> None:
    order = an_order(business, wanted_on="2026-03-09")

    business.do(MEI, edit_order, order.no, {"wanted_on": None})

    assert fresh(business, order.no).row.wanted_on is None


@pytest.mark.parametrize("seen", [10**30, -(10**30)])
def test_a_version_beyond_every_number_is_a_conflict(business: Database, seen: int) -> None:
    order = an_order(business)

    with pytest.raises(Conflict) as conflict:
        business.do(LI, perform, order.no, "recall", seen=seen)

    assert conflict.value.code == "order_changed"


@pytest.mark.parametrize("lane", [Lane.APPROVED, Lane.ALLOCATED])
@pytest.mark.parametrize(
    ("ship_to", "missing"),
    [({}, ["recipient", "country", "city", "line", "phone"]), ({**ADDRESS, "city": " "}, ["city"])],
)
def test_an_approved_order_keeps_an_address(
    business: Database, lane: Lane, ship_to: dict[str, str], missing: list[str]
) -> None:
    stock(business, MUG=2)
    order = an_order(business, lane=lane)

    with pytest.raises(Refused) as refusal:
        business.do(MEI, edit_order, order.no, {"ship_to": ship_to})

    assert (refusal.value.code, refusal.value.data["missing"]) == ("address_needed", missing)
    assert fresh(business, order.no).row.ship_to == order.ship_to


def test_an_approved_order_may_go_to_another_address(business: Database) -> None:
    order = an_order(business)

    business.do(MEI, edit_order, order.no, {"ship_to": {**ADDRESS, "line": "2 Example Road"}})

    assert fresh(business, order.no).row.ship_to == {**order.ship_to, "line": "2 Example Road"}


def test_nobody_writes_over_what_somebody_wrote_meanwhile(business: Database) -> None:
    order = an_order(business)
    business.do(MEI, edit_order, order.no, {"remark": "fragile"}, seen=order.version)

    with pytest.raises(Conflict) as conflict:
        business.do(LI, edit_order, order.no, {"remark": "gift"}, seen=order.version)

    assert conflict.value.code == "overwritten"
    assert (conflict.value.data["by"], conflict.value.data["fields"]) == ("Mei", ["remark"])
    assert fresh(business, order.no).row.remark == "fragile"
    business.do(LI, edit_order, order.no, {"remark": "gift"}, seen=order.version + 1)


def test_what_was_taken_back_meanwhile_is_nobodys_word(business: Database) -> None:
    order = an_order(business)
    business.do(MEI, edit_order, order.no, {"remark": "fragile"}, seen=order.version)
    business.do(MEI, undo, order.no)

    business.do(LI, edit_order, order.no, {"remark": "gift"}, seen=order.version)

    assert fresh(business, order.no).row.remark == "gift"


def test_undo_of_an_edit_leaves_what_others_wrote_since(business: Database) -> None:
    order = an_order(business)
    business.do(MEI, edit_order, order.no, {"remark": "fragile"})
    mine = events_of(business, order.no)[-1].correlation_id
    business.do(LI, edit_order, order.no, {"tags": ["gift"]})
    business.do(MEI, undo, order.no, correlation=mine)
    assert (fresh(business, order.no).row.remark, fresh(business, order.no).row.tags) == (
        "", ["gift"],
    )  # fmt: skip

    business.do(MEI, edit_order, order.no, {"remark": "fragile"})
    mine = events_of(business, order.no)[-1].correlation_id
    business.do(LI, edit_order, order.no, {"remark": "gate code 1234"})
    with pytest.raises(Conflict, match="overwritten"):
        business.do(MEI, undo, order.no, correlation=mine)
    assert fresh(business, order.no).row.remark == "gate code 1234"


@pytest.mark.parametrize(
    "changes",
    [{"tags": ["x"] * 21}, {"wanted_on": "0001-01-01"}, {"remark": "x" * 4001}],
)
def test_what_no_draft_may_say_no_edit_may(business: Database, changes: dict[str, Any]) -> None:
    order = an_order(business)

    with pytest.raises(Invalid, match="bad_argument"):
        business.do(SYSTEM, edit_order, order.no, changes)


def test_an_approved_order_keeps_a_way_to_reach_its_customer(business: Database) -> None:
    order = an_order(business)

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, edit_order, order.no, {"ship_to": {**ADDRESS, "phone": ""}})

    assert (refusal.value.code, refusal.value.data["missing"]) == ("address_needed", ["phone"])
