"""Write many commits at once: one stream to `git fast-import`, and one step to the branch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from tix.errors import GitFailed
from tix.frozen import frozen
from tix.git.gitconfig import Author
from tix.git.repo import Repo

REGULAR = "100644"


@frozen
class Put:
    """One path of a commit: the mark of its blob, or None when it goes."""

    path: str
    mark: int | None


class FastImport:
    """A stream of blobs and commits, each commit on top of the one before.

    Commits can name blobs that were written long before them, so that contents need not be kept.
    """

    def __init__(self, stdin: IO[bytes], ref: str, parent: str | None) -> None:
        self._out = stdin
        self._ref = ref
        self._parent = parent
        self._marks = 0
        self.commits = 0

    def blob(self, content: bytes) -> int:
        """Write a file's content and return its mark."""
        self._marks += 1
        self._write(b"blob\nmark :%d\ndata %d\n%s\n" % (self._marks, len(content), content))
        return self._marks

    def commit(self, author: Author, when: int, message: str, puts: Sequence[Put]) -> None:
        """Write a commit made by `author` at `when` (seconds since 1970)."""
        self._marks += 1
        who = _who(author, when)
        text = message.encode("utf-8", "replace")
        head = b"commit %s\nmark :%d\nauthor %s\ncommitter %s\ndata %d\n%s\n"
        lines = [head % (self._ref.encode(), self._marks, who, who, len(text), text)]
        if not self.commits and self._parent:
            lines.append(b"from %s\n" % self._parent.encode())
        lines += [_line(put) for put in puts]
        self._write(b"".join(lines))
        self.commits += 1

    def finish(self) -> None:
        """Tell git that this was all; without it nothing is kept."""
        self._write(b"done\n")

    def _write(self, content: bytes) -> None:
        try:
            self._out.write(content)
        except BrokenPipeError:
            raise GitFailed(["fast-import"], 1, "it ended early; is the disk full?") from None


@dataclass
class Import:
    """An import under way; `commit` is where HEAD got to, empty when nothing was written."""

    stream: FastImport
    commit: str = ""


@contextmanager
def fast_import(repo: Repo, ref: str, parent: str | None) -> Iterator[Import]:
    """Give a stream on top of `parent`; on leaving without an error, `ref` is its end.

    Nothing else of the repository changes.
    """
    try:
        with repo.git.stream(
            "fast-import", "--quiet", "--done", "--date-format=raw", pipe=True
        ) as process:
            assert process.stdin is not None  # noqa: S101 - started with pipe=True
            work = Import(FastImport(process.stdin, ref, parent))
            yield work
            work.stream.finish()
            process.stdin.close()
    finally:
        _sweep(repo)


@contextmanager
def scratch_ref(repo: Repo, purpose: str) -> Iterator[str]:
    """Give the name of a ref for as long as the block lasts; it keeps commits from being pruned.

    Those that a killed process left behind are removed: the caller alone is at work here.
    """
    refs = f"refs/tix/{purpose}/"
    try:
        yield f"{refs}{os.getpid()}"
    finally:
        for ref in repo.git.text("for-each-ref", "--format=%(refname)", refs).split():
            repo.git.start("update-ref", "-d", ref).communicate()


def _sweep(repo: Repo) -> None:
    """Remove the crash reports that fast-import leaves when its input ends early."""
    for report in repo.git_dir.glob("fast_import_crash_*"):
        report.unlink(missing_ok=True)


def _who(author: Author, when: int) -> bytes:
    name = _plain(author.name) or _plain(author.email) or "unknown"
    return f"{name} <{_plain(author.email)}> {max(when, 0)} +0000".encode("utf-8", "replace")


def _plain(text: str) -> str:
    """Return text without what would end a name or an address in a commit."""
    return " ".join("".join(" " if char in "<>\n\r\0" else char for char in text).split())


def _line(put: Put) -> bytes:
    path = _quoted(put.path)
    if put.mark is None:
        return b"D %s\n" % path
    return b"M %s :%d %s\n" % (REGULAR.encode(), put.mark, path)


def _quoted(path: str) -> bytes:
    raw = path.encode("utf-8", "surrogateescape")
    if not raw.startswith(b'"') and b"\n" not in raw:
        return raw
    escaped = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % escaped
