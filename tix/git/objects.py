"""Read and write git's objects in bulk."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from threading import Thread
from types import TracebackType
from typing import IO, NamedTuple

from tix.errors import GitFailed
from tix.git import loose
from tix.git.run import Git, Running
from tix.git.sums import sha1, sha256
from tix.patterns import lazy_pattern

_KINDS = {"commit": 1, "tree": 2, "blob": 3}
_ENTRIES = {
    20: lazy_pattern(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL),
    32: lazy_pattern(rb"([0-7]+) ([^\0]+)\0(.{32})", re.DOTALL),
}


class Entry(NamedTuple):
    """One row of a tree: mode as in the tree (`100644`, `40000`), name, raw object id."""

    mode: bytes
    name: bytes
    id: bytes

    @property
    def is_tree(self) -> bool:
        """Tell whether the entry is a folder."""
        return self.mode == b"40000"


def parse_tree(raw: bytes, width: int = 20) -> list[Entry]:
    """Read a tree object; `width` is the length of a raw id."""
    return [Entry(*found) for found in _ENTRIES[width].findall(raw)]


def join_tree(entries: Iterable[Entry]) -> bytes:
    """Write a tree object, in git's order (a folder sorts as if its name ended in a slash)."""
    ordered = sorted(entries, key=lambda row: row.name + b"/" if row.is_tree else row.name)
    return b"".join([b"%s %s\0%s" % row for row in ordered])


def object_id(kind: str, content: bytes, *, width: int = 20) -> str:
    """Return the id that git gives an object."""
    digest = sha1 if width == 20 else sha256
    return digest(b"%s %d\0" % (kind.encode(), len(content)) + content).hex()


class CatFile:
    """One long-lived `git cat-file --batch` that answers single questions.

    What lies loose in the folder `objects` is read without it.
    """

    def __init__(self, git: Git, *, objects: str = "") -> None:
        self._git = git
        self._objects = objects
        self._process: Running | None = None

    def __enter__(self) -> CatFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> Running:
        """Start the process, once."""
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch", pipe=True)
        return self._process

    def find(self, name: str) -> bytes | None:
        """Return an object's content by id, or None when it is not here."""
        content = loose.find(self._objects, name) if self._objects else None
        return self._ask(name) if content is None else content

    def prepare(self, name: str) -> None:
        """Start the process if git will have to be asked for this object."""
        if not self._objects or loose.find(self._objects, name) is None:
            self.start()

    def _ask(self, name: str) -> bytes | None:
        process = self.start()
        stdin, stdout = _pipes(process)
        try:
            stdin.write(name.encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            self._fail(process)
        header = stdout.readline()
        if not header:
            self._fail(process)
        return _body(header, stdout)

    def get(self, name: str) -> bytes:
        """Return an object's content by id; raise GitFailed when it is not here."""
        found = self.find(name)
        if found is None:
            raise GitFailed(["cat-file"], 128, f"object {name} is missing")
        return found

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _fail(self, process: Running) -> None:
        code, complaint = process.close()
        self._process = None
        raise GitFailed(["cat-file"], code, complaint)


def read_many(git: Git, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield (id, content) in the order asked for; content is None for what is not here.

    A thread writes the questions, so that neither side ever waits for a full pipe.
    """
    wanted = list(ids)
    if not wanted:
        return
    with git.stream("cat-file", "--batch", "--buffer", pipe=True) as process:
        stdin, stdout = _pipes(process)
        writer = Thread(target=_ask_all, args=(stdin, wanted), daemon=True)
        writer.start()
        for name in wanted:
            header = stdout.readline()
            if not header:
                break
            yield name, _body(header, stdout)
        writer.join()


def sizes(git: Git, ids: Iterable[str]) -> dict[str, int]:
    """Return the size of every object that is here, by id."""
    wanted = "".join(name + "\n" for name in ids).encode()
    if not wanted:
        return {}
    listing = git.run("cat-file", "--batch-check", "--buffer", input=wanted).decode()
    rows = (line.split(" ") for line in listing.splitlines())
    return {row[0]: int(row[2]) for row in rows if len(row) == 3}


#: So many objects are kept as a pack, as `fetch.unpackLimit` has it.
UNPACK_LIMIT = 100


def start_writing(git: Git) -> Running:
    """Start the process of `write_objects` ahead of time; `drop` it when it was not needed."""
    return git.start("unpack-objects", "-q", pipe=True)


def write_objects(
    git: Git,
    objects: Iterable[tuple[str, bytes]],
    *,
    width: int = 20,
    started: Running | None = None,
) -> None:
    """Write objects of any kinds, as (kind, content), with one process.

    git gets them as a pack: `hash-object` and `mktree` would be a process for each kind. Few are
    unpacked; many stay the pack that they are, as in a fetch, which is one file to flush.
    """
    chosen = list(objects)
    if len(chosen) < UNPACK_LIMIT:
        (started or start_writing(git)).finish(_pack(chosen, width))
    else:
        git.run("index-pack", "--stdin", input=_pack(chosen, width))


def _pack(objects: list[tuple[str, bytes]], width: int) -> bytes:
    parts = [b"PACK" + (2).to_bytes(4, "big") + len(objects).to_bytes(4, "big")]
    for kind, content in objects:
        parts += (_entry_header(_KINDS[kind], len(content)), zlib.compress(content, 1))
    pack = b"".join(parts)
    return pack + (sha1 if width == 20 else sha256)(pack)


def _entry_header(kind: int, size: int) -> bytes:
    """Return kind and size as a pack spells them: 4 bits of size, then 7 a byte."""
    byte, size = kind << 4 | size & 15, size >> 4
    header = bytearray()
    while size:
        header.append(byte | 128)
        byte, size = size & 127, size >> 7
    header.append(byte)
    return bytes(header)


def _ask_all(stdin: IO[bytes], wanted: list[str]) -> None:
    try:
        for start in range(0, len(wanted), 1000):
            stdin.write("".join(f"{name}\n" for name in wanted[start : start + 1000]).encode())
        stdin.close()
    except (BrokenPipeError, ValueError):
        return  # the reader left early or git ended; the reader tells which


def _body(header: bytes, stdout: IO[bytes]) -> bytes | None:
    """Return the object behind a header line; `ID missing` has none."""
    words = header.split()
    if len(words) != 3 or not words[2].isdigit():
        return None
    return stdout.read(int(words[2]) + 1)[:-1]


def _pipes(process: Running) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - started with pipe=True
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout
