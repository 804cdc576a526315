"""An import is looked at, taken in, stopped, gone on with, and undone."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from models.db import Database
from models.imports.jobs import ask_to_stop, put_in_hand
from models.imports.plan import Plan, TakeAs, plan_of
from models.imports.staging import Staging
from models.imports.tables import ImportState
from models.imports.undoing import kept
from models.imports.watching import LOOK_EVERY_S, Paced
from models.imports.working import is_gone, new_holder, work_on
from models.kit.actor import SYSTEM, Actor, ActorKind
from models.kit.clock import SetClock
from models.kit.errors import NotPermitted, Refused
from models.orders.edits import edit_order
from models.orders.states import OrderStatus
from models.proof.check import check
from tests.factories import fresh
from tests.models.imports.files import CREATE, GOOD, WHO, counts, lines, order, size, text
from tests.models.imports.handing import Desk

S = ImportState
MANY = [GOOD.replace("A1", f"A{i}").replace("C-9", f"C-{i}") for i in range(1, 61)]


@pytest.fixture
def desk(business: Database, tmp_path: Path) -> Desk:
    return Desk(business, tmp_path)


def test_a_file_is_looked_at_before_it_is_taken_in(desk: Desk):
    desk.hand_in(text(GOOD, GOOD.replace("A1,MUG", "A2,NONE"), "A3,MUG,Mug,0,1,,,,,,,,"),
                 state=S.CHECKING)  # fmt: skip

    looked = desk.work()

    assert (desk.row.state, counts(looked)) == (S.READY, {"new": 2, "refused": 1})
    assert order(desk.database, "A1") is None
    [held] = desk.rulings("held")
    assert (held.name, held.holds) == ("A2", ["unlisted", "duplicate"])
    assert [ruling.name for ruling in desk.rulings("new")] == ["A1"]
    assert desk.row.told["held"] == 1

    taken = desk.go(S.TAKING)

    assert (desk.row.state, counts(taken), taken.held) == (S.DONE, counts(looked), looked.held)
    [told] = desk.rulings("new")
    assert told.no == order(desk.database, "A1").no
    assert not desk.spool.source(desk.last).exists()


def test_what_was_foreseen_is_what_comes(desk: Desk):
    rows = [
        GOOD,
        GOOD.replace("A1", "A2").replace("1 Example Road", ""),
        GOOD.replace("A1", "A3").replace("13800000001", "").replace("C-9", "C-10"),
        GOOD.replace("A1,MUG", "A4,NEW"),
    ]
    desk.hand_in(text(*rows), state=S.CHECKING)
    desk.work()
    foreseen = {r.name: sorted(r.holds) for r in (*desk.rulings("held"), *desk.rulings("new"))}

    desk.go(S.TAKING)

    found = {
        name: sorted(hold.reason.value for hold in fresh(desk.database, order(
            desk.database, name).no).holds)
        for name in foreseen
    }  # fmt: skip
    assert foreseen == found
    assert foreseen["A1"] == []
    assert foreseen["A4"] == ["duplicate", "unlisted"]


def test_an_import_that_is_stopped_has_whole_orders_and_is_gone_on_with(desk: Desk):
    desk.hand_in(text(*MANY))
    seen: list[int] = []

    def stop(phase: str, done: int, _total: int) -> None:
        if phase == "taking" and done >= 20:
            seen.append(done)
            desk.database.do(SYSTEM, ask_to_stop, desk.last)

    holder = new_holder()
    outcome = work_on(desk.database, desk.spool, desk.last, holder, stop, every_s=0)

    assert outcome is not None
    assert outcome.is_stopped
    assert desk.row.state is S.STOPPED
    before = outcome.orders
    assert 0 < sum(before.values()) < 60

    resumed = desk.go(S.TAKING)

    assert (counts(resumed), desk.row.state) == ({"new": 60}, S.DONE)
    assert size(desk.database)[:2] == (60, 60)
    assert check(desk.database).is_clean


def test_the_same_file_handed_in_again_goes_on_with_the_import_that_stopped(desk: Desk):
    first = desk.hand_in(text(*MANY))
    desk.database.do(SYSTEM, ask_to_stop, desk.last)
    desk.work()
    assert desk.row.state is S.STOPPED

    assert desk.hand_in(text(*MANY)) == first
    desk.work()
    assert desk.hand_in(text(*MANY)) != first
    assert desk.hand_in(text(*MANY), CREATE._replace(take_as=TakeAs.HISTORY)) != first


def test_only_one_has_an_import_in_hand_until_its_lease_runs_out(desk: Desk):
    desk.hand_in(text(GOOD))
    desk.database.do(SYSTEM, taken_by, desk.last, "elsewhere/1/x")

    assert desk.work() is None
    clock = desk.database.clock
    assert isinstance(clock, SetClock)
    clock.at += timedelta(minutes=1)

    assert desk.work() is not None
    assert desk.row.state is S.DONE


def taken_by(unit, import_id, holder):
    from models.imports.jobs import take_up

    assert take_up(unit, import_id, holder) is not None


def test_a_holder_of_this_host_that_is_no_process_is_gone():
    here = new_holder()
    host, pid, _ = here.rsplit("/", 2)

    assert not is_gone(here)
    assert is_gone(f"{host}/{2**22 + 5}/x")
    assert not is_gone(f"other{host}/{pid}/x")
    assert not is_gone("nonsense")


def test_an_import_is_undone_and_can_be_taken_in_again(desk: Desk):
    desk.take(text(*MANY[:5]))
    nos = [order(desk.database, f"A{i}").no for i in range(1, 6)]

    undone = desk.go(S.UNDOING)

    assert (undone.withdrawn, undone.kept, desk.row.state) == (5, 0, S.UNDONE)
    for no in nos:
        row = fresh(desk.database, no).row
        assert (row.status, row.lane, row.external_id) == (OrderStatus.CANCELLED, None, None)
    assert check(desk.database).is_clean
    assert desk.take(text(*MANY[:5])) == {"new": 5}
    assert order(desk.database, "A1").no not in nos


def test_history_is_undone_as_well(desk: Desk):
    desk.take(text(GOOD), CREATE._replace(take_as=TakeAs.HISTORY))
    no = order(desk.database, "A1").no

    desk.go(S.UNDOING)

    assert fresh(desk.database, no).row.withdrawn_at is not None
    assert check(desk.database).is_clean


def test_what_somebody_has_touched_since_stays(desk: Desk):
    desk.take(text(*MANY[:2]))
    no = order(desk.database, "A1").no
    clerk = Actor(ActorKind.API, "a clerk", roles=frozenset({"manager"}))
    desk.database.do(clerk, edit_order, no, {"remark": "call first"})

    undone = desk.go(S.UNDOING)

    assert (undone.withdrawn, undone.kept) == (1, 1)
    [left] = desk.database.ask(SYSTEM, kept, desk.last, 10)
    assert (left.no, left.kept) == (no, "touched")
    assert order(desk.database, "A1").status is OrderStatus.APPROVED


def test_from_a_day_on_orders_are_open_and_before_it_history(desk: Desk):
    rows = [GOOD, GOOD.replace("A1", "A2").replace("02-28 09:00", "03-01 00:00")]

    desk.take(text(*rows), CREATE._replace(open_from=date(2026, 3, 1)))

    assert order(desk.database, "A1").status is OrderStatus.COMPLETED
    assert order(desk.database, "A2").status is OrderStatus.APPROVED


def test_the_report_tells_every_row(desk: Desk):
    bad, other = GOOD.replace("A1", "A2").replace("Mug,2", "Mug,0"), WHO.replace("C-9", "C-8")
    desk.take(text(GOOD, bad, f",MUG,Mug,1,1,,{other}"))

    with Staging(desk.spool.rows(desk.last), is_new=False) as staging:
        told = [
            (
                row.number,
                row.name,
                row.ruling and row.ruling.verdict,
                [p.code for p in row.problems],
            )
            for row in staging.rows_told()
        ]

    assert told == [
        (2, "A1", "new", []), (3, "A2", "refused", ["qty_zero"]), (4, "", None, ["value_missing"]),
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_is_said_and_can_be_read_another_way(desk: Desk):
    desk.hand_in("Bestellung;Artikel;Menge\nA1;MUG;2\n", state=S.CHECKING)

    desk.work()

    assert (desk.row.state, desk.row.told["problem"]["code"]) == (S.FAILED, "column_missing")
    assert [column["title"] for column in desk.row.told["columns"]] == [
        "Bestellung", "Artikel", "Menge",
    ]  # fmt: skip
    assert desk.row.told["columns"][1]["samples"] == ["MUG"]


def test_what_is_in_hand_or_settled_is_not_put_in_hand(desk: Desk):
    desk.hand_in(text(GOOD), state=S.CHECKING)
    with pytest.raises(Refused, match="import_in_hand"):
        desk.database.do(SYSTEM, put_in_hand, desk.last, S.TAKING)
    desk.work()
    with pytest.raises(Refused, match="import_settled"):
        desk.database.do(SYSTEM, put_in_hand, desk.last, S.UNDOING)
    with pytest.raises(Refused, match="import_not_in_hand"):
        desk.database.do(SYSTEM, ask_to_stop, desk.last)


def test_who_may_not_import_may_not_hand_in_or_stop(desk: Desk):
    desk.hand_in(text(GOOD))
    packer = Actor(ActorKind.API, "a packer", roles=frozenset({"warehouse"}))

    with pytest.raises(NotPermitted):
        desk.database.do(packer, ask_to_stop, desk.last)


def test_a_plan_is_stored_and_read_again():
    plan = Plan(channel="mall", take_as=TakeAs.HISTORY, open_from=date(2026, 3, 1), zone="UTC")

    assert plan_of(plan.as_json()) == plan


def test_whoever_looks_on_is_told_now_and_then():
    told: list[tuple[str, int, int]] = []
    times = iter([0.0, 0.0, 0.1, LOOK_EVERY_S + 0.1, LOOK_EVERY_S + 0.2])
    watch = Paced(lambda *news: bool(told.append(news)), clock=lambda: next(times))

    for done in (0, 1, 2, 3):
        watch.saw("taking", done, 3)

    assert told == [("taking", 0, 3), ("taking", 2, 3), ("taking", 3, 3)]


def test_the_lines_of_an_order_stay_as_they_were_taken(desk: Desk):
    desk.take(text(GOOD))

    assert lines(desk.database, "A1") == [("MUG", 2, 1000)]
