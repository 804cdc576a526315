"""A file never writes over an order: what it says differently is proposed, and people decide."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from models.db import Database
from models.imports.plan import TakeAs
from models.imports.proposals import (
    Proposal,
    accept_proposal,
    open_count,
    open_proposals,
    reject_proposal,
)
from models.imports.tables import ImportProposal, ImportState
from models.kit.actor import SYSTEM, Actor, ActorKind
from models.kit.errors import Refused
from models.kit.table import table
from models.orders.edits import edit_order
from models.orders.states import Lane, OrderStatus
from models.proof.check import check
from models.workflow.drops import drop
from tests.factories import fresh, stock
from tests.models.imports.files import CREATE, GOOD, order, text
from tests.models.imports.handing import Desk

CLERK = Actor(ActorKind.API, "a clerk", roles=frozenset({"dispatcher"}))


@pytest.fixture
def desk(business: Database, tmp_path: Path) -> Desk:
    return Desk(business, tmp_path)


def proposals(desk: Desk) -> Sequence[Proposal]:
    return desk.database.ask(CLERK, open_proposals, desk.last, 0, 100)


def open_lines(desk: Desk, external_id: str) -> list[tuple[str, int, int]]:
    found = fresh(desk.database, order(desk.database, external_id).no)
    return [(li.sku, li.open_qty, li.unit_price_minor) for li in found.lines if li.open_qty]


def changed(desk: Desk, *swap: tuple[str, str], good: str = GOOD) -> Proposal:
    """Take the good order in, then the same with other content; return what is proposed."""
    desk.take(text(good))
    other = good
    for old, new in swap:
        assert old in other
        other = other.replace(old, new, 1)
    assert desk.take(text(other)) == {"changed": 1}
    [proposal] = proposals(desk)
    return proposal


def test_other_lines_are_shown_and_accepted(desk: Desk):
    proposal = changed(desk, ("Mug,2", "Mug,3"))

    assert proposal.fields == ["lines"]
    assert [line["qty"] for line in proposal.now["lines"]] == [2]
    assert [line["qty"] for line in proposal.then["lines"]] == [3]
    row = desk.database.do(CLERK, accept_proposal, proposal.id)

    assert (row.total_minor, row.status, row.lane) == (3000, OrderStatus.APPROVED, Lane.APPROVED)
    assert open_lines(desk, "A1") == [("MUG", 3, 1000)]
    assert check(desk.database).is_clean
    assert desk.take(text(GOOD.replace("Mug,2", "Mug,3"))) == {"same": 1}


@pytest.mark.parametrize(
    ("swap", "fields"),
    [
        (("10.00", "9.00"), ["lines"]),
        (("A1,MUG,Mug", "A1,TEE,Tee"), ["lines"]),
        (("1 Example Road", "2 Example Road"), ["ship_to"]),
        (("C-9", "C-10"), ["customer"]),
        (("2026-02-28", "2026-02-27"), ["placed_at"]),
    ],
)
def test_each_difference_is_named_and_can_be_accepted(
    desk: Desk, swap: tuple[str, str], fields: list[str]
):
    proposal = changed(desk, swap)

    assert proposal.fields == fields
    assert proposal.now != proposal.then
    desk.database.do(CLERK, accept_proposal, proposal.id)

    assert desk.take(text(GOOD.replace(*swap, 1))) == {"same": 1}
    assert check(desk.database).is_clean


def test_a_change_that_was_rejected_is_not_proposed_again(desk: Desk):
    proposal = changed(desk, ("Mug,2", "Mug,3"))

    desk.database.do(CLERK, reject_proposal, proposal.id)

    assert desk.take(text(GOOD.replace("Mug,2", "Mug,3"))) == {"same": 1}
    assert open_lines(desk, "A1") == [("MUG", 2, 1000)]
    assert desk.take(text(GOOD.replace("Mug,2", "Mug,4"))) == {"changed": 1}
    with pytest.raises(Refused, match="proposal_settled"):
        desk.database.do(CLERK, accept_proposal, proposal.id)


def test_the_same_change_again_is_one_proposal_and_a_newer_one_takes_its_place(desk: Desk):
    changed(desk, ("Mug,2", "Mug,3"))
    first = desk.last
    assert desk.take(text(GOOD.replace("Mug,2", "Mug,3"))) == {"changed": 1}
    assert desk.database.ask(SYSTEM, open_count, first) == 1

    assert desk.take(text(GOOD.replace("Mug,2", "Mug,4"))) == {"changed": 1}

    assert desk.database.ask(SYSTEM, open_count, first) == 0
    assert [line["qty"] for line in proposals(desk)[0].then["lines"]] == [4]


def test_what_is_cancelled_there_is_cancelled_here_when_somebody_says_so(desk: Desk):
    header = "order no,sku,name,qty,unit price,status"
    desk.take(text("A1,MUG,Mug,2,10.00,paid", header=header))
    assert desk.take(text("A1,MUG,Mug,2,10.00,cancelled", header=header)) == {"changed": 1}
    [proposal] = proposals(desk)

    assert proposal.fields == ["status"]
    row = desk.database.do(CLERK, accept_proposal, proposal.id)

    assert row.status is OrderStatus.CANCELLED


def test_an_order_with_goods_set_aside_is_not_written_anew(desk: Desk):
    proposal = changed(desk, ("Mug,2", "Mug,3"))
    stock(desk.database, MUG=9)
    no = order(desk.database, "A1").no
    desk.database.do(SYSTEM, drop, no, Lane.ALLOCATED)

    with pytest.raises(Refused, match="too_late_to_rewrite"):
        desk.database.do(CLERK, accept_proposal, proposal.id)
    assert open_lines(desk, "A1") == [("MUG", 2, 1000)]


def test_history_is_written_anew(desk: Desk):
    plan = CREATE._replace(take_as=TakeAs.HISTORY)
    desk.take(text(GOOD), plan)
    assert desk.take(text(GOOD.replace("10.00", "8.00")), plan) == {"changed": 1}

    row = desk.database.do(CLERK, accept_proposal, proposals(desk)[0].id)

    assert (row.total_minor, row.status) == (1600, OrderStatus.COMPLETED)
    assert check(desk.database).is_clean


def test_discounts_shipping_and_totals_are_written_anew(desk: Desk):
    header = "order no,sku,qty,unit price,shipping fee,order discount,order total"
    desk.take(text("A1,MUG,2,10.00,5.00,1.00,24.00", header=header))
    assert desk.take(text("A1,MUG,2,10.00,6.00,3.00,22.50", header=header)) == {"changed": 1}
    [proposal] = proposals(desk)
    assert proposal.fields == ["discount", "shipping", "total"]
    assert (proposal.now["discount"], proposal.then["discount"]) == ("1.00", "3")

    row = desk.database.do(CLERK, accept_proposal, proposal.id)

    assert (row.shipping_minor, row.total_minor, row.stated_difference_minor) == (600, 2250, -50)
    assert row.lane is Lane.EXCEPTION  # the platform's total is not ours: somebody looks
    assert check(desk.database).is_clean


def test_undo_of_the_import_brings_back_what_an_order_said(desk: Desk):
    proposal = changed(desk, ("Mug,2", "Mug,3"))
    desk.database.do(CLERK, accept_proposal, proposal.id)

    desk.go(ImportState.UNDOING)

    assert open_lines(desk, "A1") == [("MUG", 2, 1000)]
    assert desk.row.told["undone"]["changes"] == 0
    assert check(desk.database).is_clean
    query = select(table(ImportProposal).c.state)
    assert desk.database.ask(SYSTEM, lambda unit: unit.value(query)).value == "withdrawn"


def test_columns_in_another_order_and_new_ones_are_the_same(desk: Desk):
    desk.take(text(GOOD))
    again = "note to self,qty,name,sku,order no,unit price\n,2,Mug,MUG,A1,10\n"

    assert desk.take(again) == {"same": 1}


@pytest.mark.parametrize("status", ["shipped", "refunded"])
def test_what_was_sent_there_is_proposed_and_then_never_sent_from_here(desk: Desk, status: str):
    header = "order no,sku,name,qty,unit price,status"
    desk.take(text("A1,MUG,Mug,2,10.00,paid", header=header))
    assert desk.take(text(f"A1,MUG,Mug,2,10.00,{status}", header=header)) == {"changed": 1}
    [proposal] = proposals(desk)

    row = desk.database.do(CLERK, accept_proposal, proposal.id)

    assert (proposal.fields, row.status, row.lane) == (
        ["sent"], OrderStatus.COMPLETED, Lane.COMPLETED,
    )  # fmt: skip
    assert check(desk.database).is_clean
    assert desk.take(text(f"A1,MUG,Mug,2,10.00,{status}", header=header)) == {"same": 1}


def test_of_a_customer_people_see_what_differs(desk: Desk):
    proposal = changed(desk, ("C-9,Wang Fang", ",Li Na"))

    assert proposal.fields == ["customer"]
    assert (proposal.now["customer"]["name"], proposal.then["customer"]["name"]) == (
        "Wang Fang", "Li Na",
    )  # fmt: skip


def test_what_was_accepted_is_the_same_whatever_people_write_afterwards(desk: Desk):
    proposal = changed(desk, ("Mug,2", "Mug,3"))
    row = desk.database.do(CLERK, accept_proposal, proposal.id)
    desk.database.do(CLERK, edit_order, row.no, {"ship_to": {**row.ship_to, "line": "3 New Road"}})

    assert desk.take(text(GOOD.replace("Mug,2", "Mug,3"))) == {"same": 1}
