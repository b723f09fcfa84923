"""Shows where in a query the fault is."""

from __future__ import annotations

from tix.errors import QueryError
from tix.text import ELLIPSIS, clean, width

#: So much of a long query is shown on each side of the fault.
AROUND = 60


def caret(error: QueryError) -> str:
    """Return two lines: the query, and a ^ below the place that is wrong."""
    start = max(0, error.position - AROUND)
    before = clean(error.text[start : error.position])
    after = clean(error.text[error.position : error.position + AROUND])
    before = (ELLIPSIS if start else "") + before
    after += ELLIPSIS if error.position + AROUND < len(error.text) else ""
    return f"{before}{after}\n{' ' * width(before)}^"
