"""What each file of a checkout that was cut off is: old, new, unwritten, or somebody's edit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tix.git.nextindex import index_info
from tix.git.run import Git
from tix.git.trees import TreeFile

_ABSENT = "000000"


class Row(NamedTuple):
    """A path that two trees have differently."""

    path: str
    old: TreeFile | None
    new: TreeFile | None


class Left(NamedTuple):
    """What is to be done: entries of the index, files to remove first, and those to write then."""

    entries: dict[str, TreeFile | None]
    outdated: list[str]
    unwritten: list[str]


def what_is_left(git: Git, root: Path, old: str, new: str, scratch: Path) -> Left:
    """Return what is left to do of a checkout from `old` to `new` that ended somewhere.

    Only files that are still the old ones, are not there, or were just begun to be written are
    ours to touch. `scratch` is where an index may be made for a moment.
    """
    rows = list(_rows(git, old, new))
    are_new = _standing(git, scratch, {row.path: row.new for row in rows})
    are_old = _standing(git, scratch, {row.path: row.old for row in rows})
    outdated, unwritten = [], []
    for row in rows:
        path = root / row.path
        is_there = os.path.lexists(path)
        if row.path in are_new or (is_there and not _is_ours(git, path, row, are_old)):
            continue
        if is_there:
            outdated.append(row.path)
        if row.new:
            unwritten.append(row.path)
    return Left({row.path: row.new for row in rows}, outdated, unwritten)


def _is_ours(git: Git, path: Path, row: Row, are_old: set[str]) -> bool:
    return row.path in are_old or _is_begun(git, path, row)


def _rows(git: Git, old: str, new: str) -> Iterator[Row]:
    tokens = iter(git.lines0("diff-tree", "-r", "-z", "--no-renames", "--no-abbrev", old, new))
    for head in tokens:
        was, mode, before, after, _ = head.removeprefix(":").split(" ")
        yield Row(next(tokens), _file(was, before), _file(mode, after))


def _file(mode: str, blob: str) -> TreeFile | None:
    return None if mode == _ABSENT else TreeFile(mode, blob)


def _standing(git: Git, scratch: Path, files: dict[str, TreeFile | None]) -> set[str]:
    """Return the paths whose files are in the work tree just as they are here."""
    wanted: dict[str, TreeFile | None] = {path: file for path, file in files.items() if file}
    env = {"GIT_INDEX_FILE": str(scratch)}
    try:
        git.run("update-index", "-z", "--index-info", input=index_info(wanted), env=env)
        git.start("update-index", "-q", "--refresh", env=env).communicate()
        output = git.run("diff-files", "-z", "--name-only", env=env)
    finally:
        scratch.unlink(missing_ok=True)
    return wanted.keys() - set(output.decode("utf-8", "surrogateescape").split("\0"))


def _is_begun(git: Git, path: Path, row: Row) -> bool:
    """Tell whether a file is but the beginning of what git was about to write."""
    if path.is_symlink() or not path.is_file():
        return False
    data = path.read_bytes()
    files = [file for file in (row.new, row.old) if file and file.mode.startswith("100")]
    whole = [git.run("cat-file", "blob", file.id) for file in files]
    return any(len(data) < len(content) and content.startswith(data) for content in whole)
