"""Two branches of the usual tracker, and the trees that merging them makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.builders import commit, git
from tix.git.repo import Repo
from tix.merge.decisions import MergePlan
from tix.merge.plan import plan_merge
from tix.merge.trees import merged_tree

Edit = Callable[[Path], None]


def replace(path: str, old: str, new: str) -> Edit:
    """Return an edit that replaces a text in a file."""

    def edit(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def append(path: str, text: str) -> Edit:
    """Return an edit that adds a text at the end of a file, or makes one."""

    def edit(folder: Path) -> None:
        file = folder / path
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(before + text, encoding="utf-8")

    return edit


def move(path: str, to: str) -> Edit:
    """Return an edit that moves a file."""

    def edit(folder: Path) -> None:
        (folder / to).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).rename(folder / to)

    return edit


def remove(path: str) -> Edit:
    """Return an edit that removes a file."""
    return lambda folder: (folder / path).unlink()


def on(folder: Path, name: str, *edits: Edit, at: str = "10:00", start: str = "main") -> str:
    """Commit each edit on a new branch, a minute apart, and return the last commit."""
    git(folder, "checkout", "-q", "-B", name, start)
    made = ""
    for minute, edit in enumerate(edits):
        edit(folder)
        made = commit(folder, at=f"2026-11-20T{at[:2]}:{int(at[3:]) + minute:02d}:00Z", by=name)
    return made


def merged(folder: Path, ours: str = "ann", theirs: str = "bob") -> str:
    """Return the tree that both ways of merging lead to."""
    repo = Repo.discover(folder)
    trees = {
        merged_tree(repo, one, plan_merge(repo, "", one, other))
        for one, other in ((ours, theirs), (theirs, ours))
    }
    assert len(trees) == 1
    return trees.pop()


def plan(folder: Path, ours: str = "ann", theirs: str = "bob") -> MergePlan:
    """Return the plan of a merge."""
    return plan_merge(Repo.discover(folder), "", ours, theirs)


def show(folder: Path, tree: str, path: str) -> str:
    """Return a file of a tree, "" when it is not there."""
    if not git(folder, "ls-tree", tree, path):
        return ""
    return git(folder, "cat-file", "blob", f"{tree}:{path}") + "\n"


def paths(folder: Path, tree: str) -> list[str]:
    """Return the paths of a tree."""
    return git(folder, "ls-tree", "-r", "--name-only", tree).splitlines()


def merge(folder: Path, name: str, ours: str, theirs: str, at: str = "15:00") -> str:
    """Commit a merge as tix makes it on a branch of its own, and return the commit."""
    stamp = f"2026-11-20T{at}:00Z"
    tree = merged(folder, ours, theirs)
    made = git(
        folder,
        *("commit-tree", tree, "-p", ours, "-p", theirs, "-m", "merge"),
        env={"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp},
    )
    git(folder, "branch", "-f", name, made)
    return made
