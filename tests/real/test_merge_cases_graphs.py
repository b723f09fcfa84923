from __future__ import annotations

import pytest

from tests.builders import FIRST, SECOND
from tests.real.merging import K7M, M4X, X2C, Clone, comment, meet, sound, swapped, told

pytestmark = pytest.mark.real

HIGH = ("priority: high", "priority: low")
PROGRAM = "def answer():\n    return 41\n"


def test_14_criss_cross_merges_and_merges_of_merges_end_in_one_tree(
    ada: Clone, bob: Clone, eve: Clone
) -> None:
    ada.edit(K7M, HIGH, at="10:00")
    bob.edit(K7M, ("priority: high", "priority: critical"), at="11:00")
    first, second = (clone.git("rev-parse", "HEAD") for clone in (ada, bob))
    for clone, other, commit in ((ada, bob, second), (bob, ada, first)):
        clone.git("fetch", "-q", str(other.folder), "main")
        clone.git("merge", "-q", "--no-edit", commit)
    ada.edit(K7M, ("type: bug", "type: task"), at="12:00")
    bob.edit(K7M, ("  - login\n", "  - login\n  - ui\n"), at="12:00")
    eve.edit(M4X, ("priority: low", "priority: high"), at="10:30")
    eve.pull(bob)
    assert len(ada.git("merge-base", "--all", first, second).split()) == 1
    meet(ada, bob)
    found = meet(ada, eve)
    assert found[K7M] == swapped(
        FIRST[K7M],
        ("priority: high", "priority: critical"),
        ("type: bug", "type: task"),
        ("  - login\n", "  - login\n  - ui\n"),
    )
    assert found[M4X] == swapped(FIRST[M4X], ("priority: low", "priority: high"))


def test_14_a_rebase_of_ten_ticket_commits_never_stops(ada: Clone, bob: Clone) -> None:
    said = [comment(f"c0000{n}", f"10:0{n}", "ada", f"Step {n}.") for n in range(8)]
    ada.edit(X2C, to="review/OPS-x2c9fa.yaml", at="10:00")
    ada.edit("review/OPS-x2c9fa.yaml", ("assignee: bob", "assignee: ada"), at="10:00")
    for number, words in enumerate(said):
        text = ada.read("review/OPS-x2c9fa.yaml") + words
        ada.write({"review/OPS-x2c9fa.yaml": text}, at=f"10:0{number}")
    hers = comment("c99999", "09:30", "bob", "Before all that.")
    bob.edit(X2C, ("assignee: bob", "assignee: eve"), at="11:00")
    bob.write({X2C: None, "waiting/OPS-x2c9fa.yaml": bob.read(X2C) + hers}, at="12:00")
    bob.git("push", "-q", "origin", "main")
    ada.git("pull", "-q", "--rebase")
    ada.git("push", "-q", "origin", "main")
    sound(ada)
    assert {path: text for path, text in ada.tickets().items() if "x2c9fa" in path} == {
        "review/OPS-x2c9fa.yaml": swapped(SECOND[X2C], ("assignee: bob", "assignee: ada"))
        + hers
        + "".join(said)
    }
    assert ada.git("rev-list", "--count", "--merges", "HEAD") == "0"
    assert ada.git("rev-list", "--count", "origin/main..", "--not", "HEAD") == "0"


def test_14_a_pick_that_has_nothing_left_to_do_does_not_stop_a_rebase(
    ada: Clone, bob: Clone
) -> None:
    ada.edit(K7M, HIGH, at="10:00")
    ada.edit(M4X, ("priority: low", "priority: high"), at="10:10")
    bob.edit(K7M, ("type: bug", "type: task"), at="11:00")
    bob.edit(K7M, HIGH, at="12:00")
    ada.git("pull", "-q", "--rebase", str(bob.folder), "main")
    found = ada.tickets()
    assert found[K7M] == swapped(FIRST[K7M], HIGH, ("type: bug", "type: task"))
    assert found[M4X] == swapped(FIRST[M4X], ("priority: low", "priority: high"))


