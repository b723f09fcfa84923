"""Join two commits of a branch: by going forward where that is enough, else by a merge commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tix.errors import GitFailed, MergeUnresolved, Refused
from tix.frozen import frozen
from tix.git.commit import Stamp
from tix.git.repo import Repo
from tix.merge.decisions import MergePlan
from tix.merge.plan import plan_merge
from tix.merge.strategy import merge_rest, settle, touches_others
from tix.merge.trees import merged_tree


@frozen
class Joined:
    """The commit that holds both; `plan` is what was decided where histories had parted."""

    commit: str
    plan: MergePlan | None = None


def join(repo: Repo, prefix: str, ours: str, theirs: str | None, stamp: Stamp) -> Joined:
    """Return a commit that holds both; no branch, index or file is touched.

    Raise MergeUnresolved when files beside the tracker conflict.
    """
    if theirs is None or theirs == ours:
        return Joined(ours)
    bases = _bases(repo, ours, theirs)
    if theirs in bases:
        return Joined(ours)
    if ours in bases:
        return Joined(theirs)
    if not bases and not repo.is_shallow:
        raise Refused(
            "The two histories have nothing in common: they are two trackers.",
            hint="git log --oneline --all",
        )
    plan = plan_merge(repo, prefix, ours, theirs)
    if bases and not touches_others(repo, prefix, bases, theirs):
        tree: str | None = merged_tree(repo, ours, plan)
    else:
        tree = merge_rest(repo, settle(repo, prefix, plan, bases))
    if tree is None:
        raise MergeUnresolved("Files beside the tracker were changed on both sides.")
    return Joined(_commit(repo, tree, (ours, theirs), stamp), plan)


def stamped(repo: Repo, when: datetime, message: str) -> Stamp:
    """Return who merges: whoever commits here."""
    who = repo.identity("committer")
    return Stamp(who, who, when, message)


def _bases(repo: Repo, ours: str, theirs: str) -> list[str]:
    code, out, complaint = repo.git.start("merge-base", "--all", ours, theirs).communicate()
    if code > 1:
        raise GitFailed(["merge-base"], code, complaint)
    return out.decode().split()


def _commit(repo: Repo, tree: str, parents: Sequence[str], stamp: Stamp) -> str:
    sign = ["-S"] if repo.settings.is_on("commit.gpgsign") else []
    named = [word for parent in parents for word in ("-p", parent)]
    made = repo.git.run(
        *("commit-tree", tree, *named, *sign, "-F", "-"),
        input=f"{stamp.message}\n".encode(),
        env=stamp.environment(),
    )
    return made.decode().strip()
