"""The blobs of a pass over history, read from git ahead of their use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tix.errors import BadInput
from tix.git.log import LogEntry
from tix.history.places import Moved, ticket_files
from tix.history.versions import Version, parse_version

#: Reads blobs by id, in the order asked for; None is a blob that is not here.
ReadBlobs = Callable[[Iterable[str]], Iterator[tuple[str, bytes | None]]]
Texts = dict[str, bytes | None]

#: How many files or commits go into one load.
LOAD_FILES = 4000
LOAD_COMMITS = 20000
#: How much text is kept for the next loads, in bytes, and how many versions made of it.
ROOM = 24 * 1024 * 1024
VERSIONS = 16384


@dataclass(slots=True)
class Load:
    """Some commits in a row with what they did to tickets, and the blobs that this takes."""

    commits: list[tuple[LogEntry, dict[str, list[Moved]]]] = field(default_factory=list)
    texts: Texts = field(default_factory=dict)

    def blobs(self) -> Iterator[str]:
        """Yield the blobs to read; what a merge is compared with are registers, not files."""
        for entry, files in self.commits:
            is_merge = len(entry.parents) > 1
            for moves in files.values():
                for move in moves:
                    if move.before and not is_merge:
                        yield move.before
                    if move.place.blob:
                        yield move.place.blob


def loads(entries: Iterable[LogEntry], prefix: str, read_blobs: ReadBlobs) -> Iterator[Load]:
    """Yield the commits in loads with their blobs; a commit is never torn."""
    recent: Texts = {}
    for load in _gather(entries, prefix):
        wanted = dict.fromkeys(load.blobs())
        recent.update(read_blobs([blob for blob in wanted if blob not in recent]))
        load.texts = {blob: recent[blob] for blob in wanted}
        yield load
        if sum(len(text or b"") for text in recent.values()) > ROOM:
            recent = dict(load.texts)


def _gather(entries: Iterable[LogEntry], prefix: str) -> Iterator[Load]:
    load = Load()
    count = 0
    for entry in entries:
        files = ticket_files(entry, prefix)
        load.commits.append((entry, files))
        count += len(files)
        if count >= LOAD_FILES or len(load.commits) >= LOAD_COMMITS:
            yield load
            load, count = Load(), 0
    if load.commits:
        yield load


class Shelf:
    """The blobs of one load, and the versions that were made of blobs lately."""

    def __init__(self, read_blobs: ReadBlobs) -> None:
        self.texts: Texts = {}
        self._read_blobs = read_blobs
        self._versions: dict[str, Version] = {}

    def version(self, blob: str, path: str, before: Version | None = None) -> Version:
        """Return the version in a blob; raise BadInput when it cannot be read."""
        version = self._versions.get(blob)
        if version is not None:
            return version
        if blob not in self.texts:
            self.texts.update(self._read_blobs([blob]))
        text = self.texts.get(blob)
        if text is None:
            raise BadInput(f"{path} is not in this clone", hint="git fetch --refetch")
        if len(self._versions) >= VERSIONS:
            for old in list(self._versions)[: VERSIONS // 2]:
                del self._versions[old]
        version = self._versions[blob] = parse_version(text, path, before)
        return version
