"""What happened to a few tickets up to some commits, for merges: from the cache or read anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

from tix.git.log import LogEntry, stream
from tix.git.partial import read_blobs
from tix.git.repo import Repo
from tix.history.cache import Author, Cache
from tix.history.graph import Graph
from tix.history.places import Moved, locator, ticket_files
from tix.history.reader import cache_path, origin
from tix.history.record import Row
from tix.history.refresh import refresh
from tix.history.shelf import Load, Shelf
from tix.history.walk import Job, Walk
from tix.store.layout import EXTENSION


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows of tickets, and who could see which commit; commits have numbers."""

    graph: Graph
    number_of: Callable[[str], int | None]
    all_rows: Callable[[str], Sequence[Row]]
    author: Callable[[int], Author]

    def sees(self, later: int, earlier: int) -> bool:
        """Tell whether a commit is the other one or came after it."""
        return self.graph.view(later).sees(earlier)

    def rows(self, ticket: str, commits: Collection[str]) -> list[Row]:
        """Return what was done to a ticket in any of the commits and their ancestors."""
        numbers = [self.number_of(commit) for commit in commits]
        views = [self.graph.view(number) for number in numbers if number is not None]
        found = self.all_rows(ticket)
        return [row for row in found if any(view.sees(row.number) for view in views)]


def excerpt(
    repo: Repo, prefix: str, tips: Sequence[str], base: str | None, tickets: Collection[str]
) -> Excerpt:
    """Return what happened to `tickets` up to the commits `tips`, which have `base` in common.

    A cache that knows the base has little left to read. Without one a whole history would be
    read for a few tickets, so only theirs is.
    """
    return (base and _cached(repo, prefix, tips, base)) or _read(repo, prefix, tips, tickets)


def _cached(repo: Repo, prefix: str, tips: Sequence[str], base: str) -> Excerpt | None:
    path = cache_path(repo, prefix)
    if not path.is_file():
        return None
    cache = Cache(path)

    def catch_up() -> bool:
        if cache.number_of(base) is None:
            return False
        for tip in tips:
            if cache.number_of(tip) is None:
                refresh(cache, repo, tip, prefix)
        return True

    if not cache.guard(origin(repo), catch_up):
        return None
    return Excerpt(
        cache.graph, cache.number_of, cache.rows, lambda number: cache.authors([number])[number]
    )


def _read(repo: Repo, prefix: str, tips: Sequence[str], tickets: Collection[str]) -> Excerpt:
    """Walk over all commits, but only over the files of these tickets."""
    names = _Names(tickets)
    log = _Log()
    load = Load()
    jobs: list[Job] = []
    paths = [prefix.rstrip("/")] if prefix else []
    for entry in stream(repo.git, tips, (), paths):
        number = log.add(entry)
        diffs = tuple([one for one in diff if one.path in names] for diff in entry.diffs)
        wanted = ticket_files(entry._replace(diffs=diffs), prefix) if any(diffs) else {}
        if wanted:
            load.commits.append((entry, wanted))
            jobs += _jobs(number, entry, wanted)
    shelf = Shelf(partial(read_blobs, repo))
    shelf.texts = dict(read_blobs(repo, dict.fromkeys(load.blobs())))
    walk = Walk(log.graph, shelf, locator(repo.git, prefix), lambda _: (), is_first=True)
    walk.run(jobs)
    rows: dict[str, list[Row]] = {}
    for row in walk.take()[0]:
        rows.setdefault(row.ticket, []).append(row)
    return Excerpt(
        log.graph, log.numbers.get, lambda ticket: rows.get(ticket, []), log.authors.__getitem__
    )


def _jobs(number: int, entry: LogEntry, files: dict[str, list[Moved]]) -> list[Job]:
    return [Job(number, entry, ticket, moves) for ticket, moves in files.items()]


@dataclass(slots=True)
class _Names:
    """The paths whose last part is the name of one of some tickets' files."""

    tickets: Collection[str]

    def __contains__(self, path: str) -> bool:
        return path.rpartition("/")[2].removesuffix(EXTENSION) in self.tickets


@dataclass(slots=True)
class _Log:
    """The commits that were read, in the order of their numbers."""

    graph: Graph = field(default_factory=Graph)
    numbers: dict[str, int] = field(default_factory=dict)
    authors: list[Author] = field(default_factory=list)

    def add(self, entry: LogEntry) -> int:
        """Give a commit the next number."""
        parents = [self.numbers.get(parent) for parent in entry.parents]
        number = self.graph.add(tuple(parent for parent in parents if parent is not None))
        self.numbers[entry.id] = number
        self.authors.append(Author(entry.id, entry.name, entry.email, entry.authored))
        return number
