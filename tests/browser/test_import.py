"""Files of orders as people bring them in: dropped, taught, looked at, taken in, taken back."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from sqlalchemy import select

from models.access.permissions import Role
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.table import table
from models.orders.tables import Order
from tests.browser.conftest import sign_in
from tests.browser.orders import a_colleague, shop_of
from tests.browser.serving import Server

PHONE: ViewportSize = {"width": 390, "height": 844}
HEADER = "Beleg,Artikel,Anzahl,Preis,Am,Kunde,Wer,Telefon,Land,Provinz,Ort,Anschrift"
MEANS = {
    "Beleg": "order_no", "Artikel": "sku", "Anzahl": "qty", "Preis": "unit_price",
    "Am": "placed_at", "Kunde": "customer", "Wer": "recipient", "Telefon": "phone",
    "Land": "country", "Provinz": "province", "Ort": "city", "Anschrift": "line",
}  # fmt: skip
DROP = """
([zone, name, text]) => {
  const moved = new DataTransfer();
  moved.items.add(new File([text], name, { type: "text/csv" }));
  for (const kind of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(
      new DragEvent(kind, { dataTransfer: moved, bubbles: true, cancelable: true }));
}
"""


@pytest.fixture
def shop(server: Server) -> Iterator[Database]:
    with shop_of(server) as database:
        yield database


@pytest.fixture
def imports(page: Page, signed_in: BrowserContext) -> Page:
    assert page.context is signed_in
    page.goto("/import")
    expect(page.get_by_test_id("drop-zone")).to_be_visible()
    return page


def row(name: str, qty: int = 2) -> str:
    who = f"{name},Wang Fang,13800000001,CN,Shanghai,Shanghai,1 Example Road {name}"
    return f"{name},MUG,{qty},10.00,2026-11-02 09:00,{who}"


def a_file(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


def drop(page: Page, name: str, text: str) -> None:
    zone = page.get_by_test_id("drop-zone").element_handle()
    page.evaluate(DROP, [zone, name, text])


def expect_state(page: Page, state: str) -> None:
    expect(page.get_by_test_id("import")).to_have_attribute("data-state", state, timeout=15_000)


def number_of(database: Database, name: str) -> str:
    found = select(table(Order).c.no).where(table(Order).c.external_id == name)
    return database.ask(SYSTEM, lambda unit: unit.value(found))


def test_a_file_nobody_knows_is_taught_taken_in_changed_and_taken_back(
    shop: Database, imports: Page
) -> None:
    page = imports
    drop(page, "week 45.csv", a_file(row("W1"), row("W2"), row("W3", qty=0)))
    expect(page).to_have_url(re.compile(r"/import/\d+/?$"))
    teach(page)
    assert number_of(shop, "W1") is None

    take_in(page)
    no = number_of(shop, "W1")
    page.get_by_text("See them on the board").click()
    expect(page.get_by_test_id(f"card-{no}")).to_be_visible()

    page.goto("/import")
    drop(page, "week 45 again.csv", a_file(row("W1", qty=3), row("W2")))  # read as it was taught
    accept(page, no)

    page.goto("/import")
    page.get_by_role("link", name="week 45.csv").click()
    take_back(page)
    page.goto("/board")
    expect(page.get_by_test_id("lane-approved")).to_have_attribute("data-ready", "true")
    assert number_of(shop, "W2") is None
    expect(page.get_by_test_id(f"card-{no}")).to_have_count(1)  # a person accepted its change


def teach(page: Page) -> None:
    """Say what the columns mean, and see what would come of it."""
    expect_state(page, "failed")
    expect(page.get_by_test_id("import-problem")).to_contain_text("No column says the order number")
    for title, field in MEANS.items():
        page.get_by_test_id(f"column-{title}").select_option(field)
    page.get_by_test_id("save-as").fill("Weekly")
    page.get_by_test_id("look-again").click()
    expect_state(page, "ready")
    expect(page.get_by_test_id("import-preview")).to_contain_text("nothing of this file is in")
    expect(page.get_by_test_id("count-new")).to_have_text("2")
    page.get_by_test_id("tile-refused").press("Enter")
    expect(page.get_by_test_id("import-order")).to_contain_text("The quantity is 0")


def take_in(page: Page) -> None:
    """Take the file in, and the report to keep."""
    page.get_by_test_id("import-take_in").click()
    expect_state(page, "done")
    with page.expect_download() as report:
        page.get_by_test_id("import-report").click()
    assert "The quantity is 0" in Path(report.value.path()).read_text(encoding="utf-8-sig")


def accept(page: Page, no: str) -> None:
    """Take in a file that says something else of one order, and let that be so."""
    expect_state(page, "ready")
    expect(page.get_by_test_id("count-changed")).to_have_text("1")
    page.get_by_test_id("import-take_in").click()
    expect_state(page, "done")
    change = page.get_by_test_id(f"change-{no}")
    expect(change).to_contain_text("¥10.00")
    page.get_by_test_id(f"accept-{no}").click()
    expect(change).to_have_attribute("data-look", "settled")
    expect(page.get_by_test_id("changes-count")).to_have_text("")
    expect(page.get_by_test_id("changes")).to_be_focused()


def take_back(page: Page) -> None:
    """Undo the import, after a second thought."""
    expect_state(page, "done")
    page.get_by_test_id("import-undo").click()
    expect(page.get_by_test_id("asking")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("asking")).to_have_count(0)
    expect(page.get_by_test_id("import-undo")).to_be_focused()
    page.get_by_test_id("import-undo").click()
    page.get_by_test_id("sure").click()
    expect_state(page, "undone")
    expect(page.get_by_test_id("import-undone")).to_contain_text("taken back")
    expect(page.get_by_test_id("import-kept")).to_contain_text("Somebody has worked on it")


def test_a_long_file_is_stopped_left_and_gone_on_with(shop: Database, imports: Page) -> None:
    page = imports
    header = "order no,sku,qty,unit price\n"
    drop(page, "long.csv", header + "".join(f"L{i:04},MUG,1,10.00\n" for i in range(900)))
    expect_state(page, "ready")

    page.get_by_test_id("import-take_in").click()
    expect(page.get_by_test_id("progress")).to_be_visible()
    page.goto("/import")
    expect(page.get_by_test_id("import-counts").first).to_contain_text("Taking the orders in")
    page.get_by_role("link", name="long.csv").click()
    page.get_by_test_id("import-stop").click()
    expect_state(page, "stopped")
    assert number_of(shop, "L0899") is None

    page.get_by_test_id("import-go_on").click()
    expect(page.get_by_test_id("import")).to_have_attribute("data-state", "done", timeout=60_000)
    assert number_of(shop, "L0899")


def test_several_files_are_handed_in_one_after_the_other(imports: Page) -> None:
    header = "order no,sku,qty\n"
    files = [
        {"name": f"{i}.csv", "mimeType": "text/csv", "buffer": f"{header}S{i},MUG,1\n".encode()}
        for i in range(3)
    ]
    empty = {"name": "empty.csv", "mimeType": "text/csv", "buffer": b""}

    imports.get_by_test_id("file-input").set_input_files([*files, empty])  # type: ignore[list-item]

    sent = imports.get_by_test_id("sent-file")
    expect(sent).to_have_count(4)
    expect(sent.last).to_contain_text("The file is empty")
    expect(imports.get_by_test_id("imports").get_by_role("listitem").first).to_contain_text("2.csv")


def test_on_a_phone_nothing_is_wider_than_the_page(imports: Page) -> None:
    imports.set_viewport_size(PHONE)
    titles = ",".join(f"a column with a long title {i}" for i in range(9))
    drop(imports, f"{'a long name ' * 8}.csv", f"{titles}\n{'x' * 300}{',' * 8}\n")
    expect_state(imports, "failed")
    expect(imports.get_by_test_id("mapping")).to_be_visible()

    inner = imports.locator(".page")
    assert inner.evaluate("page => page.scrollWidth - page.clientWidth") <= 0


def test_who_may_not_import_is_told(
    shop: Database, server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    name = f"lei{server.port}"
    a_colleague(shop, name, "Lei Liu", Role.WAREHOUSE)
    theirs = new_context()
    sign_in(theirs, server, name)
    page = theirs.new_page()

    page.goto(f"{server.url}/board")
    expect(page.get_by_test_id("account")).to_be_visible()
    expect(page.get_by_role("link", name="Import")).to_have_count(0)
    page.goto(f"{server.url}/import")
    expect(page.get_by_test_id("not-permitted")).to_be_visible()
    answer = theirs.request.post(
        f"{server.url}/files/imports", data=b"x", headers={"X-File-Name": "x.csv"}
    )
    assert (answer.status, answer.json()["code"]) == (403, "not_permitted")
