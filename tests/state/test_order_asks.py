"""What the page of an order asks before something is done, and what it saves."""

from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.orders.edits import edit_order
from models.orders.given import Given
from models.orders.states import Lane
from models.workflow.moves import BY_ITSELF, MOVES, perform
from state.asking import FINAL
from state.order import OrderState
from tests.factories import an_order, fresh
from tests.state.pipeline import Browser, browser_of


def open_order(browser: Browser, no: str) -> None:
    browser.send(OrderState.load(), f"/orders/{no}")


def test_which_payment_is_asked_where_there_are_several(shop: Database) -> None:
    no = an_order(shop, channel="web").no
    for ref, amount in (("A", "5.00"), ("B", "15.00")):
        shop.do(SYSTEM, perform, no, "authorize", Given(provider_ref=ref, amount=amount))
    first, second = fresh(shop, no).payments
    with browser_of(shop, "min", Role.FINANCE) as min_:
        open_order(min_, no)

        min_.send(OrderState.act("capture"))
        asking = min_.state(OrderState).asking
        assert asking["boxes"] == ["payment", "amount", "final"]
        assert asking["payments"] == [
            {"value": str(first.id), "text": "Online payment, ¥5.00"},
            {"value": str(second.id), "text": "Online payment, ¥15.00"},
        ]
        min_.send(OrderState.reply({"payment": str(second.id), "amount": ""}))

    assert fresh(shop, no).row.paid_minor == 1500


def test_only_what_was_rewritten_is_saved(shop: Database, mei: Browser) -> None:
    no = an_order(shop).no
    open_order(mei, no)
    shop.do(SYSTEM, edit_order, no, {"remark": "ring twice"})

    mei.send(OrderState.save({"remark": "", "tags": "gift, urgent"}))

    row = fresh(shop, no).row
    assert (row.remark, row.tags) == ("ring twice", ["gift", "urgent"])


def test_every_verb_without_a_way_back_says_so() -> None:
    """What leads back by another verb needs no warning: what was recalled is submitted again."""
    by_others = {"recall", "resubmit", "restore", "authorize"}
    without = {v.value for v, move in MOVES.items() if move.inverse is None and v not in BY_ITSELF}

    assert without - by_others == {verb.value for verb in FINAL}


def test_arriving_is_asked_about_on_the_page(shop: Database, mei: Browser) -> None:
    order = an_order(shop, lane=Lane.SHIPPED)
    open_order(mei, order.no)

    mei.send(OrderState.act("deliver"))

    assert mei.state(OrderState).asking["boxes"] == ["final"]
    assert fresh(shop, order.no).row.lane is Lane.SHIPPED
    mei.send(OrderState.reply({}))
    assert fresh(shop, order.no).row.lane is Lane.COMPLETED
