"""The handlers of the import pages, with a guard before them and a real import behind them."""

from typing import Any

from models.access.permissions import Role
from models.db import Database
from models.imports.jobs import import_by_id
from models.imports.tables import ImportState
from models.imports.working import new_holder, work_on
from models.kit.actor import SYSTEM
from models.orders.states import Lane
from models.workflow.drops import drop
from state.import_job import ImportJobState
from state.import_mapping import MappingState
from state.import_proposals import ProposalsState
from state.imports import ImportsState
from tests.models.imports.files import GOOD, order, text
from tests.models.imports.handing import Desk
from tests.state.import_pages import REFUSE, a_colleague, counts, facts, look, open_page, send
from tests.state.pipeline import Browser, browser_of

S = ImportState
BAD = GOOD.replace("A1,MUG,Mug,2", "A2,MUG,Mug,0")
NAMELESS = GOOD.replace("A1,", ",", 1).replace("C-9", "C-7")


def test_a_preview_says_what_would_come_and_why_not(desk: Desk, ann: Browser) -> None:
    page = look(ann, desk, GOOD, BAD, NAMELESS)

    assert (page.phase, page.job["state_name"]) == ("ready", "Looked at")
    assert counts(page) == {"new": 1, "refused": 2}
    assert page.job["to_take"] == "1"
    assert facts(page).items() >= {"Encoding": "UTF-8", "Between cells": "comma"}.items()
    assert order(desk.database, "A1") is None

    send(ann, desk, ImportJobState.show("refused"))

    page = ann.state(ImportJobState)
    assert [(row["name"], row["first"]) for row in page.orders] == [("A2", "Row 3"), ("", "Row 4")]
    assert page.orders[0]["reasons"] == [
        "Row 3, qty: The quantity is 0. Write at least 1, or remove the row."
    ]
    assert page.orders[1]["reasons"] == ["Row 4, order no: This may not be empty. Fill it in."]
    send(ann, desk, ImportJobState.show("refused"))
    assert ann.state(ImportJobState).shown == ""


def test_long_lists_come_page_by_page(desk: Desk, ann: Browser) -> None:
    bad = [BAD.replace("A2", f"B{i:03}") for i in range(30)]
    look(ann, desk, *bad, *[NAMELESS] * 40)

    send(ann, desk, ImportJobState.show("refused"))
    shown = [len(ann.state(ImportJobState).orders)]
    while ann.state(ImportJobState).has_more:
        send(ann, desk, ImportJobState.show_more())
        shown.append(len(ann.state(ImportJobState).orders))

    rows = ann.state(ImportJobState).orders
    assert shown == [25, 55, 70]
    assert [row["name"] for row in rows[:30]] == [f"B{i:03}" for i in range(30)]
    assert [row["first"] for row in rows[30:]] == [f"Row {i}" for i in range(32, 72)]


def test_what_is_taken_in_is_seen_while_it_goes_on_and_after(desk: Desk, ann: Browser) -> None:
    look(ann, desk, GOOD, GOOD.replace("A1", "A3").replace("C-9", "C-8"))
    send(ann, desk, ImportJobState.take_in())
    page = ann.state(ImportJobState)
    assert (page.job["state"], page.job["is_busy"]) == ("taking", True)
    assert page.progress["words"] == "Waiting for its turn"

    seen: list[tuple[str, int]] = []

    def tell(*_: Any) -> None:
        send(ann, desk, ImportJobState.beat())
        progress = ann.state(ImportJobState).progress
        seen.append((progress["words"], progress["share"]))

    work_on(desk.database, desk.spool, desk.last, new_holder(), tell, every_s=0)
    send(ann, desk, ImportJobState.beat())

    assert seen[0] == ("Waiting for its turn", -1)
    assert ("Taking the orders in", 50) in seen
    page = ann.state(ImportJobState)
    assert (page.job["state"], page.progress["words"]) == ("done", "")
    send(ann, desk, ImportJobState.show("new"))
    row, _ = ann.state(ImportJobState).orders
    assert row["no"] == order(desk.database, "A1").no


def test_an_import_is_stopped_and_gone_on_with(desk: Desk, ann: Browser) -> None:
    look(ann, desk, GOOD, GOOD.replace("A1", "A3").replace("C-9", "C-8"))
    send(ann, desk, ImportJobState.take_in())

    send(ann, desk, ImportJobState.stop())
    assert ann.state(ImportJobState).progress["is_stopping"]
    desk.work()
    send(ann, desk, ImportJobState.beat())
    assert ann.state(ImportJobState).job["state"] == "stopped"
    assert order(desk.database, "A3") is None

    assert ann.state(ImportJobState).job["did"] == "taking"
    send(ann, desk, ImportJobState.stop())
    assert "Nobody is working on this import" in ann.told
    send(ann, desk, ImportJobState.take_in())
    desk.work()
    send(ann, desk, ImportJobState.beat())

    assert counts(ann.state(ImportJobState)) == {"new": 2}


def test_a_look_that_was_stopped_is_taken_anew_and_nothing_is_taken_in(
    desk: Desk, ann: Browser
) -> None:
    look(ann, desk, GOOD, work=False)
    send(ann, desk, ImportJobState.stop())
    desk.work()
    send(ann, desk, ImportJobState.beat())
    job = ann.state(ImportJobState).job
    assert (job["state"], job["did"], job["can_undo"]) == ("stopped", "checking", False)

    send(ann, desk, ImportJobState.look_again())
    desk.work()
    send(ann, desk, ImportJobState.beat())

    assert counts(ann.state(ImportJobState)) == {"new": 1}
    assert order(desk.database, "A1") is None


