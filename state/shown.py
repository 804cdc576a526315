"""How amounts, times and ages are written. Pure: the moment and the zone are given.

The reader's language is English so far; everything that depends on it is in this module and in the
catalogue.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal, get_currency_symbol

from models.kit.money import exponent
from state.words import say

LOCALE: Final = "en"
MINUS: Final = "\N{MINUS SIGN}"
_MINUTES_SAID_UP_TO: Final = 99


def number(value: int) -> str:
    """Return a count with its groups: `1,204`."""
    return format_decimal(value, locale=LOCALE)


def figure(minor: int, currency: str, *, is_short: bool = False) -> str:
    """Return an amount without its currency: `1,198.00`, or `1,198` where it is whole and short."""
    places = exponent(currency)
    value = Decimal(minor).scaleb(-places)
    if is_short and value == value.to_integral_value():
        places = 0
    pattern = "#,##0" + ("." + "0" * places if places else "")
    shown = format_decimal(abs(value), format=pattern, locale=LOCALE)
    return f"{MINUS}{shown}" if minor < 0 else shown


def amount(minor: int, currency: str, here: str = "", *, is_short: bool = False) -> str:
    """Return an amount with its currency, whose mark alone will do where it is the shop's own."""
    mark = get_currency_symbol(currency, locale=LOCALE)
    if currency == here:
        mark = _bare(mark)
    elif here and mark == _bare(get_currency_symbol(here, locale=LOCALE)):
        mark = currency  # both write ¥, or $
    space = " " if mark[-1].isalpha() else ""
    sign = MINUS if minor < 0 else ""
    return f"{sign}{mark}{space}{figure(abs(minor), currency, is_short=is_short)}"


def _bare(mark: str) -> str:
    return mark.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or mark


def age(since: datetime, now: datetime) -> str:
    """Return how long ago something was, in the largest unit that is honest: `58m`, `5h`, `2d`."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes <= _MINUTES_SAID_UP_TO:
        return say("age.minutes", n=minutes)
    hours = minutes // 60
    return say("age.hours", n=hours) if hours < 24 else say("age.days", n=hours // 24)  # noqa: PLR2004


def moment(at: datetime, tz: str, now: datetime) -> str:
    """Return a time as one would write it down today: `13:57`, `Sun 20:31`, `3 Mar 20:31`."""
    zone = ZoneInfo(tz)
    there, today = at.astimezone(zone), now.astimezone(zone).date()
    clock = format_time(there, "HH:mm", locale=LOCALE)
    days = (today - there.date()).days
    if days == 0:
        return clock
    if 0 < days < 7:  # noqa: PLR2004
        return f"{format_date(there.date(), 'EEE', locale=LOCALE)} {clock}"
    return f"{day(there.date(), today)} {clock}"


def full_moment(at: datetime, tz: str) -> str:
    """Return a time with everything about it, for those who hover."""
    return format_datetime(at, "EEEE d MMMM y, HH:mm:ss", tzinfo=ZoneInfo(tz), locale=LOCALE)


def day(on: date, today: date) -> str:
    """Return a day: `3 Mar`, with the year where it is another one."""
    return format_date(on, "d MMM" if on.year == today.year else "d MMM y", locale=LOCALE)


def weekday(on: date, today: date) -> str:
    """Return a day with its name: `Tue 24 Nov`."""
    return f"{format_date(on, 'EEE', locale=LOCALE)} {day(on, today)}"


def today(tz: str, now: datetime) -> date:
    """Return what day it is in a zone."""
    return now.astimezone(ZoneInfo(tz)).date()
