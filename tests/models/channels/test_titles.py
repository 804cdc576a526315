"""Titles of nested records: how far the last part of one may be believed."""

from models.channels.fields import Field
from models.channels.headers import match
from models.channels.platforms import THEIRS, TITLES

F = Field


def matched(*titles: str) -> dict[str, F]:
    return {titles[i]: field for i, field in match(titles).items()}


def test_a_dotted_title_is_known_by_its_whole_or_its_last_part() -> None:
    assert matched("order.id", "line_items.product.sku", "lines.qty", "items.unit_price") == {
        "order.id": F.ORDER,
        "line_items.product.sku": F.SKU,
        "lines.qty": F.QTY,
        "items.unit_price": F.PRICE,
    }


def test_where_goods_go_is_not_where_the_buyer_lives() -> None:
    assert matched("billing.city", "shipping.city", "customer.name", "shipping.name") == {
        "shipping.city": F.CITY,
        "customer.name": F.CUSTOMER_NAME,
        "shipping.name": F.RECIPIENT,
    }


def test_what_a_line_says_is_not_said_of_the_order() -> None:
    assert matched("items.total", "items.discount", "total", "discount", "items.status") == {
        "items.total": F.LINE_TOTAL,
        "items.discount": F.LINE_DISCOUNT,
        "total": F.TOTAL,
        "discount": F.DISCOUNT,
    }


def test_a_bare_name_of_something_unknown_names_nothing() -> None:
    assert matched("store.name", "carrier.status", "meta.date", "payment.currency") == {
        "payment.currency": F.CURRENCY
    }


def test_a_line_is_believed_before_the_order() -> None:
    assert matched("sku", "items.sku") == {"items.sku": F.SKU}


def test_amazons_prices_are_those_of_all_units() -> None:
    assert matched("order-id", "sku", "quantity-purchased", "item-price", "shipping-price") == {
        "order-id": F.ORDER,
        "sku": F.SKU,
        "quantity-purchased": F.QTY,
        "item-price": F.LINE_TOTAL,
        "shipping-price": F.LINE_SHIPPING,
    }
    assert matched("order id", "item price")["item price"] is F.PRICE


def test_the_titles_of_platforms_are_known_again() -> None:
    titles = [TITLES[field] for field in THEIRS]

    assert [match(titles)[i] for i in range(len(titles))] == list(THEIRS)
