"""A platform that asks less than our sum asks less for every line: what is left stays fair."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from models.admission.commands import accept_order
from models.catalog import commands as catalog
from models.catalog.tables import ChannelKind, TaxMode
from models.db import Database, Unit
from models.fulfilment.cancelling import share_minor
from models.kit.actor import SYSTEM
from models.orders.given import Given
from models.workflow.moves import perform
from tests.factories import a_draft, fresh
from tests.invariants import broken_laws


def cancel(business: Database, no: str, line: int, qty: int) -> tuple[int, int]:
    """Cancel units of a line; return the total and the difference that are left."""
    given = Given(reason="less", line=line, qty=qty)
    business.do(SYSTEM, perform, no, "cancel_line", given)
    row = fresh(business, no).row
    assert broken_laws(business.engine) == {}
    return row.total_minor, row.stated_difference_minor


@pytest.mark.parametrize(
    ("stated", "left"),
    [
        ("30.00", (1000, 0)),
        ("27.00", (900, -100)),  # a tenth less for all: a tenth less for what is left
        ("0.01", (0, -1000)),
        ("0", (0, -1000)),
        ("33.00", (1300, 300)),  # what it asks more is of no line
    ],
)
def test_what_a_platform_asks_less_goes_with_the_lines_it_was_asked_less_for(
    business: Database, stated: str, left: tuple[int, int]
) -> None:
    draft = a_draft({"MUG": 2, "TEE": 1}, total=stated)
    no = business.do(SYSTEM, accept_order, draft).no

    assert cancel(business, no, 1, 2) == left


def test_shipping_is_asked_for_as_far_as_it_was(business: Database) -> None:
    draft = a_draft({"MUG": 2}, shipping="5.00", total="3.00")
    no = business.do(SYSTEM, accept_order, draft).no

    assert cancel(business, no, 1, 1) == (300, -1200)


def test_tax_on_top_is_asked_less_for_too(business: Database) -> None:
    business.do(SYSTEM, _an_exclusive_shop)
    draft = a_draft({"TAXED": 2}, channel="net", total="12.00")  # of 24.00
    no = business.do(SYSTEM, accept_order, draft).no

    assert cancel(business, no, 1, 1) == (600, -600)


def _an_exclusive_shop(unit: Unit) -> None:
    catalog.add_shop(
        unit, code="net", name="Net", tz="Asia/Shanghai", currency="CNY",
        tax_mode=TaxMode.EXCLUSIVE, number_prefix="N-",
    )  # fmt: skip
    catalog.add_channel(unit, shop="net", code="net", name="Net", kind=ChannelKind.MALL)
    catalog.add_sku(
        unit, sku="TAXED", name="Taxed", currency="CNY", price_minor=1000, tax_rate_bp=2000
    )


@given(worths=st.lists(st.integers(0, 10**9), min_size=1, max_size=12), asked=st.integers(0, 10**9))
def test_whatever_goes_first_what_is_left_is_never_less_than_nothing(
    worths: list[int], asked: int
) -> None:
    worth, less = sum(worths), sum(worths) - asked
    for off in worths:
        share = share_minor(less, off, worth)
        assert 0 <= share <= off
        worth, less = worth - off, less - share
        assert worth - less >= 0
    assert less <= 0
