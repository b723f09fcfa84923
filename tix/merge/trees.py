"""Trees as a plan leaves them: only the folders on the way to what changes are written."""

from __future__ import annotations

from tix.git.commit import id_width
from tix.git.objects import CatFile, write_objects
from tix.git.repo import Repo
from tix.git.trees import TreeFile, Trees
from tix.merge.decisions import MergePlan, Put
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


def put_difference(repo: Repo, prefix: str, one: str, other: str) -> tuple[Put, ...]:
    """Return what turns the tracker's part of one tree into that of the other."""
    return tuple(
        Put(path, theirs.blob or None, theirs.mode)
        for path, (_, theirs) in compare_trees(repo, prefix, one, other).items()
        if is_covered(path[len(prefix) :])
    )


def _written(
    repo: Repo, commit: str, files: dict[str, TreeFile | None], blobs: dict[str, bytes]
) -> str:
    width = id_width(repo)
    commit = repo.git.text("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}")
    with CatFile(repo.git) as cat:
        tree, objects = Trees(cat, None, width=width, tree=commit).change(files)
    new = [("blob", content) for content in blobs.values()] + objects
    if new and files:
        write_objects(repo.git, new, width=width)
    return tree
