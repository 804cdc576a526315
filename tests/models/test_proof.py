"""`oms check` finds what somebody did behind the back of the core, and names it."""

import pytest
from sqlalchemy import text

from models.admission.commands import accept_order
from models.db import Database
from models.kit.actor import SYSTEM
from models.migrations.schema import APPEND_ONLY
from models.orders.given import Given
from models.orders.states import Lane
from models.proof.check import check
from models.workflow.drops import drop
from models.workflow.moves import perform
from tests.factories import a_draft, an_order, stock

# What is done, and the law that must notice. Each is what no command would ever write.
TAMPERS = {
    "I1": "UPDATE stock_balance SET qty = qty + 1 WHERE bucket = 'supplier'",
    "I3": "UPDATE stock_move SET qty = qty + 1 WHERE reason = 'goods_in'",
    "I4": "UPDATE fulfillment SET state = 'packed' WHERE state = 'picking'",
    "I5": "UPDATE order_line SET cancelled_qty = 1 WHERE id = 1",
    "I6": 'UPDATE "order" SET total_minor = total_minor + 1 WHERE id = 1',
    "I7": "DELETE FROM event WHERE seq = (SELECT max(seq) - 2 FROM event)",
    "I8": "UPDATE event SET reason_text = 'other' WHERE seq = 3",
    "I9": "UPDATE \"order\" SET lane = 'shipped' WHERE lane = 'picking'",
}


@pytest.fixture
def worked(business: Database) -> Database:
    stock(business, MUG=9, TEE=9)
    an_order(business, {"MUG": 2, "TEE": 1}, lane=Lane.PICKING)
    done = an_order(business, {"MUG": 2}, lane=Lane.SHIPPED)
    business.do(SYSTEM, drop, done.no, Lane.DELIVERED)
    lost = an_order(business, {"TEE": 2}, lane=Lane.SHIPPED)
    business.do(SYSTEM, perform, lost.no, "lose", Given(claim="X1"))
    business.do(SYSTEM, perform, lost.no, "reship")
    return business


def broken(database: Database) -> dict[str, str]:
    return {proof.key: proof.offender.subject for proof in check(database).proofs if proof.offender}


def test_honest_work_breaks_no_law(worked: Database) -> None:
    assert broken(worked) == {}


@pytest.mark.parametrize("law", TAMPERS)
def test_what_was_tampered_with_is_named(worked: Database, law: str) -> None:
    assert broken(worked) == {}

    _behind_its_back(worked, TAMPERS[law])

    assert law in broken(worked)


def test_nothing_can_hold_less_than_nothing(worked: Database) -> None:
    with pytest.raises(Exception, match=r"never_below_nothing|CHECK"):
        _behind_its_back(worked, "UPDATE stock_balance SET qty = -1 WHERE bucket = 'available'")


def test_a_check_is_of_one_moment_and_seals_the_tail_first(worked: Database) -> None:
    check(worked)

    sealed, written = worked.ask(
        SYSTEM,
        lambda unit: [
            unit.value(text(f"SELECT count(*) FROM {name}")) for name in ("event_seal", "event")
        ],
    )

    assert sealed == written > 20


def _behind_its_back(database: Database, statement: str) -> None:
    """Run a statement as somebody who owns the database could, without its guards."""
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        cursor = raw.cursor()
        if database.engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            for table in APPEND_ONLY:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
            cursor.execute(statement)
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement)
            raw.commit()
            cursor.execute("SET session_replication_role = DEFAULT")
            raw.commit()
        cursor.close()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM order_line", "lines"),
        ('UPDATE "order" SET tax_minor = 777', "tax"),
        ('UPDATE "order" SET goods_minor = 1', "goods"),
        ("""UPDATE "order" SET payment_status = 'paid'""", "payment_status"),
        ("UPDATE order_line SET qty = 9", "lines"),
        ("UPDATE order_line SET unit_price_minor = 1", "lines"),
        (
            """UPDATE "order" SET total_minor = -1, stated_difference_minor = -2001,
            payment_status = 'overpaid'""",
            "below_zero",
        ),
    ],
)
def test_money_that_does_not_add_up_is_named_by_what_does_not(
    business: Database, statement: str, found: str
) -> None:
    no = business.do(SYSTEM, accept_order, a_draft(channel="web")).no
    assert check(business).is_clean
    with business.engine.begin() as connection:
        connection.execute(text(statement))

    [broken] = [proof for proof in check(business).proofs if proof.offender]

    assert broken.key == "I6"
    assert broken.offender is not None
    assert broken.offender.subject == no
    assert found in broken.offender.found
