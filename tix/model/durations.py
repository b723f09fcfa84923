"""Durations as people write them: 1d4h, 90m, ISO 8601 PT4H."""

from __future__ import annotations

import re
from datetime import timedelta

from tix.errors import BadInput
from tix.patterns import lazy_pattern

SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}

_UNIT = "w(?:eeks?)?|d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?"
_PART = lazy_pattern(rf"(\d{{1,9}}(?:\.\d{{1,6}})?)\s*({_UNIT})(?![a-z])")
_WHOLE = lazy_pattern(rf"(?:{_PART.pattern.replace('(?![a-z])', '')}\s*)+")
_ISO = lazy_pattern(
    r"p(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:t(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?)?"
)


def parse_duration(text: str, *, days: bool = True) -> timedelta:
    """Return the length that `text` names; a day is 24 hours.

    With `days=False`, for working time, days and weeks are refused: nobody agrees how long they
    are. Raises BadInput.
    """
    parts = _parts("".join(text.lower().split()))
    if parts is None:
        digits = text.strip()
        raise BadInput(
            f"{text!r} is no duration.",
            hint=f"write {digits}m or {digits}h"
            if digits.isdecimal()
            else "write 1h30m, 2d or 45m",
        )
    if not days and any(unit in "wd" for _, unit in parts):
        raise BadInput(
            f"{text!r} counts days, but working time is counted in hours.", hint="write 8h or 1h30m"
        )
    return timedelta(seconds=round(sum(float(count) * SECONDS[unit] for count, unit in parts)))


def _parts(text: str) -> list[tuple[str, str]] | None:
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groups()):
        return [(count, unit) for count, unit in zip(iso.groups(), "wdhms", strict=True) if count]
    if len(text) > 200 or not _WHOLE.fullmatch(text):
        return None
    return [(match[1], match[2][0]) for match in re.finditer(rf"([\d.]+)({_UNIT})", text)]


def format_duration(length: timedelta, *, days: bool = True) -> str:
    """Return the length as 1d4h; whole seconds, and without `days` hours are the largest unit."""
    left = round(abs(length.total_seconds()))
    text = ""
    for unit in "dhms" if days else "hms":
        count, left = divmod(left, SECONDS[unit])
        text += f"{count}{unit}" if count else ""
    return ("-" if length < timedelta() else "") + (text or "0m")
