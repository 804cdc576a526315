"""Numbers as people write them: signs, thousands, decimal commas, currency marks.

Whether a lone comma parts thousands or decimals is decided by the whole column, never by one cell:
`Evidence` is gathered from every row first, and only then is a number read.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from models.kit import money
from models.kit.errors import Invalid

MARKS: Final[dict[str, tuple[str, ...]]] = {
    "£": ("GBP",),
    "€": ("EUR",),
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "TWD", "HKD"),
    "円": ("JPY",),
    "rmb": ("CNY",),
    "人民币": ("CNY",),
    "人民幣": ("CNY",),
    "us$": ("USD",),
    "nt$": ("TWD",),
    "新台币": ("TWD",),
    "新臺幣": ("TWD",),
    "台币": ("TWD",),
    "hk$": ("HKD",),
    "港币": ("HKD",),
    "港幣": ("HKD",),
    "美元": ("USD",),
    "欧元": ("EUR",),
    "歐元": ("EUR",),
    "英镑": ("GBP",),
    "英鎊": ("GBP",),
    "日元": ("JPY",),
    "日圓": ("JPY",),
    "₩": ("KRW",),
    "₹": ("INR",),
    "$": ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"),
}
"""Which currencies a mark can stand for; longer marks that hold a shorter one are tried first."""

_ORDERED: Final = sorted(MARKS, key=len, reverse=True)
_CODE: Final = re.compile(r"^([a-z]{3})(?=[\s\d(.+-])|(?<=[\s\d).])([a-z]{3})$")
_PLAIN: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?")
_DIGITS: Final = re.compile(r"[0-9]+")
_GROUPED: Final = {
    mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{2,3}})*{re.escape(mark)}[0-9]{{3}}")
    for mark in ",."
}
_SPACES: Final = re.compile("[\\s'\N{RIGHT SINGLE QUOTATION MARK}]")
_MINUS: Final = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")


class Amount(NamedTuple):
    """A number, and the currencies its mark can stand for (none where it had no mark)."""

    value: Decimal
    currencies: tuple[str, ...] = ()


@dataclass(slots=True)
class Evidence:
    """What the cells of a column have shown: which mark certainly stood before decimals."""

    points: bool = False
    commas: bool = False

    def see(self, text: str) -> None:
        """Take in one more cell."""
        if "," not in text and (self.points or "." not in text):
            return
        body = _bare(text)[0]
        point, comma = body.rfind("."), body.rfind(",")
        is_lone = body.count(",") + body.count(".") == 1
        if is_lone and _GROUPED["," if comma >= 0 else "."].fullmatch(body):
            return  # 1,234 may be either
        self.points = self.points or (point > comma and body.count(".") == 1)
        self.commas = self.commas or (comma > point and body.count(",") == 1)

    @property
    def decimal_comma(self) -> bool:
        """Whether commas part decimals in this column."""
        return self.commas and not self.points


def read_amount(text: str, *, decimal_comma: bool = False) -> Amount:
    """Return what `text` says.

    Raises:
        Invalid: `amount_malformed`.
    """
    if not decimal_comma and _PLAIN.fullmatch(text):  # as most are, and fast
        return Amount(Decimal(text))
    return _read(text, decimal_comma)


def unmistakable(plain: str) -> str:
    """Return a true number so that nobody takes its point for thousands: 1.125 is 1.1250."""
    return f"{plain}0" if plain[-4:-3] == "." else plain


def read_qty(text: str, *, decimal_comma: bool = False) -> int:
    """Return a whole number of units; it may be negative or zero.

    Raises:
        Invalid: `qty_malformed`, `qty_not_whole`.
    """
    if len(text) < 10 and text.isascii() and text.isdigit():  # noqa: PLR2004  the plain case, fast
        return int(text)
    try:
        amount = _read(text, decimal_comma)
    except Invalid:
        raise Invalid("qty_malformed", value=text[:40]) from None
    if amount.currencies:
        raise Invalid("qty_malformed", value=text[:40])
    if amount.value != amount.value.to_integral_value():
        raise Invalid("qty_not_whole", value=text[:40])
    return int(amount.value)


def read_currency(text: str) -> str:
    """Return the code of a currency given by code, mark or name.

    Raises:
        Invalid: `currency_unknown`.
    """
    name = unicodedata.normalize("NFKC", text).strip()
    codes = MARKS.get(name.casefold(), ())
    code = codes[0] if len(codes) == 1 else name.upper()
    try:
        money.exponent(code)
    except Invalid:
        raise Invalid("currency_unknown", value=text[:40]) from None
    return code


@cache
def _known(code: str) -> bool:
    try:
        money.exponent(code)
    except Invalid:
        return False
    return True


def _bare(text: str) -> tuple[str, bool, tuple[str, ...]]:
    """Return digits and marks alone, whether a minus stood by, and what currency was named."""
    body = unicodedata.normalize("NFKC", text).translate(_MINUS).casefold().strip()
    currencies: tuple[str, ...] = ()
    is_negative = body.startswith("(") and body.endswith(")")
    body = body[1:-1].strip() if is_negative else body
    if body[:1] in {"-", "+"}:
        is_negative, body = is_negative ^ (body[0] == "-"), body[1:].strip()
    for mark in _ORDERED:
        if body.startswith(mark) or body.endswith(mark):
            body, currencies = body.removeprefix(mark).removesuffix(mark).strip(), MARKS[mark]
            break
    else:
        found = _CODE.search(body)
        if found and _known(found[0].upper()):
            currencies = (found[0].upper(),)
            body = (body[: found.start()] + body[found.end() :]).strip()
    if body[:1] == "-" and not is_negative:
        is_negative, body = True, body[1:]
    return _SPACES.sub("", body), is_negative, currencies


def _read(text: str, decimal_comma: bool) -> Amount:  # noqa: FBT001  private
    body, is_negative, currencies = _bare(text)
    digits = _point_only(body, decimal_comma=decimal_comma)
    whole, _, fraction = digits.partition(".")
    is_number = _DIGITS.fullmatch(whole + fraction) and len(digits) <= 40  # noqa: PLR2004
    # Raised and circled digits are folded into plain ones: 5² would be read as 52.
    if not is_number or any(ch.isdigit() and not ch.isdecimal() for ch in text):
        raise Invalid("amount_malformed", value=text[:40])
    value = Decimal(digits)
    return Amount(-value if is_negative else value, currencies)


def _point_only(body: str, *, decimal_comma: bool) -> str:
    """Return a number with no mark but the decimal point; what fits no pattern stays as it is."""
    point, comma = body.rfind("."), body.rfind(",")
    if point >= 0 and comma >= 0:
        thousands, decimal = (",", ".") if point > comma else (".", ",")
        whole, _, fraction = body.rpartition(decimal)
        is_grouped = _GROUPED[thousands].fullmatch(whole)
        return f"{whole.replace(thousands, '')}.{fraction}" if is_grouped else body
    mark = "," if comma >= 0 else "."
    is_decimal = (mark == ",") == decimal_comma
    if is_decimal and body.count(mark) == 1:
        return body.replace(mark, ".")
    return body.replace(mark, "") if _GROUPED[mark].fullmatch(body) else body
