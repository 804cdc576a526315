"""The laws of the books, each as a search for the first record that breaks it.

    I1  Σ over all buckets of a SKU in a warehouse is zero
    I2  no physical bucket holds less than nothing
    I3  a balance is the fold of its moves
    I4  reserved, staged and carrier hold what the parts in those states carry
    I5  the parts of a line under way carry what is still wanted of it
    I6  the money of an order adds up
    I7  versions are 1..n per thing, and each event begins where the last one ended
    I8  the seals fit the log
    I9  an order stands in the lane its status, parts and holds say

The first offender is looked for by its key alone (`min`, or sums of entries that should cancel out)
and then read: with joins, `ORDER BY … LIMIT 1` makes PostgreSQL go through the orders one by one.

Refunds, returns and vouchers are not kept yet, so what I5 and I6 say of them cannot be applied.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from models.db import Unit
from models.proof.log_laws import log_is_whole, seals_fit
from models.proof.offender import Offender
from models.proof.order_laws import lanes_agree, lines_are_served, money_adds_up
from models.proof.stock_laws import (
    balances_fold,
    nothing_below_zero,
    parts_are_held,
    sum_is_zero,
)


class Invariant(NamedTuple):
    """A law and the search for the first record that breaks it."""

    key: str
    first: Callable[[Unit], Offender | None]


INVARIANTS: Final = (
    Invariant("I1", sum_is_zero),
    Invariant("I2", nothing_below_zero),
    Invariant("I3", balances_fold),
    Invariant("I4", parts_are_held),
    Invariant("I5", lines_are_served),
    Invariant("I6", money_adds_up),
    Invariant("I7", log_is_whole),
    Invariant("I8", seals_fit),
    Invariant("I9", lanes_agree),
)
NOT_YET: Final = ("I5.returns", "I6.refunds", "I6.vouchers", "I10", "I11")
"""Laws of things that are not kept yet."""
