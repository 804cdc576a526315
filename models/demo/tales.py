"""Which lives orders have: one table, by the lane in which each tale stands at its end.

`share` is how many of 400 orders tell a tale that is over; whatever is left goes plainly to its
end. A tale begins with the order being accepted and with what its channel does by itself or asks
for (`ENTRY`). Of the tales that are not over each business tells every one once, beside the orders
that are under way at its end by nature.
"""

from collections.abc import Mapping
from enum import StrEnum
from random import Random
from typing import Final, NamedTuple

from models.demo import steps as s
from models.demo.doors import Door
from models.demo.goods import Group
from models.demo.steps import Step
from models.orders.states import Lane

L, G = Lane, Group


class Flaw(StrEnum):
    """What is wrong with an order as it comes in."""

    REMARK = "remark"
    ADDRESS = "address"
    PRICE = "price"
    TOTAL = "total"
    AMOUNT = "amount"
    UNLISTED = "unlisted"
    BLOCKED = "blocked"


class Tale(NamedTuple):
    """A life. `goods` are the groups of its lines, one line each; none means any common ones.

    Attributes:
        before: what happens before `ENTRY`; `steps` come after it.
        enters: whether it goes through `ENTRY` at all.
    """

    lane: Lane | None
    share: float
    doors: tuple[Door, ...]
    steps: tuple[Step, ...] = ()
    goods: tuple[Group, ...] = ()
    flaw: Flaw | None = None
    before: tuple[Step, ...] = ()
    enters: bool = True

    def path(self, door: Door) -> tuple[Step, ...]:
        """Return every step of the tale, as it goes on a channel."""
        entry = ENTRY[door] if self.enters else ()
        return (s.ACCEPT, *self.before, *entry, *self.steps)


M, T, C, P, B = Door
MT: Final = (M, T)
ANY: Final = (M, M, T, P, B)
ENTRY: Final[Mapping[Door, tuple[Step, ...]]] = {
    M: (s.PAY,), T: (s.PLATFORM_PAYS, s.PLAN), C: (), P: (s.AGREE_COD, s.PLAN), B: (s.PLAN,)
}  # fmt: skip
"""What brings an order of a channel, if nothing is wrong with it, to reserved stock."""
PACKED: Final = (s.PICK, s.PACK)
SHIPPED: Final = (*PACKED, s.SHIP)
ENDED: Final = (*SHIPPED, s.DELIVER, s.CONFIRM)
LOOKED_AT: Final = (s.RELEASE_HOLDS, s.APPROVE)
APART: Final = (G.NORTH, G.SOUTH)
LATE: Final = (G.LATE,)
AWAITED: Final = (G.AWAITED,)
MADE: Final = (G.MADE,)

