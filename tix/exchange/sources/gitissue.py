"""Read git-issue: refs/issues in a repository or bundle, a chain of commits for each issue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Edit, Event, Record, Remark
from tix.exchange.sources.kept import Opened
from tix.exchange.sources.places import repository
from tix.findings import Finding, Severity
from tix.git.log import LOG
from tix.git.run import Git

_REFS = ("refs/issues", "refs/remotes/*/issues")
_FORMAT = "--format=%H%x00%aN%x00%aE%x00%at%x00%B%x00"
_TRAILER = re.compile(r"([A-Z][A-Za-z-]*): +(.+)")
#: Trailers that are fields, and the field of each.
_FIELDS = {
    "Title": "title",
    "State": "status",
    "Priority": "priority",
    "Milestone": "milestone",
    "Assignee": "assignee",
    "Reason": "reason",
    "Fixed-By": "fixed_by",
    "Provider-ID": "provider",
}
_LABELS = "Labels"
#: Trailers that come with commits in which nobody says anything.
_SILENT = frozenset({"Provider-ID"})
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit of an issue: its text without trailers, and those."""

    id: str
    author: Account
    at: datetime
    subject: str
    body: str
    trailers: dict[str, str]


@dataclass(slots=True)
class _Story:
    state: dict[str, str]
    labels: tuple[str, ...]
    events: list[Event] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


class GitIssue(Opened):
    """An export of git-issue; see `Source`."""

    system = "git-issue"

    def records(self) -> Iterator[Record]:
        """Yield every issue, with its commits as events and comments."""
        self.findings = []
        refs = self.git.text("for-each-ref", "--format=%(refname)", *_REFS) if self.git else ""
        if self.git is None or not refs:
            hint = "git fetch REMOTE 'refs/issues/*:refs/issues/*'"
            raise BadInput(f"{self.path} has no issues of git-issue.", hint=hint)
        seen: set[str] = set()
        for ref in refs.split():
            key = ref.rpartition("/")[2]
            if key[:_SHORT] in seen:
                told = f"{key} is also the name of another issue; the first one counts"
                self.findings.append(Finding(Severity.WARNING, "import-duplicate", ref, told))
                continue
            seen.add(key[:_SHORT])
            yield _record(key[:_SHORT], ref, list(_entries(self.git, ref)))


@contextmanager
def open_git_issue(path: Path, _chosen: Mapping | None = None) -> Iterator[GitIssue]:
    """Give the export at `path`, a bundle unpacked for as long as it is read."""
    with repository(path) as git:
        yield GitIssue(path, git)


def _entries(git: Git, ref: str) -> Iterator[Entry]:
    """Yield the commits of an issue, parents before children."""
    parts = git.lines0(*LOG, "--topo-order", "--reverse", _FORMAT, ref, "--")
    values = [part.lstrip("\n") for part in parts]
    for start in range(0, len(values) - 4, 5):
        ident, name, email, when, text = values[start : start + 5]
        subject, _, rest = text.strip().partition("\n")
        body, trailers = _apart(rest.strip())
        at = datetime.fromtimestamp(int(when), UTC)
        yield Entry(ident, Account(email or name, name, email), at, subject, body, trailers)


def _apart(text: str) -> tuple[str, dict[str, str]]:
    """Return a text without its last paragraph, and that, if it is trailers."""
    before, _, last = text.rpartition("\n\n")
    found = [_TRAILER.fullmatch(line) for line in last.splitlines()]
    if not last or not all(found):
        return text, {}
    return before.strip(), {match[1]: match[2].strip() for match in found if match}


def _record(key: str, ref: str, entries: list[Entry]) -> Record:
    first, *rest = entries
    state = dict.fromkeys(_FIELDS.values(), "") | _told(first)
    state |= {"title": first.subject, "status": first.trailers.get("State", "open")}
    story = _Story(state, _labels(first))
    for entry in rest:
        _take(story, entry)
    return Record(
        key=key,
        created=first.at,
        author=first.author,
        fields={**story.state, "description": first.body, "labels": story.labels,
                "reporter": first.author.name},
        lists=frozenset({"labels"}),
        events=tuple(story.events),
        remarks=tuple(story.remarks),
        people={first.author.name: first.author},
        path=ref,
    )  # fmt: skip


def _take(story: _Story, entry: Entry) -> None:
    edits = [
        Edit(name, story.state[name], value)
        for name, value in _told(entry).items()
        if story.state[name] != value
    ]
    story.state |= {edit.field: edit.after for edit in edits}
    if _LABELS in entry.trailers:
        now = _labels(entry)
        edits += [Edit("labels", label, "") for label in story.labels if label not in now]
        edits += [Edit("labels", "", label) for label in now if label not in story.labels]
        story.labels = now
    if edits:
        story.events.append(Event(entry.id, entry.at, entry.author, tuple(edits)))
    if said := _said(entry):
        story.remarks.append(Remark(entry.id, entry.at, entry.author, said))


def _told(entry: Entry) -> dict[str, str]:
    return {name: value for word, name in _FIELDS.items() if (value := entry.trailers.get(word))}


def _labels(entry: Entry) -> tuple[str, ...]:
    parts = (part.strip() for part in entry.trailers.get(_LABELS, "").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _said(entry: Entry) -> str:
    """Return what somebody said with a commit; a body that begins like its subject says it all."""
    if _SILENT & entry.trailers.keys():
        return ""
    begin = entry.subject.removesuffix("...")
    if entry.body.startswith(begin):
        return entry.body
    return f"{entry.subject}\n\n{entry.body}".strip()
