from __future__ import annotations

from tests.builders import git
from tests.merge.branches import append, on, paths, remove, replace, show
from tix.git.repo import Repo
from tix.merge.pick import plan_pick
from tix.merge.trees import merged_tree

LOGIN = "open/OPS-k7m2qd.yaml"
SAID = "comments:\n  - id: caaaaa\n    at: 2026-11-20T10:00:00Z\n    by: ada\n    text: said\n"


def picked(folder, theirs="bob", ours="ann"):
    """Return the tree after picking the last commit of one branch onto another."""
    repo = Repo.discover(folder)
    plan = plan_pick(repo, "", f"{theirs}^", ours, theirs)
    return merged_tree(repo, ours, plan), plan


def reverted(folder, commit="bob", ours="ann"):
    """Return the tree after taking a commit back."""
    repo = Repo.discover(folder)
    return merged_tree(repo, ours, plan_pick(repo, "", commit, ours, f"{commit}^"))


def test_a_pick_brings_its_own_change_and_none_that_came_before_it(tracker):
    on(tracker, "ann", append(LOGIN, SAID))
    on(
        tracker,
        "bob",
        replace(LOGIN, "priority: high", "priority: low"),
        replace(LOGIN, "  - login", "  - login\n  - web"),
    )
    tree, plan = picked(tracker)
    ours = show(tracker, "ann", LOGIN)

    assert show(tracker, tree, LOGIN) == ours.replace("  - login", "  - login\n  - web")
    assert plan.decisions == ()


def test_of_a_text_changed_on_both_sides_ours_becomes_a_note(tracker):
    on(tracker, "ann", replace(LOGIN, "Reset works", "Nothing works"), at="12:00")
    on(tracker, "bob", replace(LOGIN, "Reset works", "Reset breaks"))
    tree, plan = picked(tracker)
    text = show(tracker, tree, LOGIN)

    assert "description: |\n  Reset breaks, but" in text
    assert "at: 2026-11-20T12:00:00Z\n    by: ann@example.com\n    kind: note\n" in text
    assert [str(decision.register) for decision in plan.decisions] == ["description"]


def test_taking_back_a_creation_leaves_a_ticket_that_changed_since(tracker):
    path = "open/OPS-q1q1q1.yaml"
    new = "id: OPS-q1q1q1\ntitle: New\ncreated: 2026-11-20T09:00:00Z\n"
    on(tracker, "bob", append(path, new))
    on(tracker, "ann", append(path, "due: 2026-12-01\n"), start="bob")

    assert show(tracker, reverted(tracker, "bob", "bob"), path) == ""
    assert show(tracker, reverted(tracker), path) == show(tracker, "ann", path)


def test_taking_back_a_comment_leaves_its_mark(tracker):
    on(tracker, "bob", append(LOGIN, SAID))
    on(tracker, "ann", replace(LOGIN, "priority: high", "priority: low"), start="bob")
    text = show(tracker, reverted(tracker), LOGIN)

    assert "    by: ada\n    deleted: true\n" in text
    assert "said" not in text


def test_settings_changed_on_both_sides_are_picked_by_key(tracker):
    on(
        tracker,
        "ann",
        replace("tix.yaml", "  ui: {}\n", "  ui: {}\n  api: {}\n"),
        replace("tix.yaml", "timezone: UTC", "timezone: Europe/Riga"),
        at="12:00",
    )
    on(
        tracker,
        "bob",
        replace("tix.yaml", "  ui: {}\n", "  mail: {}\n  ui: {}\n"),
        replace("tix.yaml", "timezone: UTC", "timezone: Europe/Oslo"),
    )
    tree, _ = picked(tracker)
    ours = show(tracker, "ann", "tix.yaml")

    assert show(tracker, tree, "tix.yaml") == ours.replace("Riga", "Oslo")
    assert show(tracker, picked(tracker, "bob^")[0], "tix.yaml") == ours.replace(
        "  ui: {}\n", "  mail: {}\n  ui: {}\n"
    )


def test_a_picked_ticket_of_an_id_that_another_has_gets_a_new_one(tracker):
    path = "open/OPS-q1q1q1.yaml"
    new = "id: OPS-q1q1q1\ntitle: {}\ncreated: 2026-11-20T{}:00:00Z\n"
    on(tracker, "ann", append(path, new.format("Elder", "08")))
    on(tracker, "bob", append(path, new.format("Younger", "09")))
    tree, plan = picked(tracker)
    (other,) = set(paths(tracker, tree)) - set(paths(tracker, "ann"))

    assert show(tracker, tree, path) == show(tracker, "ann", path)
    assert "formerly: OPS-q1q1q1\ntitle: Younger\n" in show(tracker, tree, other)
    assert [finding.rule for finding in plan.findings] == ["merge-two-tickets"]


def test_a_broken_file_that_is_picked_is_kept_beside_ours(tracker):
    on(tracker, "ann", replace(LOGIN, "priority: high", "priority: low"))
    on(tracker, "bob", append(LOGIN, "id: twice\n"))
    tree, _ = picked(tracker)
    (kept,) = [name for name in paths(tracker, tree) if name.startswith("files/")]

    assert show(tracker, tree, LOGIN) == show(tracker, "ann", LOGIN)
    assert show(tracker, tree, kept) == show(tracker, "bob", LOGIN)


def test_a_pick_of_what_is_there_changes_nothing(tracker):
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: low"))
    on(tracker, "ann", replace(LOGIN, "priority: high", "priority: low"), at="11:00")
    tree, plan = picked(tracker)

    assert plan.puts == ()
    assert tree == git(tracker, "rev-parse", "ann^{tree}")
    on(tracker, "ann", remove(LOGIN))
    assert show(tracker, picked(tracker)[0], LOGIN) == show(tracker, "bob", LOGIN)
