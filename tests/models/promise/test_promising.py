"""The day an order is promised for, and why."""

from datetime import date

import pytest

from models.catalog import commands as catalog
from models.catalog.tables import Supply
from models.db import Database, Unit
from models.fulfilment.arrivals import announce_goods, receive_goods
from models.kit.actor import SYSTEM
from models.orders.given import Given
from models.orders.states import Lane, PartState
from models.promise.promising import Due, promise
from models.promise.tables import Source
from models.workflow.moves import perform
from tests.factories import an_order, fresh, stock

TODAY = date(2026, 3, 2)
MUG, TEE = 1, 2


def the(day: int) -> date:
    return date(2026, 3, day)


@pytest.mark.parametrize(
    ("short", "ahead", "due", "on", "source"),
    [
        ({}, {}, [], TODAY, Source.ON_HAND),
        ({MUG: 1}, {}, [], None, Source.UNKNOWN),
        ({MUG: 1}, {}, [Due(MUG, the(5), 1)], the(5), Source.GOODS_DUE),
        ({MUG: 2}, {}, [Due(MUG, the(9), 1), Due(MUG, the(5), 1)], the(9), Source.GOODS_DUE),
        ({MUG: 1}, {MUG: 1}, [Due(MUG, the(5), 1), Due(MUG, the(9), 1)], the(9), Source.GOODS_DUE),
        ({MUG: 1}, {MUG: 1}, [Due(MUG, the(5), 1)], None, Source.UNKNOWN),
        ({MUG: 1, TEE: 1}, {}, [Due(MUG, the(5), 1)], None, Source.UNKNOWN),
        ({MUG: 1, TEE: 1}, {}, [Due(MUG, the(5), 1), Due(TEE, the(7), 3)], the(7),
         Source.GOODS_DUE),
        ({MUG: 1}, {}, [Due(TEE, the(5), 9)], None, Source.UNKNOWN),
        ({MUG: 1}, {}, [Due(MUG, the(1), 1)], None, Source.UNKNOWN),  # overdue: who knows
        ({MUG: 1}, {}, [Due(MUG, TODAY, 1)], TODAY, Source.GOODS_DUE),
    ],
)  # fmt: skip
def test_the_day_everything_can_leave(
    short: dict[int, int], ahead: dict[int, int], due: list[Due], on: date | None, source: Source
) -> None:
    answer = promise(TODAY, short, ahead, due)

    assert (answer.on, answer.source) == (on, source)


def test_a_promise_says_what_it_waits_for() -> None:
    answer = promise(TODAY, {MUG: 2}, {MUG: 3}, [Due(MUG, the(5), 5)])

    assert answer.explanation == {
        "lines": [{"sku_id": MUG, "short": 2, "ahead": 3, "on": "2026-03-05"}]
    }


def test_a_later_order_is_promised_what_is_left_of_what_is_announced(business: Database) -> None:
    business.do(SYSTEM, announce_goods, "WH1", "MUG", 3, the(5))
    business.do(SYSTEM, announce_goods, "WH1", "MUG", 3, the(9))
    numbers = [an_order(business, {"MUG": 2}).no for _ in range(4)]
    for no in numbers:
        business.do(SYSTEM, perform, no, "plan")

    promised = [fresh(business, no).row.promised_on for no in numbers]
    assert promised == [the(5), the(9), the(9), None]


def test_a_new_plan_leaves_to_those_before_it_what_they_wait_for(business: Database) -> None:
    first = an_order(business, {"MUG": 3})
    business.do(SYSTEM, perform, first.no, "plan")
    business.do(
        SYSTEM, perform, first.no, "place_hold", Given(note="look"), parts=[f"{first.no}-1"]
    )
    business.do(SYSTEM, receive_goods, "WH1", {"MUG": 4})

    later = an_order(business, {"MUG": 2})
    business.do(SYSTEM, perform, later.no, "plan")

    order = fresh(business, later.no)
    carried = [(p.state.value, order.cargo(p).all()[0].qty) for p in order.parts]
    assert carried == [("allocated", 1), ("backordered", 1)]
    assert order.row.lane is Lane.BACKORDERED


def test_what_is_on_hand_is_promised_for_today_of_the_shop(business: Database) -> None:
    stock(business, MUG=2)
    no = an_order(business, {"MUG": 2}, lane=Lane.ALLOCATED).no

    assert fresh(business, no).row.promised_on == TODAY


def promised(business: Database, no: str) -> date | None:
    return fresh(business, no).row.promised_on


def test_an_order_is_promised_for_the_last_of_its_parts_whichever_moves(
    business: Database,
) -> None:
    stock(business, TEE=1)
    business.do(SYSTEM, announce_goods, "WH1", "TEE", 1, the(5))
    no = an_order(business, {"MUG": 1, "TEE": 1}).no
    business.do(SYSTEM, perform, no, "plan")
    assert promised(business, no) is None

    [part] = [p.code for p in fresh(business, no).parts if p.state is PartState.ALLOCATED]
    business.do(SYSTEM, perform, no, "release", parts=[part])
    assert promised(business, no) is None
    business.do(SYSTEM, perform, no, "fill", parts=[part])
    assert promised(business, no) is None

    business.do(SYSTEM, perform, no, "cancel_line", Given(reason="less", line=1, qty=1))
    assert promised(business, no) == TODAY


def test_what_was_not_on_the_shelf_is_promised_for_when_it_comes(business: Database) -> None:
    stock(business, MUG=2)
    no = an_order(business, {"MUG": 2}, lane=Lane.PICKING).no
    assert promised(business, no) == TODAY

    business.do(SYSTEM, perform, no, "short", Given(short={"MUG": 1}))

    assert promised(business, no) is None


def test_what_is_being_made_is_not_here_yet(business: Database) -> None:
    business.do(SYSTEM, _a_kit)
    no = an_order(business, {"MUG": 1, "KIT": 1}).no
    business.do(SYSTEM, perform, no, "plan")
    stock(business, MUG=1)
    [part] = [p.code for p in fresh(business, no).parts if p.state is PartState.BACKORDERED]

    business.do(SYSTEM, perform, no, "make", parts=[part])
    assert promised(business, no) is None

    business.do(SYSTEM, perform, no, "finish", Given(produced={"KIT": 1}))
    assert promised(business, no) == TODAY


def _a_kit(unit: Unit) -> None:
    catalog.add_sku(
        unit, sku="KIT", name="Kit", currency="CNY", price_minor=1000, supply=Supply.MAKE
    )
