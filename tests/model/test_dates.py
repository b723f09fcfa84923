from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.errors import BadInput
from tix.model.dates import (
    Lean,
    Span,
    ago,
    days_away,
    local_time,
    parse_day,
    parse_moment,
    parse_range,
    start_of_day,
)

RIGA = ZoneInfo("Europe/Riga")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # a Saturday, 12:00 in Riga


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-11-21"),
        ("Tomorrow", "2026-11-22"),
        ("yesterday", "2026-11-20"),
        ("eod", "2026-11-21"),
        ("+3d", "2026-11-24"),
        ("-2w", "2026-11-07"),
        ("7d", "2026-11-28"),
        ("in 3 days", "2026-11-24"),
        ("in a week", "2026-11-28"),
        ("3 days ago", "2026-11-18"),
        ("a month ago", "2026-10-21"),
        ("+1mo", "2026-12-21"),
        ("1y", "2027-11-21"),
        ("+1q", "2027-02-21"),
        ("monday", "2026-11-23"),
        ("sat", "2026-11-28"),
        ("next friday", "2026-11-27"),
        ("last monday", "2026-11-16"),
        ("last saturday", "2026-11-14"),
        ("this tue", "2026-11-17"),
        ("sow", "2026-11-16"),
        ("eow", "2026-11-22"),
        ("som", "2026-11-01"),
        ("eom", "2026-11-30"),
        ("soq", "2026-10-01"),
        ("eoq", "2026-12-31"),
        ("soy", "2026-01-01"),
        ("eoy", "2026-12-31"),
        ("2026-11-24", "2026-11-24"),
        ("2026/3/9", "2026-03-09"),
        ("24 Nov 2026", "2026-11-24"),
        ("24th november", "2026-11-24"),
        ("Nov 24, 2026", "2026-11-24"),
        ("jan 5", "2027-01-05"),
    ],
)
def test_words_name_a_day(words: str, day: str) -> None:
    assert parse_day(words, NOW, RIGA) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("7d", "2026-11-14"),
        ("monday", "2026-11-16"),
        ("saturday", "2026-11-14"),
        ("24 dec", "2025-12-24"),
        ("2mo", "2026-09-21"),
    ],
)
def test_bare_words_lean_to_the_past_where_the_field_does(words: str, day: str) -> None:
    assert parse_day(words, NOW, RIGA, lean=Lean.PAST) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("now", "2026-11-21T10:00:00Z"),
        ("+3h", "2026-11-21T13:00:00Z"),
        ("-30min", "2026-11-21T09:30:00Z"),
        ("2026-11-24T14:30", "2026-11-24T12:30:00Z"),
        ("2026-11-24 14:30:05", "2026-11-24T12:30:05Z"),
        ("2026-11-24T14:30Z", "2026-11-24T14:30:00Z"),
        ("2026-11-24T14:30:00+01:00", "2026-11-24T13:30:00Z"),
        ("14:30", "2026-11-21T12:30:00Z"),
        ("9am", "2026-11-21T07:00:00Z"),
        ("friday at 9:15 pm", "2026-11-27T19:15:00Z"),
        ("tomorrow 12am", "2026-11-21T22:00:00Z"),
    ],
)
def test_a_time_of_day_makes_a_moment_in_utc(words: str, when: str) -> None:
    assert parse_day(words, NOW, RIGA) == moment(when)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2026-11", "2026-11-01T00:00+02:00", "2026-12-01T00:00+02:00"),
        ("2026-10", "2026-10-01T00:00+03:00", "2026-11-01T00:00+02:00"),
        ("2026", "2026-01-01T00:00+02:00", "2027-01-01T00:00+02:00"),
        ("2026-W47", "2026-11-16T00:00+02:00", "2026-11-23T00:00+02:00"),
        ("2026q4", "2026-10-01T00:00+03:00", "2027-01-01T00:00+02:00"),
        ("november 2026", "2026-11-01T00:00+02:00", "2026-12-01T00:00+02:00"),
        ("lastweek", "2026-11-09T00:00+02:00", "2026-11-16T00:00+02:00"),
        ("next month", "2026-12-01T00:00+02:00", "2027-01-01T00:00+02:00"),
        ("today", "2026-11-21T00:00+02:00", "2026-11-22T00:00+02:00"),
        ("2026-11-01..2026-11-03", "2026-11-01T00:00+02:00", "2026-11-04T00:00+02:00"),
        ("2026-11-24T14:30", "2026-11-24T14:30+02:00", "2026-11-24T14:31+02:00"),
    ],
)
def test_a_range_is_half_open_and_in_the_zone(words: str, start: str, end: str) -> None:
    assert parse_range(words, NOW, RIGA) == Span(moment(start), moment(end))


