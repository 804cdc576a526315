"""What is said of discounts makes the very same lines again."""

import hypothesis.strategies as st
from hypothesis import given

from models.exports.discounts import Discounts, told_apart
from models.orders.totals import Priced, add_up


@st.composite
def priced(draw: st.DrawFn) -> Priced:
    price, qty = draw(st.integers(0, 100_000)), draw(st.integers(1, 9))
    return Priced(price, qty, 1300, draw(st.just(0) | st.integers(0, price * qty)))


@given(st.lists(priced(), min_size=1, max_size=9), st.fractions(0, 1))
def test_lines_come_out_as_they_were(lines: list[Priced], part: float) -> None:
    worth = sum(line.unit_price * line.qty - line.discount for line in lines)
    order = int(worth * part)
    before = add_up(lines, discount=order)
    gross = [line.unit_price * line.qty for line in lines]

    said = told_apart(gross, [line.discount for line in before.lines], order)

    again = [line._replace(discount=own) for line, own in zip(lines, said.lines, strict=True)]
    assert add_up(again, discount=said.order) == before
    assert said.order in {order, 0}


def test_what_was_taken_off_the_order_is_not_said_on_its_lines() -> None:
    assert told_apart([3000, 1000], [300, 100], 400) == Discounts([0, 0], 400)


def test_what_was_taken_off_a_line_is_said_there() -> None:
    assert told_apart([3000, 1000], [500, 0], 0) == Discounts([500, 0], 0)


def test_both_are_told_apart() -> None:
    lines = [Priced(1000, 3, 0, 200), Priced(1000, 1, 0)]
    taken = [line.discount for line in add_up(lines, discount=95).lines]

    assert taken == [270, 25]
    assert told_apart([3000, 1000], taken, 95) == Discounts([200, 0], 95)
