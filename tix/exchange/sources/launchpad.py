"""Read Launchpad: bugs with their tasks, messages and activity, as its interface gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tix.exchange.mapping import Mapping
from tix.exchange.record import NOBODY, Account, Edit, Event, Record, Remark, Value, exporter
from tix.exchange.sources.nodes import Json, find, get_time, text, time, words
from tix.exchange.sources.pile import ISSUE, Found, Piece
from tix.exchange.sources.web import Dialect, Tell, WebExport, opened
from tix.model.statuses import Category

_BUG = re.compile(r"/(?:\+bug|bugs)/(\d+)(?:/|$)")
_PERSON = re.compile(r"/~([^/]+)$")
_LOGIN = re.compile(r"\(([a-z0-9][a-z0-9.+-]*)\)$")
#: What hangs on a bug, by the kind that Launchpad gives each object.
_ROLES = {
    "bug_task": "tasks",
    "message": "messages",
    "bug_activity": "activity",
    "bug_attachment": "attachments",
}
_LISTS = frozenset({"labels", "links", "attachment", "also_affects", "otherEvents"})
_CATEGORIES = {
    "New": Category.QUEUE,
    "Confirmed": Category.QUEUE,
    "Triaged": Category.QUEUE,
    "Incomplete": Category.WAITING,
    "Deferred": Category.WAITING,
    "In Progress": Category.ACTIVE,
    "Fix Committed": Category.ACTIVE,
    "Fix Released": Category.CLOSED,
    "Invalid": Category.CLOSED,
    "Opinion": Category.CLOSED,
    "Won't Fix": Category.CLOSED,
    "Expired": Category.CLOSED,
    "Does Not Exist": Category.CLOSED,
}
#: When a task came to a status for the last time.
_STEPS = {
    "date_incomplete": "Incomplete",
    "date_confirmed": "Confirmed",
    "date_triaged": "Triaged",
    "date_in_progress": "In Progress",
    "date_fix_committed": "Fix Committed",
    "date_fix_released": "Fix Released",
}
#: What activity changes, in a bug or in one of its tasks.
_CHANGED = {
    "summary": "title",
    "description": "description",
    "status": "status",
    "importance": "priority",
    "assignee": "assignee",
    "milestone": "milestone",
}


def open_launchpad(path: Path, _chosen: Mapping | None = None) -> AbstractContextManager[WebExport]:
    """Give an export of Launchpad's bugs for as long as it is read."""
    reader = _Reader()
    dialect = Dialect(
        system="launchpad",
        title="Launchpad",
        pieces=reader.pieces,
        alias=lambda _: "bugs",
        record=reader.record,
        rank=lambda bug: (True, text(bug, "date_last_updated")),
        number="id",
        arrays=frozenset({"entries"}),
        categories=_CATEGORIES,
        endings=(".json", ".jsonl"),
    )
    return opened(path, dialect)


