"""The two sides of a merge: where their trees differ, and what each has touched since they met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tix.git.repo import Repo
from tix.git.run import Running
from tix.model.ids import is_id
from tix.store.layout import (
    CONFIG_DIR,
    CONFIG_FILE,
    EXTENSION,
    FILES,
    KEEP,
    folder_and_id,
    folder_problem,
)

_RAW = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev")
_NOTHING = "000000"


class File(NamedTuple):
    """A file on one side: mode and blob id; the blob is "" where there is none."""

    mode: str = _NOTHING
    blob: str = ""


ABSENT = File()
#: Files by path of the repository, ours and theirs.
Differences = dict[str, tuple[File, File]]
#: The files of one ticket with their paths: on one side, and on both.
Files = list[tuple[str, File]]
Sides = tuple[Files, Files]


@dataclass(frozen=True)
class Meeting:
    """Two commits that are merged, in the tracker below `prefix`; paths are relative to that.

    `base` is a best common ancestor; `files` are those that tix merges and that differ.
    """

    repo: Repo
    prefix: str
    ours: str
    theirs: str
    base: str | None
    files: Differences

    @cached_property
    def touched(self) -> tuple[set[str], set[str]]:
        """The paths that commits of ours alone touched, and those of theirs alone."""
        cut = len(self.prefix)
        first, second = touched(self.repo, self.prefix, self.ours, self.theirs)
        return {path[cut:] for path in first}, {path[cut:] for path in second}

    @cached_property
    def tickets(self) -> tuple[set[str], set[str]]:
        """The tickets whose files were touched, on each side."""
        first, second = (
            {named[1] for path in paths if (named := folder_and_id(path))} for paths in self.touched
        )
        return first, second

    def ours_file(self, path: str) -> File:
        """Return what lies at a path on our side, for a path at which something differs."""
        return self.files.get(path, (ABSENT, ABSENT))[0]


def blobs_at(repo: Repo, commit: str, paths: Sequence[str]) -> dict[str, str]:
    """Return the blobs that lie at some paths of a commit."""
    asked = [path for path in paths if "\n" not in path]
    if not asked or not commit:
        return {}
    questions = "".join(f"{commit}:{path}\0" for path in asked).encode("utf-8", "surrogateescape")
    told = repo.git.run("cat-file", "--batch-check", "--buffer", "-z", input=questions)
    rows = [line.split(b" ") for line in told.split(b"\n")]
    return {
        path: row[0].decode()
        for path, row in zip(asked, rows, strict=False)
        if len(row) == 3 and row[1] == b"blob"
    }


def compare_trees(repo: Repo, prefix: str, one: str, other: str) -> Differences:
    """Return the paths of the tracker's folder in which two commits or trees differ."""
    out = repo.git.run("diff-tree", *_RAW, one, other, "--", *_below(prefix))
    tokens = iter(out.decode("utf-8", "surrogateescape").split("\0"))
    return {next(tokens): _files(row) for row in tokens if row}


def merge_base(repo: Repo, ours: str, theirs: str) -> str | None:
    """Return a best common ancestor; None when histories have nothing in common."""
    code, out, _ = repo.git.start("merge-base", ours, theirs).communicate()
    return out.decode().split()[0] if code == 0 else None


def touched(repo: Repo, prefix: str, ours: str, theirs: str) -> tuple[set[str], set[str]]:
    """Return the paths that commits of ours alone touched, and those of theirs alone.

    What was changed and changed back is touched. Of merges all that differs from any parent is.
    """
    running = [_start(repo, prefix, *pair) for pair in ((ours, theirs), (theirs, ours))]
    first, second = (set(_paths(log.finish())) for log in running)
    return first, second


def is_covered(path: str) -> bool:
    """Tell whether tix merges a file of the tracker; git merges all others, such as articles."""
    folder, _, rest = path.partition("/")
    if not rest:
        return path == CONFIG_FILE
    if folder == CONFIG_DIR:
        return path.endswith(EXTENSION)
    if folder == FILES:
        return True
    return is_keep(path) or folder_and_id(path) is not None


def is_keep(path: str) -> bool:
    """Tell whether a file keeps a status folder."""
    folder, _, name = path.partition("/")
    return name == KEEP and not folder_problem(folder)


def is_config(path: str) -> bool:
    """Tell whether a file holds settings."""
    return path == CONFIG_FILE or (path.startswith(f"{CONFIG_DIR}/") and path.endswith(EXTENSION))


def owner(path: str) -> str:
    """Return the ticket that an attachment or a tombstone belongs to, "" for other files."""
    parts = path.split("/")
    if parts[0] != FILES or len(parts) < 3:
        return ""
    name = parts[2].removesuffix(EXTENSION) if parts[1] == "tombstones" else parts[1]
    return name if is_id(name) else ""


def _start(repo: Repo, prefix: str, tip: str, other: str) -> Running:
    return repo.git.start(
        *("log", "--format=", "--diff-merges=separate", *_RAW, "--full-history", "--sparse"),
        *(tip, f"^{other}", "--", *_below(prefix)),
    )


def _paths(out: bytes) -> Iterator[str]:
    tokens = iter(out.decode("utf-8", "surrogateescape").split("\0"))
    for token in tokens:
        if token.lstrip("\n").startswith(":"):
            yield next(tokens)


def _files(row: str) -> tuple[File, File]:
    before, after, one, other, _ = row.lstrip(":").split(" ")
    return _file(before, one), _file(after, other)


def _file(mode: str, blob: str) -> File:
    return ABSENT if mode == _NOTHING else File(mode, blob)


def _below(prefix: str) -> tuple[str, ...]:
    return (f":(top,literal){prefix.rstrip('/')}",) if prefix else ()
