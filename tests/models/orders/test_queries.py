"""The board and one order as they are read, by those who may."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.event import listens_for, remove

from models.access.permissions import Role
from models.admission.commands import Past, accept_history
from models.db import Database
from models.fulfilment.arrivals import receive_goods
from models.kit.actor import SYSTEM, Actor
from models.kit.errors import NotFound, NotPermitted
from models.orders.detail import order_detail
from models.orders.given import Given
from models.orders.queries import Window, board, more_cards, shares
from models.orders.states import HoldReason, Lane, PartState
from models.workflow.drops import drop
from models.workflow.moves import perform
from tests.factories import a_business, a_draft, a_user, an_order, stock, the_clock

ANN = a_user(Role.SALES, id=11, label="Ann")
BEN = a_user(Role.SALES, id=12, label="Ben")


def seen(database: Database, actor: Actor = SYSTEM, **how: object) -> dict[Lane, Window]:
    return database.ask(actor, board, **how)  # type: ignore[arg-type]


def numbers(window: Window) -> list[str]:
    return [card.no for card in window.cards]


def pressure(database: Database) -> tuple[int, int]:
    figures = seen(database)[Lane.ALLOCATED].figures
    return figures.late, figures.due


def people(database: Database) -> None:
    """Make the users orders can belong to."""
    from models.access.tables import User
    from models.kit.table import table

    def add(unit) -> None:
        for person in (ANN, BEN):
            unit.insert(
                table(User),
                {
                    "id": person.id, "name": person.label.lower(), "label": person.label,
                    "password_hash": "-", "created_at": unit.now,
                },
            )  # fmt: skip

    database.do(SYSTEM, add)


def test_an_empty_board_has_every_lane(business: Database) -> None:
    lanes = seen(business)

    assert list(lanes) == list(Lane)
    assert all(window.figures.count == 0 and not window.cards for window in lanes.values())


def test_a_card_tells_what_the_order_is(business: Database) -> None:
    stock(business, MUG=5)
    order = an_order(business, {"MUG": 2, "TEE": 1}, lane=Lane.APPROVED)

    [card] = seen(business)[Lane.APPROVED].cards

    assert (card.no, card.version, card.lane) == (order.no, order.version, Lane.APPROVED)
    assert (card.qty, card.total_minor, card.currency) == (3, 3000, "CNY")
    assert (card.customer, card.place) == ("Wang Fang", "Shanghai")
    assert card.here == ("Asia/Shanghai", "CNY")


def test_figures_add_up_all_orders_of_a_lane_not_only_those_shown(business: Database) -> None:
    orders = [an_order(business) for _ in range(3)]
    the_clock(business).advance(hours=1)
    an_order(business, {"MUG": 1})

    window = seen(business, limit=2)[Lane.APPROVED]

    assert window.figures.count == 4
    assert window.figures.sums == (("CNY", 7000),)
    assert window.figures.oldest_at == orders[0].moved_at
    assert numbers(window) == [orders[0].no, orders[1].no]
    assert window.has_more


def test_more_cards_go_on_where_the_window_ends(business: Database) -> None:
    orders = [an_order(business) for _ in range(5)]
    shown = seen(business, limit=2)[Lane.APPROVED]

    more = business.ask(SYSTEM, more_cards, Lane.APPROVED, shown.cards[-1].no, limit=2)
    rest = business.ask(SYSTEM, more_cards, Lane.APPROVED, more[-1].no, limit=2)

    assert [card.no for card in (*shown.cards, *more, *rest)] == [order.no for order in orders]


def test_a_card_just_put_into_a_lane_is_shown_however_far_down_it_belongs(
    business: Database,
) -> None:
    orders = [an_order(business) for _ in range(4)]

    window = seen(business, limit=2, also=orders[3].no)[Lane.APPROVED]

    assert numbers(window) == [orders[0].no, orders[1].no, orders[3].no]
    assert (window.last, window.has_more) == (orders[1].no, True)


def test_urgent_orders_come_first(business: Database) -> None:
    plain = an_order(business)
    urgent = an_order(business, type="urgent")

    assert numbers(seen(business)[Lane.APPROVED]) == [urgent.no, plain.no]


def test_ended_lanes_show_the_newest_first_whatever_their_priority(business: Database) -> None:
    made = []
    for day, kind in ((1, "plain"), (2, "urgent"), (3, "plain"), (4, "urgent")):
        draft = a_draft(type=kind, placed_at=f"2026-02-0{day}T09:00:00+08:00")
        made.append(business.do(SYSTEM, accept_history, [Past(draft)])[0].no)

    window = seen(business, limit=3)[Lane.COMPLETED]
    rest = business.ask(SYSTEM, more_cards, Lane.COMPLETED, window.cards[-1].no)

    assert numbers(window) == made[:0:-1]
    assert [card.no for card in rest] == made[:1]
    assert window.figures.count == 4
    assert window.figures.sums == ()


def test_a_held_card_says_why_and_a_split_one_says_how_far(business: Database) -> None:
    stock(business, MUG=5)
    stock(business, "WH2", TEE=5)
    split = an_order(business, {"MUG": 1, "TEE": 1}, lane=Lane.ALLOCATED)
    held = an_order(business)
    asked = Given(hold_reason=HoldReason.RISK)
    business.do(SYSTEM, perform, held.no, "place_hold", asked)

    lanes = seen(business)

    assert lanes[Lane.EXCEPTION].cards[0].holds == (HoldReason.RISK,)
    assert lanes[Lane.ALLOCATED].cards[0].no == split.no
    assert lanes[Lane.ALLOCATED].cards[0].parts == (PartState.ALLOCATED, PartState.ALLOCATED)


def test_a_lane_counts_what_is_late_and_what_is_due(business: Database) -> None:
    stock(business, MUG=9)
    an_order(business, lane=Lane.ALLOCATED)

    assert pressure(business) == (0, 1)

    the_clock(business).at += timedelta(days=1)
    an_order(business, lane=Lane.ALLOCATED)

    assert pressure(business) == (1, 1)


@pytest.mark.parametrize("text", ["fang", "FANG", " Wang "])
def test_search_finds_by_customer(business: Database, text: str) -> None:
    found = an_order(business, customer={"code": "F", "name": "Wang Fang"})
    an_order(business, customer={"code": "L", "name": "Li Na"})

    lanes = seen(business, search=text)

    assert numbers(lanes[Lane.APPROVED]) == [found.no]
    assert lanes[Lane.APPROVED].figures.count == 1


def test_search_finds_by_number_with_or_without_its_mark(business: Database) -> None:
    order, other = an_order(business), an_order(business)

    assert numbers(seen(business, search=f"#{order.no}")[Lane.APPROVED]) == [order.no]
    assert numbers(seen(business, search=order.no[-3:])[Lane.APPROVED]) == [order.no]
    assert numbers(seen(business, search="%")[Lane.APPROVED]) == []
    assert other.no not in numbers(seen(business, search=order.no)[Lane.APPROVED])


def test_sales_sees_own_orders_only(business: Database) -> None:
    people(business)
    own = an_order(business, actor=ANN)
    other = an_order(business, actor=BEN)

    everyone = seen(business)[Lane.APPROVED]
    anns = seen(business, ANN)[Lane.APPROVED]

    assert numbers(everyone) == [own.no, other.no]
    assert numbers(anns) == [own.no]
    assert anns.figures.count == 1
    assert numbers(seen(business, ANN, search=other.no)[Lane.APPROVED]) == []
    assert business.ask(ANN, more_cards, Lane.APPROVED, other.no) == ()
    with pytest.raises(NotFound) as refusal:
        business.ask(ANN, order_detail, other.no)
    assert (refusal.value.code, refusal.value.data) == ("order", {"no": other.no})


def test_who_may_not_read_sees_an_empty_board(business: Database) -> None:
    order = an_order(business)
    nobody = Actor(ANN.kind, "nobody", id=99, roles=frozenset())

    assert all(window.figures.count == 0 for window in seen(business, nobody).values())
    with pytest.raises((NotFound, NotPermitted)):
        business.ask(nobody, order_detail, order.no)


def test_an_order_is_read_whole(business: Database) -> None:
    stock(business, MUG=5)
    order = an_order(business, {"MUG": 2}, lane=Lane.SHIPPED)

    detail = business.ask(SYSTEM, order_detail, order.no)

    assert [(line.sku, line.qty) for line in detail.lines] == [("MUG", 2)]
    assert [part.state for part in detail.parts] == [PartState.SHIPPED]
    assert [line.qty for line in detail.cargo[detail.parts[0].id]] == [2]
    assert [parcel.tracking_no for parcel in detail.shipments] == [f"SF{order.no}"]
    assert detail.promise is not None
    assert detail.promise.promised_on == order.promised_on
    assert detail.customer.name == "Wang Fang"
    assert (detail.shop.tz, detail.shop.channel) == ("Asia/Shanghai", "Mall")
    assert detail.events[0].type == "order.shipped"
    assert detail.events[-1].type == "order.created"


def test_a_number_that_is_none_is_not_found(business: Database) -> None:
    with pytest.raises(NotFound) as refusal:
        business.ask(SYSTEM, order_detail, "nowhere")

    assert refusal.value.code == "order"


def test_a_split_order_that_waits_for_stock_stands_with_what_waits(business: Database) -> None:
    stock(business, MUG=1)
    order = an_order(business, {"MUG": 2}, lane=Lane.APPROVED)
    business.do(SYSTEM, drop, order.no, Lane.ALLOCATED)

    [card] = seen(business)[Lane.BACKORDERED].cards
    assert card.parts == (PartState.ALLOCATED, PartState.BACKORDERED)

    business.do(SYSTEM, receive_goods, "WH1", {"MUG": 5})


def test_short_lanes_leave_their_share_to_long_ones() -> None:
    counts = {Lane.APPROVED: 100, Lane.PICKING: 2, Lane.PACKED: 0, Lane.SHIPPED: 9}

    assert shares(counts, 20, 60) == {
        Lane.PACKED: 0, Lane.PICKING: 2, Lane.SHIPPED: 9, Lane.APPROVED: 9,
    }  # fmt: skip
    assert shares(counts, 1000, 60)[Lane.APPROVED] == 60
    assert sum(shares(dict.fromkeys(Lane, 10**6), 144, 60).values()) == 144


def test_no_window_walks_through_all_orders(sqlite: Database) -> None:
    sqlite.do(SYSTEM, a_business)
    an_order(sqlite)
    sqlite.do(SYSTEM, accept_history, [Past(a_draft())])
    asked: list[tuple[str, Any]] = []

    @listens_for(sqlite.engine, "before_cursor_execute")
    def _note(_c: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.startswith("SELECT") and 'FROM "order"' in statement:
            asked.append((statement, values))

    seen(sqlite)
    sqlite.ask(SYSTEM, more_cards, Lane.COMPLETED, seen(sqlite)[Lane.COMPLETED].last)

    remove(sqlite.engine, "before_cursor_execute", _note)
    with sqlite.engine.connect() as connection:
        for statement, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            walks = [step.detail for step in plan if "order" in step.detail]
            assert all(walk.startswith(("SEARCH", "USE TEMP")) for walk in walks), walks
