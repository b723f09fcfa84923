"""What is asked of one value: frozen conditions that say yes or no to a text."""

from __future__ import annotations

from typing import TypeAlias

from tix.frozen import frozen
from tix.model.indexed import number, seconds
from tix.model.ticket import format_time, parse_time

#: More stars than this in a pattern make it slow, and nobody means them.
MAX_STARS = 6

_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def lower(text: str) -> str:
    """Return the text with ASCII letters in lower case, as SQLite's NOCASE and LIKE compare."""
    return text.translate(_LOWER)


@frozen
class Present:
    """The value is set."""

    def accepts(self, text: str) -> bool:
        """Tell whether the text passes."""
        return text != ""


@frozen
class OneOf:
    """The value is one of these; `exact` ones are declared words and keep their case."""

    values: tuple[str, ...]
    exact: bool = False

    def accepts(self, text: str) -> bool:
        """Tell whether the text passes."""
        if self.exact:
            return text in self.values
        return lower(text) in map(lower, self.values)


@frozen
class Like:
    """The value fits a pattern in which `*` stands for any text; ASCII case does not matter."""

    pattern: str

    def accepts(self, text: str) -> bool:
        """Tell whether the text passes."""
        first, *middle = lower(self.pattern).split("*")
        rest = lower(text)
        if not middle:
            return rest == first
        last = middle.pop()
        if len(rest) < len(first) + len(last) or not (
            rest.startswith(first) and rest.endswith(last)
        ):
            return False
        at, end = len(first), len(rest) - len(last)
        for part in middle:
            found = rest.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True


@frozen
class Between:
    """The day or moment is in a half-open span; an empty bound is without end.

    A day counts by its last second, so each bound is kept twice: as a moment and as the day that
    it falls on in the tracker's zone.
    """

    start: str = ""
    end: str = ""
    start_day: str = ""
    end_day: str = ""

    def accepts(self, text: str) -> bool:
        """Tell whether the text passes."""
        if not text:
            return False
        if len(text) == 10:
            return text >= self.start_day and (not self.end_day or text < self.end_day)
        moment = canonical_time(text)
        return moment != "" and moment >= self.start and (not self.end or moment < self.end)


def canonical_time(text: str) -> str:
    """Return a time as files hold it, empty when it is none."""
    if len(text) == 20:
        return text
    try:
        return format_time(parse_time(text))
    except (ValueError, OverflowError):
        return ""


@frozen
class Amount:
    """The number, or with `length` the duration in seconds, lies between two bounds.

    None is no bound; `above` and `below` leave the bound itself out.
    """

    low: float | None = None
    high: float | None = None
    above: bool = False
    below: bool = False
    length: bool = False

    def accepts(self, text: str) -> bool:
        """Tell whether the text passes."""
        value = seconds(text) if self.length else number(text)
        if value is None:
            return False
        if self.low is not None and (value < self.low or (self.above and value == self.low)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.below)


Condition: TypeAlias = "Present | OneOf | Like | Between | Amount"
