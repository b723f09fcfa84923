"""The only place that asks what time it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from tix.errors import UsageError

#: git keeps no time before 1970, and a calendar of ours ends with 9999: dates around now must fit.
YEARS = (1970, 9000)


def now() -> datetime:
    """Return the current moment in UTC, whole seconds; `TIX_NOW` (RFC 3339) fixes it."""
    fixed = os.environ.get("TIX_NOW")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        raise _wrong(fixed, "no RFC 3339 time") from None
    if not YEARS[0] < moment.year < YEARS[1]:
        raise _wrong(fixed, f"not between the years {YEARS[0]} and {YEARS[1]}")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0)


def _wrong(fixed: str, what: str) -> UsageError:
    return UsageError(
        f"TIX_NOW is {fixed!r}, which is {what}.", hint="export TIX_NOW=2026-11-21T10:00:00Z"
    )
