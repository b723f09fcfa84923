from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import commit, git, write_files
from tix.git.worktrees import add_worktree

pytestmark = pytest.mark.real

KEPT = ["doing/.gitkeep", "done/.gitkeep", "open/.gitkeep", "review/.gitkeep", "waiting/.gitkeep"]
FILES = sorted([".gitattributes", *KEPT, "tix.yaml"])


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a repository with a commit, something staged and something edited."""
    folder = tmp_path / "web-shop"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write_files(folder, {"shop.py": "1\n"})
    commit(folder)
    write_files(folder, {"shop.py": "2\n", "new.py": "3\n"})
    git(folder, "add", "new.py")
    monkeypatch.chdir(folder)
    return folder


def files(folder: Path, revision: str = "HEAD") -> list[str]:
    return git(folder, "ls-tree", "-r", "--name-only", revision).splitlines()


def test_an_empty_folder_becomes_a_repository_for_tickets(tix, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = tix("init", "support desk", "--template", "plain")
    assert made.code == 2
    made = tix("init", "support desk", "--json")

    place = tmp_path / "support desk"
    assert made.json | {"commit": ""} == {
        "tix": 1,
        "kind": "init",
        "path": str(place),
        "way": "root",
        "key": "SD",
        "statuses": ["open", "doing", "waiting", "review", "done"],
        "commit": "",
    }
    assert files(place) == FILES
    assert git(place, "status", "--porcelain") == ""
    assert git(place, "log", "--format=%s %an") == "tix: begin the tracker SD Ada"
    assert git(place, "config", "merge.directoryRenames") == "false"
    assert git(place, "symbolic-ref", "HEAD") == "refs/heads/main"


def test_a_branch_that_has_no_commit_yet_gets_the_tracker_at_its_root(tix, tmp_path, monkeypatch):
    git(tmp_path, "init", "-q", "-b", "trunk")
    monkeypatch.chdir(tmp_path)

    assert tix("init", "--key", "ops", "--template", "simple").code == 0
    assert git(tmp_path, "symbolic-ref", "HEAD") == "refs/heads/trunk"
    assert "key: OPS " in (tmp_path / "tix.yaml").read_text()
    assert tix("status", "-q").out == "open\ndoing\ndone\n"


def test_beside_code_and_with_nobody_to_ask_both_commands_are_shown(tix, code):
    refused = tix("init")

    assert (refused.code, refused.out) == (2, "")
    assert "tix init --branch" in refused.err
    assert "tix init --here" in refused.err
    assert git(code, "branch", "--list") == "* main"


@pytest.mark.parametrize("begun", ["init --branch --key OPS", "setup"])
def test_a_folder_that_is_checked_out_is_never_seen_by_the_code(tix, code, monkeypatch, begun):
    """Cut off right behind the checkout, nobody would ever leave it out."""
    if begun == "setup":
        assert tix("init", "--branch", "--key", "OPS").code == 0
        assert tix("setup", "--undo").code == 0
        (code / ".git" / "info" / "exclude").unlink()
    before = git(code, "status", "--porcelain")

    def add_and_stop(*args: object) -> None:
        add_worktree(*args)
        raise KeyboardInterrupt

    for module in ("begin", "setup"):
        monkeypatch.setattr(f"tix.founding.{module}.add_worktree", add_and_stop)

    assert tix(*begun.split()).code == 130
    assert (code / "tickets" / "tix.yaml").exists()
    assert git(code, "status", "--porcelain") == before


def test_a_tracker_beside_code_leaves_alone_what_is_staged_and_edited(tix, code):
    made = tix("init", "--here")

    assert (made.err, made.code) == ("", 0)
    assert files(code) == ["shop.py", *(f"tickets/{name}" for name in FILES)]
    assert git(code, "status", "--porcelain") == "A  new.py\n M shop.py"
    assert tix("config", "get", "key").out == "WS\n"


def test_a_branch_of_its_own_is_checked_out_overlooked_and_free_of_hooks(tix, code):
    hook = code / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    (code / ".git/hooks/post-checkout").symlink_to("pre-commit")
    made = tix("init", "--branch", "--dir", "desk")

    assert (made.err, made.code) == ("", 0)
    assert files(code, "tix") == FILES
    assert git(code, "rev-list", "--count", "tix") == "1"
    assert git(code, "status", "--porcelain") == "A  new.py\n M shop.py"
    assert git(code, "config", "tix.dir") == "desk"
    assert tix("status", "rename", "review", "check").code == 0
    assert (
        git(code / "desk", "log", "-1", "--format=%s") == "tix: rename the status review to check"
    )


def test_a_second_tracker_is_refused(tix, code):
    tix("init", "--branch")
    again = tix("init", "--here")
    assert (again.code, again.err) == (
        6,
        f"tix: {code}/tickets is a tracker already.\nhint: tix status list\n",
    )

    git(code, "worktree", "remove", "tickets")
    assert "hint: tix setup" in tix("init", "--here").err


def test_places_where_no_tracker_can_begin(tix, code, tmp_path):
    (code / "tickets").mkdir()
    write_files(code, {"tickets/mine.txt": "mine"})
    bare = tmp_path / "bare.git"
    git(tmp_path, "init", "-q", "--bare", str(bare))

    assert tix("init", "--here").err.startswith(f"tix: {code}/tickets holds other things.")
    assert tix("init", "--branch", "--here").code == 2
    assert tix("init", "--here", "--dir", "../out").code == 2
    assert tix("init", "--here", "--dir", "t", "--key", "1A").code == 2
    assert "--dir inner" in tix("init", "inner").err
    assert "is a bare repository" in tix("init", str(bare)).err
    assert tix("init", "shop.py").code == 2
    assert git(code, "status", "--porcelain") == "A  new.py\n M shop.py\n?? tickets/"


def test_a_dry_run_makes_nothing(tix, code):
    assert "would be the tracker WS" in tix("init", "--branch", "--dry-run").out
    assert not (code / "tickets").exists()
    assert git(code, "branch", "--list") == "* main"


def test_from_a_linked_work_tree_the_tracker_goes_to_the_main_one(tix, code, monkeypatch):
    git(code, "worktree", "add", "-q", "-b", "feature", "../feature")
    monkeypatch.chdir(code.parent / "feature")

    assert tix("init", "--branch").code == 0
    assert (code / "tickets/tix.yaml").exists()
    assert tix("config", "get", "key").out == "F\n" or tix("config", "get", "key").code == 0


def test_in_a_submodule_settings_of_its_work_tree_stay_its_own(tix, code, monkeypatch):
    outer = code.parent / "outer"
    git(code.parent, "init", "-q", str(outer))
    allow = ("-c", "protocol.file.allow=always")
    git(outer, *allow, "submodule", "--quiet", "add", str(code), "shop")
    monkeypatch.chdir(outer / "shop")

    assert tix("init", "--branch").code == 0
    assert git(outer / "shop", "status", "--porcelain") == ""
    assert git(outer / "shop", "rev-parse", "--show-toplevel") == str(outer / "shop")
    assert git(outer / "shop/tickets", "rev-parse", "--show-toplevel") == str(
        outer / "shop/tickets"
    )
    assert tix("status", "-q").code == 0


def test_nobody_to_commit_as_leaves_nothing_behind(tix, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")

    refused = tix("init", "desk")
    assert (refused.code, "user.email" in refused.err) == (8, True)
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(
    ("answer", "way"), [("1", "on the branch tix of its own"), ("2", "the tracker WS.")]
)
def test_on_a_terminal_it_asks_which_way(tix, code, on_terminal, answer, way):
    asked = tix("init", input=f"{answer}\n")

    assert asked.code == 0
    assert "a branch of its own, checked out in tickets/" in asked.err
    assert way in asked.out


def test_an_empty_answer_at_the_end_of_input_changes_nothing(tix, code, on_terminal):
    assert tix("init", input="").code == 130
    assert git(code, "branch", "--list") == "* main"


@pytest.mark.parametrize(
    ("folder", "key"),
    [
        ("support desk", "SD"),
        ("Ünïcode", "UNI"),
        ("it", "IT"),
        ("2026-infra", "INFRA"),
        ("тикеты 🎉", "TIX"),
        ("a-b-c-d-e-f", "ABCD"),
    ],
)
def test_the_key_comes_from_the_name_of_the_folder(tix, tmp_path, monkeypatch, folder, key):
    monkeypatch.chdir(tmp_path)
    assert tix("init", folder, "--dry-run", "--json").json["key"] == key
    assert not (tmp_path / folder).exists()


def test_a_folder_with_an_attributes_file_keeps_it(tix, code):
    write_files(code, {".gitattributes": "*.png binary\n"})
    commit(code)

    assert tix("init", "--here", "--dir", ".").code == 0
    assert (code / ".gitattributes").read_text().startswith("*.png binary\n")
    assert "merge=tix" in (code / ".gitattributes").read_text()
    assert tix("status").code == 0
