"""What an order comes to."""

from hypothesis import given
from hypothesis import strategies as st

from models.catalog.tables import TaxMode
from models.orders.totals import LineSum, Priced, add_up

LINES = st.lists(
    st.builds(
        Priced,
        unit_price=st.integers(0, 10**7),
        qty=st.integers(1, 500),
        tax_rate_bp=st.sampled_from([0, 600, 900, 1300]),
        discount=st.just(0),
    ),
    min_size=1,
    max_size=12,
)


@given(lines=LINES, share=st.integers(0, 100), shipping=st.integers(0, 10**5))
def test_prices_with_tax_in_them_add_up(lines: list[Priced], share: int, shipping: int) -> None:
    worth = sum(line.unit_price * line.qty for line in lines)
    off = worth * share // 100

    found = add_up(lines, discount=off, shipping=shipping, shipping_tax_bp=600)

    assert found.goods == worth
    assert found.discount == off == sum(line.discount for line in found.lines)
    assert found.total == worth - off + shipping
    assert found.tax == sum(line.tax for line in found.lines) + found.shipping_tax
    assert all(0 <= line.tax <= line.total for line in found.lines)


@given(lines=LINES, shipping=st.integers(0, 10**5))
def test_prices_without_tax_get_it_on_top(lines: list[Priced], shipping: int) -> None:
    found = add_up(lines, shipping=shipping, shipping_tax_bp=900, mode=TaxMode.EXCLUSIVE)

    assert found.total == sum(line.total for line in found.lines) + shipping + found.tax


def test_a_discount_is_spread_by_what_the_lines_are_worth_after_their_own() -> None:
    lines = [Priced(1000, 3, 1300), Priced(999, 1, 0, discount=99)]

    found = add_up(lines, discount=100, shipping=500, shipping_tax_bp=600)

    assert found.lines == [LineSum(77, 336, 2923), LineSum(122, 0, 877)]
    assert (found.goods, found.discount, found.shipping_tax) == (3999, 199, 28)
    assert (found.tax, found.total) == (364, 4300)


def test_the_same_order_without_tax_in_its_prices() -> None:
    lines = [Priced(1000, 3, 1300), Priced(999, 1, 0, discount=99)]

    found = add_up(lines, discount=100, shipping=500, shipping_tax_bp=600, mode=TaxMode.EXCLUSIVE)

    assert [line.tax for line in found.lines] == [380, 0]
    assert (found.shipping_tax, found.tax, found.total) == (30, 410, 4710)
