"""Where HEAD points, read without a process where git's plain files say it."""

from __future__ import annotations

import re
from pathlib import Path

from tix.errors import GitFailed
from tix.frozen import frozen
from tix.git.run import Git
from tix.patterns import lazy_pattern

_ID = lazy_pattern(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")


@frozen
class Head:
    """HEAD: the full name of its branch (None: detached) and its commit (None: unborn)."""

    ref: str | None
    commit: str | None


def read_head(git_dir: Path, common_dir: Path) -> Head:
    """Return HEAD of a work tree."""
    text = _read(git_dir / "HEAD")
    if _ID.match(text):
        return Head(None, text)
    ref = text.removeprefix("ref:").strip()
    if text.startswith("ref:") and ref.startswith("refs/heads/") and ref != "refs/heads/.invalid":
        loose = _read(common_dir / ref)
        if _ID.match(loose):
            return Head(ref, loose)
        if not loose and not (common_dir / "reftable").exists():
            return Head(ref, _packed(common_dir, ref))
    return _ask(git_dir)


def _read(path: Path) -> str:
    """Return a small file's text; a missing one is empty."""
    try:
        return path.read_text("utf-8", "surrogateescape").strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""


def _packed(common_dir: Path, ref: str) -> str | None:
    try:
        packed = (common_dir / "packed-refs").read_bytes()
    except FileNotFoundError:
        return None
    found = re.search(rb"^([0-9a-f]+) " + re.escape(ref.encode()) + rb"$", packed, re.MULTILINE)
    return found[1].decode() if found else None


def _ask(git_dir: Path) -> Head:
    """Ask git: reftable, a branch that is a symbolic link, or a HEAD of a kind to come."""
    git = Git(git_dir)
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
