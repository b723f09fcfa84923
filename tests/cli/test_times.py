from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tix.cli import progress as progress_module
from tix.cli.progress import progress
from tix.cli.times import both, clock, relative

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(days=6), "6 d ago"),
        (timedelta(days=29), "4 w ago"),
        (timedelta(days=31), "1 mo ago"),
        (timedelta(days=800), "2 y ago"),
        (-timedelta(days=2), "in 2 d"),
    ],
)
def test_how_far_away_a_moment_is(before, words):
    assert relative(NOW - before, NOW) == words


def test_times_are_local_unless_utc_is_wanted(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Riga")
    time.tzset()

    assert clock(NOW, utc=False) == "2026-11-21 12:00"
    assert clock(NOW, utc=True) == "2026-11-21 10:00Z"
    assert both(NOW, NOW, utc=True) == "2026-11-21 10:00Z (now)"

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def test_progress_is_silent_where_nobody_looks(capfd):
    with progress("Reading", 10) as step:
        step(5)
    assert capfd.readouterr() == ("", "")


def test_progress_on_a_terminal_clears_its_line(capfd, on_terminal, monkeypatch):
    monkeypatch.setattr(progress_module, "PATIENCE", 0)
    monkeypatch.setattr(progress_module, "BEAT", 0)

    with progress("Reading", 2000) as step:
        step(1500)
        step(500)

    assert capfd.readouterr() == (
        "",
        "\r\x1b[KReading: 1,500 75 %\r\x1b[KReading: 2,000 100 %\r\x1b[K",
    )
