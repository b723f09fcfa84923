"""The blobs of a pass over history, each read from git once while it is likely to be needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tix.errors import BadInput
from tix.history.versions import Version, parse_version

#: Reads blobs by id, in the order asked for; None is a blob that is not here.
ReadBlobs = Callable[[Iterable[str]], Iterator[tuple[str, bytes | None]]]

#: How much text is kept, in bytes.
ROOM = 24 * 1024 * 1024


class Shelf:
    """Blobs by id and the versions made of them; the oldest go first."""

    def __init__(self, read_blobs: ReadBlobs, room: int = ROOM) -> None:
        self._read_blobs = read_blobs
        self._room = room
        self._size = 0
        self._texts: dict[str, bytes | None] = {}
        self._versions: dict[str, Version] = {}

    def fetch(self, blobs: Iterable[str]) -> None:
        """Read the blobs that are not here yet."""
        wanted = list(dict.fromkeys(blobs))
        self._make_room(set(wanted))
        missing = [blob for blob in wanted if blob not in self._texts]
        for blob, text in self._read_blobs(missing):
            self._texts[blob] = text
            self._size += len(text or b"")

    def version(self, blob: str, path: str, before: Version | None = None) -> Version:
        """Return the version in a blob; raise BadInput when it cannot be read."""
        version = self._versions.get(blob)
        if version is not None:
            return version
        if blob not in self._texts:
            self.fetch([blob])
        text = self._texts.get(blob)
        if text is None:
            raise BadInput(f"{path} is not in this clone", hint="git fetch --refetch")
        version = self._versions[blob] = parse_version(text, path, before)
        return version

    def _make_room(self, wanted: set[str]) -> None:
        if self._size < self._room:
            return
        for blob in [blob for blob in self._texts if blob not in wanted]:
            self._size -= len(self._texts.pop(blob) or b"")
            self._versions.pop(blob, None)
            if self._size < self._room // 2:
                return
