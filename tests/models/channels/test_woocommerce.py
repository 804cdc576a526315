"""An order of WooCommerce: coupons in its lines, fees beside them, tax on top."""

from typing import Any

from models.channels.fields import Field
from models.channels.woocommerce import is_order, rows

F = Field
LINE = {"name": "Mug", "product_id": 93, "variation_id": 0, "quantity": 2, "sku": "MUG",
        "subtotal": "20.00", "total": "18.00", "total_tax": "1.80"}  # fmt: skip
ORDER = {
    "id": 727, "number": "727", "status": "processing", "currency": "USD", "customer_id": 0,
    "date_created": "2026-02-28T17:00:00", "date_created_gmt": "2026-02-28T09:00:00",
    "total": "29.80", "total_tax": "1.80", "shipping_total": "10.00", "customer_note": "Ring",
    "billing": {"first_name": "John", "last_name": "Doe", "email": "john@example.com",
                "phone": "555", "address_1": "Market 969", "country": "US"},
    "shipping": {"first_name": "", "last_name": "", "address_1": "", "country": ""},
    "line_items": [LINE], "fee_lines": [], "refunds": [],
}  # fmt: skip


def order(**other: Any) -> dict[str, Any]:
    return {**ORDER, **other}


def test_an_order_is_told_by_field():
    assert is_order(ORDER)

    (row,) = rows(ORDER)

    assert {field: text for field, text in row.items() if text} == {
        F.ORDER: "727", F.PLACED_AT: "2026-02-28T09:00:00Z", F.CUSTOMER_NAME: "John Doe",
        F.CUSTOMER_EMAIL: "john@example.com", F.CUSTOMER_PHONE: "555", F.RECIPIENT: "John Doe",
        F.ADDRESS: "Market 969", F.COUNTRY: "US", F.PHONE: "555", F.CURRENCY: "USD",
        F.SHIPPING: "10.00", F.TAX: "1.80", F.TOTAL: "29.80", F.STATUS: "processing",
        F.REMARK: "Ring", F.SKU: "MUG", F.NAME: "Mug", F.QTY: "2", F.LINE_TOTAL: "20.00",
        F.LINE_DISCOUNT: "2.00",
    }  # fmt: skip


def test_goods_go_to_the_shipping_address_where_there_is_one():
    shipping = {"first_name": "Ann", "last_name": "Doe", "address_1": "Main St 1", "city": "Lima"}

    (row,) = rows(order(shipping=shipping))

    assert (row[F.RECIPIENT], row[F.ADDRESS], row[F.CITY], row[F.COUNTRY]) == (
        "Ann Doe", "Main St 1", "Lima", "",
    )  # fmt: skip


def test_a_fee_is_a_line_and_one_below_nothing_is_off_the_order():
    fees = [{"name": "Gift wrap", "total": "3.00"}, {"name": "Friends", "total": "-1.25"}]

    _, fee = rows(order(fee_lines=fees))

    assert (fee[F.SKU], fee[F.NAME], fee[F.PRICE], fee[F.DISCOUNT]) == (
        "FEE", "Gift wrap", "3.00", "1.25",
    )  # fmt: skip


def test_a_price_raised_by_hand_is_the_price():
    (row,) = rows(order(line_items=[{**LINE, "total": "24.00"}]))

    assert (row[F.LINE_TOTAL], row[F.LINE_DISCOUNT]) == ("24.00", "")


def test_ids_stand_in_for_a_sku():
    lines = [{**LINE, "sku": ""}, {**LINE, "sku": "", "variation_id": 94}]

    assert [row[F.SKU] for row in rows(order(line_items=lines))] == ["93", "94"]


def test_what_is_unpaid_or_partly_paid_back_says_so():
    assert rows(order(status="on-hold"))[0][F.PAYMENT] == "unpaid"
    assert rows(order(refunds=[{"total": "-5.00"}]))[0][F.PAYMENT] == "partially_refunded"
