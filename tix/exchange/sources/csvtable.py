"""Read any table with one row a ticket, whose columns are what a mapping or their names say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tix import clock
from tix.exchange.mapping import Mapping, word
from tix.exchange.propose import CATEGORIES
from tix.exchange.record import NOBODY, Account, Edit, Event, Record, Remark, Value, exporter
from tix.exchange.settle import settled
from tix.exchange.sources.columns import AUTHOR, CASE, CREATED, MOMENTS, REPLY, UPDATED
from tix.exchange.sources.reading import reading_of
from tix.exchange.sources.tables import Row, Table, opened
from tix.exchange.sources.tablesource import TableSource, person
from tix.findings import Severity
from tix.model.statuses import Category
from tix.text import plural

#: What stands for an answer of which a table tells only the time.
ANSWERED = "First response (the export has only its time)."
OPEN = "Open"
#: Fields that say how a ticket ended.
ENDING = ("resolution", "satisfaction")


class CsvTable(TableSource):
    """A table of tickets; see `Source`."""

    system = "csv"
    parts = f"{CASE} {CREATED} {AUTHOR} {UPDATED} {REPLY} {MOMENTS}"

    def __init__(self, table: Table, chosen: Mapping) -> None:
        super().__init__(table, chosen)
        ends = {*self.reading.at_end}
        self.ends = [
            column.name
            for column in self.columns.fields
            if column.name in ENDING or table.heading[column.places[0]] in ends
        ]
        self.begins = self.reading.begins or _beginning(self.seen.statuses)
        self.is_told = bool(self.reading.moments)
        self.dawn = self._dawn()
        self.undated = 0

    def records(self) -> Iterator[Record]:
        """Yield every ticket, with the moments that its row tells of."""
        self.start()
        self.undated = 0
        seen: dict[str, int] = {}
        for row in self.table.rows():
            key = self.key(row.cells, row.line)
            if key in seen:
                said = f"{key}: stands in line {seen[key]} already; this row is left out"
                self.tell("import-double", said, row.line, Severity.ERROR)
            elif key:
                seen[key] = row.line
                yield settled(self._record(key, row), self.system, self.findings)
        if self.undated:
            said = f"nothing tells when {plural(self.undated, 'ticket')} began"
            self.tell("import-created", f"{said}; {self._stand_in():%F %T} UTC stands in", 0)
        self.finish()

    def _record(self, key: str, row: Row) -> Record:
        cells = row.cells
        values: dict[str, Value] = {c.name: self.value(c, cells) for c in self.columns.fields}
        moves = self._moves(key, row, str(values.get("status", "")))
        replied = self._moment(REPLY, key, row)
        updated = self._moment(UPDATED, key, row)
        known = [at for at in (replied, updated, *(at for at, _ in moves)) if at]
        made = self._moment(CREATED, key, row)
        if updated and not moves:
            moves = [(updated, str(values.get("status", "")))]
        people = {who.name: who for who in self._people(cells)}
        by = people.get(str(values.get("assignee", "")), exporter(self.system))
        return Record(
            key=key,
            created=made or self._unknown(known),
            is_shallow=True,
            is_dated=made is not None,
            author=self._author(cells, values, people),
            fields=values,
            lists=frozenset(c.name for c in self.columns.fields if c.is_list),
            events=tuple(self._events(values, moves, by)),
            remarks=(Remark("first-response", replied, by, ANSWERED),) if replied else (),
            people=people,
            updated=updated or max(known, default=None),
            path=self.table.name,
            line=row.line,
        )

    def _moves(self, key: str, row: Row, final: str) -> list[tuple[datetime, str]]:
        """Return when the ticket came into which status, in the order that statuses have.

        A column with a name that no status has leads to the status that the ticket is in.
        """
        found: list[tuple[datetime, str]] = []
        for place, named in self.columns.moments:
            status = named if self.is_told or named in self.seen.statuses else final
            at = self._at(self.table.heading[place], row.cells[place], key, row.line)
            if at and found and at < found[-1][0]:
                said = f"{key}: {status} at {at:%F %T} UTC, before it was {found[-1][1]}"
                self.tell("import-clock", said, row.line)
            if at:
                found.append((at, status))
        return found

    def _events(
        self, values: dict[str, Value], moves: list[tuple[datetime, str]], by: Account
    ) -> Iterator[Event]:
        """Yield one event for each move into another status, how it ended with the last of them.

        A ticket that never moved began as it is.
        """
        status = self.begins
        for number, (at, to) in enumerate(moves, 1):
            edits = [Edit("status", status, to)] if to != status and to else []
            if number == len(moves):
                final = ((name, values[name]) for name in self.ends)
                edits += [
                    Edit(name, "", text) for name, text in final if text and isinstance(text, str)
                ]
            if edits:
                yield Event(str(number), at, by, tuple(edits))
            status = to

    def _moment(self, part: str, key: str, row: Row) -> datetime | None:
        place = self.columns.parts.get(part)
        if place is None:
            return None
        return self._at(self.table.heading[place], row.cells[place], key, row.line)

    def _at(self, name: str, text: str, key: str, line: int) -> datetime | None:
        if text in self.reading.missing:
            return None
        at = self.dates.read(text)
        if at is None:
            self.tell("import-time", f"{key}: {name}: {text!r} is no time", line)
        return at

    def _unknown(self, known: Sequence[datetime]) -> datetime:
        """Return when a ticket was made of which nobody says it: before all that is known of it."""
        self.undated += not known
        return min(known) if known else self._stand_in()

    def _stand_in(self) -> datetime:
        return self.dawn or clock.now()

    def _dawn(self) -> datetime | None:
        """Return the earliest time of the table."""
        places = [place for place, _ in self.columns.moments]
        times = (CREATED, REPLY, UPDATED)
        places += [place for part, place in self.columns.parts.items() if part in times]
        texts = {row.cells[place] for row in self.table.rows() for place in places}
        return min((at for text in texts if (at := self.dates.read(text))), default=None)

    def _people(self, cells: Sequence[str]) -> Iterator[Account]:
        for column in self.columns.fields:
            if column.name in self.is_person:
                yield from map(person, self.texts(column, cells))

    def _author(
        self, cells: Sequence[str], values: dict[str, Value], people: dict[str, Account]
    ) -> Account:
        """Return who made the ticket: the author, else the reporter, else nobody knows."""
        return self.account(AUTHOR, cells) or people.get(str(values.get("reporter", ""))) or NOBODY


def _beginning(statuses: Iterable[str]) -> str:
    """Return the status that tickets most likely begin with."""
    queue = re.compile(CATEGORIES[Category.QUEUE])
    likely = [name for name in statuses if queue.fullmatch(word(name)) and name != "Reopened"]
    return min(
        likely, key=lambda name: (name.casefold() not in ("open", "new"), name), default=OPEN
    )


@contextmanager
def open_csv(path: Path, chosen: Mapping) -> Iterator[CsvTable]:
    """Give the table at `path`, unpacked for as long as it is read."""
    reading = reading_of(chosen)
    with opened(path, reading.separator, reading.encoding) as table:
        yield CsvTable(table, chosen)