# fmt: off
PENDING: Final = (
    Tale(L.PENDING_PAYMENT, 4, (M,), enters=False),
    Tale(L.PENDING_PAYMENT, 1, (M,), (s.FAIL_TO_PAY,), enters=False),
    Tale(L.PENDING_PAYMENT, 1, (M,), (), APART, enters=False),
    Tale(L.PENDING_REVIEW,  2, (T,), (s.RECALL,), enters=False),
    Tale(L.PENDING_REVIEW,  2, (P, T), (s.RELEASE_HOLDS,), flaw=Flaw.REMARK, enters=False),
    Tale(L.PENDING_REVIEW,  1, (T,), (s.RELEASE_HOLDS, s.REJECT, s.CORRECT),
         flaw=Flaw.TOTAL, enters=False),
    Tale(L.PENDING_REVIEW,  1, (P,), (s.CANCEL, s.RESTORE), enters=False),
    Tale(None,              1, (P,), (s.RELEASE_HOLDS, s.REJECT), flaw=Flaw.PRICE, enters=False),
    Tale(L.EXCEPTION, 1, (P, T), flaw=Flaw.REMARK, enters=False),
    Tale(L.EXCEPTION, 1, (T,), flaw=Flaw.ADDRESS, enters=False),
    Tale(L.EXCEPTION, 1, (T,), flaw=Flaw.TOTAL, enters=False),
    Tale(L.EXCEPTION, 1, (P,), flaw=Flaw.PRICE, enters=False),
    Tale(L.EXCEPTION, 1, (B,), flaw=Flaw.AMOUNT, enters=False),
    Tale(L.EXCEPTION, 1, (T,), flaw=Flaw.UNLISTED, enters=False),
    Tale(L.EXCEPTION, 1, (T,), flaw=Flaw.BLOCKED, enters=False),
    Tale(L.APPROVED,  3, (T, P, B), enters=False),
    Tale(L.APPROVED,  1, (P, B), (s.RELEASE_HOLDS, s.APPROVE), flaw=Flaw.REMARK, enters=False),
    Tale(L.APPROVED,  1, (T,), (s.PLAN, s.UNPLAN), enters=False),
)
"""Tales that end before `ENTRY` is gone through."""
UNDER_WAY: Final = (
    Tale(L.EXCEPTION,   1, ANY, (s.HOLD,)),
    Tale(L.EXCEPTION,   1, ANY, (s.PICK, s.PICK_SHORT)),
    Tale(L.EXCEPTION,   1, MT, (*SHIPPED, s.LOSE)),
    Tale(L.EXCEPTION,   1, MT, (*SHIPPED, s.COME_BACK)),
    Tale(L.BACKORDERED, 3, ANY, goods=AWAITED),
    Tale(L.BACKORDERED, 2, ANY, goods=(G.COMMON, G.AWAITED)),
    Tale(L.BACKORDERED, 1, MT, (s.MAKE,), MADE),
    Tale(L.BACKORDERED, 1, (T,), (s.RELEASE_STOCK,)),
    Tale(L.ALLOCATED,   3, ANY),
    Tale(L.ALLOCATED,   1, MT, (s.PICK, s.STOP_PICK)),
    Tale(L.ALLOCATED,   1, ANY, (s.ARRIVE,), LATE),
    Tale(L.ALLOCATED,   1, MT, goods=APART),
    Tale(L.PICKING,     3, ANY, (s.PICK,)),
    Tale(L.PICKING,     1, MT, (s.PICK,), APART),
    Tale(L.PICKING,     1, ANY, (*PACKED, s.UNPACK)),
    Tale(L.PICKING,     1, ANY, (*PACKED, s.UNDO)),
    Tale(L.PACKED,      3, ANY, PACKED),
    Tale(L.PACKED,      1, MT, (*PACKED, s.SHIP_FIRST), APART),
    Tale(L.PACKED,      1, ANY, (*SHIPPED, s.VOID_SHIP)),
    Tale(L.PACKED,      1, ANY, PACKED, (G.COMMON, G.SERVICE)),
    Tale(L.SHIPPED,     6, ANY, SHIPPED),
    Tale(L.SHIPPED,     2, MT, SHIPPED, APART),
    Tale(L.SHIPPED,     1, MT, (*SHIPPED, s.LOSE, s.RESHIP, *SHIPPED)),
    Tale(L.DELIVERED,   5, (M, B), (*SHIPPED, s.DELIVER)),
    Tale(L.DELIVERED,   2, (P,), (*SHIPPED, s.DELIVER)),
    Tale(L.DELIVERED,   1, (M,), (*SHIPPED, s.DELIVER), APART),
)
"""Tales that go on after `ENTRY`, and are not over."""
OVER: Final = (
    Tale(L.CANCELLED, 5, (M,), (s.EXPIRE,), enters=False),
    Tale(L.CANCELLED, 2, (P, B), (s.CANCEL_BY_SALES,), enters=False),
    Tale(L.CANCELLED, 2, (T,), (s.CANCEL,), flaw=Flaw.ADDRESS, enters=False),
)
"""Tales that end before `ENTRY`, and are over."""
ENDINGS: Final = (
    Tale(L.CANCELLED, 3, ANY, (s.CANCEL,)),
    Tale(L.CANCELLED, 2, MT, (s.PICK, s.CANCEL)),
    Tale(L.CANCELLED, 2, MT, (*PACKED, s.CANCEL)),
    Tale(L.CANCELLED, 2, ANY, (s.CANCEL,), LATE),
    Tale(L.COMPLETED, 8, ANY, (s.ARRIVE, *ENDED), LATE),
    Tale(L.COMPLETED, 4, MT, (s.ARRIVE, *ENDED), (G.COMMON, G.LATE)),
    Tale(L.COMPLETED, 4, MT, (s.MAKE, s.FINISH, *ENDED), MADE),
    Tale(L.COMPLETED, 12, MT, ENDED, APART),
    Tale(L.COMPLETED, 3, MT, (*SHIPPED, s.LOSE, s.RESHIP, *ENDED)),
    Tale(L.COMPLETED, 2, MT, (*SHIPPED, s.COME_BACK, s.RESHIP, *ENDED)),
    Tale(L.COMPLETED, 3, (M, B), (s.PICK, s.PICK_SHORT, s.RELEASE_HOLDS, s.FILL, *ENDED)),
    Tale(L.COMPLETED, 4, ANY, (s.HOLD, s.RELEASE_HOLDS, *ENDED)),
    Tale(L.COMPLETED, 4, ANY, (s.PICK, s.UNDO, *ENDED)),
    Tale(L.COMPLETED, 3, MT, (*PACKED, s.UNDO, s.PACK, s.SHIP, s.DELIVER, s.CONFIRM)),
    Tale(L.COMPLETED, 3, MT, (*SHIPPED, s.VOID_SHIP, s.SHIP, s.DELIVER, s.CONFIRM)),
    Tale(L.COMPLETED, 3, (T, B), (s.CANCEL_LINE, *ENDED), (G.COMMON, G.COMMON)),
    Tale(L.COMPLETED, 4, ANY, (s.NOTE, *ENDED)),
    Tale(L.COMPLETED, 8, (M, P), (*SHIPPED, s.DELIVER, s.AUTO_CONFIRM)),
    Tale(L.COMPLETED, 8, MT, ENDED, (G.COMMON, G.SERVICE)),
    Tale(L.COMPLETED, 5, (P, T), ENDED, flaw=Flaw.REMARK, before=LOOKED_AT),
    Tale(L.COMPLETED, 5, (M,), (*LOOKED_AT, s.PLAN, *ENDED), flaw=Flaw.REMARK),
    Tale(L.COMPLETED, 2, (T,), ENDED, flaw=Flaw.TOTAL, before=LOOKED_AT),
    Tale(L.COMPLETED, 50, (C,), (s.HAND_OVER,)),
)
"""Tales that go on after `ENTRY`, and are over."""
PLAIN: Final = Tale(L.COMPLETED, 0, ANY, ENDED)
ON_TERMS: Final = Tale(L.COMPLETED, 0, (B,), (*ENDED, s.SETTLE))
# fmt: on
STANDS_H: Final[Mapping[Lane | None, tuple[float, float]]] = {
    L.PENDING_PAYMENT: (0.1, 16),
    L.PENDING_REVIEW: (0.2, 10),
    L.EXCEPTION: (0.5, 30),
    None: (1, 20),
    L.APPROVED: (0.2, 9),
    L.BACKORDERED: (3, 60),
    L.ALLOCATED: (0.2, 10),
    L.PICKING: (0.05, 3),
    L.PACKED: (0.2, 8),
    L.SHIPPED: (3, 34),
    L.DELIVERED: (2, 70),
}  # fmt: skip
"""Working hours that a card has stood in its lane at the end, least and most."""


OPEN: Final = (*UNDER_WAY, *PENDING)
CLOSED: Final = (*OVER, *ENDINGS)
_OF: Final = 400
_SHARES: Final = {M: 0.42, T: 0.30, C: 0.13, P: 0.055, B: 0.095}


def _share(tale: Tale, door: Door) -> float:
    return tale.share * tale.doors.count(door) / len(tale.doors)


def plain(door: Door) -> Tale:
    """Return the tale of an order with which nothing is the matter."""
    return ON_TERMS if door is B else PLAIN


_BY_DOOR: Final = {
    door: (
        [*(tale for tale in CLOSED if door in tale.doors), plain(door)],
        [*(_share(tale, door) for tale in CLOSED if door in tale.doors),
         max(0.0, _SHARES[door] * _OF - sum(_share(tale, door) for tale in CLOSED))],
    )
    for door in Door
}  # fmt: skip


def choose_tale(door: Door, chance: Random) -> Tale:
    """Return what becomes of an order of a channel."""
    tales, shares = _BY_DOOR[door]
    return chance.choices(tales, shares)[0]
