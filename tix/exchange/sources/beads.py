"""Read beads: its file of issues, or the history of that file in a repository or bundle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import SETTLED, Account, Edit, Event, Record, exporter
from tix.exchange.sources.beadsissue import Issue, person
from tix.exchange.sources.beadslines import issues
from tix.exchange.sources.beadspast import is_issues, past
from tix.exchange.sources.kept import Kept
from tix.exchange.sources.needs import PARENT, Dependency, Links, fields_of
from tix.exchange.sources.packed import files
from tix.exchange.sources.places import repository
from tix.exchange.sources.versions import Version, with_versions
from tix.findings import Finding, Severity
from tix.model.ticket import format_time

_CLOSED = "closed"
_OPEN = "open"


class Beads(Kept):
    """An export of beads; see `Source`."""

    system = "beads"

    def _read(self) -> Iterator[Record]:
        versions: dict[str, list[Version]] = {}
        lasting = past(self.git, versions, self.findings) if self.git else {}
        if lasting:
            for key, issue in lasting.items():
                yield self._with_past(issue, versions[key])
            return
        known = self._newest()
        links = Links()
        for issue in known.values():
            links.put(issue.key, issue.dependencies)
        for issue in known.values():
            yield self._with_ends(issue, links)

    def _newest(self) -> dict[str, Issue]:
        """Return the issues of the file; of those with one id, the one that was changed last."""
        known: dict[str, Issue] = {}
        for name, place in _places(self.path, self.findings, has_history=self.git is not None):
            with place.open("rb") as lines:
                for issue in issues(lines, name, self.findings):
                    other = known.get(issue.key, issue)
                    if other is not issue:
                        told = f"{issue.key} stands here and in {other.path}:{other.line}"
                        self._find("import-duplicate", issue, f"{told}; the newer one counts")
                    if other.updated <= issue.updated:
                        known[issue.key] = issue
        return known

    def _with_past(self, issue: Issue, versions: list[Version]) -> Record:
        author = person(issue.by) if issue.by else versions[0].author
        self._check(issue)
        first = versions[0]
        if first.fields["status"] != _OPEN:
            # Its creation was never committed by itself.
            began = {**first.fields, "status": _OPEN, "close_reason": ""}
            versions = [replace(first, fields=began), *versions]
        return _closed_as_told(with_versions(_record(issue, author), versions), issue)

    def _with_ends(self, issue: Issue, links: Links) -> Record:
        """Return an issue with the events that its fields tell: dependencies, and its end."""
        record = _record(issue, person(issue.by) if issue.by else exporter(self.system))
        mine = (*links.own[issue.key], *links.others.get(issue.key, ()))
        events = [event for each in mine for event in _attached(issue, each)]
        if issue.status != _OPEN:
            at = (issue.closed if issue.status == _CLOSED else None) or issue.updated
            edits = (Edit("status", _OPEN, issue.status), *_last_words(issue))
            events.append(Event(SETTLED, at, exporter(self.system), edits))
        events.sort(key=lambda event: event.at)
        self._check(issue)
        fields = issue.fields | links.fields(issue.key)
        lists = frozenset(name for name, value in fields.items() if isinstance(value, tuple))
        return replace(record, fields=fields, lists=lists, events=tuple(events))

    def _check(self, issue: Issue) -> None:
        if issue.closed and issue.closed < issue.created:
            closed, created = format_time(issue.closed), format_time(issue.created)
            told = f"{issue.key} was closed {closed}, before it was created {created}"
            self._find("import-times", issue, told)

    def _find(self, rule: str, issue: Issue, told: str) -> None:
        self.findings.append(Finding(Severity.WARNING, rule, issue.path, told, line=issue.line))


@contextmanager
def open_beads(path: Path, _chosen: Mapping | None = None) -> Iterator[Beads]:
    """Give the export at `path`, a bundle unpacked for as long as it is read."""
    with repository(path) as git:
        yield Beads(path, git)


def _places(
    path: Path, findings: list[Finding], *, has_history: bool
) -> Iterator[tuple[str, Path]]:
    """Yield name and place of the files of issues that `path` is or holds."""
    found = False
    is_bundle = path.is_file() and has_history
    for name, place in () if is_bundle else files(path, (".jsonl",), findings):
        if place == path or not path.is_dir() or is_issues(place.as_posix()):
            found = True
            yield name, place
    if not found:
        hint = "tix import beads .beads/issues.jsonl"
        raise BadInput(f"{path} holds no .beads/issues.jsonl.", hint=hint)


def _record(issue: Issue, author: Account) -> Record:
    """Return an issue without its links and its history."""
    return Record(
        key=issue.key,
        created=issue.created,
        author=author,
        fields=issue.fields,
        remarks=issue.remarks,
        people={
            name: person(name)
            for field in ("assignee", "reporter")
            if isinstance(name := issue.fields.get(field), str) and name
        },
        updated=issue.updated,
        path=issue.path,
        line=issue.line,
    )


def _closed_as_told(record: Record, issue: Issue) -> Record:
    """Return the record closed when its issue says at last; a repeated close corrects the time."""
    closings = [
        place
        for place, event in enumerate(record.events)
        if any(edit.field == "status" and edit.after == _CLOSED for edit in event.edits)
    ]
    if not closings or issue.status != _CLOSED or issue.closed is None:
        return record
    events = [*record.events]
    events[closings[-1]] = replace(events[closings[-1]], at=issue.closed)
    return replace(record, events=tuple(events))


def _attached(issue: Issue, each: Dependency) -> Iterator[Event]:
    """Yield the event of a dependency that came after the issue it is seen from."""
    if each.at is None or each.at <= issue.created:
        return
    author = person(each.by) if each.by else exporter(Beads.system)
    edits = [Edit("links", "", link) for link in fields_of(issue.key, [each])["links"]]
    if each.kind == PARENT and each.issue == issue.key:
        edits.append(Edit("parent", "", each.on))
    if edits:
        yield Event(f"{each.issue} {each.kind} {each.on}", each.at, author, tuple(edits))


def _last_words(issue: Issue) -> Iterator[Edit]:
    reason = issue.fields.get("close_reason")
    if isinstance(reason, str) and reason:
        yield Edit("close_reason", "", reason)
