"""Bring the cache of history up to a commit: only commits that it does not know are read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tix.errors import GitFailed
from tix.git.log import LogEntry, stream
from tix.git.objects import read_many, sizes
from tix.git.repo import Repo
from tix.git.run import Git
from tix.history.cache import Author, Batch, Cache
from tix.history.places import locator, ticket_files
from tix.history.shelf import ReadBlobs, Shelf
from tix.history.walk import Job, Walk

#: Told how many commits were read so far.
Progress = Callable[[int], None]

#: How many files or commits are saved together.
BATCH_JOBS = 4000
BATCH_COMMITS = 20000
#: How many ends of history git is told not to go beyond; more would only save less.
KNOWN_TIPS = 200


def refresh(
    cache: Cache, repo: Repo, head: str, prefix: str, progress: Progress | None = None
) -> None:
    """Read every commit up to `head` that the cache does not know; `prefix` ends with a slash."""
    while cache.number_of(head) is None:
        with cache.writing():
            if cache.number_of(head) is None:
                _Pass(cache, repo.git, prefix, progress).run(head)


def origin(repo: Repo) -> str:
    """Return a digest of what decides, beside a commit's id, what git shows of it."""
    files = [repo.common_dir / "shallow", repo.common_dir / "info" / "grafts"]
    if repo.work_tree is not None:
        files.append(repo.work_tree / ".mailmap")
    digest = hashlib.sha256()
    for file in files:
        try:
            text = file.read_bytes()
        except OSError:
            text = b""
        digest.update(b"%d:" % len(text) + text)
    return digest.hexdigest()


@dataclass(slots=True)
class _Pass:
    """One reading of the log under the cache's lock."""

    cache: Cache
    git: Git
    prefix: str
    progress: Progress | None
    numbers: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def run(self, head: str) -> None:
        """Read and save; stop when another process wrote in between, for then numbers moved."""
        shelf = Shelf(_blob_reader(self.git))
        walk = Walk(self.cache.graph, shelf, locator(self.git, self.prefix), self.cache.rows)
        since = self.cache.graph.size
        for jobs, batch in self._batches(self._entries(head)):
            walk.run(jobs)
            batch.rows, batch.gaps = walk.take()
            self.cache.save(batch, since)
            since = self.cache.graph.size
            if self.progress is not None:
                self.progress(self.count)
            if self.cache.pause():
                return

    def _entries(self, head: str) -> Iterator[LogEntry]:
        known = self.cache.ids_of(self.cache.graph.tips()[:KNOWN_TIPS])
        paths = [self.prefix.rstrip("/")] if self.prefix else []
        try:
            yield from stream(self.git, [head], known, paths)
        except GitFailed:
            present = sizes(self.git, known)
            if self.count or len(present) == len(known):
                raise
            yield from stream(self.git, [head], present, paths)

    def _batches(self, entries: Iterable[LogEntry]) -> Iterator[tuple[list[Job], Batch]]:
        jobs: list[Job] = []
        batch = Batch()
        for entry in entries:
            number = self._number(entry)
            if number is None:
                continue
            author = Author(entry.id, entry.name, entry.email, entry.authored)
            batch.authors.append((number, author))
            files = ticket_files(entry, self.prefix)
            jobs += [Job(number, entry, ticket, moves) for ticket, moves in files.items()]
            if len(jobs) >= BATCH_JOBS or len(batch.authors) >= BATCH_COMMITS:
                yield jobs, batch
                jobs, batch = [], Batch()
        if batch.authors:
            yield jobs, batch

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


def _blob_reader(git: Git) -> ReadBlobs:
    def read(blobs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        return read_many(git, blobs)

    return read
