"""What is handed in is read strictly, before anything is stored."""

from typing import Any

import pytest

from models.admission.commands import accept_order
from models.catalog.commands import add_shop
from models.db import Database
from models.kit.actor import SYSTEM
from models.kit.errors import Conflict, Invalid
from models.orders.drafts import read_draft
from models.orders.given import read_given
from tests.factories import a_draft, look_count

LINE = {"sku": "MUG", "qty": 1, "unit_price": "10.00"}
HUGE = "x" * 10_000_000


def a_raw(**more: Any) -> dict[str, Any]:
    return {"channel": "mall", "lines": [LINE], **more}


@pytest.mark.parametrize("qty", [0, -1, 1.5, 1.0, 10**12, 1_000_001, True, "3", None, float("nan")])
def test_a_quantity_is_a_whole_number_above_nothing(qty: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        read_draft(a_raw(lines=[{**LINE, "qty": qty}]))

    assert refusal.value.code == "bad_argument"
    assert refusal.value.data["field"] == "lines.0.qty"
    assert refusal.value.data["value"] == repr(qty)


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("lines", a_raw(lines=[])),
        ("lines.0.sku", a_raw(lines=[{**LINE, "sku": "  "}])),
        ("lines.0.unit_price", a_raw(lines=[{**LINE, "unit_price": 9.99}])),
        ("lines.0.unit_price", a_raw(lines=[{**LINE, "unit_price": True}])),
        ("lines.0.unit_price", a_raw(lines=[{**LINE, "unit_price": "-0.01"}])),
        ("lines.0.unit_price", a_raw(lines=[{**LINE, "unit_price": "NaN"}])),
        ("lines.0.unit_price", a_raw(lines=[{**LINE, "unit_price": "Infinity"}])),
        ("lines.0.colour", a_raw(lines=[{**LINE, "colour": "red"}])),
        ("currency", a_raw(currency="cny")),
        ("no", a_raw(no="a/b")),
        ("no", a_raw(no="")),
        ("placed_at", a_raw(placed_at="2026-02-30T09:00:00+08:00")),
        ("placed_at", a_raw(placed_at="2026-03-01T09:00:00")),
        ("placed_at", a_raw(placed_at="0001-01-01T00:00:00+08:00")),
        ("wanted_on", a_raw(wanted_on="2026-02-30")),
        ("shipping", a_raw(shipping="-1")),
        ("total", a_raw(total="-0.01")),
        ("shipping_tax_bp", a_raw(shipping_tax_bp=10_001)),
        ("remark", a_raw(remark=HUGE)),
        ("remark", a_raw(remark="a\0b")),
        ("external_id", a_raw(external_id="a\0b")),
        ("customer.name", a_raw(customer={"name": "a\0b"})),
        ("lines.0.sku", a_raw(lines=[{**LINE, "sku": HUGE}])),
        ("customer.name", a_raw(customer={"name": HUGE})),
        ("type", a_raw(type="slow")),
        ("channel", {"lines": [LINE]}),
    ],
)
def test_a_field_that_cannot_be_is_named(field: str, raw: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        read_draft(raw)

    assert refusal.value.code == "bad_argument"
    assert refusal.value.data["field"] == field
    assert len(refusal.value.data["value"]) <= 80


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("amount_too_fine", {"lines": [{**LINE, "unit_price": "9.999"}]}),
        ("amount_too_fine", {"currency": "JPY", "lines": [{**LINE, "unit_price": "9.5"}]}),
        ("amount_too_fine", {"shipping": "0.001"}),
        ("currency_unknown", {"currency": "XYZ"}),
        ("unknown_sku", {"lines": [{**LINE, "sku": "NONE"}]}),
        ("discount_too_large", {"discounts": [{"amount": "10.01"}]}),
        ("discount_too_large", {"lines": [{**LINE, "discount": "10.01"}]}),
        ("price_needed", {"currency": "EUR", "lines": [{"sku": "MUG", "qty": 1}]}),
        ("amount_too_large", {"lines": [{**LINE, "qty": 1_000_000, "unit_price": "9000000000"}]}),
    ],
)
def test_what_does_not_fit_the_business_is_refused_and_nothing_is_stored(
    business: Database, code: str, more: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refusal:
        business.do(SYSTEM, accept_order, read_draft(a_raw(**more)))

    assert refusal.value.code == code
    assert business.ask(SYSTEM, look_count) == 0


def test_the_same_thing_from_outside_comes_in_once(business: Database) -> None:
    draft = a_draft(external_id="E-1", source_hash="a")
    first = business.do(SYSTEM, accept_order, draft)

    with pytest.raises(Conflict) as same:
        business.do(SYSTEM, accept_order, draft)
    with pytest.raises(Conflict) as other:
        business.do(SYSTEM, accept_order, a_draft(external_id="E-1", source_hash="b"))

    assert same.value.code == "external_id_taken"
    assert same.value.data == {"no": first.no, "same": True, "external_id": "E-1"}
    assert other.value.data == {"no": first.no, "same": False, "external_id": "E-1"}
    assert business.ask(SYSTEM, look_count) == 1


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("qty", {"qty": -1}),
        ("qty", {"qty": 1.0}),
        ("qty", {"qty": True}),
        ("qty", {"qty": "3"}),
        ("qty", {"qty": 10**12}),
        ("scanned.MUG", {"scanned": {"MUG": -1}}),
        ("scanned.MUG", {"scanned": {"MUG": "2"}}),
        ("override", {"override": 1}),
        ("by_hand", {"by_hand": "yes"}),
        ("note", {"note": HUGE}),
        ("tracking_no", {"tracking_no": ""}),
        ("note", {"note": "a\0b"}),
        ("tracking_no", {"tracking_no": "a\0b"}),
        ("due_on", {"due_on": "2026-02-30"}),
        ("due_on", {"due_on": "1989-12-31"}),
        ("due_on", {"due_on": "9999-12-31"}),
        ("hold_reason", {"hold_reason": "mood"}),
        ("color", {"color": "red"}),
    ],
)
def test_what_is_given_with_a_verb_is_read_as_strictly(field: str, raw: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        read_given(raw)

    assert refusal.value.code == "bad_argument"
    assert refusal.value.data["field"] == field
    assert len(refusal.value.data["value"]) <= 80


@pytest.mark.parametrize("no", ["10002", "99", "T-7"])
def test_a_number_like_those_of_a_shop_cannot_be_chosen(business: Database, no: str) -> None:
    business.do(
        SYSTEM, add_shop, code="two", name="Two", tz="UTC", currency="CNY", number_prefix="T-"
    )

    with pytest.raises(Invalid) as refusal:
        business.do(SYSTEM, accept_order, a_draft(no=no))

    assert refusal.value.code == "number_reserved"
    assert refusal.value.data == {"field": "no", "no": no}
    assert business.ask(SYSTEM, look_count) == 0


def test_a_chosen_number_is_given_once(business: Database) -> None:
    first = business.do(SYSTEM, accept_order, a_draft(no="PO-7a"))

    with pytest.raises(Invalid) as refusal:
        business.do(SYSTEM, accept_order, a_draft(no="PO-7a"))

    assert first.no == "PO-7a"
    assert refusal.value.code == "number_taken"
    assert refusal.value.data == {"field": "no", "no": "PO-7a"}


def test_what_turns_the_direction_of_writing_is_left_out() -> None:
    """It lets a note speak as somebody else; address books put it around numbers."""
    turned = "\u202a138 0000 0001\u202c"
    draft = read_draft(a_raw(customer={"phone": turned}, remark="by \u202emoT\u2066"))

    assert (draft.customer.phone, draft.remark) == ("138 0000 0001", "by moT")


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f"])
def test_a_text_has_no_controls_but_lines_and_tabs(control: str) -> None:
    assert read_draft(a_raw(remark="one\n\ttwo")).remark == "one\n\ttwo"

    with pytest.raises(Invalid, match="bad_argument"):
        read_draft(a_raw(remark=f"one{control}two"))
