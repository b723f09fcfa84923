"""The grammar of dates in words: `friday`, `+3d`, `eom`, `2026-11`, `24 nov`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from tix.frozen import frozen

HINT = "write 2026-11-24, tomorrow, friday, +3d, eow or 2026-11-24T14:30"


class Lean(StrEnum):
    """Where a bare `7d`, `monday` or `24 nov` lies when nothing else says it."""

    PAST = "past"
    FUTURE = "future"


@frozen
class Extent:
    """What an expression names: days or aware moments, half-open."""

    start: date
    end: date


@frozen
class Today:
    """The moment of asking, as the wall clock of the zone shows it."""

    now: datetime
    lean: Lean

    @property
    def day(self) -> date:
        """The day of asking."""
        return self.now.date()


def read(words: str, today: Today) -> Extent | None:
    """Return what lower-case words name, or None; raises ValueError outside the calendar."""
    for pattern, reader in _GRAMMAR:
        match = re.fullmatch(pattern, words)
        if match and (extent := reader(match, today)):
            return extent
    return None


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = (
    "(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?"
    "|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_UNIT = (
    "(y(?:ears?)?|q(?:uarters?)?|mo(?:nths?)?|w(?:eeks?)?|d(?:ays?)?"
    "|h(?:(?:ou)?rs?)?|min(?:ute)?s?)"
)
_NAMED_UNIT = "(week|month|quarter|year)"


def _one_day(day: date) -> Extent:
    return Extent(day, day + timedelta(days=1))


def _shift(day: date, unit: str, count: int) -> date:
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    from dateutil.relativedelta import relativedelta

    months = count * {"m": 1, "q": 3, "y": 12}[unit]
    shifted: date = day + relativedelta(months=months)
    return shifted


def _unit_around(day: date, unit: str) -> Extent:
    """Return the week, month, quarter or year that a day lies in."""
    if unit == "w":
        first = day - timedelta(days=day.weekday())
    elif unit == "y":
        first = date(day.year, 1, 1)
    else:
        first = date(day.year, day.month if unit == "m" else (day.month - 1) // 3 * 3 + 1, 1)
    return Extent(first, _shift(first, unit, 1))


def _named(match: re.Match[str], today: Today) -> Extent:
    if match[0] == "now":
        return Extent(today.now, today.now + timedelta(seconds=1))
    away = {"today": 0, "eod": 0, "tomorrow": 1, "yesterday": -1}[match[0]]
    return _one_day(today.day + timedelta(days=away))


def _edge(match: re.Match[str], today: Today) -> Extent:
    around = _unit_around(today.day, match[2])
    return _one_day(around.start if match[1] == "s" else around.end - timedelta(days=1))


def _offset(match: re.Match[str], today: Today) -> Extent:
    sign, count, unit = match[1], int(match[2]), match[3]
    past = sign == "-" if sign else today.lean is Lean.PAST
    return _away(-count if past else count, unit, today)


def _in(match: re.Match[str], today: Today) -> Extent:
    return _away(_count(match[1]), match[2], today)


def _ago(match: re.Match[str], today: Today) -> Extent:
    return _away(-_count(match[1]), match[2], today)


def _count(text: str) -> int:
    return 1 if text in ("a", "an") else int(text)


def _away(count: int, unit: str, today: Today) -> Extent:
    if unit[0] == "h" or unit.startswith("min"):
        step = timedelta(hours=1) if unit[0] == "h" else timedelta(minutes=1)
        moment = (today.now.astimezone(UTC) + count * step).astimezone(today.now.tzinfo)
        return Extent(moment, moment + step)
    return _one_day(_shift(today.day, unit[0], count))


def _weekday(match: re.Match[str], today: Today) -> Extent:
    which, name = match[1], match[2]
    wanted = next(at for at, day in enumerate(_DAYS) if day.startswith(name[:3]))
    ahead = (wanted - today.day.weekday()) % 7
    if which == "this":
        return _one_day(_unit_around(today.day, "w").start + timedelta(days=wanted))
    if which == "last" or (not which and today.lean is Lean.PAST):
        return _one_day(today.day - timedelta(days=7 - ahead))
    return _one_day(today.day + timedelta(days=ahead or 7))


def _unit_named(match: re.Match[str], today: Today) -> Extent:
    unit = match[2][0]
    around = _unit_around(today.day, unit)
    return _unit_around(
        _shift(around.start, unit, {"last": -1, "this": 0, "next": 1}[match[1]]), unit
    )


def _iso_day(match: re.Match[str], _: Today) -> Extent:
    return _one_day(date(*(int(part) for part in re.split("[-/]", match[0]))))


def _iso_month(match: re.Match[str], _: Today) -> Extent:
    return _unit_around(date(int(match[1]), int(match[2]), 1), "m")


def _year(match: re.Match[str], _: Today) -> Extent:
    return _unit_around(date(int(match[0]), 1, 1), "y")


def _quarter(match: re.Match[str], _: Today) -> Extent:
    return _unit_around(date(int(match[1]), int(match[2]) * 3 - 2, 1), "q")


def _iso_week(match: re.Match[str], _: Today) -> Extent:
    return _unit_around(date.fromisocalendar(int(match[1]), int(match[2]), 1), "w")


def _iso_moment(match: re.Match[str], today: Today) -> Extent:
    moment = datetime.fromisoformat(match[0].upper().replace(" ", "T"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=today.now.tzinfo)
    return Extent(moment, moment + timedelta(seconds=1 if match[1] else 60))


def _written(match: re.Match[str], today: Today) -> Extent:
    """Read days and months with English names: these forms leave nothing to guess."""
    from dateutil import parser

    text = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", match[0])
    first = datetime(today.day.year, 1, 1)
    day = parser.parse(text, default=first).date()
    whole_month = not re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
    if not re.search(r"\d{4}", text):
        day = _nearest(day, today)
    return _unit_around(day, "m") if whole_month else _one_day(day)


def _nearest(day: date, today: Today) -> date:
    if today.lean is Lean.FUTURE and day < today.day.replace(day=1):
        return _shift(day, "y", 1)
    if today.lean is Lean.PAST and day > today.day:
        return _shift(day, "y", -1)
    return day


def _at_time(match: re.Match[str], today: Today) -> Extent | None:
    day = read(match[1], today) if match[1] else _one_day(today.day)
    if day is None or isinstance(day.start, datetime) or day.end != day.start + timedelta(days=1):
        return None
    hour, minute, half = int(match[2]), int(match[3] or 0), match[4]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif match[3] is None:
        return None
    moment = datetime.combine(day.start, time(hour, minute), today.now.tzinfo)
    return Extent(moment, moment + timedelta(minutes=1))


#: Shape and reader; a shape is compiled when it is first tried, so plain dates cost little.
_GRAMMAR: tuple[tuple[str, Callable[[re.Match[str], Today], Extent | None]], ...] = (
    (r"\d{4}-\d{2}-\d{2}|\d{4}/\d{1,2}/\d{1,2}", _iso_day),
    (r"now|today|eod|tomorrow|yesterday", _named),
    (rf"([+-]?)\s?(\d{{1,5}})\s?{_UNIT}", _offset),
    (r"([se])o([wmqy])", _edge),
    (rf"(?:(this|next|last)\s?)?{_WEEKDAY}", _weekday),
    (rf"(this|next|last)\s?{_NAMED_UNIT}", _unit_named),
    (rf"in (\d{{1,5}}|an?) {_UNIT}", _in),
    (rf"(\d{{1,5}}|an?) {_UNIT} ago", _ago),
    (r"(\d{4})-(\d{2})", _iso_month),
    (r"\d{4}", _year),
    (r"(\d{4})-?q([1-4])", _quarter),
    (r"(\d{4})-?w(\d{2})", _iso_week),
    (
        r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2}(?:\.\d{1,6})?)?(?:z|[+-]\d{2}:?\d{2})?",
        _iso_moment,
    ),
    (rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},?(?: \d{{4}})?", _written),
    (rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?", _written),
    (rf"{_MONTH}(?: \d{{4}})?", _written),
    (r"(?:(.{1,30}?),? )?(?:at )?(\d{1,2})(?::(\d{2}))?\s?(am|pm)?", _at_time),
)

_SLASHED = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"


def suggestion(words: str) -> str:
    """Return what somebody may have meant; d/m/y and m/d/y are never guessed between."""
    if re.fullmatch(r"[+-]?\d+m", words):
        return f"write {words}in for minutes, {words}o for months"
    match = re.fullmatch(_SLASHED, words)
    if not match:
        return _near(words)
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    readings = []
    for month, day in ((match[2], match[1]), (match[1], match[2])):
        try:
            readings.append(date(year, int(month), int(day)).isoformat())
        except ValueError:
            continue
    return "write " + " or ".join(dict.fromkeys(readings)) if readings else HINT


def _near(words: str) -> str:
    from tix.text import closest

    near = closest(words, ("today", "tomorrow", "yesterday", *_DAYS))
    return f"did you mean {near}?" if near else HINT
