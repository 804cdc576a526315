"""An order of Shopify: discounts, taxes, what went back, and what says that it is over."""

from typing import Any

from models.channels.fields import Field
from models.channels.shopify import is_order, rows

F = Field
LINE = {
    "id": 1, "sku": "MUG", "name": "Mug - green", "quantity": 2, "price": "10.00",
    "variant_id": 31, "product_id": 21, "total_discount": "0.00",
}  # fmt: skip
ORDER = {
    "id": 900, "name": "#1001", "created_at": "2026-02-28T09:00:00+08:00", "currency": "USD",
    "total_price": "25.50", "total_tax": "1.50", "total_discounts": "0.00", "note": None,
    "taxes_included": False, "financial_status": "paid", "fulfillment_status": None,
    "cancelled_at": None, "email": "bob@example.com", "line_items": [LINE],
    "customer": {"id": 5, "first_name": "Bob", "last_name": "Norman"},
    "shipping_lines": [{"price": "4.00"}],
    "shipping_address": {"name": "Ann Norman", "address1": "Main St 1", "country_code": "US",
                         "city": "Louisville", "zip": "40202", "phone": "555"},
}  # fmt: skip


def order(**other: Any) -> dict[str, Any]:
    return {**ORDER, **other}


def line(**other: Any) -> dict[str, Any]:
    return {**LINE, **other}


def test_an_order_is_told_by_field():
    assert is_order(ORDER)

    (row,) = rows(ORDER)

    assert {field: text for field, text in row.items() if text} == {
        F.ORDER: "#1001", F.PLACED_AT: "2026-02-28T09:00:00+08:00", F.CUSTOMER: "5",
        F.CUSTOMER_NAME: "Bob Norman", F.CUSTOMER_EMAIL: "bob@example.com",
        F.RECIPIENT: "Ann Norman", F.PHONE: "555", F.COUNTRY: "US", F.CITY: "Louisville",
        F.ADDRESS: "Main St 1", F.POSTCODE: "40202", F.CURRENCY: "USD", F.SHIPPING: "4.00",
        F.TAX: "1.50", F.TOTAL: "25.50", F.PAYMENT: "paid", F.SKU: "MUG", F.NAME: "Mug - green",
        F.QTY: "2", F.PRICE: "10.00",
    }  # fmt: skip


def test_what_is_off_lines_and_shipping_is_not_off_the_order_again():
    lines = [line(discount_allocations=[{"amount": "1.50"}, {"amount": "0.50"}])]
    shipping = [{"price": "4.00", "discount_allocations": [{"amount": "4.00"}]}]

    (row,) = rows(order(line_items=lines, shipping_lines=shipping, total_discounts="9.00"))

    assert (row[F.LINE_DISCOUNT], row[F.DISCOUNT], row[F.SHIPPING]) == ("2.00", "3.00", "")


def test_a_variant_stands_in_for_a_sku_and_a_product_for_a_variant():
    lines = [line(sku=None), line(sku="", variant_id=None)]

    assert [row[F.SKU] for row in rows(order(line_items=lines))] == ["31", "21"]


def test_units_that_went_back_are_not_wanted_any_more():
    lines = [line(), line(id=2, sku="TEE"), line(id=3, sku="CUP", current_quantity=1)]
    back = [{"refund_line_items": [
        {"line_item_id": 1, "quantity": 2}, {"line_item_id": 2, "quantity": 1}]}]  # fmt: skip

    found = rows(order(line_items=lines, refunds=back))

    assert [(row[F.SKU], row[F.QTY]) for row in found] == [("TEE", "1"), ("CUP", "1")]


def test_an_order_that_all_went_back_is_kept_as_it_was():
    back = [{"refund_line_items": [{"line_item_id": 1, "quantity": 2}]}]

    (row,) = rows(order(refunds=back, financial_status="refunded"))

    assert (row[F.QTY], row[F.PAYMENT]) == ("2", "refunded")


def test_a_tip_is_a_line_and_a_test_is_named_as_one():
    first, tip = rows(order(total_tip_received="3.00", test=True))

    assert (tip[F.SKU], tip[F.PRICE], first[F.STATUS]) == ("TIP", "3.00", "test")


def test_what_is_not_as_it_should_be_is_handed_on_to_be_refused():
    odd = order(
        line_items=[line(price={"amount": 1}, quantity="x"), 3], total_discounts="much",
        customer=[], shipping_address="here", shipping_lines=None, refunds=[None],
    )  # fmt: skip

    (row,) = rows(odd)

    assert (row[F.PRICE], row[F.QTY], row[F.DISCOUNT]) == ("", "x", "much")
    assert rows({"line_items": [], "total_price": None})[0][F.ORDER] == ""
