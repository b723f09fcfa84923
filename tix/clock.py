"""The only place that asks what time it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from tix.errors import UsageError


def now() -> datetime:
    """Return the current moment in UTC, whole seconds; `TIX_NOW` (RFC 3339) fixes it."""
    fixed = os.environ.get("TIX_NOW")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        raise UsageError(
            f"TIX_NOW is {fixed!r}, which is no RFC 3339 time.",
            hint="export TIX_NOW=2026-11-21T10:00:00Z",
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0)
