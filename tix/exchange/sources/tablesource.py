"""What all formats of tables share: cells as values of fields, times, and people."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from functools import lru_cache
from pathlib import PurePath

from tix.exchange.mapping import Mapping
from tix.exchange.record import NOBODY, Account, Value
from tix.exchange.sources.columns import CASE, Column, Columns, columns_of, is_vague
from tix.exchange.sources.reading import reading_of
from tix.exchange.sources.tables import Table
from tix.exchange.sources.tablescan import doubts_about_times, scan, settle_order
from tix.findings import Finding, Severity
from tix.model.fields import Kind
from tix.model.ticket import Node, format_time
from tix.text import slug

#: A key is one word; what else stands in a cell would end the name of the ticket.
_NO_KEY = re.compile(r"[\s\x00-\x1f\x7f]+")
_PARTS = re.compile(r"[,;|\n]+")


class TableSource:
    """A table under a mapping; see `Source`. `parts` are the columns that the format knows."""

    system = ""
    parts = ""

    def __init__(self, table: Table, chosen: Mapping) -> None:
        self.table = table
        self.alias = chosen.alias or _alias(table.name)
        self.findings: list[Finding] = []
        self.heading = table.heading
        self.given = chosen.reading
        self.reading = reading_of(chosen)
        self.dates = self.reading.clock(chosen.timezone)
        #: Columns that sound like moments, and hold none.
        self.timeless: Set[str] = frozenset()
        self.columns = self.layout(chosen)
        self.seen = scan(table, self.columns, self.reading)
        if found := self._without_times():
            self.timeless = found
            self.columns = self.layout(chosen)
            self.seen = scan(table, self.columns, self.reading)
        settle_order(self.dates, self.seen)
        #: What the columns hold that nobody has said anything about, by the name of the field.
        self.kinds = {
            column.name: kind
            for column in self.columns.fields
            if column.name not in chosen.fields and (kind := self.seen.kinds.get(column.places[0]))
        }
        self._to_text: dict[str, Callable[[str], str]] = {
            column.name: reader
            for column in self.columns.fields
            if (reader := self._reader(self.kinds.get(column.name, column.kind)))
        }
        self.is_person = {
            column.name for column in self.columns.fields if column.kind is Kind.PERSON
        }

    def layout(self, chosen: Mapping) -> Columns:
        """Return what each column is."""
        return columns_of(self.table.heading, self.reading, chosen, self.parts, self.timeless)

    def _without_times(self) -> set[str]:
        """Return the columns that were taken for moments by their names and hold no time."""
        return {
            name
            for place, _ in self.columns.moments
            if is_vague(name := self.heading[place])
            and name not in self.reading.moments
            and not any(self.seen.forms[place].counts.keys() - {""})
        }

    @property
    def told(self) -> dict[str, Node]:
        """How the table is read, as a mapping says it."""
        columns, moments = dict(self.columns.columns), dict(self.columns.begun)
        return {
            **({"columns": {**columns}} if columns else {}),
            **({"moments": {**moments}} if moments else {}),
            **{
                name: node
                for name, node in self.given.items()
                if name not in ("columns", "moments")
            },
        }

    def start(self) -> None:
        """Begin a pass: findings are those of this pass."""
        self.findings.clear()
        doubts = doubts_about_times(self.seen, self.table.heading, self.table.name, self.dates)
        self.findings += doubts
        for name in self.columns.absent:
            self.tell("import-mapping", f"there is no column {name!r}, which the mapping names", 1)

    def finish(self) -> None:
        """End a pass: what was odd about the table itself is told, too."""
        self.findings += self.table.findings

    def key(self, cells: Sequence[str], line: int) -> str:
        """Return the key of a row's ticket; empty, and told, when it has none."""
        text = cells[self.columns.parts[CASE]]
        key = _NO_KEY.sub("-", text.strip())
        if text in self.reading.missing or not key:
            self.tell("import-key", "has no id and is left out", line, Severity.ERROR)
            return ""
        return key

    def text(self, part: str, cells: Sequence[str]) -> str:
        """Return the cell of a part, empty when the table has none or it says nothing."""
        place = self.columns.parts.get(part)
        text = "" if place is None else cells[place]
        return "" if text in self.reading.missing else text

    def account(self, part: str, cells: Sequence[str]) -> Account | None:
        """Return the person that a part names."""
        text = self.text(part, cells)
        return person(text) if text else None

    def value(self, column: Column, cells: Sequence[str]) -> Value:
        """Return the value of a field in a row."""
        if not column.is_list:
            text = cells[column.places[0]].strip()
            if text in self.reading.missing:
                return ""
            return self._to_text[column.name](text) if column.name in self._to_text else text
        texts = self.texts(column, cells)
        if column.kind is Kind.PERSON:
            texts = [person(text).name for text in texts]
        return tuple(dict.fromkeys(texts))

    def texts(self, column: Column, cells: Sequence[str]) -> list[str]:
        """Return all that the cells of a field say."""
        texts = [cells[place] for place in column.places]
        if column.is_set:
            texts = [part for text in texts for part in _PARTS.split(text)]
        return [text.strip() for text in texts if text.strip() not in self.reading.missing]

    def tell(
        self, rule: str, message: str, line: int, severity: Severity = Severity.WARNING
    ) -> None:
        """Add a finding about a row."""
        self.findings.append(Finding(severity, rule, self.table.name, message, line=line))

    def _reader(self, kind: Kind) -> Callable[[str], str] | None:
        if kind is Kind.PERSON:
            return lambda text: person(text).name
        if kind is Kind.TIME:
            return lambda text: format_time(at) if (at := self.dates.read(text)) else text
        if kind is Kind.DATE:
            return lambda text: self.dates.day(text) or text
        return None


@lru_cache(maxsize=4096)
def person(text: str) -> Account:
    """Return the account of a name, an address, or `Name <address>`."""
    plain = " ".join(text.split())
    found = re.fullmatch(r"(.*?)\s*<([^<>@\s]+@[^<>@\s]+)>", plain)
    if found:
        return Account(found[2].casefold(), found[1].strip('"'), found[2])
    if re.fullmatch(r"[^<>@\s]+@[^<>@\s]+", plain):
        return Account(plain.casefold(), "", plain)
    return Account(plain, plain) if plain else NOBODY


def _alias(name: str) -> str:
    """Return what a file is called without what changes from export to export."""
    stem = PurePath(name).name.partition(".")[0]
    plain = re.sub(r"[-_ ]*\d[\d_T:-]*$", "", stem)
    return slug(plain) or slug(stem) or "table"
