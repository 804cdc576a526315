"""The board's handlers, with a guard before them and a database behind them."""

from typing import Any

import pytest

from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.given import Given
from models.orders.queries import WINDOW
from models.orders.states import HoldReason, Lane, OrderStatus
from models.workflow.drops import drop
from models.workflow.moves import perform
from state.board import BoardState
from tests.factories import an_order, fresh
from tests.state.pipeline import Browser, browser_of

OPENS = True


def shown(browser: Browser, lane: Lane) -> list[str]:
    return [card["no"] for card in getattr(browser.state(BoardState), lane.value)["cards"]]


def choose(browser: Browser, no: str, version: int, lane: str) -> None:
    browser.send(BoardState.open_menu(no, OPENS))
    browser.send(BoardState.choose(no, version, lane))


def test_the_board_is_read_for_who_is_signed_in(shop: Database, mei: Browser) -> None:
    order = an_order(shop)

    mei.send(BoardState.load())

    state = mei.state(BoardState)
    assert state.phase == "ready"
    assert shown(mei, Lane.APPROVED) == [order.no]
    assert state.approved["count"] == "1"
    assert state.approved["sums"] == "¥20"
    assert state.first == "approved"


def test_a_stranger_is_shown_nothing(shop: Database) -> None:
    an_order(shop)

    with browser_of(shop) as stranger:
        stranger.send(BoardState.load())

        assert stranger.state(BoardState).phase == "loading"
        assert shown(stranger, Lane.APPROVED) == []
        assert "/login" in stranger.told


def test_a_card_moves_and_can_be_brought_back(shop: Database, mei: Browser) -> None:
    order = an_order(shop)
    mei.send(BoardState.load())

    choose(mei, order.no, order.version, "picking")

    assert shown(mei, Lane.APPROVED) == []
    assert shown(mei, Lane.PICKING) == [order.no]
    toast = mei.state(BoardState).toast
    assert (toast["text"], toast["can_undo"]) == (f"#{order.no} moved to Picking", True)
    assert f"card-menu-{order.no}" in mei.told

    mei.send(BoardState.undo())

    assert shown(mei, Lane.APPROVED) == [order.no]
    assert fresh(shop, order.no).row.lane is Lane.APPROVED


def test_what_cannot_be_taken_back_offers_no_undo(shop: Database, mei: Browser) -> None:
    order = an_order(shop, lane=Lane.SHIPPED)
    mei.send(BoardState.load())

    choose(mei, order.no, order.version, "delivered")

    toast = mei.state(BoardState).toast
    assert fresh(shop, order.no).row.status is OrderStatus.COMPLETED
    assert (toast["text"][:20], toast["can_undo"]) == (f"#{order.no} is in Completed"[:20], False)


def test_the_menu_says_why_not(shop: Database, mei: Browser) -> None:
    order = an_order(shop)
    mei.send(BoardState.load())

    mei.send(BoardState.open_menu(order.no, OPENS))

    items = {item["lane"]: item for item in mei.state(BoardState).menu["items"]}
    assert len(items) == len(Lane) - 1
    assert items["picking"]["is_legal"]
    assert not items["shipped"]["is_legal"]
    assert items["shipped"]["why"] == "It cannot go there straight from Approved."


def test_who_was_first_is_named_and_the_card_shown_where_it_is(
    shop: Database, mei: Browser
) -> None:
    order = an_order(shop)
    mei.send(BoardState.load())
    shop.do(SYSTEM, drop, order.no, Lane.ALLOCATED)

    mei.send(BoardState.choose(order.no, order.version, "picking"))

    assert "system was first and reserved its stock" in mei.told
    assert shown(mei, Lane.ALLOCATED) == [order.no]
    assert shown(mei, Lane.APPROVED) == []
    assert mei.state(BoardState).toast["key"] == ""


def test_what_must_be_given_is_asked_first(shop: Database, mei: Browser) -> None:
    order = an_order(shop, lane=Lane.PACKED)
    mei.send(BoardState.load())

    choose(mei, order.no, order.version, "shipped")

    asking = mei.state(BoardState).asking
    assert (asking["is_open"], asking["boxes"]) == (True, ["parcel"])
    assert shown(mei, Lane.PACKED) == [order.no]

    mei.send(BoardState.reply({"tracking_no": "", "carrier": ""}))
    assert "Give the tracking number" in mei.told
    assert mei.state(BoardState).asking["is_open"]

    mei.send(BoardState.reply({"tracking_no": " SF1 ", "carrier": "SF", "rank": "1"}))
    assert not mei.state(BoardState).asking["is_open"]
    assert shown(mei, Lane.SHIPPED) == [order.no]
    assert fresh(shop, order.no).shipments.all()[0].tracking_no == "SF1"


