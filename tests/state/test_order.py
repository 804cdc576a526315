"""The handlers of an order's page, with a guard before them and a database behind them."""

from typing import Any

import pytest

from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.given import Given
from models.orders.states import HoldReason, Lane, PaymentMethod
from models.workflow.drops import drop
from models.workflow.moves import MOVES, perform
from state.order import OrderState, tags_of
from state.words import catalogue
from tests.factories import an_order, events_of, fresh
from tests.state.pipeline import Browser, browser_of


def open_order(browser: Browser, no: str) -> OrderState:
    browser.send(OrderState.load(), f"/orders/{no}")
    return browser.state(OrderState)


def test_an_order_is_shown_whole(shop: Database, mei: Browser) -> None:
    order = an_order(shop, {"MUG": 2}, lane=Lane.SHIPPED)

    page = open_order(mei, order.no)

    view = page.order
    assert (page.phase, view["no"], view["lane_name"]) == ("ready", order.no, "In transit")
    assert [(line["sku"], line["qty"], line["total"]) for line in view["lines"]] == [
        ("MUG", "2", "20.00")
    ]
    assert [row["value"] for row in view["sums"] if row["is_strong"]] == ["¥20.00"]
    assert view["parts"][0]["state"] == "In transit"
    assert f"SF{order.no}" in view["parts"][0]["parcel"]
    assert [step["look"] for step in view["steps"]] == ["done"] * 4 + ["now", ""]
    assert (view["history"][0]["who"], view["history"][0]["did"]) == ("The system", "shipped it")
    assert "13800000001" in [fact["value"] for fact in view["customer"]]


def test_no_cost_reaches_the_page(shop: Database, mei: Browser) -> None:
    order = an_order(shop)

    assert "cost" not in str(open_order(mei, order.no).order)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.BUYER, Role.AUDITOR])
def test_who_need_not_call_or_deliver_sees_neither_phone_nor_street(
    shop: Database, role: Role
) -> None:
    buyer = {"code": "C-9", "name": "Wang Fang", "email": "wang.fang@example.com"}
    order = an_order(shop, customer=buyer)

    with browser_of(shop, "ann", role) as ann:
        view = open_order(ann, order.no).order

    facts = {fact["label"]: fact["value"] for fact in view["customer"]}
    assert facts["Phone"] == "138 •••• 0001"
    assert facts["E-mail"] == "w••••@example.com"
    assert facts["Ship to"] == "CN, Shanghai, Shanghai, ••••"
    assert not [told for told in ("13800000001", "Example Road", "wang.fang") if told in str(view)]


def test_what_a_guard_says_may_be_overridden_with_a_reason_by_those_who_may(
    shop: Database,
) -> None:
    order = an_order(shop, channel="web")
    no = order.no
    shop.do(SYSTEM, perform, no, "authorize", Given(method=PaymentMethod.COD))
    shop.do(SYSTEM, perform, no, "void")
    for lane in (Lane.PICKING, Lane.PACKED):
        shop.do(SYSTEM, drop, no, lane)

    with browser_of(shop, "max", Role.DISPATCHER) as max_:
        page = open_order(max_, no)
        [ship] = [each for each in page.choices if each["verb"] == "ship"]
        assert (ship["is_legal"], ship["may_override"]) == (False, False)

    with browser_of(shop, "boss", Role.MANAGER) as boss:
        page = open_order(boss, no)
        [ship] = [each for each in page.choices if each["verb"] == "ship"]
        assert (ship["is_legal"], ship["may_override"]) == (True, True)
        assert page.next["verb"] != "ship"
        boss.send(OrderState.act("ship"))
        asking = boss.state(OrderState).asking
        assert (asking["boxes"], asking["submit"]) == (["override", "parcel"], "Ship anyway")
        assert "20.00 CNY are not paid yet" in asking["why"]

        boss.send(OrderState.reply({"tracking_no": "SF1", "note": "  "}))
        assert '"Say why."' in boss.told
        assert fresh(shop, no).row.lane is Lane.PACKED

        boss.send(OrderState.reply({"tracking_no": "SF1", "note": "they always pay"}))
        assert fresh(shop, no).row.lane is Lane.SHIPPED
    shipped = events_of(shop, no)[-1]
    assert (shipped.reason_text, shipped.payload["given"]["override"]) == ("they always pay", True)


def test_units_that_were_cancelled_are_in_the_sum(shop: Database, mei: Browser) -> None:
    order = an_order(shop, {"MUG": 2})
    given = Given(reason="less", line=1, qty=1)
    shop.do(SYSTEM, perform, order.no, "cancel_line", given)

    sums = {row["label"]: row["value"] for row in open_order(mei, order.no).order["sums"]}

    found = [sums[label] for label in ("Goods", "Cancelled", "Total")]
    assert found == ["20.00", "\N{MINUS SIGN}10.00", "¥10.00"]


def test_an_order_that_is_not_there_is_said_to_be_missing(mei: Browser) -> None:
    page = open_order(mei, "nowhere")

    assert (page.phase, page.wanted, page.order["no"]) == ("missing", "nowhere", "")


