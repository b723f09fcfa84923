"""The two sides of a merge: where their trees differ, and what each has touched since they met."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tix.git.log import LOG
from tix.git.repo import Repo
from tix.git.run import Running
from tix.merge.objects import Objects
from tix.merge.paths import ABSENT, NOTHING, Differences, File, is_covered, is_keep, owner
from tix.store.layout import folder_and_id

__all__ = ["Meeting", "compare_trees", "is_covered", "is_keep", "merge_base", "owner"]

_RAW = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev")


class Touched(NamedTuple):
    """Which paths commits of one side alone touched; `ahead` tells that it has any commits."""

    ahead: bool
    paths: set[str]


@dataclass(frozen=True)
class Meeting:
    """Two commits that are merged, in the tracker below `prefix`; paths are relative to that.

    `files` are those that tix merges and that differ; `log` tells what each side touched;
    `chosen` is the base of a pick.
    """

    repo: Repo
    objects: Objects
    prefix: str
    ours: str
    theirs: str
    files: Differences
    log: Running | None = None
    chosen: str = ""

    @cached_property
    def base(self) -> str | None:
        """A best common ancestor; None when the histories have nothing in common."""
        return self.chosen or merge_base(self.repo, self.ours, self.theirs)

    @cached_property
    def sides(self) -> tuple[Touched, Touched]:
        """What commits of ours alone touched, and those of theirs alone.

        What was changed and changed back is touched. Of merges all that differs from any parent is.
        """
        return _sides(self.log.finish() if self.log else b"", len(self.prefix))

    @property
    def touched(self) -> tuple[set[str], set[str]]:
        """The paths that each side touched."""
        return self.sides[0].paths, self.sides[1].paths

    @cached_property
    def tickets(self) -> tuple[set[str], set[str]]:
        """The tickets whose files were touched, on each side."""
        first, second = (
            {named[1] for path in paths if (named := folder_and_id(path))} for paths in self.touched
        )
        return first, second

    def base_text(self, path: str) -> bytes | None:
        """Return what lay at a path in the base, None when nothing did."""
        return self.objects.at(self.base, self.prefix + path)

    def ours_file(self, path: str) -> File:
        """Return what lies at a path on our side, for a path at which something differs."""
        return self.files.get(path, (ABSENT, ABSENT))[0]


def compare_trees(repo: Repo, prefix: str, one: str, other: str) -> Differences:
    """Return the paths of the tracker's folder in which two commits or trees differ."""
    out = repo.git.run("diff-tree", *_RAW, one, other, "--", *_below(prefix))
    tokens = iter(out.decode("utf-8", "surrogateescape").split("\0"))
    return {next(tokens): _files(row) for row in tokens if row}


def merge_base(repo: Repo, ours: str, theirs: str) -> str | None:
    """Return a best common ancestor; None when histories have nothing in common."""
    code, out, _ = repo.git.start("merge-base", ours, theirs).communicate()
    return out.decode().split()[0] if code == 0 else None


def start_log(repo: Repo, prefix: str, ours: str, theirs: str) -> Running:
    """Start to list what commits of either side alone touched."""
    return repo.git.start(
        *(*LOG, "--left-right", "--format=%m"),
        *("--diff-merges=separate", *_RAW, "--full-history", "--sparse"),
        *(f"{ours}...{theirs}", "--", *_below(prefix)),
    )


def _sides(out: bytes, cut: int) -> tuple[Touched, Touched]:
    """Read the log: a mark for each commit, then the paths that it touched."""
    marks: set[str] = set()
    paths: dict[str, set[str]] = {"<": set(), ">": set()}
    side = "<"
    tokens = iter(out.decode("utf-8", "surrogateescape").split("\0"))
    for token in tokens:
        row = token.lstrip("\n")
        if row.startswith(":"):
            paths[side].add(next(tokens)[cut:])
        elif row.strip() in paths:
            side = row.strip()
            marks.add(side)
    return Touched("<" in marks, paths["<"]), Touched(">" in marks, paths[">"])


def _files(row: str) -> tuple[File, File]:
    before, after, one, other, _ = row.lstrip(":").split(" ")
    return _file(before, one), _file(after, other)


def _file(mode: str, blob: str) -> File:
    return ABSENT if mode == NOTHING else File(mode, blob)


def _below(prefix: str) -> tuple[str, ...]:
    return (f":(top,literal){prefix.rstrip('/')}",) if prefix else ()
