"""Bring the cache of history up to a commit: only commits that it does not know are read."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tix.errors import GitFailed
from tix.git.log import LogEntry, stream
from tix.git.objects import sizes
from tix.git.partial import read_blobs
from tix.git.repo import Repo
from tix.history.ahead import ahead
from tix.history.cache import Author, Batch, Cache
from tix.history.places import locator
from tix.history.shelf import Load, Shelf, loads
from tix.history.walk import Job, Walk

#: Told how many commits were read so far.
Progress = Callable[[int], None]

#: How many ends of history git is told not to go beyond; more would only save less.
KNOWN_TIPS = 200


def refresh(
    cache: Cache, repo: Repo, head: str, prefix: str, progress: Progress | None = None
) -> None:
    """Read every commit up to `head` that the cache does not know; `prefix` ends with a slash."""
    while cache.number_of(head) is None:
        with cache.writing(), _without_collector():
            if cache.number_of(head) is None:
                size = cache.graph.size
                _Pass(cache, repo, prefix, progress).run(head)
                if cache.graph.size == size:
                    raise GitFailed(["log"], 0, f"it does not tell commit {head}")


@dataclass(slots=True)
class _Pass:
    """One reading of the log under the cache's lock."""

    cache: Cache
    repo: Repo
    prefix: str
    progress: Progress | None
    numbers: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def run(self, head: str) -> None:
        """Read and save; stop when another process wrote in between, for then numbers moved."""
        read = partial(read_blobs, self.repo)
        shelf = Shelf(read)
        graph, locate = self.cache.graph, locator(self.repo.git, self.prefix)
        walk = Walk(graph, shelf, locate, self.cache.rows, is_first=not graph.size)
        known = self.cache.ids_of(self.cache.graph.tips()[:KNOWN_TIPS])
        for load in ahead(loads(self._entries(head, known), self.prefix, read), piece=1, pieces=2):
            shelf.texts = load.texts
            since = self.cache.graph.size
            jobs, batch = self._numbered(load)
            walk.run(jobs)
            batch.rows, batch.gaps = walk.take()
            self.cache.save(batch, since)
            if self.progress is not None:
                self.progress(self.count)
            if self.cache.pause():
                return

    def _entries(self, head: str, known: list[str]) -> Iterator[LogEntry]:
        paths = [self.prefix.rstrip("/")] if self.prefix else []
        try:
            yield from ahead(stream(self.repo.git, [head], known, paths))
        except GitFailed:
            present = sizes(self.repo.git, known)
            if self.count or len(present) == len(known):
                raise
            yield from stream(self.repo.git, [head], present, paths)

    def _numbered(self, load: Load) -> tuple[list[Job], Batch]:
        """Give numbers to the commits of a load that are new."""
        jobs: list[Job] = []
        batch = Batch()
        for entry, files in load.commits:
            number = self._number(entry)
            if number is None:
                continue
            author = Author(entry.id, entry.name, entry.email, entry.authored)
            batch.authors.append((number, author))
            jobs += [Job(number, entry, ticket, moves) for ticket, moves in files.items()]
        return jobs, batch

    def _number(self, entry: LogEntry) -> int | None:
        """Give a commit its number, or None when it has one."""
        self.count += 1
        if self._known(entry.id) is not None:
            return None
        parents = [self._known(parent) for parent in entry.parents]
        number = self.cache.graph.add(tuple(parent for parent in parents if parent is not None))
        self.numbers[entry.id] = number
        return number

    def _known(self, commit: str) -> int | None:
        number = self.numbers.get(commit)
        if number is None and self.cache_has_older:
            number = self.cache.number_of(commit)
            if number is not None:
                self.numbers[commit] = number
        return number

    @property
    def cache_has_older(self) -> bool:
        """Tell whether commits of earlier passes are in the cache."""
        return self.cache.graph.size > len(self.numbers)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the collector of cycles away: a pass makes millions of values and no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
