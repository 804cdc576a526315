"""Who ships what: against an oracle that tries everything."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fulfilment.allocation import Allocation, Need, Site, allocate

SITES = [
    Site(key, code, priority, covers)
    for key, code, priority, covers in (
        (1, "WH1", 5, True), (2, "WH2", 5, False), (3, "WH3", 1, False), (4, "WH4", 9, True),
        (5, "WH5", 2, False), (6, "WH6", 2, True),
    )
]  # fmt: skip
FREE = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(1, 4)), st.integers(0, 5), max_size=12
)
NEEDS = st.lists(st.integers(1, 6), min_size=1, max_size=3).map(
    lambda quantities: [Need(i, i, qty) for i, qty in enumerate(quantities, 1)]
)


def fewest_short(needs: Sequence[Need], free: Mapping[tuple[int, int], int]) -> int:
    return sum(
        max(0, need.qty - sum(qty for (sku, _), qty in free.items() if sku == need.sku_id))
        for need in needs
    )


def fewest_parcels(needs: Sequence[Need], free: Mapping[tuple[int, int], int], short: int) -> int:
    """The least number of warehouses that together lack no more than `short`, by trying all."""
    places = sorted({place for _, place in free})
    for size in range(len(places) + 1):
        for chosen in combinations(places, size):
            held = {k: v for k, v in free.items() if k[1] in chosen}
            if fewest_short(needs, held) == short:
                return size
    raise AssertionError


def shipped(found: Allocation) -> dict[tuple[int, int], int]:
    sums: dict[tuple[int, int], int] = {}
    for share in found.shares:
        for take in share.takes:
            key = take.sku_id, share.site.id
            sums[key] = sums.get(key, 0) + take.qty
    return sums


@given(needs=NEEDS, free=FREE)
def test_as_much_as_can_be_is_shipped_in_as_few_parcels_as_can_be(
    needs: list[Need], free: dict[tuple[int, int], int]
) -> None:
    found = allocate(needs, free, SITES[:4])

    short = fewest_short(needs, free)
    assert sum(need.qty for need in found.short) == short
    assert len(found.shares) == fewest_parcels(needs, free, short)
    assert all(qty <= free[place] for place, qty in shipped(found).items())
    for need in needs:
        taken = [t.qty for share in found.shares for t in share.takes if t.line_id == need.line_id]
        lacking = [each.qty for each in found.short if each.line_id == need.line_id]
        assert sum(taken) + sum(lacking) == need.qty


@given(needs=NEEDS, free=st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(1, 6)), st.integers(0, 5), max_size=18))  # fmt: skip
def test_many_warehouses_are_taken_one_by_one_and_nothing_is_left_out(
    needs: list[Need], free: dict[tuple[int, int], int]
) -> None:
    found = allocate(needs, free, SITES)

    assert sum(need.qty for need in found.short) == fewest_short(needs, free)
    assert all(qty <= free[place] for place, qty in shipped(found).items())


@given(needs=NEEDS, free=FREE, order=st.permutations(SITES[:4]))
def test_the_same_question_has_the_same_answer(
    needs: list[Need], free: dict[tuple[int, int], int], order: list[Site]
) -> None:
    assert allocate(needs, free, order) == allocate(needs, free, SITES[:4])


@pytest.mark.parametrize(
    ("has", "chosen"),
    [
        ({1: 2, 2: 2}, ["WH1"]),
        ({2: 2, 3: 2}, ["WH3"]),
        ({1: 1, 3: 2}, ["WH3"]),
        ({1: 1, 2: 1, 3: 1}, ["WH1", "WH3"]),
        ({1: 1, 4: 1, 3: 1}, ["WH1", "WH4"]),
        ({}, []),
    ],
    ids=["covers", "lower number", "one parcel", "then number", "both cover", "nobody"],
)
def test_what_decides_between_warehouses(has: dict[int, int], chosen: list[str]) -> None:
    free = {(1, place): qty for place, qty in has.items()}

    found = allocate([Need(1, 1, 2)], free, SITES[:4])

    assert found.why["chosen"] == chosen


def test_two_lines_of_one_sku_do_not_share_a_unit() -> None:
    found = allocate([Need(1, 1, 2), Need(2, 1, 2)], {(1, 1): 3}, SITES[:1])

    assert [(t.line_id, t.qty) for t in found.shares[0].takes] == [(1, 2), (2, 1)]
    assert found.short == [Need(2, 1, 1)]


def test_a_balance_below_nothing_gives_nothing() -> None:
    for a, b in product((-2, 0), (-1, 0)):
        found = allocate([Need(1, 1, 1)], {(1, 1): a, (1, 2): b}, SITES[:2])
        assert found.shares == []
        assert found.short == [Need(1, 1, 1)]
