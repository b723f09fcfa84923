"""Where HEAD points, read without a process where git's plain files say it."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH110, PTH123

from __future__ import annotations

import os
import re
from os import PathLike

from tix.errors import GitFailed
from tix.frozen import frozen
from tix.git.run import Git

_DIGITS = frozenset("0123456789abcdef")

Folder = str | PathLike[str]


@frozen
class Head:
    """HEAD: the full name of its branch (None: detached) and its commit (None: unborn)."""

    ref: str | None
    commit: str | None


def read_head(git_dir: Folder, common_dir: Folder) -> Head:
    """Return HEAD of a work tree."""
    text = _read(f"{git_dir}/HEAD")
    if _is_id(text):
        return Head(None, text)
    ref = text.removeprefix("ref:").strip()
    if text.startswith("ref:") and ref.startswith("refs/heads/") and ref != "refs/heads/.invalid":
        loose = _read(f"{common_dir}/{ref}")
        if _is_id(loose):
            return Head(ref, loose)
        if not loose and not os.path.exists(f"{common_dir}/reftable"):
            return Head(ref, _packed(common_dir, ref))
    return _ask(git_dir)


def _is_id(text: str) -> bool:
    return len(text) in (40, 64) and _DIGITS.issuperset(text)


def _read(path: str) -> str:
    """Return a small file's text; a missing one is empty."""
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape").strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""


def _packed(common_dir: Folder, ref: str) -> str | None:
    try:
        with open(f"{common_dir}/packed-refs", "rb") as file:
            packed = file.read()
    except FileNotFoundError:
        return None
    found = re.search(rb"^([0-9a-f]+) " + re.escape(ref.encode()) + rb"$", packed, re.MULTILINE)
    return found[1].decode() if found else None


def _ask(git_dir: Folder) -> Head:
    """Ask git: reftable, a branch that is a symbolic link, or a HEAD of a kind to come."""
    git = Git(os.fspath(git_dir))
    try:
        ref = git.text("symbolic-ref", "-q", "HEAD")
    except GitFailed as error:
        if error.code != 1:
            raise
        ref = ""
    try:
        commit = git.text("rev-parse", "-q", "--verify", "HEAD^{commit}")
    except GitFailed as error:
        if error.code != 1:
            raise
        commit = ""
    return Head(ref or None, commit or None)
