"""The tickets that a sparse checkout leaves out of the work tree, read from git."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tix.git.partial import read_blobs
from tix.git.repo import Repo

_SKIPPED = "S"


class SparseFiles:
    """Files of the tracker that git knows and the disk has not; an `Absent` of the index."""

    def __init__(self, repo: Repo, prefix: str) -> None:
        self._repo = repo
        self._prefix = prefix

    def stamp(self) -> int:
        """Return a number that changes with git's index, 0 when nothing is left out."""
        if not self._repo.is_sparse:
            return 0
        try:
            found = (self._repo.git_dir / "index").stat()
        except FileNotFoundError:
            return 0
        return (found.st_mtime_ns ^ (found.st_size << 20) ^ found.st_ino) & (2**62 - 1) or 1

    def files(self) -> Iterable[tuple[str, bytes]]:
        """Return path in the tracker and bytes of each file left out; blobs come in one batch."""
        found = self._entries(self._prefix)
        entries = {path: blob for path, blob in found if path.endswith(".yaml")}
        for blob, content in read_blobs(self._repo, entries.values()):
            if content is not None:
                yield from ((path, content) for path, name in entries.items() if name == blob)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of the file at `path` in the tracker, None when it is not left out."""
        found = (blob for name, blob in self._entries(self._prefix + path) if name == path)
        return next((content for _, content in read_blobs(self._repo, found)), None)

    def names(self, folder: str) -> list[str]:
        """Return the files below a folder of the tracker that are left out."""
        if not self._repo.is_sparse:
            return []
        return [path for path, _ in self._entries(f"{self._prefix}{folder}")]

    def _entries(self, place: str) -> Iterator[tuple[str, str]]:
        """Yield path in the tracker and blob of each file left out at a place of the work tree."""
        chosen = f":(top,literal){place}"
        listed = self._repo.git.lines0("ls-files", "-z", "-t", "--stage", "--", chosen)
        for line in listed:
            about, _, path = line.partition("\t")
            tag, _, blob, stage = about.split(" ")
            if tag == _SKIPPED and stage == "0":
                yield path.removeprefix(self._prefix), blob
