"""Read dates and times as people and programs write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tix.errors import BadInput

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: How a mapping says which number is the day.
DAY_FIRST, MONTH_FIRST = "day first", "month first"
_CLOCK = r"(?:,?[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,6})\d*)?)?\s*([AaPp])?\.?[Mm]?\.?)?"
_NUMBERS = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d\d){_CLOCK}", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.](\d{{1,2}})[/.](\d{{1,2}}){_CLOCK}", re.ASCII)
_NAMED = re.compile(
    rf"(?:[A-Za-z]{{3}},? )?(\d{{1,2}})[ /.-]([A-Za-z]{{3}})[a-z]*[ /.,-]+(\d{{4}}|\d\d){_CLOCK}",
    re.ASCII,
)
_NAME_FIRST = re.compile(rf"([A-Za-z]{{3}})[a-z]*\.? (\d{{1,2}}),? (\d{{4}}){_CLOCK}", re.ASCII)
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(?:\.\d+)?", re.ASCII)


class Dates:
    """Reads the times of one source, in which days and months stand in one order."""

    def __init__(self, zone: str, formats: Iterable[str] = ()) -> None:
        self.zone = ZoneInfo(zone or "UTC")
        self.formats = [text for text in formats if text not in (DAY_FIRST, MONTH_FIRST)]
        self.day_first = MONTH_FIRST not in formats
        self.is_told = bool({DAY_FIRST, MONTH_FIRST} & set(formats))
        self.read = lru_cache(maxsize=8192)(self._read)
        for text in self.formats:
            _check(text)

    def _read(self, text: str) -> datetime | None:
        """Return the moment in UTC that a text names, None when it names none."""
        try:
            moment = self._moment(text.strip())
            if moment is not None and moment.tzinfo is None:
                moment = moment.replace(tzinfo=self.zone)
            return moment.astimezone(UTC) if moment else None
        except (ValueError, OverflowError):
            return None

    def day(self, text: str) -> str:
        """Return the day that a text names, as it stands in tickets; empty for none."""
        moment = self.read(text)
        return moment.astimezone(self.zone).date().isoformat() if moment else ""

    def _moment(self, text: str) -> datetime | None:
        for form in self.formats:
            try:
                return datetime.strptime(text, form)  # gets its zone later
            except ValueError:
                continue
        if found := _NUMBERS.fullmatch(text):
            first, _, second, year, *clock = found.groups()
            day, month = (first, second) if self._is_day(first, second) else (second, first)
            return _at(_year(year), int(month), int(day), clock)
        if found := _YEAR_FIRST.fullmatch(text):
            return _at(int(found[1]), int(found[2]), int(found[3]), found.groups()[3:])
        if found := _NAMED.fullmatch(text):
            return _at(_year(found[3]), _month(found[2]), int(found[1]), found.groups()[3:])
        if found := _NAME_FIRST.fullmatch(text):
            return _at(int(found[3]), _month(found[1]), int(found[2]), found.groups()[3:])
        if found := _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(found[1]), UTC)
        return datetime.fromisoformat(text)

    def _is_day(self, first: str, second: str) -> bool:
        """Tell whether the first number is the day: what cannot be a month is one."""
        if int(first) > 12 or int(second) > 12:
            return int(first) > 12
        return self.day_first


class Forms:
    """Counts the ways in which the times of a column are written, with the first line of each."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.orders: Counter[str] = Counter()

    def see(self, text: str, line: int) -> None:
        """Look at one value."""
        form = form_of(text)
        self.counts[form] += 1
        self.first.setdefault(form, line)
        found = _NUMBERS.fullmatch(text)
        if found and max(int(found[1]), int(found[3])) > 12:
            self.orders[DAY_FIRST if int(found[1]) > 12 else MONTH_FIRST] += 1
        elif found and (found.groups()[-1] or ""):
            self.orders[MONTH_FIRST] += 0  # a clock of twelve hours, as in America


def form_of(text: str) -> str:
    """Return how a time is written, in a word; empty when it is none."""
    if found := _NUMBERS.fullmatch(text):
        return f"1{found[2]}2{found[2]}2026"
    for form, pattern in (
        ("2026/1/2", _YEAR_FIRST),
        ("2 Jan 2026", _NAMED),
        ("Jan 2 2026", _NAME_FIRST),
        ("seconds since 1970", _EPOCH),
    ):
        if pattern.fullmatch(text):
            return form
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return ""
    return "2026-01-02"


def _at(year: int, month: int, day: int, clock: Iterable[str | None]) -> datetime:
    hour, minute, second, fraction, half = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half in "Pp" else 0)
    extra = timedelta(days=1) if hours == 24 else timedelta()
    moment = datetime(  # gets its zone later
        year,
        month,
        day,
        hours if hours != 24 else 0,
        int(minute or 0),
        int(second or 0),
        int((fraction or "0").ljust(6, "0")),
    )
    return moment + extra


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _month(text: str) -> int:
    return MONTHS.index(text.lower()) + 1


def _check(text: str) -> None:
    try:
        datetime(2026, 1, 2, tzinfo=UTC).strptime("2026", text)
    except ValueError as error:
        if "does not match" not in str(error):
            raise BadInput(
                f"dates: {text!r} is no form of dates: {error}.", hint="dates: day first"
            ) from None