def test_14_a_cherry_pick_takes_one_commit_of_three(ada: Clone, bob: Clone) -> None:
    said = comment("c11111", "10:30", "ada", "Picked.")
    ada.edit(X2C, ("assignee: bob", "assignee: ada"), at="10:00")
    picked = ada.write({X2C: ada.read(X2C) + said}, at="10:30")
    ada.edit(X2C, to="review/OPS-x2c9fa.yaml", at="11:00")
    bob.edit(X2C, to="waiting/OPS-x2c9fa.yaml", at="12:00")
    bob.git("fetch", "-q", str(ada.folder), "main")
    bob.git("cherry-pick", picked)
    sound(bob)
    assert bob.tickets()["waiting/OPS-x2c9fa.yaml"] == SECOND[X2C] + said
    assert bob.git("log", "-1", "--format=%an %aI") == "Ada 2026-11-20T10:30:00+00:00"


def test_14_what_stash_pop_leaves_is_settled_by_resolve(ada: Clone, tix) -> None:
    mine = comment("c11111", "10:30", "ada", "Not yet committed.")
    (ada.folder / X2C).write_text(SECOND[X2C] + mine)
    ada.git("stash")
    hers = comment("c00000", "10:00", "ada", "Committed.")
    ada.write({X2C: None, "review/OPS-x2c9fa.yaml": SECOND[X2C] + hers})
    ada.tries("stash", "pop")
    done = tix("-C", str(ada.folder), "resolve")
    assert done.code == 0, done.err
    assert ada.read("review/OPS-x2c9fa.yaml") == SECOND[X2C] + hers + mine
    assert not (ada.folder / X2C).exists()
    assert ada.git("ls-files", "--unmerged") == ""


@pytest.fixture
def merged(ada: Clone, bob: Clone) -> str:
    """Merge what Bob did to a ticket, into Ada's work on another one."""
    ada.edit(M4X, ("priority: low", "priority: high"), at="10:00")
    bob.edit(K7M, HIGH, to="doing/OPS-k7m2qd.yaml", at="10:30")
    ada.pull(bob)
    return ada.git("rev-parse", "HEAD")


def test_14_the_revert_of_a_merge_takes_one_side_back_and_keeps_later_work(
    ada: Clone, merged: str
) -> None:
    ada.edit("doing/OPS-k7m2qd.yaml", ("type: bug", "type: task"), at="11:00")
    ada.git("revert", "--no-edit", "-m", "1", merged)
    assert told(ada.tickets(), K7M, M4X) == {
        K7M: swapped(FIRST[K7M], ("type: bug", "type: task")),
        M4X: swapped(FIRST[M4X], ("priority: low", "priority: high")),
    }
    sound(ada)


def test_14_the_revert_of_a_merge_that_stops_at_a_move_is_settled_by_resolve(
    ada: Clone, merged: str, tix
) -> None:
    ada.edit("doing/OPS-k7m2qd.yaml", to="review/OPS-k7m2qd.yaml", at="11:00")
    assert ada.tries("revert", "--no-edit", "-m", "1", merged).returncode == 1
    done = tix("-C", str(ada.folder), "resolve")
    assert done.code == 0, done.err
    ada.git("-c", "core.editor=true", "revert", "--continue")
    assert told(ada.tickets(), K7M) == {K7M: FIRST[K7M]}
    sound(ada)


