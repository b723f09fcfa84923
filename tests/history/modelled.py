"""A git of plain values: commits with whole trees, so that thousands of graphs cost nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tix.git.log import FileChange, LogEntry
from tix.history.fold import State, fold
from tix.history.graph import Graph
from tix.history.places import Place, ticket_files
from tix.history.record import Gap, Row
from tix.history.shelf import Shelf
from tix.history.walk import Job, Walk
from tix.store.layout import folder_and_id

Tree = dict[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A commit: parents by number, the author's clock, and the files."""

    parents: tuple[int, ...]
    authored: int
    tree: Tree


@dataclass(slots=True)
class ModelGit:
    """Commits by number, parents first."""

    commits: list[Made] = field(default_factory=list)

    def add(self, parents: Sequence[int], authored: int, tree: Tree) -> int:
        """Add a commit and return its number."""
        self.commits.append(Made(tuple(parents), authored, dict(tree)))
        return len(self.commits) - 1

    def tree(self, number: int) -> Tree:
        """Return the files of a commit."""
        return dict(self.commits[number].tree)

    def read(self, order: Sequence[int] | None = None) -> Reading:
        """Walk over all commits, in their order or another one with parents first."""
        reading = Reading(self, Graph(), {}, [], [])
        blobs = {blob_of(text): text for made in self.commits for text in made.tree.values()}

        def read_blobs(wanted: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
            return ((blob, blobs[blob].encode()) for blob in wanted)

        walk = Walk(reading.graph, Shelf(read_blobs), self._locate, reading.rows_of)
        for commit in order if order is not None else range(len(self.commits)):
            made = self.commits[commit]
            parents = tuple(reading.numbers[parent] for parent in made.parents)
            number = reading.numbers[commit] = reading.graph.add(parents)
            entry = self.entry(commit)
            files = ticket_files(entry, "")
            walk.run([Job(number, entry, ticket, moves) for ticket, moves in files.items()])
            rows, gaps = walk.take()
            reading.rows += rows
            reading.gaps += gaps
        return reading

    def entry(self, number: int) -> LogEntry:
        """Return a commit as the log shows it."""
        made = self.commits[number]
        before = [self.commits[parent].tree for parent in made.parents] or [{}]
        diffs = tuple(_changes(old, made.tree) for old in before)
        names = tuple(str(parent) for parent in made.parents)
        return LogEntry(str(number), names, "Ada", "ada@x", made.authored, 0, "", diffs)

    def _locate(self, commit: str, ticket: str) -> list[Place]:
        found = []
        for path, text in sorted(self.commits[int(commit)].tree.items()):
            named = folder_and_id(path)
            if named is not None and named[1] == ticket:
                found.append(Place(named[0], path, blob_of(text)))
        return found


@dataclass(slots=True)
class Reading:
    """What a walk made of the commits; `numbers` are those that the walk gave them."""

    git: ModelGit
    graph: Graph
    numbers: dict[int, int]
    rows: list[Row]
    gaps: list[Gap]

    def rows_of(self, ticket: str) -> list[Row]:
        """Return the rows of a ticket."""
        return [row for row in self.rows if row.ticket == ticket]

    def seen_from(self, commit: int, ticket: str) -> list[Row]:
        """Return the rows of a ticket in a commit and its ancestors."""
        view = self.graph.view(self.numbers[commit])
        return [row for row in self.rows_of(ticket) if view.sees(row.number)]

    def state(self, commit: int, ticket: str) -> State:
        """Return the fold of what a commit can see."""
        rows = self.seen_from(commit, ticket)
        return fold(touch for row in rows for touch in row.touches)

    def by_commit(self) -> list[tuple[int, str, tuple[object, ...]]]:
        """Return what was changed, by the commits' own numbers, in an order of no meaning."""
        names = {number: commit for commit, number in self.numbers.items()}
        return sorted(
            ((names[row.number], row.ticket, row.touches) for row in self.rows if row.touches),
            key=repr,
        )


def blob_of(text: str) -> str:
    """Return a name for a text."""
    return hashlib.sha1(text.encode()).hexdigest()


def _changes(old: Tree, new: Tree) -> list[FileChange]:
    return [
        FileChange(
            path,
            blob_of(old[path]) if path in old else "",
            blob_of(new[path]) if path in new else "",
            "100644" if path in new else "000000",
        )
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]