def test_orders_refused_for_their_skus_alone_are_offered_to_make_them(
    desk: Desk, ann: Browser
) -> None:
    page = look(ann, desk, GOOD.replace("MUG", "CUP"), BAD)
    assert (counts(page), page.job["unknown"]) == ({"refused": 2}, "1")

    send(ann, desk, ImportJobState.make_skus())
    desk.work()
    send(ann, desk, ImportJobState.beat())

    page = ann.state(ImportJobState)
    assert (counts(page), page.job["unknown"]) == ({"held": 1, "refused": 1}, "")


def test_an_undo_is_asked_about_and_says_what_stays(desk: Desk, ann: Browser) -> None:
    look(ann, desk, GOOD, GOOD.replace("A1", "A3").replace("C-9", "C-8"))
    send(ann, desk, ImportJobState.take_in())
    desk.work()
    touched = order(desk.database, "A3").no
    desk.database.do(a_colleague(), drop, touched, Lane.ALLOCATED)
    send(ann, desk, ImportJobState.beat())

    send(ann, desk, ImportJobState.ask_undo())
    assert "orders.csv" in ann.state(ImportJobState).asking["title"]
    send(ann, desk, ImportJobState.dismiss(False))  # noqa: FBT003  as it is sent
    assert desk.row.state is S.DONE
    send(ann, desk, ImportJobState.undo())
    desk.work()
    send(ann, desk, ImportJobState.beat())

    page = ann.state(ImportJobState)
    assert (page.job["state"], page.undone) == (
        "undone", "Orders taken back: 1. Left standing, because life has gone on: 1.",
    )  # fmt: skip
    assert [(row["no"], row["why"]) for row in page.kept] == [
        (touched, "Somebody has worked on it since it came in.")
    ]
    send(ann, desk, ImportJobState.take_in())
    assert "Hand the file in once more" in ann.told


def test_the_list_shows_what_was_handed_in_the_newest_first(desk: Desk, ann: Browser) -> None:
    for i in range(23):
        desk.hand_in(text(GOOD), REFUSE, S.CHECKING, name=f"{i}.csv")
    desk.work()

    ann.send(ImportsState.load(), "/import")
    page = ann.state(ImportsState)
    assert [row["file"] for row in page.rows] == [f"{i}.csv" for i in range(22, 2, -1)]
    assert (page.rows[0]["counts"], page.rows[0]["is_busy"]) == ("1 new", False)
    assert page.rows[1]["counts"] == "Waiting for its turn"
    assert (page.has_more, page.is_busy) == (True, True)

    ann.send(ImportsState.show_more(), "/import")
    ann.send(ImportsState.beat(), "/import")
    page = ann.state(ImportsState)
    assert (len(page.rows), page.has_more) == (23, False)
    ann.send(ImportsState.handed_in(desk.last, True), "/import")  # noqa: FBT003
    assert f"/import/{desk.last}" in ann.told


def test_who_may_not_import_sees_and_changes_nothing(shop: Database, desk: Desk) -> None:
    desk.hand_in(text(GOOD), REFUSE, S.CHECKING)
    desk.work()
    specs = (
        ImportsState.load(), ImportsState.show_more(), ImportJobState.load(),
        ImportJobState.take_in(), ImportJobState.undo(), MappingState.load(),
        MappingState.look_again({}), ProposalsState.load(), ProposalsState.accept(1),
    )  # fmt: skip
    for name, role in (("", None), ("lei", Role.WAREHOUSE), ("sam", Role.SALES)):
        with browser_of(shop, name, *([role] if role else []), spool=desk.spool) as browser:
            for spec in specs:
                send(browser, desk, spec)
            assert ("/login" if role is None else "You may not import") in browser.told
            assert browser.state(ImportsState).rows == []
            assert browser.state(ImportJobState).job["file"] == ""
    assert desk.row.state is S.READY


def test_nonsense_is_told_and_changes_nothing(desk: Desk, ann: Browser) -> None:
    look(ann, desk, GOOD)
    for spec in (
        ImportJobState.show("everything"), ProposalsState.accept(True), ProposalsState.accept(0),  # noqa: FBT003
        ProposalsState.reject(1 << 70), ProposalsState.accept(999), MappingState.use("nobody's"),
        MappingState.use_pasted({"shared": 7}), MappingState.use_pasted({"shared": "x" * 300_000}),
        MappingState.look_again({"take_as": {"$gt": 1}}), ImportsState.choose_channel("x" * 99),
        MappingState.look_again({"column:0": "secret", "take_as": "open", "new_skus": "refuse"}),
        ImportsState.handed_in("1", 1),  # type: ignore[arg-type]
    ):  # fmt: skip
        send(ann, desk, spec)

    assert desk.row.state is S.READY
    assert "refusal-internal" not in ann.told
    for path in ("/import/x", "/import/0", "/import/999999", f"/import/{1 << 70}"):
        ann.send(ImportJobState.load(), path)
        assert ann.state(ImportJobState).phase == "missing"


def test_a_bug_of_ours_is_a_number_to_name(desk: Desk, ann: Browser) -> None:
    from models.imports.jobs import put_down, take_up

    desk.hand_in(text(GOOD), REFUSE, S.CHECKING)
    problem = {"row": None, "column": None, "code": "internal", "data": {"correlation": "ab12"}}
    desk.database.do(SYSTEM, take_up, desk.last, "somebody")
    desk.database.do(
        SYSTEM, put_down, desk.last, "somebody", state=S.FAILED, told={"problem": problem}
    )

    page = open_page(ann, desk)

    assert "ab12" in page.job["problem"]
    assert desk.database.ask(SYSTEM, import_by_id, desk.last).state is S.FAILED