def test_of_several_holds_one_is_chosen(shop: Database, mei: Browser) -> None:
    order = an_order(shop)
    for reason in (HoldReason.RISK, HoldReason.ADDRESS):
        shop.do(SYSTEM, perform, order.no, "place_hold", Given(hold_reason=reason))
    version = fresh(shop, order.no).row.version
    mei.send(BoardState.load())

    choose(mei, order.no, version, "approved")
    holds = mei.state(BoardState).asking["holds"]
    assert [each["text"] for each in holds] == ["Risk review", "Address incomplete"]
    mei.send(BoardState.reply({"hold": holds[0]["value"]}))

    assert shown(mei, Lane.EXCEPTION) == [order.no]
    assert mei.state(BoardState).toast["text"] == (
        f"#{order.no} is in Exceptions, not in Approved: it is still held"
    )


def test_a_search_shows_what_it_finds(shop: Database, mei: Browser) -> None:
    an_order(shop, customer={"code": "A", "name": "Ana"})
    found = an_order(shop, customer={"code": "B", "name": "Bo"})
    mei.send(BoardState.load())

    mei.send(BoardState.look_for("bo"))

    assert shown(mei, Lane.APPROVED) == [found.no]
    assert mei.state(BoardState).total == "1 found"


def test_more_cards_are_shown_on_request(shop: Database, mei: Browser) -> None:
    orders = [an_order(shop, {"MUG": 1}).no for _ in range(WINDOW + 3)]
    mei.send(BoardState.load())
    assert shown(mei, Lane.APPROVED) == orders[:WINDOW]
    assert mei.state(BoardState).approved["more"] == 3

    mei.send(BoardState.show_more("approved"))

    assert shown(mei, Lane.APPROVED) == orders
    assert mei.state(BoardState).approved["more"] == 0


def test_a_role_that_may_not_move_is_told_so(shop: Database) -> None:
    order = an_order(shop)

    with browser_of(shop, "ada", Role.AUDITOR) as ada:
        ada.send(BoardState.load())
        choose(ada, order.no, order.version, "picking")

        assert "You may not" in ada.told
    assert fresh(shop, order.no).row.version == order.version


NO, SEEN = "the number", -7
"""Stand for an order that is there, and for its version."""
BAD: list[tuple[str, tuple[Any, ...]]] = [
    ("choose", (NO, SEEN, "nowhere")),
    ("choose", (NO, "1", "picking")),
    ("choose", (NO, True, "picking")),
    ("choose", (NO, -1, "picking")),
    ("choose", (NO, 90, "picking")),
    ("choose", ({"$gt": 1}, SEEN, "picking")),
    ("choose", ("x" * 200, SEEN, "picking")),
    ("choose", ("nowhere", SEEN, "picking")),
    ("choose", (NO, SEEN, "shipped")),
    ("open_menu", (NO, "yes")),
    ("open_menu", ("nowhere", True)),
    ("show_more", ("__class__",)),
    ("look_for", ("x" * 500,)),
    ("look_for", (["a"],)),
    ("reply", ("no form",)),
    ("reply", ({"tracking_no": {"a": 1}},)),
    ("dismiss", ("maybe",)),
    ("undo", ()),
]


@pytest.mark.parametrize(("handler", "given"), BAD)
def test_nonsense_is_told_and_changes_nothing(
    shop: Database, mei: Browser, handler: str, given: tuple[Any, ...]
) -> None:
    order = an_order(shop)
    mei.send(BoardState.load())

    meant = {NO: order.no, SEEN: order.version}
    args = [meant.get(each, each) if isinstance(each, str | int) else each for each in given]
    mei.send(getattr(BoardState, handler)(*args))

    assert fresh(shop, order.no).row.version == order.version
    assert mei.state(BoardState).approved["cards"][0]["no"] == order.no
    assert "toast" in mei.told
    assert "went wrong on our side" not in mei.told
