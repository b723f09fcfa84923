"""What the operations of git-bug do to a bug: one event or comment each, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from tix.exchange.record import NOBODY, Account, Edit, Event, Record, Remark
from tix.findings import Finding, Severity

#: Letters of a bug's id that name it here; the whole has 64.
SHORT = 10
_STATUSES = {1: "open", 2: "closed"}
#: The types of operations by their numbers in git.
KINDS = {
    1: "create",
    2: "set-title",
    3: "comment",
    4: "set-status",
    5: "label-change",
    6: "edit-comment",
    7: "no-op",
    8: "set-metadata",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `id` is empty where the export does not have it."""

    kind: str
    id: str
    at: datetime
    author: Account
    node: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bug:
    """A bug by its operations in the order in which they were made."""

    id: str
    operations: tuple[Operation, ...]
    path: str
    line: int = 0


@dataclass(slots=True)
class _Story:
    """What has been told of a bug so far."""

    bug: Bug
    findings: list[Finding]
    state: dict[str, str]
    labels: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    #: The comment that an operation made, or that edits of it were found to be about; the
    #: description is None.
    targets: dict[str, Remark | None] = field(default_factory=dict)

    def find(self, rule: str, told: str) -> None:
        text = f"{self.bug.id[:SHORT]}: {told}"
        self.findings.append(
            Finding(Severity.WARNING, rule, self.bug.path, text, line=self.bug.line)
        )


def operation(node: Mapping[str, Any], ident: str, author: Account) -> Operation:
    """Return the operation of a JSON object, whose type is a number or a word."""
    kind = node["op"] if "op" in node else KINDS.get(node["type"], str(node["type"]))
    at = datetime.fromtimestamp(int(node["timestamp"]), UTC)
    return Operation(str(kind), ident, at, author, node)


def account(ident: str, identity: Mapping[str, Any]) -> Account:
    """Return the person of an identity."""
    name, login = str(identity.get("name") or ""), str(identity.get("login") or "")
    if not ident and not name and not login:
        return NOBODY
    return Account(login or name or ident[:SHORT], name, str(identity.get("email") or ""))


def record(bug: Bug, findings: list[Finding]) -> Record:
    """Return a bug as an issue; raise ValueError when it does not begin with its creation."""
    first, *rest = bug.operations or (None,)
    if first is None or first.kind != "create":
        raise ValueError("it does not begin with its creation")
    state = {
        "title": _text(first.node.get("title")),
        "description": _text(first.node.get("message")),
        "status": "open",
    }
    story = _Story(bug, findings, state, targets={bug.id: None, first.id: None})
    for place, each in enumerate(rest, 1):
        _DEEDS.get(each.kind, _unknown)(story, each, each.id or f"{place}")
    _tell_times(story)
    fields = story.state | {"reporter": first.author.name, "url": _url(first.node)}
    return Record(
        key=bug.id[:SHORT],
        created=first.at,
        author=first.author,
        fields={**fields, "labels": tuple(story.labels)},
        lists=frozenset({"labels"}),
        events=tuple(story.events),
        remarks=tuple(story.remarks),
        people={first.author.name: first.author},
        path=bug.path,
        line=bug.line,
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _url(node: Mapping[str, Any]) -> str:
    """Return the address that a bug was brought in from."""
    metadata = node.get("metadata") or {}
    return next((str(value) for name, value in metadata.items() if name.endswith("-url")), "")


def _tell_times(story: _Story) -> None:
    times = [each.at for each in story.bug.operations]
    back = sum(later < earlier for earlier, later in pairwise(times))
    if back:
        many = "time" if back == 1 else "times"
        story.find("import-times", f"the clock of its operations goes back {back} {many}")


def _set(story: _Story, each: Operation, ident: str, name: str, value: str) -> None:
    edit = Edit(name, story.state[name], value)
    story.state[name] = value
    story.events.append(Event(ident, each.at, each.author, (edit,)))


def _title(story: _Story, each: Operation, ident: str) -> None:
    _set(story, each, ident, "title", _text(each.node.get("title")))


def _status(story: _Story, each: Operation, ident: str) -> None:
    given = each.node.get("status")
    status = _STATUSES.get(given, _text(given)) if isinstance(given, int) else _text(given)
    if status == story.state["status"]:
        story.find("import-history", f"was {status} already when it was {status} again")
    else:
        _set(story, each, ident, "status", status)


def _comment(story: _Story, each: Operation, ident: str) -> None:
    remark = Remark(ident, each.at, each.author, _text(each.node.get("message")))
    story.remarks.append(remark)
    story.targets[each.id or ident] = remark


def _edit(story: _Story, each: Operation, ident: str) -> None:
    """Change the text of a comment, or the description.

    Decoded operations have no ids. Then a target that is named for the first time is what was
    said last before, since edits stand behind their comment.
    """
    target, text = _text(each.node.get("target")), _text(each.node.get("message"))
    if target not in story.targets:
        if each.id:
            story.find("import-history", f"an edit is of {target[:SHORT]}, which is no comment")
            return
        story.targets[target] = story.remarks[-1] if story.remarks else None
    remark = story.targets[target]
    if remark is None:
        _set(story, each, ident, "description", text)
    else:
        at = max(each.at, remark.at)
        story.remarks.append(Remark(remark.id, at, each.author, text))


def _label(story: _Story, each: Operation, ident: str) -> None:
    removed, added = _labels(each.node, "removed"), _labels(each.node, "added")
    gone = [label for label in removed if label in story.labels]
    come = [label for label in dict.fromkeys(added) if label not in story.labels]
    story.labels = [label for label in story.labels if label not in gone] + come
    edits = [*(Edit("labels", label, "") for label in gone)]
    edits += [Edit("labels", "", label) for label in come]
    if edits:
        story.events.append(Event(ident, each.at, each.author, tuple(edits)))


def _labels(node: Mapping[str, Any], name: str) -> Iterable[str]:
    return [str(label) for label in node.get(name) or ()]


def _nothing(_story: _Story, _each: Operation, _ident: str) -> None:
    """Do nothing: the operation is about bridges, or about nothing."""


def _unknown(story: _Story, each: Operation, _ident: str) -> None:
    story.find("import-unread", f"nobody here knows the operation {each.kind}")


_DEEDS = {
    "set-title": _title,
    "set-status": _status,
    "comment": _comment,
    "add-comment": _comment,
    "edit-comment": _edit,
    "label-change": _label,
    "no-op": _nothing,
    "noop": _nothing,
    "set-metadata": _nothing,
}
