"""The merge strategy: what git asks of `git-merge-tix`, with the tracker's part settled by tix.

Git gets base, ours and theirs in which the tracker is merged already and the same on all three
sides; so whatever lies beside it merges as ever, with options, names and conflicts as ever.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

from tix.discovery import USUAL_FOLDER
from tix.errors import GitFailed, MergeUnresolved, NotATracker, Refused
from tix.frozen import frozen
from tix.git.repo import Repo
from tix.git.run import Running
from tix.merge.decisions import MergePlan
from tix.merge.plan import plan_merge
from tix.merge.sides import is_covered
from tix.merge.trees import merged_tree, settled_tree
from tix.store.layout import CONFIG_FILE

#: How git names our side when it merges; when it picks, for a rebase too, it gives an id.
_MERGING = "HEAD"
_CONFLICTS = 1


@frozen
class Call:
    """The arguments of a strategy."""

    options: tuple[str, ...]
    bases: tuple[str, ...]
    ours: str
    theirs: tuple[str, ...]

    @classmethod
    def parse(cls, words: Sequence[str]) -> Call:
        """Read `[--option...] base... -- ours theirs...`."""
        before, after = _split(words)
        return cls(
            options=tuple(word for word in before if word.startswith("--")),
            bases=tuple(word for word in before if not word.startswith("--")),
            ours=after[0],
            theirs=tuple(after[1:]),
        )

    @property
    def is_pick(self) -> bool:
        """Tell whether one commit is applied, rather than two histories joined."""
        return self.ours != _MERGING and len(self.bases) == 1


@frozen
class Sides:
    """Base, ours and theirs as ids of trees (bases: of commits, where there are several)."""

    bases: tuple[str, ...]
    ours: str
    theirs: str


def merge(repo: Repo, call: Call) -> MergePlan:
    """Bring index and work tree to the merge of what git names; return what was decided.

    Raise MergeUnresolved when conflicts beside the tracker are left as git leaves them, and
    Refused when nothing was changed.
    """
    if len(call.theirs) != 1:
        raise Refused(
            "More than one branch at once is not merged where tickets changed on several.",
            hint="git merge one branch after the other",
        )
    index = repo.git.start("diff-index", "--cached", "--quiet", call.ours, "--")
    prefix = find_prefix(repo, call.ours)
    _check_index(index)
    plan = _plan(repo, prefix, call)
    if call.bases and not touches_others(repo, prefix, call.bases, plan.theirs):
        land(repo, call.ours, merged_tree(repo, plan.ours, plan))
        return plan
    settled = settle(repo, prefix, plan, call.bases)
    result = _without_conflict(repo, settled, call.options)
    if result:
        land(repo, call.ours, result)
    else:
        _leave_to_git(repo, call, settled)
    return plan


def find_prefix(repo: Repo, commit: str) -> str:
    """Return the tracker's folder in a commit: "" or with a slash at its end."""
    if _has_file(repo, commit, CONFIG_FILE):
        return ""
    for folder in filter(None, (repo.settings.get("tix.dir"), USUAL_FOLDER)):
        if _has_file(repo, commit, f"{folder}/{CONFIG_FILE}"):
            return f"{folder}/"
    raise NotATracker(f"There is no tracker in {commit}.")


def touches_others(repo: Repo, prefix: str, bases: Sequence[str], side: str) -> bool:
    """Tell whether one side changed files that tix does not merge, against any of the bases."""
    return any(
        not (path.startswith(prefix) and is_covered(path[len(prefix) :]))
        for base in bases
        for path in repo.git.lines0("diff-tree", "-r", "-z", "--name-only", base, side, "--")
    )


def settle(repo: Repo, prefix: str, plan: MergePlan, bases: Sequence[str]) -> Sides:
    """Write the sides of a merge with the tracker's part as the plan makes it."""
    ours = merged_tree(repo, plan.ours, plan)
    trees = [settled_tree(repo, prefix, base, ours) for base in bases]
    if len(trees) > 1:
        trees = [_commit(repo, tree, base) for tree, base in zip(trees, bases, strict=True)]
    return Sides(tuple(trees), ours, settled_tree(repo, prefix, plan.theirs, ours))


