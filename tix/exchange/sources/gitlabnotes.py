"""What happened to an issue on GitLab: resource events, and notes that the system wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from tix.exchange.record import NOBODY, Account, Edit, Event, Value
from tix.exchange.sources.hands import Hands
from tix.exchange.sources.nodes import entries, entry, get_time, text, words

#: Fields with many members.
LISTS = frozenset({"labels", "coassignees", "links", "otherEvents"})

Node: TypeAlias = dict[str, Any]
_Edits: TypeAlias = Iterator[Edit]

_PERSON = re.compile(r"@([\w.-]*\w)")
_ASSIGNED = re.compile(r"(?:un)?assigned (?:to )?@.*")
_HOST = re.compile(r"https?://([^/]+)/")


def account(
    node: Node, *names: str, people: dict[str, Account], nobody: Account = NOBODY
) -> Account:
    """Return who stands under one of the names, and remember them."""
    user = entry(node, *names)
    name = text(user, "username") or text(user, "name") or text(node, "author_id", "user_id")
    if not name:
        return nobody
    known = people.get(name)
    host = _HOST.match(text(user, "web_url"))
    made_up = f"{name}@users.noreply.{host[1]}" if host and text(user, "username") else ""
    email = text(user, "email", "public_email") or made_up
    found = Account(name, text(user, "name"), email)
    people[name] = known if known and known.email and not email else found
    return people[name]


def _state(word: str) -> str:
    return "closed" if word == "closed" else "open"


class Course:
    """The way of one issue: `final` fields that events change, and the `events`."""

    def __init__(
        self,
        issue: Node,
        notes: list[Node],
        events: Mapping[str, list[Node]],
        people: dict[str, Account],
    ) -> None:
        self.people = people
        self.now: dict[str, str] = {"status": "open"}
        self.final: dict[str, Value] = {
            "title": text(issue, "title"),
            "status": _state(text(issue, "state")),
            "labels": words(issue, "labels", of="name") or _linked_labels(issue),
            "milestone": text(entry(issue, "milestone"), "title"),
            "duedate": text(issue, "due_date"),
            "locked": "yes" if issue.get("discussion_locked") else "",
        }
        final = words(issue, "assignees", of="username") or _one(issue, "assignee")
        self.hands = Hands(final, [*_handovers(notes)])
        self.has_state_events = bool(events["resource_state_events"])
        listed = [*self._resource_events(events), *self._system_notes(notes)]
        self.hands.settle(final)
        self.final["assignee"] = "".join(self.hands.held[:1])
        self.final["coassignees"] = tuple(self.hands.held[1:])
        self.events = tuple(sorted(listed, key=lambda event: event.at))

    @property
    def knows_states(self) -> bool:
        """Whether an event opened or closed the issue."""
        return any(edit.field == "status" for event in self.events for edit in event.edits)

    def _resource_events(self, events: Mapping[str, list[Node]]) -> Iterator[Event]:
        for role, nodes in events.items():
            reader = _RESOURCES[role]
            for node in sorted(nodes, key=lambda node: get_time(node, "created_at")):
                edits = tuple(edit for edit in reader(self, node) if edit.before != edit.after)
                if edits:
                    yield self._event(node, edits, f"{role} {text(node, 'id')}")

    def _system_notes(self, notes: list[Node]) -> Iterator[Event]:
        for node in notes:
            if node.get("system"):
                edits = tuple(edit for edit in self._said(node) if edit.before != edit.after)
                if edits:
                    yield self._event(node, edits, f"note {text(node, 'id')}")

    def _event(self, node: Node, edits: tuple[Edit, ...], ident: str) -> Event:
        author = account(node, "user", "author", people=self.people)
        return Event(ident, get_time(node, "created_at"), author, edits)

    def _said(self, node: Node) -> _Edits:
        """Yield what a note of the system says was changed."""
        plain = " ".join(text(node, "body", "note").split())
        for pattern, reader in _NOTES:
            if found := pattern.match(plain):
                yield from reader(self, found)
                return
        yield Edit("otherEvents", "", " ".join(plain.split()[:2]))

    def set(self, field: str, after: str) -> Edit:
        """Return the edit that gives a field another value."""
        before = self.now.get(field, "")
        self.now[field] = after
        return Edit(field, before, after)


def _linked_labels(issue: Node) -> tuple[str, ...]:
    """Return the labels of a project export, which stand a step deeper."""
    found = (text(entry(link, "label"), "title") for link in entries(issue, "label_links"))
    return tuple(name for name in found if name)


def _changed_state(course: Course, node: Node) -> _Edits:
    yield course.set("status", _state(text(node, "state")))


def _changed_label(_course: Course, node: Node) -> _Edits:
    name = text(entry(node, "label"), "name", "title")
    if name:
        added = text(node, "action") == "add"
        yield Edit("labels", "" if added else name, name if added else "")


def _changed_milestone(course: Course, node: Node) -> _Edits:
    title = text(entry(node, "milestone"), "title")
    if text(node, "action") == "add":
        yield course.set("milestone", title)
    elif course.now.get("milestone", title) == title:
        yield course.set("milestone", "")


_RESOURCES: dict[str, Callable[[Course, Node], _Edits]] = {
    "resource_state_events": _changed_state,
    "resource_label_events": _changed_label,
    "resource_milestone_events": _changed_milestone,
}


def _turned(course: Course, found: re.Match[str]) -> _Edits:
    if not course.has_state_events:
        yield course.set("status", _state(found[1]))


def _renamed(_course: Course, found: re.Match[str]) -> _Edits:
    before, after = (re.sub(r"\{[-+]|[-+]\}", "", title) for title in found.groups())
    yield Edit("title", before, after)


def _due(course: Course, found: re.Match[str]) -> _Edits:
    try:
        day = datetime.strptime(found[1], "%B %d, %Y").date().isoformat()
    except ValueError:
        return
    yield course.set("duedate", day)


def _assigned(course: Course, found: re.Match[str]) -> _Edits:
    for name, is_added in _handover(found[0]):
        yield from course.hands.change(name, is_added=is_added)


def _handovers(notes: list[Node]) -> Iterator[tuple[str, bool]]:
    for node in notes:
        plain = " ".join(text(node, "body", "note").split())
        if node.get("system") and _ASSIGNED.match(plain):
            yield from _handover(plain)


def _handover(plain: str) -> Iterator[tuple[str, bool]]:
    """Yield who comes and who goes: `assigned to @a and unassigned @b`; the newcomer is second."""
    come, _, gone = plain.partition("unassigned")
    yield from ((name, False) for name in _PERSON.findall(gone))
    yield from ((name, True) for name in _PERSON.findall(come))


def _one(issue: Node, name: str) -> tuple[str, ...]:
    return tuple(filter(None, [text(entry(issue, name), "username")]))


def _named(phrase: str) -> Callable[[Course, re.Match[str]], _Edits]:
    def reader(_course: Course, found: re.Match[str]) -> _Edits:
        yield Edit("links", "", f"{phrase} #{found[1]}")

    return reader


_NOTES: tuple[tuple[re.Pattern[str], Callable[[Course, re.Match[str]], _Edits]], ...] = (
    (re.compile(r"(?:status changed to )?(closed|reopened)\b"), _turned),
    (re.compile(r"changed title from \*\*(.*)\*\* to \*\*(.*)\*\*$"), _renamed),
    (_ASSIGNED, _assigned),
    (re.compile(r"changed due date to (\w+ \d+, \d+)"), _due),
    (re.compile(r"removed due date"), lambda course, _: iter([course.set("duedate", "")])),
    (re.compile(r"locked "), lambda course, _: iter([course.set("locked", "yes")])),
    (re.compile(r"unlocked "), lambda course, _: iter([course.set("locked", "")])),
    (re.compile(r"marked .*related to #(\d+)"), _named("relates to")),
    (re.compile(r"marked .*duplicate of #(\d+)"), _named("duplicates")),
    (re.compile(r"mentioned in (?:issue )?#(\d+)"), _named("mentioned in")),
)
