"""Read event logs: tables in which every row is one event of a ticket, or one state of it."""

from __future__ import annotations

import json
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import NamedTuple

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Edit, Event, Record, Value, exporter
from tix.exchange.sources.columns import AUTHOR, BY, CASE, CREATED, TIME, Column
from tix.exchange.sources.reading import reading_of
from tix.exchange.sources.tables import Row, Table, opened
from tix.exchange.sources.tablesource import TableSource, person
from tix.findings import Severity

NEWEST_FIRST = "newest first"
#: How many rows tell in which order a log is.
LOOK = 2000


class _Step(NamedTuple):
    """One row whose time was read."""

    at: datetime
    line: int
    cells: Sequence[str]


class EventLog(TableSource):
    """An event log; see `Source`."""

    system = "eventlog"
    parts = f"{CASE} {TIME} {BY} {CREATED} {AUTHOR}"

    def __init__(self, table: Table, chosen: Mapping) -> None:
        super().__init__(table, chosen)
        if TIME not in self.columns.parts:
            raise BadInput(
                "No column of the table is known to hold the times of events.",
                hint="columns: {time: HEADING} in a mapping, for --map",
            )
        if "order" not in self.given and self._is_newest_first():
            self.given = {**self.given, "order": NEWEST_FIRST}
            self.reading = replace(self.reading, order=NEWEST_FIRST)
        ends = {*self.reading.at_end}
        final = [c for c in self.columns.fields if table.heading[c.places[0]] in ends]
        self.final = final
        self.moving = [column for column in self.columns.fields if column not in final]

    def _is_newest_first(self) -> bool:
        """Tell whether the rows of tickets go back in time, by those at the file's beginning."""
        case, time = self.columns.parts[CASE], self.columns.parts[TIME]
        steps: Counter[bool] = Counter()
        for before, after in pairwise(islice(self.table.rows(), LOOK)):
            if before.cells[case] == after.cells[case]:
                first, second = (self.dates.read(row.cells[time]) for row in (before, after))
                if first and second and first != second:
                    steps[first > second] += 1
        return steps[True] > steps[False]

    def records(self) -> Iterator[Record]:
        """Yield every ticket, with what each of its rows changed."""
        self.start()
        for rows in self._tickets():
            key = self.key(rows[0].cells, rows[0].line)
            steps = self._steps(key, rows) if key else []
            if steps:
                yield self._record(key, steps)
        self.finish()

    def _tickets(self) -> Iterator[list[Row]]:
        """Yield the rows of each ticket in the order of the file."""
        case = self.columns.parts[CASE]
        if self.seen.is_together:
            groups = groupby(self.table.rows(), lambda row: row.cells[case])
            yield from (list(rows) for _, rows in groups)
        else:
            yield from _gathered(self.table.rows(), case)

    def _steps(self, key: str, rows: list[Row]) -> list[_Step]:
        """Return a ticket's rows in the order in which they happened."""
        steps: list[_Step] = []
        for line, cells in rows:
            text = self.text(TIME, cells)
            at = self.dates.read(text)
            if at is None:
                said = f"{key}: {text!r} is no time; the row is left out"
                self.tell("import-time", said, line, Severity.ERROR)
            else:
                steps.append(_Step(at, line, cells))
        if self.reading.order == NEWEST_FIRST:
            steps.reverse()
        elif self.reading.order == "time":
            steps.sort(key=lambda step: step.at)
        for before, step in pairwise(steps):
            if step.at < before.at:
                said = f"{key}: time runs backwards, from {before.at:%F %T} to {step.at:%F %T}"
                self.tell("import-clock", f"{said} UTC; the order of the rows counts", step.line)
        return steps

    def _record(self, key: str, steps: list[_Step]) -> Record:
        first, last = steps[0], steps[-1]
        created = self.dates.read(self.text(CREATED, first.cells)) or first.at
        by = exporter(self.system)
        return Record(
            key=key,
            created=created,
            author=self.account(AUTHOR, first.cells) or self.account(BY, first.cells) or by,
            fields={column.name: self.value(column, last.cells) for column in self.columns.fields},
            lists=frozenset(column.name for column in self.columns.fields if column.is_list),
            events=tuple(self._events(steps, by)),
            people=self._people(steps),
            updated=last.at,
            path=self.table.name,
            line=first.line,
        )

    def _events(self, steps: list[_Step], nobody: Account) -> Iterator[Event]:
        """Yield what each row changed.

        A row that shows the ticket before its event tells what the row after it came from.
        """
        last = len(steps) - 1
        for number, (before, after) in enumerate(pairwise(steps), 1):
            edits = self._edits(self.moving, before.cells, after.cells)
            if number == last:
                edits += self._edits(self.final, [""] * len(after.cells), after.cells)
            moment = before if self.reading.rows == "before" else after
            yield Event(
                str(number), moment.at, self.account(BY, moment.cells) or nobody, tuple(edits)
            )

    def _edits(
        self, columns: list[Column], before: Sequence[str], after: Sequence[str]
    ) -> list[Edit]:
        edits: list[Edit] = []
        for column in columns:
            one = column.places[0]
            if before[one] != after[one] or (column.places[1:] and before != after):
                old, new = self.value(column, before), self.value(column, after)
                edits += _between(column.name, old, new)
        return edits

    def _people(self, steps: list[_Step]) -> dict[str, Account]:
        found: dict[str, Account] = {}
        for column in self.columns.fields:
            if column.name in self.is_person:
                for text in {text for step in steps for text in self.texts(column, step.cells)}:
                    account = person(text)
                    found[account.name] = account
        return found


def _between(name: str, old: Value, new: Value) -> list[Edit]:
    if isinstance(old, str) and isinstance(new, str):
        return [Edit(name, old, new)] if old != new else []
    gone = [Edit(name, text, "") for text in old if text not in new]
    return gone + [Edit(name, "", text) for text in new if text not in old]


def _gathered(rows: Iterator[Row], case: int) -> Iterator[list[Row]]:
    """Yield the rows of each ticket of a log that goes by time; they wait in a temporary file."""
    places: dict[str, array[int]] = {}
    with tempfile.TemporaryFile(prefix="tix-import-") as waiting:
        offset = 0
        for row in rows:
            places.setdefault(row.cells[case], array("Q")).append(offset)
            offset += waiting.write(json.dumps(row).encode() + b"\n")
        for offsets in places.values():
            found: list[Row] = []
            for offset in offsets:
                waiting.seek(offset)
                found.append(Row(*json.loads(waiting.readline())))
            yield found


@contextmanager
def open_eventlog(path: Path, chosen: Mapping) -> Iterator[EventLog]:
    """Give the event log at `path`, unpacked for as long as it is read."""
    reading = reading_of(chosen)
    with opened(path, reading.separator, reading.encoding) as table:
        yield EventLog(table, chosen)