class _Reader:
    """Learns what people are called as pieces come in, and reads bugs."""

    def __init__(self) -> None:
        self.displays: dict[str, str] = {}

    def pieces(self, value: Json) -> Iterator[Piece]:
        """Take an answer apart: a bug, something that hangs on one, or a person."""
        kind = text(value, "resource_type_link").rpartition("#")[2]
        if kind == "bug" or ("title" in value and "date_created" in value and "id" in value):
            yield Piece(ISSUE, f"#{text(value, 'id')}", value)
        elif kind in _ROLES:
            address = text(value, "bug_link") or text(value, "self_link", "web_link")
            bug = _BUG.search(address)
            if bug is None:
                raise ValueError(f"does not say which bug it belongs to: {address or kind}")
            yield Piece(_ROLES[kind], f"#{bug[1]}", value)
        elif kind in ("person", "team"):
            self.displays[text(value, "name")] = text(value, "display_name")
        elif isinstance(find(value, "entries"), list):
            for each in value["entries"]:
                yield from self.pieces(each)
        else:
            raise ValueError("is no bug: an object with `id` and `title` was expected")

    def record(self, found: Found, tell: Tell) -> Record:
        """Read a bug."""
        bug = found.versions[-1]
        if not text(bug, "id").isdigit():
            raise ValueError(f"{text(bug, 'id')!r} is no number of a bug")
        people: dict[str, Account] = {}
        author = self._account(text(bug, "owner_link"), people)
        tasks = found.sides.get("tasks", [])
        task = tasks[0] if tasks else {}
        if not tasks:
            tell("import-cut", "the export has no task of this bug, which holds its status")
        created = get_time(bug, "date_created")
        self._account(text(task, "assignee_link"), people)
        activity = found.sides.get("activity", [])
        events = [*self._events(activity, text(task, "bug_target_name"), people)]
        if not any(edit.field == "status" for event in events for edit in event.edits):
            events += _steps(task)
        return Record(
            key=found.key,
            created=created,
            author=author,
            fields={**_fields(bug, tasks, found), "reporter": author.name},
            lists=_LISTS,
            events=tuple(sorted(events, key=lambda event: event.at)),
            remarks=tuple(self._remarks(found.sides.get("messages", []), people)),
            people=people,
            updated=time(bug, "date_last_updated"),
            path=found.path,
            line=found.line,
            is_shallow=not activity,
        )

    def _account(self, link: str, people: dict[str, Account]) -> Account:
        """Return who is behind an address such as `…/~ana`, and remember them."""
        person = _PERSON.search(link)
        return self._person(person[1], people) if person else NOBODY

    def _person(self, name: str, people: dict[str, Account]) -> Account:
        people[name] = Account(name, self.displays.get(name, ""))
        return people[name]

    def _events(
        self, activity: list[dict[str, Any]], target: str, people: dict[str, Account]
    ) -> Iterator[Event]:
        for node in activity:
            at = get_time(node, "datechanged")
            edits = tuple(self._edits(node, target, people))
            if edits:
                ident = f"{at.isoformat()} {text(node, 'whatchanged')}"
                yield Event(ident, at, self._account(text(node, "person_link"), people), edits)

    def _edits(
        self, node: dict[str, Any], target: str, people: dict[str, Account]
    ) -> Iterator[Edit]:
        """Yield what one entry changed; what other projects did about the bug is none of it."""
        of, _, what = text(node, "whatchanged").rpartition(": ")
        before, after = text(node, "oldvalue"), text(node, "newvalue")
        field = _CHANGED.get(what, "")
        if what == "tags":
            yield from _tagged(before.split(), after.split())
        elif "duplicate" in what:
            pair = [f"duplicates #{side}" if side.isdigit() else "" for side in (before, after)]
            yield Edit("links", *pair)
        elif field == "assignee" and of == target:
            logins = [_LOGIN.search(side) for side in (before, after)]
            yield Edit(field, *(self._person(m[1], people).name if m else "" for m in logins))
        elif field and of in ("", target):
            yield Edit(
                field,
                *(_nothing(side) if field == "milestone" else side for side in (before, after)),
            )
        elif what != "bug":
            yield Edit("otherEvents", "", text(node, "whatchanged"))

    def _remarks(
        self, messages: list[dict[str, Any]], people: dict[str, Account]
    ) -> Iterator[Remark]:
        """Yield the comments; the first message is the description of the bug."""
        by_address = {text(node, "self_link"): node for node in messages}
        for address, node in by_address.items():
            if not address.endswith("/comments/0") and (said := text(node, "content")):
                number = address.rpartition("/")[2]
                at = get_time(node, "date_created")
                author = self._account(text(node, "owner_link"), people)
                yield Remark(number or at.isoformat(), at, author, said)


def _fields(bug: dict[str, Any], tasks: list[dict[str, Any]], found: Found) -> dict[str, Value]:
    task = tasks[0] if tasks else {}
    other = _BUG.search(text(bug, "duplicate_of_link"))
    assignee = _PERSON.search(text(task, "assignee_link"))
    importance = text(task, "importance")
    affected = text(bug, "users_affected_count")
    files = [text(each, "title") for each in found.sides.get("attachments", [])]
    return {
        "title": text(bug, "title"),
        "description": text(bug, "description"),
        "labels": words(bug, "tags"),
        "links": (f"duplicates #{other[1]}",) if other else (),
        "visibility": "internal" if text(bug, "information_type") not in ("", *_PUBLIC) else "",
        "votes": "" if affected == "0" else affected,
        "attachment": tuple(dict.fromkeys(filter(None, files))),
        "project": text(task, "bug_target_name"),
        "status": text(task, "status") or "New",
        "priority": "" if importance in ("Undecided", "Unknown") else importance,
        "assignee": assignee[1] if assignee else "",
        "milestone": text(task, "milestone_link").rpartition("/")[2],
        "also_affects": tuple(
            f"{text(each, 'bug_target_name')}: {text(each, 'status')}" for each in tasks[1:]
        ),
    }


_PUBLIC = ("Public", "Public Security")


def _steps(task: dict[str, Any]) -> Iterator[Event]:
    """Yield how a task came to its status, by the dates that it keeps of the last times."""
    dated = [(at, status) for name, status in _STEPS.items() if (at := time(task, name))]
    final, closed = text(task, "status"), time(task, "date_closed")
    if closed and _CATEGORIES.get(final) is Category.CLOSED and final not in _STEPS.values():
        dated.append((closed, final))
    before = "New"
    for at, status in sorted(dated):
        edit = Edit("status", before, status)
        yield Event(f"{at.isoformat()} {status}", at, exporter("launchpad"), (edit,))
        before = status


def _tagged(before: list[str], after: list[str]) -> Iterator[Edit]:
    yield from (Edit("labels", tag, "") for tag in before if tag not in after)
    yield from (Edit("labels", "", tag) for tag in after if tag not in before)


def _nothing(value: str) -> str:
    return value.rpartition(" => ")[2] if value != "none" else ""
