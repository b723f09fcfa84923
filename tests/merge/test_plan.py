from __future__ import annotations

from pathlib import Path

from tests.builders import commit, git
from tix.git.repo import Repo
from tix.merge.decisions import Winner
from tix.merge.pick import plan_pick
from tix.merge.plan import plan_merge
from tix.merge.trees import merged_tree, settled_tree

LOGIN = "open/OPS-k7m2qd.yaml"


def edit(folder: Path, path: str, old: str, new: str, *, at: str = "12:00", to: str = "") -> str:
    """Change a ticket in a commit of its own, and move it."""
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.unlink()
    (folder / (to or path)).write_text(text.replace(old, new), encoding="utf-8")
    return commit(folder, at=f"2026-11-20T{at}:00Z")


def branch(folder: Path, name: str, start: str = "main") -> None:
    git(folder, "checkout", "-q", "-B", name, start)


def merged(folder: Path, ours: str, theirs: str) -> str:
    """Return the tree that both ways of merging lead to."""
    repo = Repo.discover(folder)
    trees = {
        merged_tree(repo, one, plan_merge(repo, "", one, other))
        for one, other in ((ours, theirs), (theirs, ours))
    }
    assert len(trees) == 1
    return trees.pop()


def test_a_move_here_and_an_edit_there_both_stand(tracker):
    branch(tracker, "other")
    edit(tracker, LOGIN, "priority: high", "priority: normal", at="10:00")
    branch(tracker, "mine")
    edit(tracker, LOGIN, "login\n", "login\n  - web\n", at="11:00", to="doing/OPS-k7m2qd.yaml")
    tree = merged(tracker, "mine", "other")
    moved = (tracker / "doing/OPS-k7m2qd.yaml").read_text(encoding="utf-8")

    assert git(tracker, "show", f"{tree}:doing/OPS-k7m2qd.yaml") == moved.replace(
        "priority: high", "priority: normal"
    ).rstrip("\n")
    assert git(tracker, "ls-tree", tree, LOGIN) == ""


def test_of_two_values_the_later_one_stands_and_the_decision_says_so(tracker):
    branch(tracker, "other")
    edit(tracker, LOGIN, "priority: high", "priority: normal", at="10:00")
    branch(tracker, "mine")
    edit(tracker, LOGIN, "priority: high", "priority: low", at="09:00")
    plan = plan_merge(Repo.discover(tracker), "", "mine", "other")
    (decision,) = plan.decisions

    assert (decision.ours.value, decision.theirs.value) == ("low", "normal")
    assert (decision.winner, decision.why) == (Winner.THEIRS, "later")
    assert "priority: normal" in git(tracker, "show", f"{merged(tracker, 'mine', 'other')}:{LOGIN}")


def test_a_picked_change_comes_later_than_what_is_there(tracker):
    branch(tracker, "other")
    picked = edit(tracker, LOGIN, "priority: high", "priority: normal", at="10:00")
    branch(tracker, "mine")
    edit(tracker, LOGIN, "priority: high", "priority: low", at="11:00")
    repo = Repo.discover(tracker)
    plan = plan_pick(repo, "", f"{picked}^", "mine", "other")
    tree = merged_tree(repo, "mine", plan)

    assert "priority: normal" in git(tracker, "show", f"{tree}:{LOGIN}")
    assert settled_tree(repo, "", "main", tree) == tree
