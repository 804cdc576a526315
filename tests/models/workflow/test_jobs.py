"""What happens by itself: waiting parts are filled, unpaid orders expire, delivered ones end."""

from datetime import timedelta

from sqlalchemy import select

from models.activity.leases import end_lease, take_lease
from models.activity.seals import has_unsealed
from models.activity.tables import Job
from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, OrderStatus
from models.workflow.drops import drop
from models.workflow.jobs import TRIES, run_due
from models.workflow.moves import perform
from oms_ui.jobs import Worker
from tests.factories import a_draft, an_order, events_of, fresh, stock, the_clock


def jobs(database: Database) -> list[tuple[str, bool, bool]]:
    rows = database.ask(SYSTEM, lambda unit: unit.rows(select(table(Job)).order_by("id")))
    return [(row.kind, row.done_at is not None, row.dead_at is not None) for row in rows]


def test_stock_that_a_cancelled_order_held_goes_to_who_waits(business: Database) -> None:
    stock(business, MUG=2)
    first = an_order(business, {"MUG": 2}, lane=Lane.ALLOCATED)
    second = an_order(business, {"MUG": 1})
    business.do(SYSTEM, drop, second.no, Lane.ALLOCATED)
    assert fresh(business, second.no).row.lane is Lane.BACKORDERED

    business.do(SYSTEM, perform, first.no, "cancel", Given(reason="changed_mind"))

    assert run_due(business) == 1
    assert fresh(business, second.no).row.lane is Lane.ALLOCATED
    assert events_of(business, second.no)[-1].actor_label == "system"


def test_goods_that_came_while_a_waiting_order_was_held_are_its_after_release(
    business: Database,
) -> None:
    order = an_order(business, {"MUG": 1})
    business.do(SYSTEM, drop, order.no, Lane.ALLOCATED)
    business.do(SYSTEM, drop, order.no, Lane.EXCEPTION, Given(hold_reason=HoldReason.MANUAL))
    stock(business, MUG=5)
    assert fresh(business, order.no).row.lane is Lane.EXCEPTION

    business.do(SYSTEM, drop, order.no, Lane.BACKORDERED)

    run_due(business)
    assert fresh(business, order.no).row.lane is Lane.ALLOCATED


def test_an_unpaid_order_expires_after_its_time_and_not_before(business: Database) -> None:
    no = business.do(SYSTEM, accept_order, a_draft(channel="web")).no
    the_clock(business).advance(hours=47)
    assert run_due(business) == 0

    the_clock(business).advance(hours=2)

    assert run_due(business) == 1
    assert fresh(business, no).row.status is OrderStatus.CANCELLED
    assert run_due(business) == 0


def test_a_paid_order_does_not_expire(business: Database) -> None:
    no = business.do(SYSTEM, accept_order, a_draft(channel="web")).no
    business.do(SYSTEM, perform, no, "capture", Given(provider_ref="P-1"))
    the_clock(business).advance(hours=72)

    run_due(business)

    assert fresh(business, no).row.status is OrderStatus.APPROVED
    assert jobs(business)[0] == ("expire_unpaid", True, False)


def test_a_job_that_fails_is_tried_later_and_later_and_at_last_left_alone(
    business: Database,
) -> None:
    row = {"kind": "no_such_kind", "payload": {}, "next_at": the_clock(business).now()}
    business.do(SYSTEM, lambda unit: unit.insert(table(Job), row))

    for _ in range(TRIES):
        run_due(business)
        the_clock(business).advance(days=1)

    assert jobs(business) == [("no_such_kind", False, True)]
    assert run_due(business) == 0


def test_one_holder_works_until_its_lease_ends(business: Database) -> None:
    length = timedelta(seconds=30)
    assert business.do(SYSTEM, take_lease, "worker", "a", length)
    assert not business.do(SYSTEM, take_lease, "worker", "b", length)
    assert business.do(SYSTEM, take_lease, "worker", "a", length)

    the_clock(business).advance(seconds=31)

    assert business.do(SYSTEM, take_lease, "worker", "b", length)
    business.do(SYSTEM, end_lease, "worker", "b")
    assert business.do(SYSTEM, take_lease, "worker", "a", length)


def test_a_worker_seals_the_log_and_then_writes_nothing_more(business: Database) -> None:
    worker = Worker(business)
    assert business.ask(SYSTEM, has_unsealed)

    while worker.round():
        pass

    assert not business.ask(SYSTEM, has_unsealed)
    told: list[bool] = []
    business.listeners.append(lambda: told.append(True))
    assert worker.round() is False
    assert told == []
