"""What the rows of one order come to, and whether it is over already."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from models.channels.cells import Problem
from models.channels.fields import Field
from models.channels.trade import LineKind, Standing, standing, standing_of_payment
from models.orders.drafts import OrderDraft

CREDIT_NOTE: Final = "credit-note"
F = Field
STATUSES: Final = (F.STATUS, F.FULFILMENT, F.PAYMENT, F.CANCELLED_AT)
"""The fields whose words say how far an order is."""
_STANDINGS: Final = (Standing.CANCELLED, Standing.COMPLETED, Standing.LOOK)
"""The earlier counts before the later, whichever of the words says it."""


class Terms(NamedTuple):
    """What a file leaves out.

    Attributes:
        columns: the fields the file has columns for.
        titles: what the file calls them.
        is_nested: whether rows of one number are a whole order.
    """

    channel: str
    currency: str
    columns: Collection[Field]
    titles: Mapping[Field, str]
    is_nested: bool = False


class Wanted(NamedTuple):
    """A SKU an order speaks of in some rows, as the file first describes it."""

    rows: tuple[int, ...]
    name: str
    price: Decimal | None
    kind: LineKind

    @property
    def is_service(self) -> bool:
        """Whether it is no goods."""
        return self.kind is not LineKind.GOODS

    @property
    def stands_in(self) -> bool:
        """Whether it may be made without being asked for: work and postage, never a discount."""
        return self.kind not in {LineKind.GOODS, LineKind.DISCOUNT}


class Over(NamedTuple):
    """That an order is never to be an open one.

    Attributes:
        is_cancelled: else its goods have left, or it is done.
        why: the file's own word for it, or `credit-note`.
    """

    is_cancelled: bool
    why: str


class Assembled(NamedTuple):
    """What the rows of one order come to.

    Attributes:
        draft: the order; None where it is refused, or where nothing of it is an order.
        over: why it is never to be an open order; None where it may be one.
        corrections: rows that are no order at all but corrections of stock.
    """

    draft: OrderDraft | None
    currency: str
    over: Over | None
    skus: Mapping[str, Wanted]
    corrections: list[Problem]
    problems: list[Problem]

    @property
    def is_over(self) -> bool:
        """Whether it is never to be an open order."""
        return self.over is not None

    @property
    def is_cancelled(self) -> bool:
        """Whether it is over because it was called off, or is a credit note."""
        return self.over is not None and self.over.is_cancelled


def over_of(said: Mapping[Field, str], *, is_credit: bool) -> tuple[Over | None, str]:
    """Return why nothing is to be sent any more; else the word for which a person has to look."""
    if is_credit:
        return Over(is_cancelled=True, why=CREDIT_NOTE), ""
    means = {_STANDING_BY[field](word): word for field, word in reversed(list(said.items()))}
    found = next((each for each in _STANDINGS if each in means), Standing.OPEN)
    if found in {Standing.CANCELLED, Standing.COMPLETED}:
        return Over(found is Standing.CANCELLED, means[found]), ""
    return None, means[found] if found is Standing.LOOK else ""


_STANDING_BY: Final[Mapping[Field, Callable[[str], Standing]]] = {
    F.STATUS: standing,
    F.FULFILMENT: standing,
    F.PAYMENT: standing_of_payment,
    F.CANCELLED_AT: lambda _when: Standing.CANCELLED,
}
