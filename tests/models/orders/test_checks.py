"""What a person must look at, and that having looked at it is enough."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.clock import SetClock
from models.kit.errors import Refused
from models.orders.edits import edit_order
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, OrderStatus
from models.orders.tables import OrderRecord
from models.workflow.moves import perform
from tests.factories import ADDRESS, MONDAY, a_draft, events_of, fresh, the_clock

FACTS = ("address", "contact", "customer_blocked", "credit")
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("address", {"ship_to": {**ADDRESS, "city": ""}}, ""),
    ("contact", {"ship_to": {**ADDRESS, "phone": "12345"}}, ""),
    ("amount", {}, "UPDATE channel SET review_above_minor = 1999"),
    ("platform_total", {"total": "19.99"}, ""),
    ("price", {"channel": "desk", "lines": {"MUG": 2}}, "UPDATE sku SET price_minor = 1100"),
    ("customer_blocked", {}, "UPDATE customer SET blocked_reason = 'fraud'"),
    ("credit", {}, "UPDATE customer SET credit_limit_minor = 1999"),
    ("remark", {"remark": "ring twice"}, ""),
    ("duplicate", {}, ""),
    ("unlisted", {}, "UPDATE sku SET listed = false"),
    ("capacity", {}, "UPDATE warehouse SET daily_capacity = 0"),
]


def prepare(business: Database, statement: str) -> None:
    """Let the customer be known, and change the business behind the back of the core."""
    lines = {"MUG": 1} if statement else {"MUG": 2}
    placed = "2026-03-01T09:10:00+08:00"
    no = accept(business, lines=lines, placed_at=placed).no
    if statement:
        business.do(SYSTEM, perform, no, "cancel", Given(reason="test"))
        business.do(SYSTEM, lambda unit: unit.run(text(statement)))


def accept(business: Database, **more: Any) -> OrderRecord:
    return business.do(SYSTEM, accept_order, a_draft(**more))


@pytest.mark.parametrize(("reason", "more", "statement"), CASES, ids=[case[0] for case in CASES])
def test_what_a_person_must_look_at_holds_until_somebody_has(
    business: Database, reason: str, more: dict[str, Any], statement: str
) -> None:
    if statement or reason == "duplicate":
        prepare(business, statement)

    order = accept(business, **more)

    assert (order.status, order.lane) == (OrderStatus.PENDING_REVIEW, Lane.EXCEPTION)
    holds = fresh(business, order.no).holds.all()
    assert [hold.reason.value for hold in holds] == [reason]
    with pytest.raises(Refused) as held:
        business.do(SYSTEM, perform, order.no, "approve")
    assert held.value.code == "held"
    business.do(SYSTEM, perform, order.no, "release_hold")
    given = Given()
    if reason in FACTS:
        with pytest.raises(Refused) as refusal:
            business.do(SYSTEM, perform, order.no, "approve")
        assert (refusal.value.code, refusal.value.data["found"]) == ("not_looked_at", [reason])
        given = Given(override=True, note="the boss knows them")
    approved = business.do(SYSTEM, perform, order.no, "approve", given)
    assert approved.status is OrderStatus.APPROVED


def test_a_fact_that_is_put_right_is_none(business: Database) -> None:
    order = accept(business, ship_to={**ADDRESS, "city": ""})
    business.do(SYSTEM, perform, order.no, "release_hold")
    business.do(SYSTEM, edit_order, order.no, {"ship_to": ADDRESS})

    assert business.do(SYSTEM, perform, order.no, "approve").status is OrderStatus.APPROVED


def test_an_order_that_nothing_is_wrong_with_is_approved_by_the_system(business: Database) -> None:
    order = accept(business)

    assert order.status is OrderStatus.APPROVED
    assert fresh(business, order.no).holds.all() == []
    assert {event.actor_label for event in events_of(business, order.no)} == {"system"}


def test_a_double_is_seen_whichever_process_takes_it(business: Database) -> None:
    """Keys are drawn in blocks by each process, so the later order may have the lower one."""
    other = Database(business.url, clock=SetClock(MONDAY))
    first = accept(business, customer={"code": "C-0", "name": "Li"})
    theirs = other.do(SYSTEM, accept_order, a_draft())
    the_clock(business).advance(minutes=1)
    mine = accept(business)
    other.close()

    assert first.lane is theirs.lane is Lane.APPROVED
    assert [hold.reason for hold in fresh(business, mine.no).holds] == [HoldReason.DUPLICATE]


def test_who_looked_at_more_has_looked_at_less(business: Database) -> None:
    change = "UPDATE channel SET review_above_minor = 1500"
    business.do(SYSTEM, lambda unit: unit.run(text(change)))
    order = accept(business, lines={"MUG": 4}, total="39.00")
    for hold in fresh(business, order.no).holds:
        business.do(SYSTEM, perform, order.no, "release_hold", Given(hold=hold.id))
    business.do(SYSTEM, perform, order.no, "cancel_line", Given(reason="less", line=1, qty=1))

    assert business.do(SYSTEM, perform, order.no, "approve").status is OrderStatus.APPROVED


def test_a_double_is_one_of_the_same_customer_amount_and_ten_minutes(business: Database) -> None:
    accept(business)
    at = "2026-03-01T09:{}:00+08:00"

    later = accept(business, placed_at=at.format("11"))
    other = accept(business, placed_at=at.format("05"), customer={"code": "C-2", "name": "Li"})
    dearer = accept(business, placed_at=at.format("05"), lines={"MUG": 3})

    assert {order.status for order in (later, other, dearer)} == {OrderStatus.APPROVED}


def test_everything_that_is_wrong_is_held_for_at_once(business: Database) -> None:
    order = accept(business, remark="please", ship_to={}, total="5.00")

    reasons = [hold.reason.value for hold in fresh(business, order.no).holds]
    assert reasons == ["address", "contact", "platform_total", "remark"]
    assert len(events_of(business, order.no)) == 2 + 4


def test_an_order_that_was_edited_is_looked_at_again(business: Database) -> None:
    order = accept(business, ship_to={**ADDRESS, "city": ""})
    business.do(SYSTEM, perform, order.no, "release_hold")
    business.do(SYSTEM, edit_order, order.no, {"ship_to": {**ADDRESS, "city": "", "line": ""}})

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, order.no, "approve")

    assert refusal.value.code == "not_looked_at"
    assert refusal.value.data["checks"] == {"address": {"missing": ["city", "line"]}}
    assert fresh(business, order.no).row.status is OrderStatus.PENDING_REVIEW


def test_a_remark_that_was_changed_is_looked_at_again(business: Database) -> None:
    order = accept(business, remark="ring twice")
    business.do(SYSTEM, perform, order.no, "release_hold")
    business.do(SYSTEM, edit_order, order.no, {"remark": "send it elsewhere"})

    with pytest.raises(Refused) as refusal:
        business.do(SYSTEM, perform, order.no, "approve")

    assert refusal.value.code == "not_looked_at"


def test_a_hold_is_due_at_the_end_of_the_day_in_the_zone_of_the_shop(business: Database) -> None:
    order = accept(business)
    given = Given.model_validate({"note": "call back", "due_on": "2026-03-04"})

    business.do(SYSTEM, perform, order.no, "place_hold", given)

    [hold] = fresh(business, order.no).holds
    assert hold.due_at == datetime(2026, 3, 4, 15, 59, 59, 999999, tzinfo=UTC)


def test_more_than_a_day_s_work_is_looked_at_where_every_warehouse_has_its_limit(
    business: Database,
) -> None:
    def limit(code: str, most: int) -> None:
        change = "UPDATE warehouse SET daily_capacity = :most WHERE code = :code"
        business.do(SYSTEM, lambda unit: unit.run(text(change), {"most": most, "code": code}))

    limit("WH1", 1)
    open_ended = [accept(business, customer={"code": f"O-{i}", "name": "Li"}) for i in range(3)]
    limit("WH2", 3)
    fourth, fifth = (accept(business, customer={"code": f"L-{i}", "name": "Li"}) for i in range(2))

    assert {order.lane for order in (*open_ended, fourth)} == {Lane.APPROVED}
    assert fifth.lane is Lane.EXCEPTION
    [hold] = fresh(business, fifth.no).holds
    assert (hold.reason.value, hold.data) == ("capacity", {"capacity": 4})
