"""Trees as a plan leaves them: only the folders on the way to what changes are written."""

from __future__ import annotations

from tix.git.objects import CatFile, write_objects
from tix.git.repo import Repo
from tix.git.trees import TreeFile, Trees
from tix.merge.decisions import MergePlan
from tix.merge.sides import compare_trees, is_covered


def merged_tree(repo: Repo, commit: str, plan: MergePlan) -> str:
    """Write what a plan makes of the tree of `commit` (a commit or a tree); return its id."""
    files = {put.path: TreeFile(put.mode, put.blob) if put.blob else None for put in plan.puts}
    return _written(repo, commit, files, plan.blobs)


def settled_tree(repo: Repo, prefix: str, commit: str, merged: str) -> str:
    """Write the tree of `commit` with the tracker's part as the tree `merged` has it.

    With all three sides of a merge so settled, git finds nothing to merge in that part.
    """
    files = {
        path: TreeFile(theirs.mode, theirs.blob) if theirs.blob else None
        for path, (_, theirs) in compare_trees(repo, prefix, commit, merged).items()
        if is_covered(path[len(prefix) :])
    }
    return _written(repo, commit, files, {})


def _written(
    repo: Repo, commit: str, files: dict[str, TreeFile | None], blobs: dict[str, bytes]
) -> str:
    with CatFile(repo.git) as cat:
        root = _root(repo, cat, commit)
        width = len(root) // 2
        tree, objects = Trees(cat, None, width=width, tree=root).change(files)
    new = [("blob", content) for content in blobs.values()] + objects
    if new and files:
        write_objects(repo.git, new, width=width)
    return tree


def _root(repo: Repo, cat: CatFile, name: str) -> str:
    """Return the id of the tree that a commit has, or of the tree that a name stands for."""
    if len(name) not in (40, 64) or name.strip("0123456789abcdef"):
        return repo.git.text("rev-parse", "--verify", "--end-of-options", f"{name}^{{tree}}")
    head, _, _ = cat.get(name).partition(b"\n")
    return head.removeprefix(b"tree ").decode() if head.startswith(b"tree ") else name
