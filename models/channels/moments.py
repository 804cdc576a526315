"""Dates and times as people write them.

Whether 3/4/2010 is in March or in April is decided by the whole column, never by one cell:
`Evidence` is gathered from every row first. A time without an offset is the shop's own; one that a
change of the clocks skipped counts from before the change, one that it repeated is the first. A
bare number is the days a spreadsheet counts, or the seconds or milliseconds a machine does.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from models.kit.errors import Invalid


class DateOrder(StrEnum):
    """In which order a date of three bare numbers is written."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


_ZONE: Final = r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_CLOCK: Final = re.compile(
    r"(?P<half>[AP]\.?M\.?|上午|下午|凌晨|早上|中午|晚上)?\s*(?P<h>\d{1,2})[:时時](?P<m>\d{1,2})[:分]?"
    r"(?:(?P<s>\d{1,2})秒?(?:[.,]\d{1,9})?)?"
    rf"\s*(?P<half2>[AP]\.?M\.?)?\s*(?P<zone>{_ZONE})",
    re.IGNORECASE,
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|[T\s])")
_RUN: Final = re.compile(r"(20\d{6})(\d{2})(\d{2})(\d{2})?")
_REPUBLIC: Final = re.compile(
    r"(?:中華)?民國\s*(\d{2,3})\s*[-/.年](\d{1,2})[-/.月](\d{1,2})日?|"
    r"(1\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)"
)
_COUNT: Final = re.compile(r"\d{5}(?:\.\d+)?|\d{10}(?:\d{3})?(?:\.\d+)?")
_BARE: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-\s/]+([a-z]{3,9})\.?,?[-\s/]+(\d{4})", re.IGNORECASE
)
_MONTH_DAY: Final = re.compile(
    r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE
)
_WEEKDAY: Final = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_LONGEST: Final = 60
_DOTS: Final = 2
_REPUBLIC_BEGAN: Final = 1911
_DAY_NONE: Final = datetime(1899, 12, 30)  # noqa: DTZ001  days are counted in the shop's zone
_DAYS: Final = range(20_000, 80_000)
"""Counted by a spreadsheet: from 1954 to 2119."""
_SECONDS: Final = range(10**9, 2 * 10**9)
"""Counted by a machine: from 2001 to 2033; a longer count is of milliseconds."""
_CENTURY: Final = 2000
_MONTHS_OF_YEAR: Final = 12


@dataclass(slots=True)
class Evidence:
    """What the cells of a column have shown about the order of their dates.

    Attributes:
        unclear: the row of the first date that could be either; None where there was none.
    """

    day_first: bool = False
    month_first: bool = False
    unclear: int | None = None

    def see(self, text: str, row: int) -> None:
        """Take in one more cell."""
        found = _BARE.match(text)
        if found is None:
            return
        first, second = int(found[1]), int(found[2])
        if found[0].count(".") == _DOTS and second <= _MONTHS_OF_YEAR:
            self.day_first = True  # whoever writes dots begins with the day
            return
        if first > _MONTHS_OF_YEAR >= second:
            self.day_first = True
        elif second > _MONTHS_OF_YEAR >= first:
            self.month_first = True
        elif first != second and first <= _MONTHS_OF_YEAR and self.unclear is None:
            self.unclear = row

    @property
    def order(self) -> DateOrder | None:
        """What the column shows; None where it shows nothing, or both."""
        if self.day_first == self.month_first:
            return None
        return DateOrder.DMY if self.day_first else DateOrder.MDY