def test_somebody_elses_order_is_as_missing_as_none(shop: Database) -> None:
    order = an_order(shop)

    with browser_of(shop, "ann", Role.SALES) as ann:
        page = open_order(ann, order.no)

        assert (page.phase, page.order["no"]) == ("missing", "")


def test_the_next_step_is_made_and_can_be_undone(shop: Database, mei: Browser) -> None:
    order = an_order(shop)
    page = open_order(mei, order.no)
    assert (page.next["verb"], page.next["text"]) == ("plan", "Reserve stock")

    mei.send(OrderState.act("plan"), f"/orders/{order.no}")

    page = mei.state(OrderState)
    assert (page.order["lane"], page.next["verb"]) == ("allocated", "start_pick")
    assert page.toast["text"] == "Done: Reserve stock"

    mei.send(OrderState.undo(), f"/orders/{order.no}")

    assert mei.state(OrderState).order["lane"] == "approved"
    assert mei.state(OrderState).order["history"][0]["did"] == "undid: took the plan back"


def test_counting_at_the_bench_is_asked_and_refused_where_it_differs(
    shop: Database, mei: Browser
) -> None:
    order = an_order(shop, {"MUG": 2}, lane=Lane.PICKING)
    open_order(mei, order.no)

    mei.send(OrderState.act("pack"))
    asking = mei.state(OrderState).asking
    assert (asking["boxes"], asking["goods"]) == (
        ["scanned"], [{"sku": "MUG", "name": "Mug", "qty": 2}],
    )  # fmt: skip
    mei.send(OrderState.reply({"count:MUG": "1"}))
    assert "missing: MUG 1" in mei.told
    assert fresh(shop, order.no).row.lane is Lane.PICKING

    mei.send(OrderState.reply({"count:MUG": "2"}))
    assert fresh(shop, order.no).row.lane is Lane.PACKED


def test_a_hold_is_shown_and_released(shop: Database, mei: Browser) -> None:
    order = an_order(shop)
    asked = Given(hold_reason=HoldReason.RISK, note="looks odd")
    shop.do(SYSTEM, perform, order.no, "place_hold", asked)
    [hold] = open_order(mei, order.no).order["holds"]
    assert (hold["reason"], hold["note"], hold["is_open"]) == ("Risk review", "looks odd", True)

    mei.send(OrderState.release(hold["id"]))

    [hold] = mei.state(OrderState).order["holds"]
    assert not hold["is_open"]
    assert "released by Mei" in hold["released"]


def test_remark_and_tags_are_written_anew(shop: Database, mei: Browser) -> None:
    order = an_order(shop)
    open_order(mei, order.no)

    mei.send(OrderState.save({"remark": " Ring twice ", "tags": "gift, vip"}))

    view = mei.state(OrderState).order
    assert (view["remark"], view["tags"]) == ("Ring twice", "gift, vip")
    assert view["history"][0]["detail"] == "Changed: remark, tags"
    assert fresh(shop, order.no).row.tags == ["gift", "vip"]


def test_who_was_first_is_named(shop: Database, mei: Browser) -> None:
    order = an_order(shop)
    open_order(mei, order.no)
    shop.do(SYSTEM, drop, order.no, Lane.ALLOCATED)

    mei.send(OrderState.act("plan"))

    assert "system was first" in mei.told
    assert mei.state(OrderState).order["lane"] == "allocated"


BAD: list[tuple[str, tuple[Any, ...]]] = [
    ("act", ("fly",)),
    ("act", ("pay",)),
    ("act", ({"$gt": 1},)),
    ("release", ("x",)),
    ("release", (10**9,)),
    ("reply", ("no form",)),
    ("reply", ({"tracking_no": "1"},)),
    ("dismiss", ("maybe",)),
    ("write", (7,)),
    ("save", ("no form",)),
    ("save", ({"remark": "x" * 5000},)),
    ("undo", ()),
]


@pytest.mark.parametrize(("handler", "given"), BAD)
def test_nonsense_is_told_and_changes_nothing(
    shop: Database, mei: Browser, handler: str, given: tuple[Any, ...]
) -> None:
    order = an_order(shop)
    open_order(mei, order.no)

    mei.send(getattr(OrderState, handler)(*given))

    assert fresh(shop, order.no).row.version == order.version
    assert mei.state(OrderState).order["version"] == order.version
    assert "toast" in mei.told
    assert "went wrong on our side" not in mei.told


def test_every_move_has_its_words() -> None:
    said = catalogue()
    moves = MOVES.values()

    assert [move.event for move in moves if f"did.{move.event}" not in said] == []
    assert [move.verb for move in moves if f"do.{move.verb}" not in said] == [
        "pay", "expire", "all_done", "complete_on_ship",
    ]  # fmt: skip


def test_tags_are_read_as_people_type_them() -> None:
    assert tags_of(" gift,, VIP ,gift\uff0c 礼物") == ["gift", "VIP", "礼物"]
