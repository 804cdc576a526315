"""What people teach, keep and decide on the page of an import."""

from models.imports.mappings import FileMapping, mappings
from models.imports.plan import NewSkus, plan_of
from models.imports.proposals import accept_proposal, open_count, open_proposals
from models.imports.tables import ImportState
from models.kit.actor import SYSTEM
from models.orders.states import Lane
from models.workflow.drops import drop
from state.import_job import ImportJobState
from state.import_mapping import MappingState
from state.import_proposals import ProposalsState
from state.order import OrderState
from tests.factories import fresh
from tests.models.imports.files import GOOD, order, text
from tests.models.imports.handing import Desk
from tests.state.import_pages import REFUSE, a_colleague, counts, facts, look, open_page, send
from tests.state.pipeline import Browser

S = ImportState


def test_changes_are_shown_in_words_and_decided_one_by_one(desk: Desk, ann: Browser) -> None:
    other = GOOD.replace("A1", "A3").replace("C-9", "C-8")
    desk.take(text(GOOD, other))
    no = order(desk.database, "A1").no
    desk.take(text(
        GOOD.replace("Mug,2", "Mug,3").replace("1 Example Road", "2 Other Street"),
        other.replace("Mug,2", "Mug,5"),
    ))  # fmt: skip

    open_page(ann, desk)
    first, second = ann.state(ProposalsState).changes
    assert ann.state(ProposalsState).count == "Waiting for you: 2"
    by_name = {field["key"]: field for field in first["fields"]}
    [line] = by_name["lines"]["lines"]
    assert (line["now"], line["then"], line["look"]) == (
        "2 \N{MULTIPLICATION SIGN} ¥10.00", "3 \N{MULTIPLICATION SIGN} ¥10.00", "changed",
    )  # fmt: skip
    assert by_name["ship_to"]["now"] != by_name["ship_to"]["then"]
    assert "2 Other Street" in by_name["ship_to"]["then"]

    send(ann, desk, ProposalsState.accept(first["id"]))
    desk.database.do(a_colleague(), drop, second["no"], Lane.ALLOCATED)
    send(ann, desk, ProposalsState.decide_shown(True))  # noqa: FBT003  as it is sent

    outcomes = [(each["look"], each["outcome"]) for each in ann.state(ProposalsState).changes]
    assert outcomes[0] == ("settled", "Accepted")
    assert outcomes[1][0] == "refused"
    assert f"{second['no']} is too far on" in outcomes[1][1]
    assert [line.open_qty for line in fresh(desk.database, no).lines if line.open_qty] == [3]
    send(ann, desk, ProposalsState.decide_shown(False))  # noqa: FBT003
    assert ann.state(ProposalsState).count == ""
    assert desk.database.ask(SYSTEM, open_count, desk.last) == 0


BELEG = "Beleg,Artikel,Anzahl,Preis\nB1,MUG,2,12.50\n"
FORM = {
    "column:0": "order_no", "column:1": "sku", "column:2": "qty", "column:3": "unit_price",
    "take_as": "open", "new_skus": "refuse", "currency": "", "fixed:country": "CN",
}  # fmt: skip


def taught(desk: Desk, ann: Browser) -> FileMapping:
    """A file that nobody knows, looked at as somebody says and keeps."""
    desk.hand_in(BELEG, REFUSE, S.CHECKING)
    desk.work()
    open_page(ann, desk)
    send(ann, desk, MappingState.look_again({**FORM, "save_as": "Week"}))
    desk.work()
    send(ann, desk, ImportJobState.beat())
    [kept] = desk.database.ask(SYSTEM, mappings, "file")
    return kept


def test_columns_nobody_knows_are_shown_to_be_taught(desk: Desk, ann: Browser) -> None:
    desk.hand_in(BELEG, REFUSE, S.CHECKING)
    desk.work()
    page = open_page(ann, desk)

    editor = ann.state(MappingState)
    assert (page.job["state"], editor.is_open) == ("failed", True)
    assert "Say in the mapping which one does" in page.job["problem"]
    assert [(c["title"], c["field"], c["samples"]) for c in editor.columns] == [
        ("Beleg", "", ["B1"]), ("Artikel", "", ["MUG"]), ("Anzahl", "", ["2"]),
        ("Preis", "", ["12.50"]),
    ]  # fmt: skip
    send(ann, desk, MappingState.look_again({**FORM, "column:3": "qty"}))
    assert "Two titles are said to be the same thing" in ann.told
    assert desk.row.state is S.FAILED


def test_what_was_taught_is_kept_and_the_file_is_read_by_it(desk: Desk, ann: Browser) -> None:
    kept = taught(desk, ann)

    page = ann.state(ImportJobState)
    assert (page.job["state"], counts(page)) == ("ready", {"held": 1})
    assert facts(page)["Mapping"] == "Week"
    assert (kept.name, kept.fixed) == ("Week", {"country": "CN"})
    assert plan_of(desk.row.plan).mapping == kept


def test_a_mapping_is_shared_forgotten_and_used_again(desk: Desk, ann: Browser) -> None:
    kept = taught(desk, ann)

    send(ann, desk, MappingState.share())
    assert "mapping.json" in ann.told
    send(ann, desk, MappingState.ask_forget("Week"))
    assert ann.state(MappingState).asking["title"] == "Forget the mapping Week?"
    send(ann, desk, MappingState.forget())
    assert desk.database.ask(SYSTEM, mappings, "file") == []
    send(ann, desk, MappingState.use_pasted({"shared": "not a mapping"}))
    assert "This is no mapping" in ann.told
    send(ann, desk, MappingState.use_shared(kept.as_file()))
    assert desk.row.state is S.CHECKING
    assert plan_of(desk.row.plan).mapping == kept


def test_how_a_file_is_read_can_be_changed_before_it_is_taken_in(desk: Desk, ann: Browser) -> None:
    page = look(ann, desk, GOOD.replace("MUG", "NONE"))
    assert counts(page) == {"refused": 1}
    columns = ann.state(MappingState).columns
    form = {f"column:{column['key']}": column["field"] for column in columns}

    send(ann, desk, MappingState.look_again({**form, "take_as": "open", "new_skus": "create"}))
    desk.work()
    send(ann, desk, ImportJobState.beat())

    assert plan_of(desk.row.plan).new_skus is NewSkus.CREATE
    page = ann.state(ImportJobState)
    assert counts(page) == {"held": 1}
    assert page.job["skus"] == ["NONE"]


def test_the_page_of_an_order_that_was_written_anew_says_what_changed(
    desk: Desk, ann: Browser
) -> None:
    desk.take(text(GOOD))
    desk.take(text(GOOD.replace("Mug,2", "Mug,3")))
    [proposal] = desk.database.ask(SYSTEM, open_proposals, desk.last, 0, 10)
    row = desk.database.do(SYSTEM, accept_proposal, proposal.id)

    ann.send(OrderState.load(), f"/orders/{row.no}")

    page = ann.state(OrderState)
    assert page.phase == "ready"
    assert any("lines" in entry["detail"] for entry in page.order["history"])