@lru_cache(maxsize=4096)
def read_moment(text: str, zone: ZoneInfo, order: DateOrder | None) -> datetime:
    """Return the moment `text` names, aware, in UTC; a date alone is midnight.

    Raises:
        Invalid: `date_malformed`, `date_impossible`, `date_unclear`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > _LONGEST:
        raise Invalid("date_malformed", value=text[:40])
    if _COUNT.fullmatch(plain):
        return _counted(plain, zone, text)
    plain = _WEEKDAY.sub("", plain)
    plain = _RUN.sub(_apart, plain) if _RUN.fullmatch(plain) else plain
    (year, month, day), rest = _date(plain, order)
    try:
        hour, minute, second, offset = _clock(rest)
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  its zone follows
        return naive.replace(tzinfo=offset or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("date_impossible", value=text[:40]) from None
    except Invalid:
        raise Invalid("date_malformed", value=text[:40]) from None


def _date(text: str, order: DateOrder | None) -> tuple[tuple[int, int, int], str]:
    """Return year, month and day, and what follows them."""
    if found := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := _REPUBLIC.match(text):
        year, month, day = (int(part) for part in found.groups() if part)
        parts = _REPUBLIC_BEGAN + year, month, day
    elif found := _BARE.match(text):
        parts = _by_order(found, order, text)
    elif found := _DAY_MONTH.match(text):
        parts = int(found[3]), _month(found[2], text), int(found[1])
    elif found := _MONTH_DAY.match(text):
        parts = int(found[3]), _month(found[1], text), int(found[2])
    else:
        raise Invalid("date_malformed", value=text[:40])
    return parts, text[found.end() :]


def _counted(plain: str, zone: ZoneInfo, text: str) -> datetime:
    """Return the moment a bare count means."""
    count = Decimal(plain)
    if int(count) in _DAYS:
        seconds = int((count * 86_400).to_integral_value())
        return (_DAY_NONE + timedelta(seconds=seconds)).replace(tzinfo=zone).astimezone(UTC)
    count = count / 1000 if count > _SECONDS.stop else count
    if int(count) not in _SECONDS:
        raise Invalid("date_malformed", value=text[:40])
    return datetime.fromtimestamp(int(count), UTC)


def _apart(run: re.Match[str]) -> str:
    """Return 20260228093000 as a date and a time."""
    return f"{run[1]} {run[2]}:{run[3]}:{run[4] or '00'}"


def _by_order(found: re.Match[str], order: DateOrder | None, text: str) -> tuple[int, int, int]:
    a, b, c = int(found[1]), int(found[2]), int(found[3])
    has_century = len(found[3]) > 2  # noqa: PLR2004
    if order is DateOrder.YMD:
        if has_century:
            raise Invalid("date_malformed", value=text[:40])
        return _CENTURY + a, b, c
    year = c if has_century else _CENTURY + c
    if order is None and a != b and max(a, b) <= _MONTHS_OF_YEAR:
        raise Invalid("date_unclear", value=text[:40])
    is_day_first = order is DateOrder.DMY or (order is None and a > _MONTHS_OF_YEAR)
    return (year, b, a) if is_day_first else (year, a, b)


def _month(name: str, text: str) -> int:
    try:
        return _MONTHS.index(name[:3].casefold()) + 1
    except ValueError:
        raise Invalid("date_malformed", value=text[:40]) from None


def _clock(rest: str) -> tuple[int, int, int, timezone | None]:
    rest = rest.strip().removeprefix("T").removeprefix(",").strip()
    if not rest:
        return 0, 0, 0, None
    found = _CLOCK.fullmatch(rest)
    if found is None:
        raise Invalid("date_malformed")
    hour, half = int(found["h"]), (found["half"] or found["half2"] or "").upper().replace(".", "")
    if half and hour <= _MONTHS_OF_YEAR:  # 下午15:00 says it twice
        hour = _hour(hour, is_late=half in _LATE)
    return hour, int(found["m"]), int(found["s"] or 0), _offset(found["zone"])


def _hour(hour: int, *, is_late: bool) -> int:
    if not hour:
        raise ValueError
    return hour % 12 + (12 if is_late else 0)


_LATE: Final = frozenset({"PM", "下午", "中午", "晚上"})


def _offset(text: str) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-size if text[0] == "-" else size)
