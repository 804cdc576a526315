"""Money: what is spread sums to what there was, and nothing is rounded away."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kit import money
from models.kit.errors import Invalid

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


@given(total=st.integers(0, 10**12), weights=WEIGHTS)
def test_shares_sum_to_the_whole_and_none_is_off_by_one_unit(
    total: int, weights: list[int]
) -> None:
    shares = money.spread(total, weights)

    assert sum(shares) == total
    base = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        if base:
            assert abs(share * base - total * weight) < base


@given(total=st.integers(0, 10**9), weights=WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    shares = money.spread(total, weights)

    ranked = sorted(zip(weights, shares, strict=True))
    for (lighter, less), (heavier, more) in pairwise(ranked):
        assert lighter == heavier or less <= more


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (10, [0, 0], [5, 5]),
        (1000, [1999, 1], [1000, 0]),
        (5, [], []),
        (0, [3, 4], [0, 0]),
    ],
)
def test_the_rest_goes_to_the_largest_remainder_then_to_the_first(
    total: int, weights: list[int], shares: list[int]
) -> None:
    assert money.spread(total, weights) == shares


@pytest.mark.parametrize(
    ("gross", "rate_bp", "tax"),
    [(11300, 1300, 1300), (100, 1300, 12), (1, 1300, 0), (9, 1300, 1), (0, 1300, 0), (500, 0, 0)],
)
def test_the_tax_within_a_price(gross: int, rate_bp: int, tax: int) -> None:
    assert money.tax_within(gross, rate_bp) == tax


@pytest.mark.parametrize(
    ("net", "rate_bp", "tax"),
    [(10000, 1300, 1300), (50, 100, 1), (49, 100, 0), (150, 100, 2), (250, 100, 3), (0, 900, 0)],
)
def test_the_tax_upon_a_price_is_rounded_half_up(net: int, rate_bp: int, tax: int) -> None:
    assert money.tax_upon(net, rate_bp) == tax


def test_any_sequence_of_partial_refunds_closes_to_the_whole() -> None:
    random = Random(7)
    for _ in range(100_000):
        qty, total = random.randint(1, 12), random.randint(0, 100_000)
        already = given_back = 0
        while already < qty:
            more = random.randint(1, qty - already)
            worth = money.refundable(total, qty, already, more)
            assert 0 <= worth <= total
            given_back += worth
            already += more
        assert given_back == total


def test_partial_refunds_come_to_the_figures_others_got_wrong() -> None:
    assert money.refundable(71_700, 4, 0, 1) == 17_925
    assert money.refundable(1_620, 3, 0, 1) == 540
    assert [money.refundable(100, 3, done, 1) for done in range(3)] == [33, 33, 34]


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.80", "CNY", 1280), ("12", "JPY", 12), ("1.005", "KWD", 1005), ("-3.5", "EUR", -350),
     ("1e2", "CNY", 10_000), (7, "CNY", 700)],
)  # fmt: skip
def test_an_amount_is_read_in_minor_units(amount: str | int, currency: str, minor: int) -> None:
    assert money.parse(amount, currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("1.005", "CNY", "amount_too_fine"),
        ("0.5", "JPY", "amount_too_fine"),
        ("1.0000000000000000000000000000001", "CNY", "amount_too_fine"),
        ("1e-9999999", "CNY", "amount_too_fine"),
        ("1e16", "CNY", "amount_too_large"),
        ("1e999999999999", "CNY", "amount_too_large"),
        ("-1e30", "JPY", "amount_too_large"),
        ("twelve", "CNY", "amount_malformed"),
        ("", "CNY", "amount_malformed"),
        ("1_000", "CNY", "amount_malformed"),
        ("NaN", "CNY", "amount_malformed"),
        ("-Infinity", "CNY", "amount_malformed"),
        ("1.00", "XYZ", "currency_unknown"),
        ("1.00", "cny", "currency_unknown"),
        ("1.00", "", "currency_unknown"),
    ],
)
def test_an_amount_that_is_none_is_refused(amount: str, currency: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        money.parse(amount, currency)

    assert refusal.value.code == code


def test_a_cell_of_ten_million_digits_is_refused_and_not_repeated() -> None:
    with pytest.raises(Invalid) as refusal:
        money.parse("9" * 10_000_000, "CNY")

    assert refusal.value.code == "amount_malformed"
    assert refusal.value.data == {"field": "amount", "value": "9" * 40}


@pytest.mark.parametrize(
    ("minor", "currency", "plain"),
    [(1280, "CNY", "12.80"), (-5, "CNY", "-0.05"), (12, "JPY", "12"), (0, "KWD", "0.000")],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(
    minor: int, currency: str, plain: str
) -> None:
    assert money.plain(minor, currency) == plain
    assert money.parse(plain, currency) == minor
