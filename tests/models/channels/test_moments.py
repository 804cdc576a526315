"""Dates and times as people write them."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.channels.moments import DateOrder, Evidence, read_moment
from models.kit.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
UTC_ZONE = ZoneInfo("UTC")
LONDON = ZoneInfo("Europe/London")
AT = datetime(2010, 12, 1, 0, 26, tzinfo=UTC)
"""08:26 in Shanghai."""


@pytest.mark.parametrize(
    "text",
    [
        "2010-12-01 08:26:00",
        "2010-12-01T08:26",
        "2010-12-01T08:26:00.000",
        "2010/12/1 8:26",
        "2010.12.1 8:26",
        "20101201 08:26",
        "2010年12月1日 8:26",
        "2010年12月1日8时26分",
        "2010/12/1 上午8:26",
        "2010-12-01 00:26:00Z",
        "2010-12-01 00:26:00 UTC",
        "2010-12-01 08:26:00 +0800",
        "2010-11-30T19:26:00-05:00",
        "1 Dec 2010 08:26",
        "1-Dec-2010 8:26 AM",
        "Dec 1, 2010 8:26 am",
        "Wed, 1 December 2010, 08:26",
        "2010-12-01 08:26".translate({ord("0") + i: 0xFF10 + i for i in range(10)}),  # wide digits
    ],
)
def test_the_usual_spellings_are_one_moment(text: str):
    assert read_moment(text, SHANGHAI, None) == AT


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("12/1/2010 8:26", DateOrder.MDY),
        ("1/12/2010 8:26", DateOrder.DMY),
        ("12/1/10 8:26", DateOrder.MDY),
        ("10/12/01 8:26", DateOrder.YMD),
    ],
)
def test_bare_numbers_follow_the_order_they_are_given(text: str, order: DateOrder):
    assert read_moment(text, SHANGHAI, order) == AT


def test_an_afternoon_is_an_afternoon():
    at = read_moment("2010/12/1 下午8:26", SHANGHAI, None)

    assert at == datetime(2010, 12, 1, 12, 26, tzinfo=UTC)
    assert read_moment("2010-12-01 12:05 AM", UTC_ZONE, None).hour == 0


def test_a_date_alone_is_midnight_where_the_shop_is():
    assert read_moment("2010-12-01", SHANGHAI, None) == datetime(2010, 11, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2021-03-28 01:30", datetime(2021, 3, 28, 1, 30, tzinfo=UTC)),  # skipped by the clocks
        ("2021-10-31 01:30", datetime(2021, 10, 31, 0, 30, tzinfo=UTC)),  # happened twice
        ("2021-07-01 12:00", datetime(2021, 7, 1, 11, tzinfo=UTC)),
    ],
)
def test_changes_of_the_clocks_are_no_trouble(local: str, utc: datetime):
    assert read_moment(local, LONDON, None) == utc


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2010-13-01", "date_impossible"),
        ("2010-02-30 10:00", "date_impossible"),
        ("2010-12-01 25:00", "date_impossible"),
        ("0000-01-01", "date_impossible"),
        ("9999-12-31 23:59 -1200", "date_impossible"),
        ("31/31/2010", "date_impossible"),
        ("yesterday", "date_malformed"),
        ("2010-12-01 noon", "date_malformed"),
        ("1 Foo 2010", "date_malformed"),
        ("3/4/2010", "date_unclear"),
    ],
)
def test_what_is_no_moment_is_refused(text: str, code: str):
    with pytest.raises(Invalid) as refusal:
        read_moment(text, LONDON, None)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("cells", "order", "unclear"),
    [
        (["3/4/2010", "13/4/2010"], DateOrder.DMY, 2),
        (["3/4/2010", "4/13/2010"], DateOrder.MDY, 2),
        (["3/4/2010"], None, 2),
        (["13/4/2010", "4/13/2010"], None, None),
        (["5/5/2010", "2010-01-02"], None, None),
    ],
)
def test_the_whole_column_tells_day_from_month(
    cells: list[str], order: DateOrder | None, unclear: int | None
):
    evidence = Evidence()
    for row, cell in enumerate(cells, 2):
        evidence.see(cell, row)

    assert (evidence.order, evidence.unclear) == (order, unclear)


@given(st.text(max_size=70), st.sampled_from([None, *DateOrder]))
def test_no_text_is_more_than_refused(text: str, order: DateOrder | None):
    Evidence().see(text, 1)
    with suppress(Invalid):
        read_moment(text, LONDON, order)
