"""Money as whole minor units of an ISO 4217 currency; never a float.

The laws of this module: what is spread sums to what there was, and a price that is finer than its
currency is refused, not rounded.
"""

from collections.abc import Sequence
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache
from typing import Final

from babel.numbers import get_currency_precision, list_currencies

from models.kit.errors import Invalid

MAX_MINOR: Final = 10**15
"""No single amount may be larger: nine thousand of the largest still add up in 64 bits."""
BASIS_POINTS: Final = 10_000
LONGEST: Final = 100
"""No amount needs more characters; the context below is exact for that many digits."""
_EXACT: Final = Context(prec=2 * LONGEST, Emax=MAX_EMAX, Emin=MIN_EMIN)
_NONE: Final = Decimal("NaN")
_NO_CURRENCY: Final = frozenset({"XXX", "XTS"})
"""Codes that stand for none, and for tests."""


@cache
def _known() -> frozenset[str]:
    return frozenset(list_currencies()) - _NO_CURRENCY


@cache
def exponent(currency: str) -> int:
    """Return how many decimals `currency` has: CNY 2, JPY 0, KWD 3.

    Raises:
        Invalid: `currency_unknown`.
    """
    if currency not in _known():
        raise Invalid("currency_unknown", currency=currency[:16])
    return get_currency_precision(currency)


def parse(amount: str | int | Decimal, currency: str, field: str = "amount") -> int:
    """Return `amount`, given in major units, as minor units of `currency`.

    Raises:
        Invalid: `amount_malformed`, `amount_too_fine`, `amount_too_large`, `currency_unknown`.
    """
    told = {"field": field, "value": str(amount)[:40]}
    try:
        value = Decimal(amount) if _is_plain(amount) else _NONE
    except InvalidOperation:
        raise Invalid("amount_malformed", told) from None
    if not value.is_finite():
        raise Invalid("amount_malformed", told)
    if value.copy_abs() > MAX_MINOR:
        raise Invalid("amount_too_large", told)
    decimals = exponent(currency)
    minor = value.scaleb(decimals, _EXACT)
    if minor != minor.to_integral_value():
        raise Invalid("amount_too_fine", told, decimals=decimals)
    if minor.copy_abs() > MAX_MINOR:
        raise Invalid("amount_too_large", told)
    return int(minor)


def _is_plain(amount: str | int | Decimal) -> bool:
    return not isinstance(amount, str) or (len(amount) <= LONGEST and "_" not in amount)


def plain(minor: int, currency: str) -> str:
    """Return `minor` as a decimal string in major units: `1280` CNY is `12.80`."""
    return str(Decimal(minor).scaleb(-exponent(currency)))


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Divide `total` in proportion to `weights` so that the shares sum to it exactly.

    Largest remainder; ties go to the earlier weight. Where all weights are zero, all are equal.
    """
    if not weights:
        return []
    base = sum(weights)
    if base == 0:
        weights, base = [1] * len(weights), len(weights)
    shares = [total * weight // base for weight in weights]
    remainders = [total * weight % base for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def tax_within(gross: int, rate_bp: int) -> int:
    """Return the tax contained in `gross` (prices that include tax), half up."""
    return _round(Decimal(gross) * rate_bp / (BASIS_POINTS + rate_bp))


def tax_upon(net: int, rate_bp: int) -> int:
    """Return the tax to add to `net` (prices that exclude tax), half up."""
    return _round(Decimal(net) * rate_bp / BASIS_POINTS)


def refundable(line_total: int, qty: int, already: int, more: int) -> int:
    """Return what giving back `more` of `qty` units is worth after `already` went back.

    Cumulative, so that any sequence of partial refunds closes to `line_total` with the last unit.
    """
    worth_before = line_total * already // qty
    return line_total * (already + more) // qty - worth_before


def _round(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
