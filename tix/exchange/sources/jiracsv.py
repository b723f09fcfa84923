"""Read Jira's own CSV export (all fields): repeated columns, comments and links in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Record, Remark, Value, Work
from tix.exchange.sources.columns import (
    AUTHOR,
    CASE,
    CREATED,
    UPDATED,
    Column,
    Columns,
)
from tix.exchange.sources.csvtable import CsvTable
from tix.exchange.sources.jirafields import span
from tix.exchange.sources.reading import reading_of
from tix.exchange.sources.tables import Row, Table, opened
from tix.exchange.sources.tablesource import person
from tix.model.fields import Kind
from tix.text import closest

#: What Jira heads its columns with, and what its REST interface calls the same.
PARTS_THERE = {CASE: "Issue key", CREATED: "Created", UPDATED: "Updated", AUTHOR: "Creator"}
FIELDS = {
    "Summary": "summary",
    "Issue Type": "issuetype",
    "Status": "status",
    "Project name": "project",
    "Priority": "priority",
    "Resolution": "resolution",
    "Assignee": "assignee",
    "Reporter": "reporter",
    "Due Date": "duedate",
    "Due date": "duedate",
    "Votes": "votes",
    "Labels": "labels",
    "Description": "description",
    "Environment": "environment",
    "Watchers": "watchers",
    "Security Level": "security",
    "Affects Version/s": "versions",
    "Affects versions": "versions",
    "Fix Version/s": "fixVersions",
    "Fix versions": "fixVersions",
    "Component/s": "components",
    "Components": "components",
    "Original Estimate": "timeoriginalestimate",
    "Original estimate": "timeoriginalestimate",
    "Remaining Estimate": "timeestimate",
    "Time Spent": "timespent",
}
_LISTS = frozenset({"labels", "watchers", "versions", "fixVersions", "components"})
_PEOPLE = frozenset({"assignee", "reporter", "watchers"})
_SPANS = frozenset({"timeoriginalestimate", "timeestimate", "timespent"})
#: Read on their own, or the same as another column, or computed.
_OTHERS = re.compile(
    r"Issue id|Project (key|type|lead|lead id|description|url)|Resolved|Last Viewed|Comments?"
    r"|Attachments?|Log Work|Work Ratio|(Inward|Outward) issue link.*|Sub-?[Tt]asks?|Parent( id)?"
    r"|(Assignee|Reporter|Creator|Watchers) Id|Status Category( Changed)?|Σ.*|Parent (key|summary)",
)
_CUSTOM = re.compile(r"Custom field \((.+)\)")
_LINK = re.compile(r"(Inward|Outward) issue link \((.+)\)")
#: What a kind of link says at its two ends, inward and outward; the export has only its name.
PHRASES = {
    "blocker": ("is blocked by", "blocks"),
    "blocks": ("is blocked by", "blocks"),
    "cloners": ("is cloned by", "clones"),
    "duplicate": ("is duplicated by", "duplicates"),
    "reference": ("is related to", "relates to"),
    "relates": ("is related to", "relates to"),
    "dependent": ("is depended upon by", "depends upon"),
    "dependency": ("is depended upon by", "depends upon"),
    "required": ("is required by", "requires"),
    "problem/incident": ("is caused by", "causes"),
    "regression": ("is broken by", "breaks"),
    "container": ("is contained by", "contains"),
    "incorporates": ("is part of", "incorporates"),
    "supercedes": ("is superceded by", "supercedes"),
}


class JiraCsv(CsvTable):
    """An export of Jira as a table; see `Source`."""

    system = "jira"

    def __init__(self, table: Table, chosen: Mapping) -> None:
        super().__init__(table, chosen)
        self.alias = chosen.alias or "jira"
        heading = table.heading
        self.links = [
            (place, found) for place, name in enumerate(heading) if (found := _ends(name))
        ]
        self.comments = [n for n, name in enumerate(heading) if name in ("Comment", "Comments")]
        self.logs = [n for n, name in enumerate(heading) if name == "Log Work"]
        self.files = [n for n, name in enumerate(heading) if name in ("Attachment", "Attachments")]
        self.parents = [n for n, name in enumerate(heading) if name in ("Parent id", "Parent")]
        self.keys = self._keys()

    def layout(self, chosen: Mapping) -> Columns:  # noqa: ARG002  # as all tables ask
        """Return what each column is, which Jira's headings tell."""
        heading = self.table.heading
        parts = {part: heading.index(name) for part, name in PARTS_THERE.items() if name in heading}
        if CASE not in parts:
            near = closest("Issue key", heading)
            raise BadInput(
                f"{self.table.name} is no export of Jira: it has no column `Issue key`.",
                hint=f"is {near} meant? tix import csv reads any table"
                if near
                else "tix import csv reads any table",
            )
        fields = [
            _column(header, tuple(n for n, each in enumerate(heading) if each == header))
            for header in dict.fromkeys(heading)
            if header not in PARTS_THERE.values() and not _OTHERS.fullmatch(header)
        ]
        moments = ((heading.index("Resolved"), ""),) if "Resolved" in heading else ()
        return Columns(parts, tuple(fields), moments)

    def _record(self, key: str, row: Row) -> Record:
        record = super()._record(key, row)
        people = {**record.people}
        fields: dict[str, Value] = {**record.fields}
        if self.links or self.parents:
            fields["links"] = tuple(dict.fromkeys(self._links(row.cells)))
        if self.files:
            names = (row.cells[place].split(";")[2:3] for place in self.files)
            fields["attachment"] = tuple(name[0] for name in names if name)
        return replace(
            record,
            fields=fields,
            lists=record.lists | {"links", "attachment"},
            remarks=tuple(self._remarks(key, row, people)),
            works=tuple(self._works(key, row, people)),
            people=people,
        )

    def value(self, column: Column, cells: Sequence[str]) -> Value:
        """Return the value of a field; spans of work are seconds there."""
        found = super().value(column, cells)
        if column.name == "resolution" and found == "Unresolved":
            return ""
        if column.name in _SPANS and isinstance(found, str) and found.isdigit():
            return span(found)
        return found

    def _links(self, cells: Sequence[str]) -> Iterator[str]:
        for place, (phrase, _) in self.links:
            if cells[place]:
                yield f"{phrase} {cells[place]}"
        for place in self.parents:
            if parent := cells[place]:
                yield f"sub-task of {self.keys.get(parent, parent)}"

    def _remarks(self, key: str, row: Row, people: dict[str, Account]) -> Iterator[Remark]:
        """Yield the comments, which stand in their cells as `date;user;text`."""
        for number, place in enumerate(self.comments):
            text = row.cells[place]
            date, _, rest = text.partition(";")
            user, _, words = rest.partition(";")
            at = self.dates.read(date)
            if text and at is None:
                said = f"{key}: a comment does not begin with its date: {text[:40]!r}"
                self.tell("import-comment", said, row.line)
            elif at and words.strip():
                who = people.setdefault(user, person(user))
                yield Remark(f"{number}/{date}", at, who, words)

    def _works(self, key: str, row: Row, people: dict[str, Account]) -> Iterator[Work]:
        """Yield the work logs, which stand in their cells as `text;date;user;seconds`."""
        for number, place in enumerate(self.logs):
            text = row.cells[place]
            words, date, user, seconds = (["", "", "", *text.rsplit(";", 3)])[-4:]
            at = self.dates.read(date)
            if text and (at is None or not seconds.isdigit()):
                self.tell(
                    "import-work", f"{key}: a work log is not readable: {text[:40]!r}", row.line
                )
            elif at:
                who = people.setdefault(user, person(user))
                yield Work(f"{number}/{date}", at, who, int(seconds), words)

    def _keys(self) -> dict[str, str]:
        """Return the keys by the numbers that parents are named by."""
        heading = self.table.heading
        if not self.parents or "Issue id" not in heading:
            return {}
        number, key = heading.index("Issue id"), self.columns.parts[CASE]
        return {row.cells[number]: row.cells[key] for row in self.table.rows()}


def _ends(header: str) -> tuple[str, str] | None:
    """Return what a column of links says at this end and at the other one."""
    found = _LINK.fullmatch(header)
    if not found:
        return None
    inward, outward = PHRASES.get(found[2].casefold(), (f"{found[2].lower()} of", found[2].lower()))
    return (inward, outward) if found[1] == "Inward" else (outward, inward)


def _column(header: str, places: tuple[int, ...]) -> Column:
    custom = _CUSTOM.fullmatch(header)
    name = custom[1] if custom else FIELDS.get(header, header)
    kind = Kind.PERSON if name in _PEOPLE else Kind.DATE if name == "duedate" else Kind.TEXT
    return Column(name, places, kind, is_many=name in _LISTS)


@contextmanager
def open_jira_csv(path: Path, chosen: Mapping) -> Iterator[JiraCsv]:
    """Give the export at `path`, unpacked for as long as it is read."""
    reading = reading_of(chosen)
    with opened(path, reading.separator, reading.encoding) as table:
        yield JiraCsv(table, chosen)
