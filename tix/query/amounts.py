"""Values that have an order: days, numbers, durations, with comparisons and ranges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tix.errors import BadInput
from tix.model.dates import Span, local_day, parse_range
from tix.model.indexed import number
from tix.model.ticket import format_time
from tix.query.conditions import Amount, Between
from tix.query.context import Context
from tix.query.fields import Row
from tix.query.lexer import Piece
from tix.query.reading import Reading


def read_day(row: Row, operator: str, piece: Piece, reading: Reading) -> Between:
    """Return the span that a date, a range or a comparison with a date means."""
    context = reading.context
    if operator != ":" and ".." in piece.text:
        raise BadInput(f"A range cannot follow {operator}.", hint=f"write {row.name}:{piece.text}")
    span = parse_range(piece.text, context.now, context.zone, lean=row.lean)
    before, at, after = Span(None, span.start), span, Span(span.end, None)
    wanted = {
        ":": at,
        "<": before,
        "<=": Span(None, span.end),
        ">": after,
        ">=": Span(span.start, None),
    }[operator]
    return between(wanted, context)


def between(span: Span, context: Context) -> Between:
    """Return the condition for a span, its bounds written as moments and as local days."""
    return Between(
        *(format_time(bound) if bound else "" for bound in (span.start, span.end)),
        *(_day(bound, context) if bound else "" for bound in (span.start, span.end)),
    )


def _day(moment: datetime, context: Context) -> str:
    return local_day(moment, context.zone).isoformat()


def read_amount(row: Row, operator: str, piece: Piece, _: Reading) -> Amount:
    """Return the bounds that a number, a range or a comparison means."""
    return _bounds(row, operator, piece.text, _number, length=False)


def read_length(row: Row, operator: str, piece: Piece, _: Reading) -> Amount:
    """Return the bounds in seconds that a duration, a range or a comparison means."""
    return _bounds(row, operator, piece.text, _seconds, length=True)


def _bounds(
    row: Row, operator: str, text: str, read: Callable[[str], float], *, length: bool
) -> Amount:
    first, dots, last = text.partition("..")
    if dots and operator == ":":
        if not first and not last:
            raise BadInput("A range wants a value on one side.", hint=f"write {row.name}:1..")
        low, high = read(first) if first else None, read(last) if last else None
        return Amount(low, high, length=length)
    value = read(text)
    low = value if operator in (":", ">", ">=") else None
    high = value if operator in (":", "<", "<=") else None
    return Amount(low, high, above=operator == ">", below=operator == "<", length=length)


def _number(text: str) -> float:
    value = number(text)
    if value is None:
        raise BadInput(f"{text!r} is no number.", hint="write 3, >3 or 2..5")
    return value


def _seconds(text: str) -> float:
    from tix.model.durations import parse_duration

    return parse_duration(text).total_seconds()
