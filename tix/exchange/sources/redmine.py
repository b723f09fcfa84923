"""Read Redmine: issues with their journals, and the lists that give names to its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tix.exchange.mapping import Mapping
from tix.exchange.record import NOBODY, Account, Event, Record, Remark, exporter
from tix.exchange.settle import ended
from tix.exchange.sources.nodes import Json, entries, entry, find, get_time, text, time
from tix.exchange.sources.pile import ISSUE, Found, Piece
from tix.exchange.sources.redminefields import LISTS, Names, edits_of, final_fields
from tix.exchange.sources.web import NOWHERE, Dialect, Tell, WebExport, opened
from tix.model.statuses import Category

#: Lists beside the issues, and the field whose numbers they name.
_LISTS = {
    "issue_statuses": "status",
    "trackers": "issuetype",
    "issue_priorities": "priority",
    "users": "person",
    "versions": "milestone",
    "issue_categories": "component",
    "custom_fields": "custom",
    "projects": "project",
}


def open_redmine(path: Path, _chosen: Mapping | None = None) -> AbstractContextManager[WebExport]:
    """Give an export of Redmine's issues for as long as it is read."""
    reader = _Reader()
    dialect = Dialect(
        system="redmine",
        title="Redmine",
        pieces=reader.pieces,
        alias=lambda _: NOWHERE,
        record=reader.record,
        rank=lambda issue: (bool(issue.get("journals")), text(issue, "updated_on")),
        number="id",
        arrays=frozenset({"issues"}),
        categories=reader.categories,
    )
    return opened(path, dialect)


class _Reader:
    """Learns names as pieces come in, and reads issues with them."""

    def __init__(self) -> None:
        self.names = Names()
        #: Statuses of which the export says whether they end an issue.
        self.categories: dict[str, Category] = {}

    def pieces(self, value: Json) -> Iterator[Piece]:
        """Take an answer apart: an issue, or a list of names."""
        if not isinstance(value, dict):
            raise ValueError("is no issue: an object with `id` and `subject` was expected")
        listed = [name for name in _LISTS if isinstance(value.get(name), list)]
        if isinstance(value.get("issue"), dict):
            yield from self.pieces(value["issue"])
        elif isinstance(value.get("user"), dict) and "subject" not in value:
            self.names.learn("person", value["user"])
        elif "subject" in value and "id" in value:
            self._meet(value)
            yield Piece(ISSUE, f"#{text(value, 'id')}", value)
        elif listed:
            for name in listed:
                for each in entries(value, name):
                    self.names.learn(_LISTS[name], each)
                    self._judge(_LISTS[name], each)
        elif isinstance(value.get("issues"), list):
            for each in value["issues"]:
                yield from self.pieces(each)
        else:
            raise ValueError("is no issue: an object with `id` and `subject` was expected")

    def record(self, found: Found, _tell: Tell) -> Record:
        """Read an issue."""
        issue = found.versions[-1]
        key = text(issue, "id")
        if not key.isdigit():
            raise ValueError(f"{key!r} is no number of an issue")
        people: dict[str, Account] = {}
        author = self._account(issue, "author", people)
        journals = sorted(entries(issue, "journals"), key=lambda each: get_time(each, "created_on"))
        for name in ("assigned_to", "watchers"):
            nodes = [entry(issue, name)] if name == "assigned_to" else entries(issue, name)
            for node in nodes:
                self._account({"user": node}, "user", people)
        events = tuple(self._events(journals, people))
        fields = final_fields(issue, self.names)
        record = Record(
            key=f"#{key}",
            created=get_time(issue, "created_on"),
            author=author,
            fields={**fields, "reporter": "" if author is NOBODY else author.name},
            lists=LISTS | {name for name, value in fields.items() if isinstance(value, tuple)},
            events=events,
            remarks=tuple(self._remarks(journals, people)),
            people=people,
            updated=time(issue, "updated_on"),
            path=found.path,
            line=found.line,
            is_shallow=not journals,
        )
        has_moves = any(edit.field == "status" for event in events for edit in event.edits)
        return record if has_moves else self._closed(record, issue)

    def _closed(self, record: Record, issue: dict[str, Any]) -> Record:
        """Return an issue without journals closed when it says so; it began as the others do."""
        closed_at = time(issue, "closed_on")
        if closed_at is None or closed_at == record.created:
            return record
        began = {"status": self.names.first_status}
        return ended(record, began, closed_at, exporter("redmine"), "redmine")

    def _events(
        self, journals: list[dict[str, Any]], people: dict[str, Account]
    ) -> Iterator[Event]:
        for node in journals:
            edits = []
            for detail in entries(node, "details"):
                for edit in edits_of(detail, self.names):
                    edits.append(edit)
                    if edit.field == "assignee":
                        for ident in filter(None, (edit.before, edit.after)):
                            self._account({"user": {"id": ident}}, "user", people)
            if edits:
                author = self._account(node, "user", people)
                yield Event(text(node, "id"), get_time(node, "created_on"), author, tuple(edits))

    def _remarks(
        self, journals: list[dict[str, Any]], people: dict[str, Account]
    ) -> Iterator[Remark]:
        for node in journals:
            if notes := text(node, "notes"):
                yield Remark(
                    id=text(node, "id"),
                    at=get_time(node, "created_on"),
                    author=self._account(node, "user", people),
                    text=notes,
                    kind="note" if find(node, "private_notes") else "reply",
                )

    def _account(self, node: dict[str, Any], name: str, people: dict[str, Account]) -> Account:
        """Return who stands under a name; the same person has the same number."""
        user = entry(node, name)
        ident = text(user, "id")
        if not ident:
            return NOBODY
        display = self.names.of("person", ident) or text(user, "name")
        found = Account(ident, display, self.names.emails.get(ident, ""))
        people[ident] = found
        return found

    def _meet(self, issue: dict[str, Any]) -> None:
        self.names.meet(issue)
        self._judge("status", entry(issue, "status"))
        name = text(entry(issue, "status"), "name")
        if text(issue, "closed_on") and name not in self.names.open_statuses:
            self.categories.setdefault(name, Category.CLOSED)
        elif not text(issue, "closed_on"):
            self.names.open_statuses.add(name)
            self.categories.pop(name, None)

    def _judge(self, field: str, node: dict[str, Any]) -> None:
        if field == "status" and node.get("is_closed") is True:
            self.categories[text(node, "name")] = Category.CLOSED
