"""The lane of an order, by the six rules, over everything there can be."""

from itertools import combinations_with_replacement, product

import pytest

from models.orders.states import Lane, OrderStatus, PartState, lane_of
from tests.property.oracle import lane_of as lane_by_the_rules

EVERY_CASE = [
    (status, parts, held)
    for status, size, held in product(OrderStatus, range(4), (False, True))
    for parts in combinations_with_replacement(PartState, size)
]


def test_every_status_with_every_three_parts_is_in_the_lane_the_rules_say() -> None:
    for status, parts, held in EVERY_CASE:
        law = lane_by_the_rules(status.value, [part.value for part in parts], held=held)
        assert lane_of(status, parts, is_held=held) == law, (status, parts, held)


@pytest.mark.parametrize(
    ("status", "parts", "held", "lane"),
    [
        ("draft", [], True, None),
        ("rejected", [], False, None),
        ("approved", [], True, Lane.EXCEPTION),
        ("fulfilling", ["shipped", "in_production", "allocated"], False, Lane.BACKORDERED),
        ("fulfilling", ["shipped", "delivered", "packed"], False, Lane.PACKED),
        ("fulfilling", ["shipped", "lost"], False, Lane.SHIPPED),
        ("fulfilling", ["delivered", "lost"], False, Lane.EXCEPTION),
        ("fulfilling", ["cancelled"], False, Lane.EXCEPTION),
        ("delivered", ["delivered", "lost"], False, Lane.DELIVERED),
        ("completed", ["shipped"], True, Lane.COMPLETED),
        ("cancelled", [], True, Lane.CANCELLED),
    ],
)
def test_a_lane_one_can_name(
    status: str,
    parts: list[str],
    held: bool,  # noqa: FBT001  a column of the table above
    lane: Lane | None,
) -> None:
    found = lane_of(OrderStatus(status), map(PartState, parts), is_held=held)

    assert found is lane
