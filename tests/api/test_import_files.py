"""Files of orders over the wire: who may hand them in, what is refused, what the report says."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from starlette.testclient import TestClient

from models.access.passwords import seal
from models.db import Database
from models.imports import spool as spools
from models.imports.jobs import import_by_id, waiting
from models.imports.spool import Spool
from models.imports.tables import ImportState
from models.imports.working import new_holder, work_on
from models.kit.actor import SYSTEM
from models.people.commands import add_user
from oms_ui.api import imports as route
from state.core import bind
from tests.api.asking import HERE, PASSWORD, post, refusal

SEALED = seal(PASSWORD, "ann")
FILES = "/files/imports"
GOOD = b"order no,sku,qty,unit price\nA1,MUG,2,10.00\nA2,=2+5,1,10.00\n"


@pytest.fixture
def spool(shop: Database, tmp_path: Path) -> Spool:
    spool = Spool(tmp_path / "imports")
    bind(shop, spool=spool)
    return spool


@pytest.fixture
def ann(client: TestClient, shop: Database, spool: Spool) -> TestClient:  # noqa: ARG001
    """A browser of Ann, who may import."""
    shop.do(
        SYSTEM, add_user, name="ann", label="Ann Lee", password=SEALED,
        roles=["dispatcher"], must_change_password=False,
    )  # fmt: skip
    assert post(client, "sign-in", {"name": "ann", "password": PASSWORD}).status_code == 204
    return client


def send(
    client: TestClient, body: bytes | Iterator[bytes] = GOOD, name: str = "orders.csv",
    query: str = "", **headers: str,
) -> httpx2.Response:  # fmt: skip
    told = {"Origin": HERE, "X-File-Name": quote(name, safe=""), **headers}
    return client.post(f"{FILES}{query}", content=body, headers=told)


def kept_files(spool: Spool) -> list[str]:
    return sorted(path.name for path in spool.source(0).parent.glob("*"))


def test_a_file_is_kept_to_be_looked_at(ann: TestClient, shop: Database, spool: Spool) -> None:
    answer = send(ann, query="?channel=&take_as=history&currency=cny&open_from=2026-01-02&mapping=")

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    key = answer.json()["id"]
    row = shop.ask(SYSTEM, import_by_id, key)
    assert (row.state, row.file, row.by, row.size) == (
        ImportState.CHECKING, "orders.csv", "Ann Lee", len(GOOD),
    )  # fmt: skip
    assert (row.plan["take_as"], row.plan["currency"]) == ("history", "CNY")
    assert row.plan["open_from"] == "2026-01-02"
    assert spool.source(key).read_bytes() == GOOD
    assert shop.ask(SYSTEM, waiting) == [key]
    assert work_on(shop, spool, key, new_holder()) is not None  # nobody else has it in hand


def test_a_long_file_comes_in_piece_by_piece(ann: TestClient, spool: Spool) -> None:
    pieces = [b"x" * 300_000] * 20

    answer = send(ann, iter(pieces))

    assert spool.source(answer.json()["id"]).stat().st_size == 6_000_000


def test_a_name_is_only_shown(ann: TestClient, shop: Database, spool: Spool) -> None:
    names = {
        "../../etc/passwd": "passwd",
        "C:\\Users\\mei\\orders.csv": "orders.csv",
        "a\r\nSet-Cookie: x=1.csv": "aSet-Cookie: x=1.csv",
        "\u202egnp.exe.csv": "gnp.exe.csv",
        "订单 <b>.csv": "订单 <b>.csv",
        "..": "..",
        "x" * 900: "x" * 240,
    }
    keys = [send(ann, name=name).json()["id"] for name in names]

    shown = [shop.ask(SYSTEM, import_by_id, key).file for key in keys]
    assert shown == list(names.values())
    assert kept_files(spool) == sorted(f"{key}.file" for key in keys)


def test_a_file_has_a_name(ann: TestClient, spool: Spool) -> None:
    for name in ("", "a/", "%00", "%0A%20"):
        answer = ann.post(FILES, content=GOOD, headers={"Origin": HERE, "X-File-Name": name})
        assert refusal(answer) == (422, "malformed")
    assert kept_files(spool) == []


def test_strangers_and_those_who_may_not_hand_in_nothing(
    client: TestClient, shop: Database, spool: Spool
) -> None:
    assert refusal(send(client)) == (401, "not_signed_in")
    post(client, "sign-in", {"name": "mei", "password": PASSWORD})  # in sales

    assert refusal(send(client)) == (403, "not_permitted")
    assert refusal(client.get(f"{FILES}/1/report.csv")) == (403, "not_permitted")
    assert shop.ask(SYSTEM, waiting) == []
    assert kept_files(spool) == []


def test_a_page_of_another_site_hands_in_nothing(ann: TestClient, spool: Spool) -> None:
    for origin in ("http://elsewhere.example", "null", ""):
        headers = {"Origin": origin}
        assert refusal(send(ann, Origin=origin)) == (403, "origin_unknown")
        report = ann.get(f"{FILES}/1/report.csv", headers=headers)
        assert refusal(report) == (403, "origin_unknown")
    assert kept_files(spool) == []


def test_files_are_posted(ann: TestClient) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = ann.request(method, FILES, headers={"Origin": HERE})
        assert refusal(answer) == (405, "wrong_method")
        assert answer.headers["allow"] == "POST"
    assert refusal(ann.get("/files/nothing")) == (404, "no_such_route")


def test_what_is_asked_is_read_strictly(ann: TestClient, spool: Spool) -> None:
    for query in (
        "take_as=never", "open_from=soon", "currency=EURO", "date_order=dym", "role=admin",
        f"channel={'x' * 50}", "new_skus=", "channel=%00",
    ):  # fmt: skip
        assert refusal(send(ann, query=f"?{query}")) == (422, "malformed")
    assert kept_files(spool) == []


def test_a_mapping_that_is_named_is_there(ann: TestClient, spool: Spool) -> None:
    assert refusal(send(ann, query="?mapping=nobody's")) == (404, "mapping")
    assert kept_files(spool) == []


def test_a_file_that_is_too_large_is_not_kept(
    ann: TestClient, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "LARGEST", 2_000_000)
    monkeypatch.setattr(route, "LARGEST", 2_000_000)

    said = send(ann, b"x" * 2_000_001)
    hidden = send(ann, iter([b"x" * 700_000] * 3))

    assert refusal(said) == refusal(hidden) == (422, "file_too_large")
    assert refusal(send(ann, b"")) == (422, "file_empty")
    assert kept_files(spool) == []


def test_a_full_disk_is_said_and_leaves_nothing(
    ann: TestClient, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> tuple[str, int]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spools, "_write", full)

    answer = send(ann)

    assert refusal(answer) == (422, "spool_failed")
    assert "No space left" in answer.json()["detail"]
    assert kept_files(spool) == []


def test_too_many_at_once_are_asked_to_wait(
    ann: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route, "AT_ONCE", 0)

    answer = send(ann)

    assert refusal(answer) == (429, "too_fast")
    assert answer.headers["retry-after"] == "5"


def test_the_report_says_what_became_of_every_row(
    ann: TestClient, shop: Database, spool: Spool
) -> None:
    key = send(ann).json()["id"]
    assert refusal(ann.get(f"{FILES}/{key}/report.csv")) == (404, "import_rows")
    work_on(shop, spool, key, new_holder())

    answer = ann.get(f"{FILES}/{key}/report.csv")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="import-{key}-report.csv"'
    )
    titles, first, second = answer.content.decode("utf-8-sig").splitlines()
    assert titles.startswith("Row,Order in the file,Outcome")
    assert first.startswith("2,A1,")
    assert ",'=2+5," in second  # no spreadsheet takes it for a formula


def test_there_is_no_report_of_nothing(ann: TestClient) -> None:
    for key in ("0", "-1", "999", str(1 << 70)):
        assert refusal(ann.get(f"{FILES}/{key}/report.csv")) == (404, "import")
    assert refusal(ann.get(f"{FILES}/x/report.csv")) == (422, "malformed")
    assert refusal(ann.get(f"{FILES}/1%2F..%2F2/report.csv")) == (404, "no_such_route")
