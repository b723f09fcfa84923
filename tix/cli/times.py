"""Times as people read them: how long ago, and on the clock of the reader."""

from __future__ import annotations

from datetime import UTC, datetime

#: Seconds in a unit, largest first.
UNITS = (
    (365 * 86400, "y"),
    (30 * 86400, "mo"),
    (7 * 86400, "w"),
    (86400, "d"),
    (3600, "h"),
    (60, "min"),
)


def relative(moment: datetime, now: datetime) -> str:
    """Return how far away a moment is: `3 h ago`, `in 2 d`, `now`."""
    seconds = int((now - moment).total_seconds())
    for size, unit in UNITS:
        count = abs(seconds) // size
        if count:
            return f"{count} {unit} ago" if seconds > 0 else f"in {count} {unit}"
    return "now"


def clock(moment: datetime, *, utc: bool) -> str:
    """Return a moment to the minute in local time, or in UTC with a Z."""
    if utc:
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def both(moment: datetime, now: datetime, *, utc: bool) -> str:
    """Return a moment on the clock and how far away it is."""
    return f"{clock(moment, utc=utc)} ({relative(moment, now)})"