def test_a_range_may_be_open_at_one_side() -> None:
    assert parse_range("..7d", NOW, RIGA) == Span(None, moment("2026-11-29T00:00+02:00"))
    assert parse_range("7d..", NOW, RIGA, lean=Lean.PAST) == Span(
        moment("2026-11-14T00:00+02:00"), None
    )


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("3/4/2026", "write 2026-04-03 or 2026-03-04"),
        ("24.11.2026", "write 2026-11-24"),
        ("1.2.27", "write 2027-02-01 or 2027-01-02"),
        ("3m", "write 3min for minutes, 3mo for months"),
        ("tomorow", "did you mean tomorrow?"),
        ("31/31/2026", "write 2026-11-24, tomorrow, friday, +3d, eow or 2026-11-24T14:30"),
    ],
)
def test_what_could_be_two_dates_is_refused_with_both(words: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_day(words, NOW, RIGA)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    "words",
    ["", "2026-13-01", "2026-02-30", "+99999y", "1", "90", "1h30m", "25:00", "13pm", "9999-12-31",
     "0000", "0001", "x" * 10_000, "31 feb 2026", "monday monday", "2026-W60"],
)  # fmt: skip
def test_nonsense_is_one_sentence_with_a_hint(words: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_day(words, NOW, RIGA)
    assert caught.value.hint


@pytest.mark.parametrize("words", ["2026-11", "2026", "next week", "november"])
def test_a_stretch_is_no_day(words: str) -> None:
    with pytest.raises(BadInput, match="more than one day"):
        parse_day(words, NOW, RIGA)


@pytest.mark.parametrize("words", ["..", "2026-11-03..2026-11-01"])
def test_an_empty_range_is_refused(words: str) -> None:
    with pytest.raises(BadInput):
        parse_range(words, NOW, RIGA)


@given(st.text(max_size=30))
def test_any_text_is_a_range_or_refused(words: str) -> None:
    with suppress(BadInput):
        span = parse_range(words, NOW, RIGA)
        assert span.start is None or span.end is None or span.start < span.end


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_every_iso_day_names_itself(day: date) -> None:
    assert parse_day(day.isoformat(), NOW, RIGA) == day


def test_a_wall_clock_that_is_skipped_still_has_a_start() -> None:
    assert start_of_day(date(2026, 3, 29), ZoneInfo("Asia/Beirut")) == moment(
        "2026-03-28T22:00:00Z"
    )


def test_parse_moment_takes_the_beginning_or_the_end() -> None:
    assert parse_moment("2026-11", NOW, RIGA) == moment("2026-11-01T00:00+02:00")
    assert parse_moment("2026-11", NOW, RIGA, end=True) == moment("2026-12-01T00:00+02:00")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (-90, "in 1 min"),
        (3 * 3600, "3 h ago"),
        (-2 * 86400, "in 2 d"),
        (20 * 86400, "2 w ago"),
        (100 * 86400, "3 mo ago"),
        (1000 * 86400, "2 y ago"),
    ],
)
def test_ago_uses_one_unit(seconds: int, words: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(
    ("away", "words"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (3, "in 3 d"), (-5, "5 d ago")],
)
def test_days_away_names_the_near_days(away: int, words: str) -> None:
    today = date(2026, 11, 21)
    assert days_away(today + timedelta(days=away), today) == words


def test_local_time_is_the_wall_clock() -> None:
    assert local_time(NOW, RIGA) == "2026-11-21 12:00"
    assert local_time(NOW, RIGA, seconds=True) == "2026-11-21 12:00:00"


def test_iso_dates_load_no_dateutil() -> None:
    code = (
        "import sys; from datetime import *; from tix.model.dates import parse_range;"
        "parse_range('2026-11-01..friday', datetime(2026, 11, 21, tzinfo=UTC), UTC);"
        "sys.exit('dateutil' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
