"""Moments as machines, spreadsheets and the Republic count them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from models.channels.moments import read_moment
from models.kit.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 2, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "46081.375",
        "1772240400",
        "1772240400000",
        "20260228090000",
        "202602280900",
        "民國115年2月28日 09:00",
        "中華民國115年2月28日 上午9:00",
        "115/02/28 09:00",
        "2026年2月28日 9时0分",
        "2026-02-28 9:00 a.m.",
        "2026/2/28 上午 09:00:00",
    ],
)
def test_nine_in_the_morning_is_told_in_many_ways(text: str):
    assert read_moment(text, SHANGHAI, None) == NINE


@pytest.mark.parametrize(
    ("text", "hour"),
    [("下午3:05", 15), ("中午12:05", 12), ("凌晨12:05", 0), ("晚上8:05", 20), ("下午15:05", 15)],
)
def test_parts_of_the_day_are_understood(text: str, hour: int):
    moment = read_moment(f"2026年2月28日 {text}", SHANGHAI, None).astimezone(SHANGHAI)

    assert (moment.day, moment.hour, moment.minute) == (28, hour, 5)


@pytest.mark.parametrize("text", ["2026", "99999", "2026022809", "9999999999999", "115/13/40"])
def test_other_counts_are_no_moments(text: str):
    with pytest.raises(Invalid):
        read_moment(text, SHANGHAI, None)
