"""What the events of an issue on GitHub change: the course from open to as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from tix.exchange.record import Account, Edit, Event, Value
from tix.exchange.sources.githubpeople import account, login_of
from tix.exchange.sources.hands import Hands
from tix.exchange.sources.nodes import entry, find, get_time, text, words

#: Fields with many members.
LISTS = frozenset(
    {"labels", "coassignees", "subscribers", "mentioned", "commits", "links"}
    | {"deletedComments", "otherEvents"}
)
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

Node: TypeAlias = dict[str, Any]
_Edits: TypeAlias = Iterator[Edit]


def kind_of(node: Node) -> str:
    """Return what an event is called in REST, `LabeledEvent` of GraphQL is `labeled`."""
    plain = text(node, "event", "__typename").removesuffix("Event")
    name = _HUMPS.sub("_", plain).lower().replace("-", "_")
    return _SAME.get(name, name)


_SAME = {"renamed_title": "renamed", "issue_comment": "commented"}


class Course:
    """The way of one issue along its events; `now` is where it has come to."""

    def __init__(
        self, issue: Node, nodes: Sequence[Node], repo: str, people: dict[str, Account]
    ) -> None:
        self.repo = repo
        self.people = people
        self.now: dict[str, str] = {"status": "open"}
        self.labels = {label.casefold(): label for label in words(issue, "labels")}
        kinds = [kind_of(node) for node in nodes]
        self.reason = resolution(issue)
        self.ending = _ending(nodes, kinds) if self.reason else None
        final = words(issue, "assignees", of="login") or words(issue, "assignee", of="login")
        self.hands = Hands(final, [*self._handovers(nodes, kinds)])
        self.events = tuple(self._events(nodes, kinds))
        self.hands.settle(final)

    def set(self, field: str, after: str) -> Edit:
        """Return the edit that gives a field another value."""
        before = self.now.get(field, "")
        self.now[field] = after
        return Edit(field, before, after)

    def _handovers(self, nodes: Sequence[Node], kinds: Sequence[str]) -> Iterator[tuple[str, bool]]:
        for node, kind in zip(nodes, kinds, strict=True):
            login = login_of(node, "assignee", people=self.people)
            if login and kind in ("assigned", "unassigned"):
                yield login, kind == "assigned"

    def _events(self, nodes: Sequence[Node], kinds: Sequence[str]) -> Iterator[Event]:
        for node, kind in zip(nodes, kinds, strict=True):
            edits = EDITS.get(kind, _other)(self, node)
            meant = tuple(edit for edit in edits if edit.before != edit.after)
            at = get_time(node, "created_at", "createdAt")
            author = account(node, "actor", "user", "author", people=self.people)
            if meant:
                ident = text(node, "id", "node_id") or f"{kind} {at.isoformat()}"
                yield Event(ident, at, author, meant)


def final_fields(issue: Node, course: Course) -> dict[str, Value]:
    """Return the fields that events change, as the issue says them."""
    values: dict[str, Value] = {
        "status": text(issue, "state").lower() or ("closed" if find(issue, "closed") else "open"),
        "resolution": resolution(issue),
        "labels": words(issue, "labels"),
        "milestone": text(entry(issue, "milestone"), "title"),
        "issuetype": text(entry(issue, "type", "issueType"), "name"),
        "assignee": "".join(course.hands.held[:1]),
        "coassignees": tuple(course.hands.held[1:]),
    }
    if find(issue, "locked") is not None:
        reason = text(issue, "active_lock_reason", "activeLockReason").lower()
        values["locked"] = (reason or "yes") if issue["locked"] else ""
    if (parent := entry(issue, "parent")) and text(parent, "number"):
        values["parent"] = f"#{text(parent, 'number')}"
    return values


def resolution(node: Node) -> str:
    """Return why an issue was closed, in GitHub's words; open ones were not."""
    reason = text(node, "state_reason", "stateReason").lower().replace("_", " ")
    return "" if reason == "reopened" else reason


def _ending(nodes: Sequence[Node], kinds: Sequence[str]) -> Node | None:
    """Return the closing that the issue's own reason belongs to: the last, if it still holds."""
    turns = [place for place, kind in enumerate(kinds) if kind in ("closed", "reopened")]
    return nodes[turns[-1]] if turns and kinds[turns[-1]] == "closed" else None


def _closed(course: Course, node: Node) -> _Edits:
    yield course.set("status", "closed")
    yield course.set("resolution", course.reason if node is course.ending else resolution(node))
    yield from _commit(course, node)


