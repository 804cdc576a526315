"""The form of the law: what is written about each verb, apart from the tables of the core."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from models.access.verbs import Verb
from models.orders.given import NOTHING, Given
from tests.models.tables.world import Trial

Prepare = Callable[[Trial, str], None]
Units = tuple[str, str, str, int]
"""A SKU, the bucket its units leave, the one they come to, and how many; in WH1."""


def as_it_is(_trial: Trial, _no: str) -> None:
    """Prepare nothing."""


class Legal(NamedTuple):
    """A move that is legal.

    Attributes:
        scene: the order it is tried on.
        to: the order's status after it, or None where it stays.
        parts: states of the parts that move, from and to; None before a new part.
        then: what follows by itself: events with the status each leads to.
        back: the status after undo, where it is not the one before; `!code` a refusal of the undo.
        facts: queries about the order (`:id`) and the one value each finds after the move.
    """

    scene: str
    to: str | None = None
    parts: tuple[tuple[str | None, str], ...] = ()
    units: tuple[Units, ...] = ()
    given: Given | None = None
    prepare: Prepare = as_it_is
    wait: timedelta = timedelta(0)
    then: tuple[tuple[str, str], ...] = ()
    back: str | None = None
    facts: tuple[tuple[str, Any], ...] = ()


class Breach(NamedTuple):
    """A move that lacks one thing, and the code it is refused by.

    Attributes:
        parts: numbers of the parts it is asked for, where it is not for the part of the scene.
    """

    code: str
    scene: str
    prepare: Prepare = as_it_is
    given: Given | None = None
    wait: timedelta = timedelta(0)
    may_override: bool = False
    parts: tuple[int, ...] = ()


class Law(NamedTuple):
    """What holds for a verb.

    Attributes:
        sources: states of the order, or of a part where `of_parts`, it may start from.
        in_orders: statuses of the order a move of its parts may be made in.
        is_stopped: whether an open hold stops it.
        asks: what must be given, each a code and the fields of which one will do.
        undo: the event its undo leaves; None where it cannot be undone.
        keeps_stock: whether its undo leaves stock where the move put it.
        by_itself: whether nobody can choose it.
    """

    verb: Verb
    event: str
    sources: frozenset[str]
    legal: tuple[Legal, ...]
    of_parts: bool = False
    in_orders: frozenset[str] = frozenset({"fulfilling"})
    is_stopped: bool = False
    given: Given = NOTHING
    asks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    breaches: tuple[Breach, ...] = ()
    undo: str | None = None
    keeps_stock: bool = False
    by_itself: bool = False


def states(names: str) -> frozenset[str]:
    """Return names written with spaces between."""
    return frozenset(names.split())


def update(table: str, change: str) -> Prepare:
    """Prepare by changing rows of a table that belong to the order, behind the back of the core."""
    key = "id" if table == '"order"' else "order_id"

    def prepare(trial: Trial, no: str) -> None:
        ids = 'SELECT id FROM "order" WHERE no = :no'
        trial.sql(f"UPDATE {table} SET {change} WHERE {key} = ({ids})", no=no)

    return prepare


def elsewhere(statement: str) -> Prepare:
    """Prepare by a statement that is not about the order alone."""

    def prepare(trial: Trial, _no: str) -> None:
        trial.sql(statement)

    return prepare


def with_payment(state: str, method: str = "online", amount: int = 2000) -> Prepare:
    """Prepare by putting a payment beside the order, behind the back of the core."""

    def prepare(trial: Trial, no: str) -> None:
        trial.sql(
            """INSERT INTO payment (order_id, method, state, amount_minor, created_at)
            SELECT id, :method, :state, :amount, created_at FROM "order" WHERE no = :no""",
            no=no, method=method, state=state, amount=amount,
        )  # fmt: skip

    return prepare
