"""The history of beads' file: every commit's difference, issue by issue."""

from __future__ import annotations

import re
from datetime import datetime

from tix.exchange.sources.beadsissue import Issue, person
from tix.exchange.sources.beadslines import issue
from tix.exchange.sources.needs import Links
from tix.exchange.sources.trunk import Deed, walk
from tix.exchange.sources.versions import Version
from tix.findings import Finding, Severity
from tix.frozen import replace
from tix.git.run import Git

_ISSUES = re.compile(r"(^|.*/)\.beads/(issues|beads)\.jsonl")


def is_issues(path: str) -> bool:
    """Tell whether a file is where beads keeps its issues."""
    return _ISSUES.fullmatch(path) is not None


def past(git: Git, versions: dict[str, list[Version]], findings: list[Finding]) -> dict[str, Issue]:
    """Return every issue that history ever had as it was last, and add to `versions` its states.

    Only lines that a commit changed are read.
    """
    story = _Story(versions, findings)
    for deed in walk(git, is_issues):
        story.take(deed)
    story.tell_missing()
    story.tell_broken()
    return story.issues


class _Story:
    """What the files held after the last commit that was taken."""

    def __init__(self, versions: dict[str, list[Version]], findings: list[Finding]) -> None:
        self.versions = versions
        self.findings = findings
        self.issues: dict[str, Issue] = {}
        self.links = Links()
        self.lines: dict[str, dict[bytes, str]] = {}
        self.gone: dict[str, str] = {}
        self.broken: list[tuple[bytes, str, Finding]] = []

    def take(self, deed: Deed) -> None:
        """Take the next commit."""
        changed = [
            each for path, data in deed.files.items() for each in self._news(deed, path, data)
        ]
        changed.sort(key=lambda each: each.updated)
        touched: dict[str, datetime] = {}
        for each in changed:
            before = self.issues.get(each.key)
            self.issues[each.key] = each
            touched[each.key] = _time(before, each, deed.at)
            for other in sorted(self.links.put(each.key, each.dependencies)):
                touched.setdefault(other, deed.at)
        for key in touched.keys() & self.issues.keys():
            self._note(key, touched[key], deed)
        self._mark_missing(deed)

    def tell_missing(self) -> None:
        """Say which issues are in no file at the end."""
        for key, commit in self.gone.items():
            told = f"{key} left the file in commit {commit[:10]}; it is imported as it was then"
            path = self.issues[key].path
            self.findings.append(Finding(Severity.INFO, "import-removed", path, told))

    def tell_broken(self) -> None:
        """Tell of lines that could not be read; one that is there no more was only in between."""
        for line, commit, finding in self.broken:
            if line not in self.lines.get(finding.path, {}):
                told = f"{finding.message} (in commit {commit}, and mended since)"
                finding = replace(finding, severity=Severity.WARNING, message=told)
            self.findings.append(finding)

    def _news(self, deed: Deed, path: str, data: bytes | None) -> list[Issue]:
        """Return the issues of the lines that are new in a file."""
        before = self.lines.get(path, {})
        now: dict[bytes, str] = {}
        news: list[Issue] = []
        for number, line in enumerate((data or b"").splitlines(), 1):
            if line in before:
                now[line] = before[line]
                continue
            told: list[Finding] = []
            found = issue(line, path, number, told)
            self.broken += [(line, deed.id[:10], finding) for finding in told]
            now[line] = found.key if found else ""
            news += [found] if found else []
        self.lines[path] = now
        kept = {key for line, key in now.items() if line in before}
        return [each for each in news if not self._is_beaten(each, kept)]

    def _is_beaten(self, each: Issue, kept: set[str]) -> bool:
        """Tell whether a newer line about the same issue is still there, here or elsewhere."""
        known = self.issues.get(each.key)
        if known is None or known.updated <= each.updated:
            return False
        return each.key in kept or known.path != each.path

    def _mark_missing(self, deed: Deed) -> None:
        present = {key for lines in self.lines.values() for key in lines.values()}
        for key in self.issues.keys() - present:
            self.gone.setdefault(key, deed.id)
        for key in self.gone.keys() & present:
            del self.gone[key]

    def _note(self, key: str, at: datetime, deed: Deed) -> None:
        now = self.issues[key]
        author = person(now.by) if now.by and key not in self.versions else deed.author
        fields = now.fields | self.links.fields(key)
        self.versions.setdefault(key, []).append(Version(deed.id, at, author, fields))


def _time(before: Issue | None, now: Issue, committed: datetime) -> datetime:
    """Return when an issue changed: what it says itself, which its commit may be days behind.

    What it says is not news when it said so before; then the commit is all there is.
    """
    if now.closed and (before is None or before.closed != now.closed):
        return now.closed
    return now.updated if before is None or before.updated != now.updated else committed
