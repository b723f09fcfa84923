from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.errors import BadInput
from tix.model.durations import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("1d4h", 28),
        ("90m", 1.5),
        ("1h 30m", 1.5),
        ("1.5h", 1.5),
        ("2 days 4 hours", 52),
        ("1w", 168),
        ("30 min", 0.5),
        ("PT4H", 4),
        ("P1DT4H30M", 28.5),
        ("3600s", 1),
    ],
)
def test_durations_in_words(text: str, hours: float) -> None:
    assert parse_duration(text) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("90", "write 90m or 90h"),
        ("", "write 1h30m, 2d or 45m"),
        ("P", "write 1h30m, 2d or 45m"),
        ("PT", "write 1h30m, 2d or 45m"),
        ("1x", "write 1h30m, 2d or 45m"),
        ("-1h", "write 1h30m, 2d or 45m"),
        ("9" * 5000 + "h", "write 1h30m, 2d or 45m"),
    ],
)
def test_what_is_no_duration_is_refused(text: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duration(text)
    assert caught.value.hint == hint


def test_days_of_working_time_are_refused() -> None:
    with pytest.raises(BadInput, match="counted in hours"):
        parse_duration("1d", days=False)
    assert parse_duration("26h", days=False) == timedelta(hours=26)


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=9999)), st.booleans())
def test_format_reads_back(length: timedelta, days: bool) -> None:
    whole = timedelta(seconds=round(length.total_seconds()))
    assert parse_duration(format_duration(length, days=days), days=days) == whole


@given(st.text(alphabet="0123456789.wdhmsPT \n", max_size=300))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert parse_duration(text) >= timedelta()


def test_format_is_short() -> None:
    lengths = [timedelta(), timedelta(hours=28), timedelta(minutes=-90), timedelta(seconds=61)]
    assert [format_duration(length) for length in lengths] == ["0m", "1d4h", "-1h30m", "1m1s"]
    assert format_duration(timedelta(hours=28), days=False) == "28h"
