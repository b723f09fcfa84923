"""Look through a table once: how its times are written, what its columns hold, in which order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tix.exchange.sources.columns import CASE, CREATED, REPLY, TIME, UPDATED, Columns
from tix.exchange.sources.dates import DAY_FIRST, MONTH_FIRST, Dates, Forms, form_of
from tix.exchange.sources.reading import Reading
from tix.exchange.sources.tables import Table
from tix.findings import Finding, Severity
from tix.model.fields import Kind

_BOOLS = frozenset({"true", "false", "True", "False", "TRUE", "FALSE"})
#: What a column may hold, the narrowest first; a column is the first that all its values fit.
_TESTS: dict[Kind, Callable[[str], object]] = {
    Kind.BOOL: _BOOLS.__contains__,
    Kind.INT: re.compile(r"-?(0|[1-9]\d{0,8})(\.0+)?", re.ASCII).fullmatch,
    Kind.NUMBER: re.compile(r"-?(0|[1-9]\d{0,8})(\.\d{1,12})?", re.ASCII).fullmatch,
    Kind.TIME: lambda text: len(text) > 9 and ":" in text and form_of(text),
    Kind.DATE: lambda text: (
        len(text) > 5 and ":" not in text and not text.isdigit() and form_of(text)
    ),
}


@dataclass
class Scan:
    """What was seen: kinds of columns by place, and whether a ticket's rows stand together."""

    kinds: dict[int, Kind] = field(default_factory=dict)
    forms: dict[int, Forms] = field(default_factory=dict)
    is_together: bool = True
    rows: int = 0
    #: Words of the column of statuses, the most common first.
    statuses: Counter[str] = field(default_factory=Counter)


def scan(table: Table, columns: Columns, reading: Reading) -> Scan:
    """Return what stands in the table, in one pass."""
    seen = Scan()
    case = columns.parts[CASE]
    moments = [place for place, _ in columns.moments]
    times = [
        columns.parts[part] for part in (TIME, CREATED, UPDATED, REPLY) if part in columns.parts
    ]
    seen.forms = {place: Forms() for place in (*times, *moments)}
    guesses = {
        column.places[0]: _Guess()
        for column in columns.fields
        if column.kind is Kind.TEXT and len(column.places) == 1
    }
    status = [column.places[0] for column in columns.fields if column.name == "status"]
    known: set[str] = set()
    last: list[str] = []
    for line, cells in table.rows():
        seen.rows += 1
        if not last or cells[case] != last[case]:
            seen.is_together &= cells[case] not in known
            known.add(cells[case])
        seen.statuses.update(cells[place] for place in status)
        for place, forms in seen.forms.items():
            text = cells[place]
            if text not in reading.missing and not (last and last[place] == text):
                forms.see(text, line)
        for place, guess in list(guesses.items()):
            if (text := cells[place]) not in reading.missing and not guess.fits(text):
                del guesses[place]
        last = cells
    seen.kinds = {place: kind for place, guess in guesses.items() if (kind := guess.kind)}
    return seen


def settle_order(dates: Dates, seen: Scan) -> None:
    """Tell `dates` whether days or months stand first, where the times themselves tell it."""
    days = sum(forms.orders[DAY_FIRST] for forms in seen.forms.values())
    months = sum(forms.orders[MONTH_FIRST] for forms in seen.forms.values())
    halves = any(MONTH_FIRST in forms.orders for forms in seen.forms.values())
    if not dates.is_told:
        dates.day_first = days > months or (days == months and not halves)


def doubts_about_times(
    seen: Scan, heading: list[str], name: str, dates: Dates
) -> Iterator[Finding]:
    """Yield the columns in which times are written in more ways than one."""
    for place, forms in seen.forms.items():
        counts = [(form, count) for form, count in forms.counts.most_common() if form]
        if len(counts) > 1:
            ways = " and ".join(f"{form} ({count:,} rows)" for form, count in counts)
            line = forms.first[counts[-1][0]]
            said = f"{heading[place]}: times are written in {len(counts)} ways: {ways}"
            yield Finding(Severity.WARNING, "import-dates", name, said, line=line)
        if len([count for count in forms.orders.values() if count]) > 1:
            said = (
                f"{heading[place]}: in some rows the day stands first, in some the month;"
                f" where both could be, the {'day' if dates.day_first else 'month'} is taken to"
            )
            yield Finding(Severity.WARNING, "import-dates", name, said)


class _Guess:
    """What a column may hold, narrowed by each value."""

    def __init__(self) -> None:
        self.kinds = [*_TESTS]
        self.seen: set[str] = set()

    @property
    def kind(self) -> Kind | None:
        return self.kinds[0] if self.kinds and self.seen else None

    def fits(self, text: str) -> bool:
        """Look at a value; false when it can only be text."""
        if text not in self.seen:
            self.kinds = [kind for kind in self.kinds if _TESTS[kind](text)]
            if len(self.seen) < 1000:
                self.seen.add(text)
        return bool(self.kinds)