def test_14_an_octopus_is_refused_with_a_hint_and_leaves_everything_as_it_was(
    ada: Clone, bob: Clone, eve: Clone
) -> None:
    ada.edit(K7M, HIGH)
    bob.edit(K7M, ("type: bug", "type: task"))
    eve.edit(K7M, ("  - login\n", "  - login\n  - ui\n"))
    for clone in (bob, eve):
        ada.git("fetch", "-q", str(clone.folder), f"main:{clone.name}")
    before = ada.git("rev-parse", "HEAD")
    done = ada.tries("merge", "--no-edit", "bob", "eve")
    assert done.returncode == 2
    assert "hint: git merge one branch after the other" in done.stderr
    assert (ada.git("rev-parse", "HEAD"), ada.git("status", "--porcelain")) == (before, "")


@pytest.fixture
def coders(ada: Clone, bob: Clone) -> tuple[Clone, Clone]:
    """Let tickets and code change in the same commits, and the code conflict."""
    ada.write({"src/answer.py": PROGRAM}, at="09:30")
    bob.pull(ada)
    ada.write(
        {
            K7M: swapped(FIRST[K7M], HIGH),
            "src/answer.py": PROGRAM.replace("41", "42"),
            "src/mine.py": "",
        }
    )
    bob.write(
        {
            K7M: swapped(FIRST[K7M], ("type: bug", "type: task")),
            "src/answer.py": PROGRAM.replace("41", "43"),
        },
        at="11:00",
    )
    bob.git("branch", "-m", "main", "fix-answer")
    ada.git("fetch", "-q", str(bob.folder), "fix-answer:fix-answer")
    return ada, bob


BOTH = swapped(FIRST[K7M], HIGH, ("type: bug", "type: task"))


def test_15_a_conflict_in_code_is_left_as_git_leaves_it_and_tickets_are_merged(
    coders: tuple[Clone, Clone],
) -> None:
    ada, _ = coders
    done = ada.tries("merge", "fix-answer")
    assert done.returncode == 1
    assert "CONFLICT (content): Merge conflict in src/answer.py" in done.stdout
    assert ada.read("src/answer.py") == (
        "def answer():\n<<<<<<< HEAD\n    return 42\n=======\n    return 43\n>>>>>>> fix-answer\n"
    )
    assert (ada.git("ls-files", "--unmerged").count("src/answer.py"), ada.read(K7M)) == (3, BOTH)
    (ada.folder / "src/answer.py").write_text(PROGRAM)
    ada.git("add", "src/answer.py")
    ada.git("-c", "core.editor=true", "merge", "--continue")
    assert ada.tickets()[K7M] == BOTH
    assert ada.git("log", "-1", "--format=%s") == "Merge branch 'fix-answer'"
    assert ada.read("src/answer.py") == PROGRAM
    sound(ada)


def test_15_abort_brings_back_what_was_there(coders: tuple[Clone, Clone]) -> None:
    ada, _ = coders
    before = ada.files()
    assert ada.tries("merge", "fix-answer").returncode == 1
    ada.git("merge", "--abort")
    assert ada.files() == before


@pytest.mark.parametrize(("side", "answer"), [("ours", "42"), ("theirs", "43")])
def test_15_options_of_a_merge_rule_the_code_alone(
    coders: tuple[Clone, Clone], side: str, answer: str
) -> None:
    ada, _ = coders
    ada.git("merge", "--no-edit", "-X", side, "fix-answer")
    assert ada.tickets()[K7M] == BOTH
    assert ada.read("src/answer.py") == PROGRAM.replace("41", answer)


def test_15_a_rebase_stops_at_code_alone_and_goes_on(coders: tuple[Clone, Clone]) -> None:
    ada, _ = coders
    done = ada.tries("rebase", "fix-answer")
    assert done.returncode == 1
    assert ada.read(K7M) == BOTH
    assert "<<<<<<< " in ada.read("src/answer.py")
    (ada.folder / "src/answer.py").write_text(PROGRAM.replace("41", "42"))
    ada.git("add", "src/answer.py")
    ada.git("-c", "core.editor=true", "rebase", "--continue")
    assert ada.tickets()[K7M] == BOTH
    assert ada.tickets()[K7M] == BOTH
