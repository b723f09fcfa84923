"""New branches: whether one can be made and checked out, and doing it."""

from __future__ import annotations

from tix.errors import GitFailed, Refused
from tix.git.repo import Repo, State


def check_new_branch(repo: Repo, name: str) -> None:
    """Raise Refused unless a branch of this name can be made here and switched to."""
    if repo.work_tree is None:
        raise Refused(f"{repo.git_dir} is bare: there is nothing to switch.", hint="git clone")
    state = repo.state()
    if state not in (State.NONE, State.BISECT):
        raise Refused(
            f"git is in the middle of a {state} in {repo.work_tree}.",
            hint=f"git {state} --continue, or git {state} --abort",
        )
    if name.startswith("-") or not repo.git.ok("check-ref-format", f"refs/heads/{name}"):
        raise Refused(f"{name!r} cannot be the name of a branch.")
    if repo.git.ok("show-ref", "--verify", "--quiet", f"refs/heads/{name}"):
        raise Refused(f"The branch {name} exists already.", hint=f"git switch {name}")
    commit = repo.head().commit
    if commit is None:
        raise Refused("A repository without commits has no branches yet.", hint="git commit")
    _rehearse(repo, name, commit)


def _rehearse(repo: Repo, name: str, commit: str) -> None:
    """Let git prepare the branch and drop it: names that are in the way of others show here."""
    order = f"start\ncreate refs/heads/{name} {commit}\nprepare\nabort\n"
    try:
        repo.git.run("update-ref", "--stdin", input=order.encode())
    except GitFailed as error:
        reason = error.stderr.strip().rpartition(": ")[2] or "git refuses it"
        raise Refused(f"The branch {name} cannot be made: {reason}.") from None


def switch_to_new(repo: Repo, name: str) -> None:
    """Make a branch at HEAD and check it out; uncommitted work comes along."""
    repo.git.run("switch", "--quiet", "--no-track", "--create", name)
