"""What one unit costs and what is off, from whatever a row says of the money of its line."""

from decimal import Decimal
from typing import NamedTuple

from models.kit.errors import Invalid


class Price(NamedTuple):
    """What one unit costs, None as the catalogue says, and what is off the line, in major units."""

    unit: Decimal | None
    off: Decimal


def price_of(
    qty: int, unit: Decimal | None, total: Decimal | None, off: Decimal, decimals: int
) -> Price:
    """Return the price of a line.

    A total that does not divide by the units keeps to the last cent: the price is rounded up, and
    what that is too much is off the line.

    Args:
        total: of all units, before what is off them, or after it.
        decimals: of the currency; `total` is no finer.

    Raises:
        Invalid: `line_total_differs`, where price and total cannot both be right.
    """
    if total is None:
        return Price(unit, off)
    if unit is None:
        whole = int(total.scaleb(decimals))
        each = Decimal(-(-whole // qty)).scaleb(-decimals)
        return Price(each, off + each * qty - total)
    gross = unit * qty
    if total in {gross, gross - off}:
        return Price(unit, off)
    if not off and total < gross:
        return Price(unit, gross - total)
    raise Invalid("line_total_differs", value=f"{total:f}", sum=f"{gross - off:f}")
