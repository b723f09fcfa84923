"""What trackers in files or in git have in common, and those small enough to be kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from tix.exchange.record import Record
from tix.exchange.sources.places import alias_of
from tix.findings import Finding
from tix.git.run import Git


class Opened:
    """An export at `path`, and the repository that it or its history is in, if any."""

    def __init__(self, path: Path, git: Git | None) -> None:
        self.path = path
        self.git = git
        self.alias = alias_of(path)
        self.findings: list[Finding] = []


class Kept(Opened, ABC):
    """An export that is read once; see `Source`."""

    def __init__(self, path: Path, git: Git | None) -> None:
        super().__init__(path, git)
        self._told: list[Record] | None = None

    def records(self) -> Iterator[Record]:
        """Yield every issue, with its history."""
        if self._told is None:
            self._told = list(self._read())
        yield from self._told

    @abstractmethod
    def _read(self) -> Iterator[Record]:
        """Yield every issue and find what is odd."""
