"""Dates in words: what `friday`, `+3d`, `eom` or `2026-11` mean at a moment, in a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tix.errors import BadInput
from tix.frozen import frozen
from tix.model.datewords import HINT, Extent, Lean, Today, read, suggestion

__all__ = [
    "Lean",
    "Span",
    "ago",
    "days_away",
    "local_day",
    "local_time",
    "parse_day",
    "parse_moment",
    "parse_range",
    "start_of_day",
]


@frozen
class Span:
    """A half-open stretch of time between two UTC moments; None is without end."""

    start: datetime | None
    end: datetime | None


def parse_day(
    text: str, now: datetime, zone: tzinfo, *, lean: Lean = Lean.FUTURE
) -> date | datetime:
    """Return the one day that `text` names, or the UTC moment when it has a time of day.

    Raises BadInput for months and other stretches, and for what is no date.
    """
    extent = _extent(text, now, zone, lean)
    if isinstance(extent.start, datetime):
        return extent.start.astimezone(UTC)
    if extent.end - extent.start > timedelta(days=1):
        raise BadInput(
            f"{text!r} names more than one day.",
            hint=f"write one day, such as {extent.start} or {extent.end - timedelta(days=1)}",
        )
    return extent.start


def parse_moment(
    text: str, now: datetime, zone: tzinfo, *, lean: Lean = Lean.PAST, end: bool = False
) -> datetime:
    """Return the UTC moment at which what `text` names begins, or with `end` is over."""
    extent = _extent(text, now, zone, lean)
    return _utc(extent.end if end else extent.start, zone)


def parse_range(text: str, now: datetime, zone: tzinfo, *, lean: Lean = Lean.FUTURE) -> Span:
    """Return the span of `a..b`, `a..`, `..b` or a single expression; both ends are inside."""
    first, dots, last = text.partition("..")
    if not dots:
        extent = _extent(text, now, zone, lean)
        return Span(_utc(extent.start, zone), _utc(extent.end, zone))
    if not first.strip() and not last.strip():
        raise BadInput(
            "A range wants a date on one side at least.", hint="write 2026-11-01.. or ..7d"
        )
    start = parse_moment(first, now, zone, lean=lean) if first.strip() else None
    end = parse_moment(last, now, zone, lean=lean, end=True) if last.strip() else None
    if start and end and end <= start:
        raise BadInput(f"The range {text!r} ends before it begins.", hint=f"write {last}..{first}")
    return Span(start, end)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the UTC moment at which a day begins in the zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the day that a moment falls on in the zone."""
    return moment.astimezone(zone).date()


def _utc(point: date, zone: tzinfo) -> datetime:
    return point.astimezone(UTC) if isinstance(point, datetime) else start_of_day(point, zone)


def _extent(text: str, now: datetime, zone: tzinfo, lean: Lean) -> Extent:
    words = " ".join(text.lower().split())
    today = Today(now.astimezone(zone), lean)
    try:
        extent = read(words, today) if len(words) <= 60 else None
        if extent is not None:
            _utc(extent.start, zone), _utc(extent.end, zone)
    except (ValueError, OverflowError):
        raise BadInput(f"{text!r} is not in the calendar.", hint=HINT) from None
    if extent is None:
        raise BadInput(f"{text!r} is no date.", hint=suggestion(words))
    return extent


_STEPS = ((60, 60, "min"), (3_600, 24, "h"), (86_400, 14, "d"), (604_800, 9, "w"))
_MONTH, _YEAR = 2_629_746, 31_556_952


def ago(moment: datetime, now: datetime) -> str:
    """Return how far a moment lies from now, in one unit: `3 h ago`, `in 2 d`, `just now`."""
    seconds = int((now - moment).total_seconds())
    far = _far(abs(seconds))
    if not far:
        return "just now"
    return f"{far} ago" if seconds > 0 else f"in {far}"


def _far(seconds: int) -> str:
    if seconds < 60:
        return ""
    for size, limit, unit in _STEPS:
        if seconds < size * limit:
            return f"{seconds // size} {unit}"
    return f"{seconds // _MONTH} mo" if seconds < 2 * _YEAR else f"{seconds // _YEAR} y"


def days_away(day: date, today: date) -> str:
    """Return how far a day lies from today: `today`, `tomorrow`, `in 3 d`, `5 d ago`."""
    days = (day - today).days
    if abs(days) < 2:
        return ("yesterday", "today", "tomorrow")[days + 1]
    far = _far(abs(days) * 86_400)
    return f"in {far}" if days > 0 else f"{far} ago"


def local_time(moment: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    """Return a moment as the wall clock of the zone shows it: `2026-11-21 12:02`."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