def _reopened(course: Course, _node: Node) -> _Edits:
    yield course.set("status", "open")
    yield course.set("resolution", "")


def _assigned(course: Course, node: Node, *, is_added: bool) -> _Edits:
    if login := login_of(node, "assignee", people=course.people):
        yield from course.hands.change(login, is_added=is_added)


def _lock(node: Node) -> str:
    return text(node, "lock_reason", "lockReason").lower() or "yes"


def _actor(course: Course, node: Node) -> str:
    return login_of(node, "actor", people=course.people)


def _label(course: Course, node: Node) -> str:
    name = text(entry(node, "label"), "name")
    return course.labels.get(name.casefold(), name)


def _milestone(node: Node) -> str:
    return text(entry(node, "milestone"), "title") or text(node, "milestoneTitle")


def _renamed(_course: Course, node: Node) -> _Edits:
    rename = entry(node, "rename")
    before = text(rename, "from") or text(node, "previousTitle")
    yield Edit("title", before, text(rename, "to") or text(node, "currentTitle"))


def _commit(_course: Course, node: Node) -> _Edits:
    commit = text(node, "commit_id") or text(entry(node, "commit"), "oid")
    if commit:
        yield Edit("commits", "", commit)


def _linked(course: Course, node: Node) -> _Edits:
    """Yield the link to an issue of this repository that mentions this one."""
    source = entry(node, "source")
    other = entry(source, "issue") or source
    is_pull = "pull_request" in other or other.get("__typename") == "PullRequest"
    if (number := _own(course, other)) and not is_pull:
        yield Edit("links", "", f"mentioned in #{number}")


def _own(course: Course, other: Node) -> str:
    """Return the number of an issue of this repository, nothing of any other."""
    home = text(entry(other, "repository"), "full_name", "nameWithOwner")
    places = (home, text(other, "repository_url"), text(other, "html_url", "url"))
    known = next((place for place in places if place), course.repo)
    is_own = f"/{course.repo}/".casefold() in f"/{known}/".casefold()
    return text(other, "number") if is_own else ""


def _duplicate(course: Course, node: Node) -> _Edits:
    if number := _own(course, entry(node, "canonical")):
        yield Edit("links", "", f"duplicates #{number}")


def _no_duplicate(course: Course, node: Node) -> _Edits:
    if number := _own(course, entry(node, "canonical")):
        yield Edit("links", f"duplicates #{number}", "")


def _parent(course: Course, node: Node) -> _Edits:
    number = _own(course, entry(node, "parent_issue", "parent"))
    yield course.set("parent", f"#{number}" if number else "")


def _moved(_course: Course, node: Node) -> _Edits:
    repo = entry(node, "fromRepository", "from_repository")
    yield Edit("transferredFrom", "", text(repo, "nameWithOwner", "full_name") or "elsewhere")


def _other(_course: Course, node: Node) -> _Edits:
    yield Edit("otherEvents", "", kind_of(node))


#: What each kind of event changes; others are named and left out.
EDITS: dict[str, Callable[[Course, Node], _Edits]] = {
    "closed": _closed,
    "reopened": _reopened,
    "labeled": lambda course, node: iter([Edit("labels", "", _label(course, node))]),
    "unlabeled": lambda course, node: iter([Edit("labels", _label(course, node), "")]),
    "milestoned": lambda course, node: iter([course.set("milestone", _milestone(node))]),
    "demilestoned": lambda course, _: iter([course.set("milestone", "")]),
    "renamed": _renamed,
    "assigned": lambda course, node: _assigned(course, node, is_added=True),
    "unassigned": lambda course, node: _assigned(course, node, is_added=False),
    "locked": lambda course, node: iter([course.set("locked", _lock(node))]),
    "unlocked": lambda course, _: iter([course.set("locked", "")]),
    "subscribed": lambda course, node: iter([Edit("subscribers", "", _actor(course, node))]),
    "unsubscribed": lambda course, node: iter([Edit("subscribers", _actor(course, node), "")]),
    "mentioned": lambda course, node: iter([Edit("mentioned", "", _actor(course, node))]),
    "referenced": _commit,
    "cross_referenced": _linked,
    "marked_as_duplicate": _duplicate,
    "unmarked_as_duplicate": _no_duplicate,
    "parent_issue_added": _parent,
    "parent_issue_removed": lambda course, _: iter([course.set("parent", "")]),
    "transferred": _moved,
    "comment_deleted": lambda _, node: iter([Edit("deletedComments", "", text(node, "id"))]),
}