def merge_rest(repo: Repo, sides: Sides) -> str | None:
    """Return the tree of a merge that conflicts nowhere; None when it does."""
    if sides.ours == sides.theirs or sides.bases == (sides.theirs,):
        return sides.ours
    if sides.bases == (sides.ours,):
        return sides.theirs
    if not sides.bases:
        return None
    # Commits with the bases as their parents: this git has no option that names a base.
    several = len(sides.bases) > 1
    bases = sides.bases if several else (_commit(repo, sides.bases[0]),)
    ends = [_commit(repo, tree, parents=bases) for tree in (sides.ours, sides.theirs)]
    code, out, complaint = repo.git.start("merge-tree", "--write-tree", *ends).communicate()
    if code > _CONFLICTS:
        raise GitFailed(["merge-tree"], code, complaint)
    return out.decode().split("\n", 1)[0] if code == 0 else None


def land(repo: Repo, old: str, new: str) -> None:
    """Bring index and work tree from one tree to another, or refuse with nothing changed.

    Git has refreshed its index before it called.
    """
    step = repo.git.start("read-tree", "-m", "-u", old, new, shielded=True)
    code, _, complaint = step.communicate()
    if code:
        raise in_the_way(complaint)


def in_the_way(complaint: str) -> Refused:
    """Return the error for files of the work tree that a merge would write over."""
    files = re.findall(r"'([^']+)'", complaint)
    names = ", ".join(files) or complaint.strip() or "files"
    return Refused(
        f"What is not committed is in the way: {names}.", hint="tix commit, or git stash"
    )


def _has_file(repo: Repo, commit: str, path: str) -> bool:
    return repo.git.start("cat-file", "-e", f"{commit}:{path}").communicate()[0] == 0


def _split(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    if "--" not in words or len(words) - words.index("--") < 3:
        raise Refused("git names base, ours and theirs to a strategy.", hint="git merge -s tix")
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _check_index(difference: Running) -> None:
    code, _, complaint = difference.communicate()
    if code > 1:
        raise GitFailed(difference.command, code, complaint)
    if code:
        raise Refused("There are staged changes that the merge would take along.", hint="git stash")


def _plan(repo: Repo, prefix: str, call: Call) -> MergePlan:
    theirs = call.theirs[0]
    if call.is_pick:
        from tix.merge.pick import plan_pick  # reads tickets, which a merge often need not

        return plan_pick(repo, prefix, call.bases[0], call.ours, theirs)
    return plan_merge(repo, prefix, call.ours, theirs)


def _without_conflict(repo: Repo, sides: Sides, options: Sequence[str]) -> str | None:
    """Return the merged tree; None where only git's own merge knows, or marks conflicts."""
    if not options:
        return merge_rest(repo, sides)
    if sides.bases == (sides.theirs,):
        return sides.ours
    return sides.theirs if sides.bases == (sides.ours,) else None


def _leave_to_git(repo: Repo, call: Call, sides: Sides) -> None:
    """Let git merge what lies beside the tracker, conflicts included; tell that some are left."""
    land(repo, call.ours, sides.ours)
    merging = repo.git.start(
        *("merge-recursive", *call.options, *sides.bases, "--", sides.ours, sides.theirs),
        env=_names(os.environ, call, sides),
    )
    code, out, complaint = merging.communicate()
    said = (out.decode("utf-8", "replace") + complaint).strip()
    if code > _CONFLICTS or (code and not _has_conflicts(repo)):
        land(repo, sides.ours, call.ours)
        raise Refused(said or "git could not merge the files beside the tracker.")
    if code:
        raise MergeUnresolved(said)


def _has_conflicts(repo: Repo) -> bool:
    return bool(repo.git.run("ls-files", "--unmerged", "-z"))


def _names(env: Mapping[str, str], call: Call, sides: Sides) -> dict[str, str]:
    """Return the names that stand beside the marks of a conflict, as git gives them."""
    theirs = call.theirs[0]
    return {
        f"GITHEAD_{sides.ours}": env.get(f"GITHEAD_{call.ours}", _MERGING),
        f"GITHEAD_{sides.theirs}": env.get(f"GITHEAD_{theirs}", theirs),
    }


def _commit(repo: Repo, tree: str, like: str = "", *, parents: Sequence[str] = ()) -> str:
    """Write a commit that no branch will hold, with these parents or those of another commit."""
    if like:
        parents = repo.git.text("rev-list", "--parents", "-n", "1", like).split()[1:]
    lines = [f"tree {tree}", *(f"parent {name}" for name in parents)]
    who = "tix <tix> 0 +0000"
    text = "\n".join([*lines, f"author {who}", f"committer {who}", "", "a side of a merge\n"])
    return repo.git.text("hash-object", "-t", "commit", "-w", "--stdin", input=text.encode())
