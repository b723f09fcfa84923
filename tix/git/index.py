"""Look up paths in git's index, without a process where its format allows."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH123

from __future__ import annotations

import os
from collections.abc import Iterable
from os import PathLike

from tix.frozen import frozen
from tix.git.run import Git

_FIXED = 40  # ten words of stat data before the object id
_MODES = frozenset({0o100644, 0o100755, 0o120000, 0o160000})
_EXTENDED = 0x4000
_LONGEST = 0xFFF
#: Bytes to search before one listing of everything is cheaper (some 30 ms).
_WORTH_SEARCHING = 1 << 27
_FEW = 20


@frozen
class IndexEntry:
    """One path in the index; `skipped` is git's skip-worktree bit of sparse checkouts."""

    mode: str
    id: str
    stage: int
    skipped: bool


def read_entries(
    git: Git, git_dir: str | PathLike[str], paths: Iterable[str], *, width: int = 20
) -> dict[str, IndexEntry]:
    """Return the index entries of those of `paths` that it holds; `width` is a raw id's length."""
    wanted = list(paths)
    try:
        with open(f"{git_dir}/index", "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if not size:  # git takes it for an empty index
                return {}
            short = all(len(path) < _LONGEST // 4 for path in wanted)
            if short and size * len(wanted) < _WORTH_SEARCHING:
                data = file.read()
                if _is_plain(data):
                    return _search(data, wanted, width)
    except FileNotFoundError:
        return {}
    return _ask(git, wanted)


def _is_plain(data: bytes) -> bool:
    """Tell whether the index is of version 2 or 3 and whole: neither split nor sparse."""
    if data[:8] not in (b"DIRC\0\0\0\2", b"DIRC\0\0\0\3"):
        return False
    return data.find(b"link\0\0") < 0 and data.find(b"sdir\0\0") < 0


def _search(data: bytes, paths: list[str], width: int) -> dict[str, IndexEntry]:
    found = {}
    for path in paths:
        entry = _find(data, path.encode("utf-8", "surrogateescape"), width)
        if entry:
            found[path] = entry
    return found


def _find(data: bytes, name: bytes, width: int) -> IndexEntry | None:
    """Find a name by its bytes; the fields before it prove that an entry begins there."""
    place = data.find(name + b"\0")
    while place >= 0:
        for extra in (0, 2):
            entry = _entry(data, place, len(name), width, extra)
            if entry:
                return entry
        place = data.find(name + b"\0", place + 1)
    return None


def _entry(data: bytes, place: int, length: int, width: int, extra: int) -> IndexEntry | None:
    start = place - extra - 2 - width - _FIXED
    if start < 12 or (width == 20 and (start - 12) % 8):
        return None
    mode = int.from_bytes(data[start + 24 : start + 28], "big")
    flags = int.from_bytes(data[place - extra - 2 : place - extra], "big")
    if mode not in _MODES or flags & _LONGEST != length or bool(flags & _EXTENDED) != bool(extra):
        return None
    more = int.from_bytes(data[place - 2 : place], "big") if extra else 0
    raw = data[start + _FIXED : start + _FIXED + width]
    return IndexEntry(f"{mode:o}", raw.hex(), flags >> 12 & 3, bool(more & 0x4000))


def _ask(git: Git, paths: list[str]) -> dict[str, IndexEntry]:
    """Ask git: for version 4, split and sparse indexes, and for many paths at once."""
    wanted = set(paths)
    some = [f":(top,literal){path}" for path in paths] if len(paths) <= _FEW else [":(top)"]
    found = {}
    for row in git.lines0("ls-files", "-z", "-s", "-t", "--full-name", "--", *some):
        head, _, path = row.partition("\t")
        if path in wanted:
            tag, mode, name, stage = head.split(" ")
            found[path] = IndexEntry(mode, name, int(stage), tag == "S")
    return found
