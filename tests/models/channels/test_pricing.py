"""What a unit costs, told by its price, by the total of its line, or by both."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.channels.pricing import price_of
from models.channels.trade import Standing, standing, standing_of_payment
from models.kit.errors import Invalid

cents = st.integers(0, 10**9).map(lambda n: Decimal(n).scaleb(-2))


@given(st.integers(1, 5_000), cents, cents)
def test_a_line_comes_to_its_total_to_the_last_cent(qty: int, total: Decimal, off: Decimal):
    price = price_of(qty, None, total, off, 2)

    assert price.unit is not None
    assert price.unit * qty - price.off == total - off
    assert price.unit.as_tuple().exponent == -2
    assert 0 <= price.off - off < qty * Decimal("0.01")


@pytest.mark.parametrize(
    ("total", "off", "left"),
    [("20", "0", "0"), ("20", "3", "3"), ("17", "3", "3"), ("17", "0", "3")],
)
def test_a_total_before_or_after_what_is_off_agrees(total: str, off: str, left: str):
    assert price_of(2, Decimal(10), Decimal(total), Decimal(off), 2) == (10, Decimal(left))


@pytest.mark.parametrize(("total", "off"), [("21", "0"), ("18", "3")])
def test_a_total_that_cannot_be_right_is_refused(total: str, off: str):
    with pytest.raises(Invalid) as refusal:
        price_of(2, Decimal(10), Decimal(total), Decimal(off), 2)

    assert refusal.value.code == "line_total_differs"


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("", Standing.OPEN),
        ("processing", Standing.OPEN),
        ("unfulfilled", Standing.OPEN),
        ("pending", Standing.OPEN),
        ("待发货", Standing.OPEN),
        ("买家已付款", Standing.OPEN),
        (" SHIPPED ", Standing.COMPLETED),
        ("已完成", Standing.COMPLETED),
        ("partially_refunded", Standing.LOOK),
        ("Voided", Standing.CANCELLED),
    ],
)
def test_a_word_for_a_status_means_what_it_says(word: str, means: Standing):
    assert standing(word) is means


def test_a_payment_that_is_pending_is_none_yet():
    assert standing_of_payment("pending") is Standing.LOOK
    assert standing_of_payment("paid") is Standing.OPEN
