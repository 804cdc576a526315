"""Two people with one order: what merges, and what is a conflict."""

import pytest

from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Conflict, Invalid, NotFound, Refused
from models.orders.commands import edit_order
from models.orders.given import Given
from models.orders.states import Lane
from models.workflow.moves import perform
from tests.factories import a_user, an_order, events_of, fresh, stock

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
