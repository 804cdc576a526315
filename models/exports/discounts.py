"""What was taken off a line alone, told apart from its share of what was taken off the order.

Stored is the sum of both (`discount_minor`). Said twice, once on the line and once for the order,
the share would be taken off twice when the file comes back.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from models.kit import money

_TRIES: Final = 20


class Discounts(NamedTuple):
    """What was taken off each line alone, and off the order as a whole."""

    lines: Sequence[int]
    order: int


def told_apart(gross: Sequence[int], taken: Sequence[int], order: int) -> Discounts:
    """Return discounts from which `add_up` makes these very lines again.

    Shares go by what a line is worth after its own discount, which is the thing looked for: so it
    is guessed from what the lines come to, and corrected until it fits. Where nothing fits, all is
    said on the lines, which comes to the same.

    Args:
        gross: unit price * quantity of each line.
        taken: off each line, its share of `order` included.
        order: off the order as a whole.
    """
    if not order:
        return Discounts(taken, 0)
    worth = [whole - off for whole, off in zip(gross, taken, strict=True)]
    for _ in range(_TRIES):
        shares = money.spread(order, worth)
        own = _own(taken, shares, sum(taken) - order)
        worth = [whole - off for whole, off in zip(gross, own, strict=True)]
        made = zip(own, money.spread(order, worth), strict=True)
        if [off + share for off, share in made] == list(taken):
            return Discounts(own, order)
    return Discounts(taken, 0)


def _own(taken: Sequence[int], shares: Sequence[int], whole: int) -> list[int]:
    """Return what was taken off each line alone, `whole` together; small ones are rounding."""
    own = [max(off - share, 0) for off, share in zip(taken, shares, strict=True)]
    excess = sum(own) - whole
    for i in sorted(range(len(own)), key=own.__getitem__):
        less = min(own[i], excess)
        own[i], excess = own[i] - less, excess - less
    return own
