"""Read git-bug: its refs in a repository or bundle, or its operations decoded to JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tix.exchange.mapping import Mapping
from tix.exchange.record import Record
from tix.exchange.sources.gitbugfiles import bugs_in_files
from tix.exchange.sources.gitbugops import Bug, record
from tix.exchange.sources.gitbugrefs import bugs_in_refs
from tix.exchange.sources.kept import Opened
from tix.exchange.sources.places import repository
from tix.findings import Finding, Severity


class GitBug(Opened):
    """An export of git-bug; see `Source`."""

    system = "git-bug"

    def records(self) -> Iterator[Record]:
        """Yield every bug, with its operations as events."""
        self.findings = []
        seen: set[str] = set()
        for bug in self._bugs():
            try:
                found = record(bug, self.findings)
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
                told = f"{bug.id[:10]} is no bug of git-bug: {error or type(error).__name__}"
                self._find(Severity.ERROR, "import-shape", bug, told)
                continue
            if found.key in seen:
                told = f"{found.key} stands here again; the first one counts"
                self._find(Severity.WARNING, "import-duplicate", bug, told)
                continue
            seen.add(found.key)
            yield found

    def _bugs(self) -> Iterator[Bug]:
        if self.git is not None:
            return bugs_in_refs(self.git, self.findings)
        return bugs_in_files(self.path, self.findings)

    def _find(self, severity: Severity, rule: str, bug: Bug, told: str) -> None:
        self.findings.append(Finding(severity, rule, bug.path, told, line=bug.line))


@contextmanager
def open_git_bug(path: Path, _chosen: Mapping | None = None) -> Iterator[GitBug]:
    """Give the export at `path`, a bundle unpacked for as long as it is read."""
    with repository(path) as git:
        yield GitBug(path, git)
