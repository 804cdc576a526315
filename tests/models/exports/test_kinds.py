"""Each kind in small, in every form, and narrowed down."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from models.access.permissions import Role
from models.customers.commands import add_customer
from models.customers.tables import Grade
from models.db import Database
from models.exports.filters import TAKES
from models.exports.kinds import Form, Kind
from models.exports.queries import KINDS
from models.kit.actor import SYSTEM
from models.kit.errors import Invalid, NotPermitted
from models.orders.states import Lane
from tests.factories import ADDRESS, a_business, a_user, an_order, stock
from tests.models.exports.shops import exported, objects, rows, sell, shops

ORDER = {
    "no": "10001", "status": "fulfilling", "lane": "shipped", "version": 7, "channel": "mall",
    "source": "mall", "external_id": "X-1", "type": "plain", "is_history": False,
    "currency": "CNY",
    "customer": {"code": "C-0", "name": "Wang Fang", "phone": "", "email": ""},
    "ship_to": {**ADDRESS, "district": "", "postcode": ""},
    "lines": [
        {"sku": "MUG", "name": "Mug", "qty": 2, "cancelled_qty": 0, "unit_price": "10.00",
         "discount": "0.00", "tax": "0.00", "total": "20.00"},
    ],
    "goods": "20.00", "discount": "0.00", "shipping": "0.00", "tax": "0.00", "total": "20.00",
    "paid": "0.00", "payment_status": "unpaid", "holds": [],
    "promise": {"promised_on": "2026-03-02", "source": "on_hand",
                "made_at": "2026-03-02T09:00:00+08:00"},
    "fulfillments": [
        {"code": "10001-1", "status": "shipped", "warehouse": "WH1",
         "lines": [{"sku": "MUG", "qty": 2}],
         "shipments": [{"carrier": "", "service": "", "tracking_no": "SF10001",
                        "shipped_at": "2026-03-02T09:00:00+08:00", "picked_up_at": None,
                        "delivered_at": None, "voided_at": None}]},
    ],
    "remark": "", "tags": [], "placed_at": "2026-03-01T09:00:00+08:00",
    "updated_at": "2026-03-02T09:00:00+08:00",
}  # fmt: skip
LINES = (
    "10001,mall,X-1,2026-03-01T09:00:00+08:00,fulfilling,shipped,C-0,Wang Fang,CNY,MUG,Mug,2,0,"
    "10.00,0.00,0.00,20.00,WH1,shipped"
)
STOCK = [
    ("MUG", "Mug", "WH1", "available", "8"), ("MUG", "Mug", "WH1", "carrier", "2"),
    ("MUG", "Mug", "WH1", "reserved", "0"), ("MUG", "Mug", "WH1", "staged", "0"),
    ("MUG", "Mug", "WH1", "supplier", "-10"),
]  # fmt: skip


@pytest.fixture
def shipped(business: Database) -> Database:
    """A business with one order on its way."""
    stock(business, MUG=10)
    an_order(business, {"MUG": 2}, lane=Lane.SHIPPED, external_id="X-1")
    return business


def test_an_order_is_the_object_that_is_promised(shipped: Database) -> None:
    assert objects(exported(shipped, Kind.ORDERS, Form.JSONL)) == [ORDER]


def test_an_order_has_a_row_for_each_line_and_says_the_rest_once(business: Database) -> None:
    an_order(business, {"MUG": 2, "TEE": 1}, remark="=1")

    first, second = rows(exported(business, Kind.ORDERS))

    of_line = {"OMS no", "Channel", "Order no", "SKU", "Product name", "Qty", "Cancelled qty",
               "Unit price", "Line discount", "Line tax", "Line total"}  # fmt: skip
    assert {name for name, value in second.items() if value} == of_line
    assert (first["OMS no"], first["SKU"], first["Remark"]) == ("10001", "MUG", "'=1")
    assert (second["OMS no"], second["SKU"], second["Order no"]) == ("10001", "TEE", "10001")


def test_lines_say_where_their_goods_are(shipped: Database) -> None:
    data = exported(shipped, Kind.LINES)

    assert data.decode("utf-8-sig").splitlines()[1:] == [LINES]


def test_stock_is_what_each_bucket_holds(shipped: Database) -> None:
    assert [tuple(row.values()) for row in rows(exported(shipped, Kind.STOCK))] == STOCK


def test_customers_are_said_with_where_they_receive(business: Database) -> None:
    business.do(
        SYSTEM, add_customer, code="C-9", name="王芳", phone="+86 138", email="w@example.com",
        grade=Grade.GOLD, addresses=[{**ADDRESS, "recipient": "First"}, ADDRESS],
    )  # fmt: skip
    an_order(business, {"MUG": 1}, customer={})

    assert [tuple(row.values()) for row in rows(exported(business, Kind.CUSTOMERS))] == [
        ("C-9", "王芳", "'+86 138", "w@example.com", "gold", "", "", "First", "13800000001", "CN",
         "Shanghai", "Shanghai", "", "1 Example Road", "", "2026-03-02T01:00:00+00:00"),
    ]  # fmt: skip


def test_events_are_the_log_without_what_is_personal(business: Database) -> None:
    no = an_order(business, {"MUG": 1}, remark="call me").no

    found = objects(exported(business, Kind.EVENTS, Form.JSONL, given={"order": no}))

    created = found[0]
    del created["correlation_id"]
    assert created == {
        "seq": created["seq"], "at": "2026-03-02T01:00:00+00:00", "business_date": "2026-03-02",
        "aggregate": "order", "aggregate_id": 1, "no": no, "aggregate_version": 1,
        "type": "order.created", "from_state": None, "to_state": "draft", "actor_kind": "system",
        "actor_label": "system", "reason_code": None, "reason_text": None, "diff": {},
        "payload": {"v": 1, "channel": "mall", "lines": 1, "lane": None}, "bulk_id": None,
        "reverses_seq": None,
    }  # fmt: skip
    assert "call me" not in str(found)


@pytest.mark.parametrize("kind", Kind)
def test_every_form_says_the_same(shipped: Database, kind: Kind) -> None:
    said = rows(exported(shipped, kind))
    sheet = load_workbook(io.BytesIO(exported(shipped, kind, Form.XLSX)))[kind.value]
    in_lines = objects(exported(shipped, kind, Form.JSONL))

    titles, *cells = sheet.iter_rows(values_only=True)
    assert list(titles) == list(said[0])
    assert [[_as_read(cell) for cell in row] for row in cells] == [
        [_as_read(_number(text)) for text in row.values()] for row in said
    ]
    assert len(in_lines) == len(said)
    if kind is not Kind.ORDERS:
        assert list(in_lines[0]) == [column.key for column in KINDS[kind].columns]


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _as_read(cell: Any) -> Any:
    if isinstance(cell, str):  # a code is text in a workbook
        cell = _number(cell)
    return "" if cell is None else cell


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ({}, ["M-10001", "M-10002", "N-10003"]),
        ({"channel": "net"}, ["N-10003"]),
        ({"status": "completed"}, ["M-10002"]),
        ({"lane": "completed", "channel": "mall"}, ["M-10002"]),
        ({"lane": "completed", "channel": "net"}, []),
        ({"customer": "C-2"}, ["M-10002"]),
        ({"sku": "TEE"}, ["M-10001"]),
        ({"placed_from": "2026-03-02"}, ["M-10002"]),
        ({"placed_to": "2026-03-01"}, ["M-10001", "N-10003"]),
        ({"placed_from": "2026-03-01", "placed_to": "2026-03-01"}, ["M-10001", "N-10003"]),
        ({"placed_from": "2026-03-03"}, []),
    ],
)
def test_orders_are_narrowed_down(
    database: Database, given: dict[str, str], numbers: list[str]
) -> None:
    database.do(SYSTEM, shops)
    sell(database, "mall", [("MUG", 1, "1"), ("TEE", 1, "1")], placed_at="2026-03-01T15:59:59Z")
    sell(database, "mall", [("MUG", 1, "1")], placed_at="2026-03-01T16:00:00Z", is_over=True,
         customer={"code": "C-2"})  # fmt: skip
    # In New York it is the first of March until five in the morning here.
    sell(database, "net", [("MUG", 1, "1")], placed_at="2026-03-02T04:59:59Z")

    data = exported(database, Kind.ORDERS, Form.JSONL, given=given)

    assert [order["no"] for order in objects(data)] == numbers


def test_lines_are_narrowed_down_to_those_that_are_meant(shipped: Database) -> None:
    stock(shipped, TEE=1, MUG=1)
    an_order(shipped, {"MUG": 1, "TEE": 1}, lane=Lane.ALLOCATED)

    def found(**filters: str) -> list[tuple[str, str]]:
        found = rows(exported(shipped, Kind.LINES, given=filters))
        return [(row["OMS no"], row["SKU"]) for row in found]

    assert found(sku="TEE") == [("10002", "TEE")]
    assert found(warehouse="WH1") == [("10001", "MUG"), ("10002", "MUG"), ("10002", "TEE")]
    assert found(warehouse="WH2") == []


def test_other_kinds_are_narrowed_down(shipped: Database) -> None:
    def found(kind: Kind, **filters: str) -> list[str]:
        return [next(iter(row.values())) for row in rows(exported(shipped, kind, given=filters))]

    assert found(Kind.STOCK, bucket="carrier", warehouse="WH1", sku="MUG") == ["MUG"]
    assert found(Kind.STOCK, warehouse="WH2") == []
    assert found(Kind.CUSTOMERS, customer="C-0", grade="plain") == ["C-0"]
    assert found(Kind.CUSTOMERS, grade="vip") == []
    every = found(Kind.EVENTS)
    assert found(Kind.EVENTS, after="20") == every[20:]


def test_values_of_one_filter_mean_any_of_them(shipped: Database) -> None:
    for channel in ("desk", "web"):
        an_order(shipped, {"MUG": 1}, channel=channel)

    data = exported(shipped, Kind.ORDERS, Form.JSONL, given={"channel": ["mall", "desk"]})

    assert [order["channel"] for order in objects(data)] == ["mall", "desk"]


@pytest.mark.parametrize(
    ("kind", "given", "code", "data"),
    [
        (Kind.STOCK, {"status": "approved"}, "filter_unknown",
         {"filter": "status", "kind": "stock", "known": ["sku", "warehouse", "bucket"]}),
        (Kind.STOCK, {"sku": "NONE"}, "filter_value_unknown",
         {"filter": "sku", "value": "NONE", "known": []}),
        (Kind.CUSTOMERS, {"grade": "best"}, "filter_value_unknown",
         {"filter": "grade", "value": "best", "known": ["plain", "silver", "gold", "vip"]}),
        (Kind.ORDERS, {"placed_from": "1.3.2026"}, "filter_not_a_day",
         {"filter": "placed_from", "value": "1.3.2026"}),
        (Kind.EVENTS, {"after": "-1"}, "filter_not_a_number", {"filter": "after", "value": "-1"}),
    ],
)  # fmt: skip
def test_what_a_filter_does_not_know_is_refused_before_anything_is_written(
    business: Database, kind: Kind, given: dict[str, str], code: str, data: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refusal:
        exported(business, kind, given=given)

    assert (refusal.value.code, refusal.value.data) == (code, data)


def test_every_kind_says_what_it_takes() -> None:
    assert set(TAKES) == set(KINDS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_only_who_may_read_the_whole_house_may_carry_it_out(sqlite: Database, kind: Kind) -> None:
    sqlite.do(SYSTEM, a_business)

    with pytest.raises(NotPermitted) as refusal:
        exported(sqlite, kind, actor=a_user(Role.SALES))

    assert refusal.value.data == {"verb": "read", "roles": ["sales"]}


def test_personal_facts_are_masked_for_those_who_need_not_know_them(sqlite: Database) -> None:
    sqlite.do(SYSTEM, shops)
    auditor = a_user(Role.AUDITOR)
    sell(sqlite, "mall", [("MUG", 1, "1")], customer={"code": "C-1", "name": "Wang Fang",
         "phone": "13900000002", "email": "wang@example.com"})  # fmt: skip

    for kind in Kind:
        for form in (Form.CSV, Form.JSONL):
            data = exported(sqlite, kind, form, actor=auditor).decode()
            for secret in ("13900000002", "13800000001", "wang@", "1 Example Road"):
                assert secret not in data
    assert "13900000002" in exported(sqlite, Kind.ORDERS, actor=a_user(Role.REVIEWER)).decode()
