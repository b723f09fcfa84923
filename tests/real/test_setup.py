from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import clones, commit, git, write_files

pytestmark = pytest.mark.real


MERGING = [
    "merge.directoryRenames is false: a merge moves no tickets on its own",
    "merge.tix is the driver: git merges a ticket's file field by field",
]
PULLING = "pull.rebase is false: git pull merges what both sides did"
STRATEGY = "pull.twohead, pull.octopus = tix: merges{} never stop at a ticket"


@pytest.fixture
def shared(tix, installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Give two clones of code whose tracker is a branch of its own."""
    code = tmp_path / "shop"
    code.mkdir()
    git(code, "init", "-q", "-b", "main")
    write_files(code, {"shop.py": "1\n"})
    commit(code)
    monkeypatch.chdir(code)
    assert tix("init", "--branch").code == 0
    return clones(code, "ada", "bob")


def test_a_fresh_clone_is_told_and_made_ready(tix, shared, monkeypatch):
    ada = shared[0]
    monkeypatch.chdir(ada)
    told = tix("status")
    assert (told.code, "hint: tix setup" in told.err) == (3, True)

    done = tix("setup", "--json")
    assert done.json == {
        "tix": 1,
        "kind": "setup",
        "tracker": str(ada / "tickets"),
        "steps": [
            "the branch tix follows origin/tix",
            "tickets/ is the folder of the branch tix",
            "tickets/ is in info/exclude: git status of the code leaves it out",
            "hooks of the code do not run for tickets",
            *MERGING,
            STRATEGY.format(" in this folder"),
            PULLING,
        ],
    }
    assert git(ada, "status", "--porcelain") == ""
    assert tix("setup").out == f"{ada}/tickets was ready.\n"
    assert tix("doctor").code == 0


def test_two_clones_exchange_tickets_by_plain_git(tix, shared, monkeypatch):
    ada, bob = shared
    for clone in (ada, bob):
        monkeypatch.chdir(clone)
        tix("setup")
    tix("-C", str(ada), "status", "add", "vendor", "--category", "waiting")
    git(ada / "tickets", "push", "-q", "origin", "tix")
    git(bob / "tickets", "pull", "-q", "--ff-only")

    monkeypatch.chdir(bob)
    assert tix("status", "-q").out == "open\ndoing\nwaiting\nreview\ndone\nvendor\n"


def test_undo_leaves_the_clone_as_it_was(tix, shared, monkeypatch):
    ada = shared[0]
    before = (git(ada, "config", "--local", "--list"), (ada / ".git/info/exclude").read_text())
    monkeypatch.chdir(ada)
    tix("setup")
    undone = tix("setup", "--undo")

    assert undone.code == 0
    assert not (ada / "tickets").exists()
    assert git(ada, "branch", "--list") == "* main"
    after = git(ada, "config", "--local", "--list").replace("\nextensions.worktreeconfig=true", "")
    assert (after, (ada / ".git/info/exclude").read_text()) == before
    assert tix("setup", "--undo").out == "Nothing was set up.\n"
    assert tix("setup").code == 0


def test_undo_keeps_work_that_is_nowhere_else(tix, shared, monkeypatch):
    ada = shared[0]
    monkeypatch.chdir(ada)
    tix("setup")
    write_files(ada / "tickets", {"open/OPS-qqqqqq.yaml": "id: OPS-qqqqqq\n"})
    refused = tix("setup", "--undo")
    assert (refused.code, "open/OPS-qqqqqq.yaml" in refused.err) == (6, True)

    (ada / "tickets/open/OPS-qqqqqq.yaml").unlink()
    tix("status", "add", "vendor", "--category", "waiting")
    assert tix("setup", "--undo").code == 0
    assert git(ada, "show", "tix:vendor/.gitkeep") == ""


def test_a_clone_of_one_branch_fetches_the_tracker(tix, shared, tmp_path, monkeypatch):
    origin = git(shared[0], "config", "remote.origin.url")
    git(tmp_path, "clone", "-q", "--single-branch", "-b", "main", f"file://{origin}", "narrow")
    monkeypatch.chdir(tmp_path / "narrow")

    done = tix("setup")
    assert done.out.startswith("the branch tix was fetched from origin\n")
    assert tix("status").code == 0
    git(tmp_path / "narrow/tickets", "pull", "-q", "--ff-only")


def test_a_work_tree_that_was_deleted_by_hand_comes_back(tix, shared, monkeypatch):
    import shutil

    ada = shared[0]
    monkeypatch.chdir(ada)
    tix("setup")
    shutil.rmtree(ada / "tickets")

    assert "hint: tix setup" in tix("status").err
    assert tix("setup").code == 0
    assert tix("status").code == 0


def test_commands_find_the_tracker_from_a_work_tree_of_the_code(tix, shared, monkeypatch):
    ada = shared[0]
    monkeypatch.chdir(ada)
    tix("setup")
    git(ada, "worktree", "add", "-q", "-b", "feature", "../feature")
    monkeypatch.chdir(ada.parent / "feature")

    assert tix("config", "get", "key").out == "SHOP\n"


def test_a_plain_tracker_needs_little(tix, installed, tracker):
    before = git(tracker, "config", "--local", "--list")
    assert tix("setup").out.splitlines() == [*MERGING, STRATEGY.format(""), PULLING]
    assert tix("setup").out == f"{tracker} was ready.\n"
    assert tix("setup", "--undo").out.splitlines() == [
        "merge.directoryRenames is unset",
        "pull.twohead is unset",
        "pull.octopus is unset",
        "pull.rebase is unset",
        "merge.tix.driver is unset",
    ]
    assert git(tracker, "config", "--local", "--list") == before


def test_where_git_would_not_find_the_strategy_it_is_not_set(tix, tracker, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    done = tix("setup")
    assert done.out.splitlines() == MERGING
    assert done.err.startswith("warning: git-merge-tix is not on PATH, ")
    refused = tix("setup", "--strategy")
    assert (refused.code, "git-merge-tix is not on PATH" in refused.err) == (6, True)


def test_settings_that_somebody_made_stay(tix, installed, tracker):
    git(tracker, "config", "pull.twohead", "ort")
    git(tracker, "config", "pull.ff", "only")
    before = git(tracker, "config", "--local", "--list")
    assert PULLING not in tix("setup").out
    tix("setup", "--undo")
    assert git(tracker, "config", "--local", "--list") == before


def test_beside_code_the_strategy_is_a_choice(tix, installed, tmp_path, monkeypatch):
    write_files(tmp_path / "shop", {"shop.py": "1\n"})
    monkeypatch.chdir(tmp_path / "shop")
    tix("init", "--here")
    assert tix("setup").out == f"{tmp_path}/shop/tickets was ready.\n"
    assert tix("setup", "--strategy").out.splitlines() == [STRATEGY.format("")]


def test_the_doctor_tells_of_a_strategy_that_is_gone(tix, installed, tracker, monkeypatch):
    tix("setup")
    assert tix("doctor").code == 0
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    told = tix("doctor", "--json")
    assert [item["rule"] for item in told.json["items"] if item["severity"] == "error"] == [
        "git-strategy"
    ]


def test_a_clone_finds_a_tracker_beside_code_in_an_unusual_folder(tix, tmp_path, monkeypatch):
    code = tmp_path / "shop"
    code.mkdir()
    write_files(code, {"shop.py": "1\n"})
    monkeypatch.chdir(code)
    tix("init", "--here", "--dir", "docs/issues")
    git(tmp_path, "clone", "-q", str(code), "clone")
    monkeypatch.chdir(tmp_path / "clone")

    assert tix("status").code == 3
    assert "tix.dir is docs/issues" in tix("setup").out
    assert tix("status").code == 0


def test_where_there_is_nothing_to_set_up(tix, tmp_path, monkeypatch):
    git(tmp_path, "init", "-q", "code")
    git(tmp_path, "init", "-q", "--bare", "bare.git")
    monkeypatch.chdir(tmp_path)

    assert tix("setup").code == 3
    assert tix("-C", "code", "setup").err.endswith("hint: tix init makes one\n")
    assert tix("-C", "bare.git", "setup").code == 6


def test_a_remote_that_does_not_answer_is_named(tix, shared, monkeypatch):
    ada = shared[0]
    git(ada, "update-ref", "-d", "refs/remotes/origin/tix")
    git(ada, "remote", "set-url", "origin", "/nowhere/shop.git")
    monkeypatch.chdir(ada)

    failed = tix("setup")
    assert (failed.code, failed.err.splitlines()[1]) == (9, "hint: git fetch origin")
