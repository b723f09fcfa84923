"""Trackers in files or in git that are small enough to be read once and kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from tix.exchange.record import Record
from tix.exchange.sources.places import alias_of
from tix.findings import Finding
from tix.git.run import Git


class Kept(ABC):
    """An export at `path`, and the repository that its history is in, if any; see `Source`."""

    def __init__(self, path: Path, git: Git | None) -> None:
        self.path = path
        self.git = git
        self.alias = alias_of(path)
        self.findings: list[Finding] = []
        self._told: list[Record] | None = None

    def records(self) -> Iterator[Record]:
        """Yield every issue, with its history."""
        if self._told is None:
            self._told = list(self._read())
        yield from self._told

    @abstractmethod
    def _read(self) -> Iterator[Record]:
        """Yield every issue and find what is odd."""
