"""Where tix makes commits, and where it says why not."""

from __future__ import annotations

from tix.errors import Refused
from tix.git.repo import Repo, State


def check_writable(repo: Repo) -> str:
    """Return the work tree; raise Refused where tix makes no commits."""
    work_tree = repo.places.work_tree
    if work_tree is None:
        raise Refused(
            f"{repo.git_dir} is a bare repository: it has no files to write.",
            hint=f"git clone {repo.git_dir}",
        )
    state = repo.state()
    if state not in (State.NONE, State.BISECT):
        raise Refused(
            f"git is in the middle of a {state}.",
            hint=f"git {state} --continue, or git {state} --abort",
        )
    if repo.head().ref is None:
        hint = "git bisect reset" if state is State.BISECT else "git switch BRANCH"
        raise Refused("HEAD is detached: a commit made now would be on no branch.", hint=hint)
    return work_tree
