"""Two witnesses for the same laws, `oms check` and SQL of the tests: both see what is wrong."""

import pytest
from sqlalchemy import text

from models.db import Database
from models.orders.states import Lane
from models.proof.check import check
from tests.factories import an_order, stock
from tests.invariants import broken_laws

WRONGS = {
    "a unit from nowhere": "UPDATE stock_balance SET qty = qty + 1 WHERE bucket = 'supplier'",
    "a unit reserved for nobody": """
        UPDATE stock_balance SET qty = qty + CASE bucket WHEN 'available' THEN -1 ELSE 1 END
        WHERE bucket IN ('available', 'reserved')
    """,
    "a part that carries too much": "UPDATE fulfillment_line SET qty = qty + 1",
    "a part that moved by itself": "UPDATE fulfillment SET state = 'packed'",
    "a version without an event": 'UPDATE "order" SET version = version + 1',
    "a status without an event": """UPDATE "order" SET status = 'completed'""",
    "money from nowhere": 'UPDATE "order" SET paid_minor = 1',
    "a total nobody asked for": 'UPDATE "order" SET total_minor = total_minor + 1',
    "less than nothing": """
        UPDATE "order" SET stated_difference_minor = -1 - total_minor, total_minor = -1
    """,
    "a card in the wrong lane": """UPDATE "order" SET lane = 'picking'""",
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_both_witnesses_see_it(business: Database, wrong: str) -> None:
    stock(business, MUG=5)
    an_order(business, {"MUG": 2}, lane=Lane.ALLOCATED)
    assert broken_laws(business.engine) == {}
    assert check(business).is_clean
    with business.engine.begin() as connection:
        connection.execute(text(WRONGS[wrong]))

    assert broken_laws(business.engine) != {}
    assert not check(business).is_clean
