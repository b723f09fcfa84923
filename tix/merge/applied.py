"""What git is applying where no ref names it: a patch from a mail, or a stash."""

from __future__ import annotations

from collections.abc import Collection

from tix.frozen import frozen
from tix.git.patch import trees_of_patch
from tix.git.repo import Repo, State

#: Stashes that are looked at, the latest first.
_STASHES = 50


@frozen
class Applied:
    """The change from `base` to `theirs`, two commits or trees."""

    base: str
    theirs: str


def find_applied(repo: Repo, blobs: Collection[str]) -> Applied | None:
    """Return what is applied, None when nothing tells; `blobs` are theirs of the conflicts."""
    state = repo.state()
    if state is State.AM:
        trees = trees_of_patch(repo, repo.git_dir / "rebase-apply" / "patch")
        return Applied(*trees) if trees else None
    return _stash(repo, blobs) if state is State.NONE and blobs else None


def _stash(repo: Repo, blobs: Collection[str]) -> Applied | None:
    """Return the stash that has all of these blobs; git keeps it where it stops."""
    log = ("log", "-g", f"--max-count={_STASHES}", "--format=%H %P", "refs/stash", "--")
    code, out, _ = repo.git.start(*log).communicate()
    for row in out.decode().splitlines() if code == 0 else ():
        commit, parent = row.split()[:2]
        tree = repo.git.lines0("ls-tree", "-r", "-z", "--full-tree", commit)
        if set(blobs) <= {entry.partition("\t")[0].split(" ")[2] for entry in tree}:
            return Applied(parent, commit)
    return None
