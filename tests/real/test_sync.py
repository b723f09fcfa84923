from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.builders import clones, commit, git, write_files
from tests.real.killing import run_and_die_at
from tix.git.checkout import Checkout

pytestmark = pytest.mark.real

LOGIN = "open/OPS-k7m2qd.yaml"


class Desk:
    """Two clones of a tracker; commands run as whoever works in one, at a time of the day."""

    def __init__(self, tix, monkeypatch: pytest.MonkeyPatch, folders: list[Path]) -> None:
        self._tix = tix
        self._patch = monkeypatch
        self.folders = {folder.name: folder for folder in folders}
        self.bare = folders[0].with_name("tracker.git")

    def __call__(self, who: str, *args: str, at: str = "11:00:00"):
        self._patch.setenv("TIX_NOW", f"2026-11-21T{at}Z")
        self._patch.setenv("TIX_AUTHOR", f"{who.title()} <{who}@example.com>")
        return self._tix("-C", str(self.folders[who]), *args)

    def text(self, who: str, path: str = LOGIN) -> str:
        return (self.folders[who] / path).read_text()

    def state(self, who: str) -> tuple[str, str]:
        folder = self.folders[who]
        return git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain")


@pytest.fixture
def desk(tix, tracker: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give the desk of Ada and Bob; neither has set anything up."""
    return Desk(tix, monkeypatch, clones(tracker, "ada", "bob"))


def hook(folder: Path, name: str, script: str) -> None:
    path = folder / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_both_sides_hold_the_same_in_the_end_and_whose_value_lost_is_told_to_both(desk):
    desk("ada", "set", "k7m", "priority=low", at="10:00:00")
    assert desk("ada", "sync").out.splitlines() == [
        "Went to origin: 1 change of 1 ticket, by ada.",
        "  OPS-k7m2qd  priority: high -> low",
    ]
    desk("bob", "set", "k7m", "priority=critical", at="10:30:00")
    desk("bob", "comment", "m4x", "Colour is out.", at="10:31:00")
    told = "OPS-k7m2qd priority: critical of bob stands over low of ada (1 h ago), later"
    synced = desk("bob", "sync", "--json").json
    assert (synced["pushed"], synced["merged"]) == (True, True)
    assert [(one["kept"]["by"], one["lost"]["by"]) for one in synced["losses"]] == [("bob", "ada")]
    desk("ada", "news")
    came = desk("ada", "sync").out.splitlines()
    assert came[0] == "Came from origin: 2 changes of 2 tickets, by bob."
    assert came[-1] == told
    assert desk("ada", "news", "--keep").out.splitlines()[-1] == told
    assert desk("ada", "news", "--json").json["lost"] == synced["losses"]
    assert desk.state("ada") == desk.state("bob")
    assert "priority: critical\n" in desk.text("ada")
    assert desk("bob", "sync").err == "Nothing new: origin/main and this clone hold the same.\n"


def test_going_forward_makes_no_merge(desk):
    desk("ada", "tag", "k7m", "+ui")
    desk("ada", "sync")
    assert desk("bob", "sync", "--no-push").code == 0
    assert desk.state("ada") == desk.state("bob")
    assert git(desk.bare, "rev-list", "--merges", "main") == ""


def test_a_push_that_is_beaten_is_made_again(desk):
    desk("ada", "tag", "k7m", "+ui", at="10:00:00")
    desk("bob", "move", "m4x", "doing", at="10:01:00")
    raced = desk.bare.with_name("raced")
    hook(
        desk.folders["bob"] / ".git",
        "pre-push",
        f"[ -e {raced} ] || {{ touch {raced}; git -C {desk.folders['ada']} push -q origin main; }}",
    )
    assert desk("bob", "sync").code == 0
    assert raced.exists()
    desk("ada", "sync")
    assert desk.state("ada") == desk.state("bob")
    assert "  - ui\n" in desk.text("bob")


def test_a_claim_counts_only_when_nobody_was_first(desk):
    desk("bob", "claim", "m4x", "--sync")
    before = desk.state("ada")
    refused = desk("ada", "claim", "m4x", "--sync")
    assert (refused.code, "bob's" in refused.err) == (6, True)

    raced = desk.bare.with_name("raced")
    desk("bob", "claim", "k7m")
    hook(
        desk.folders["ada"] / ".git",
        "pre-push",
        f"[ -e {raced} ] || {{ touch {raced}; git -C {desk.folders['bob']} push -q origin main; }}",
    )
    before = desk.state("ada")
    late = desk("ada", "claim", "k7m", "--sync")
    assert (late.out, late.code) == ("", 6)
    assert late.err.startswith("tix: bob took OPS-k7m2qd first; it is not claimed.\n")
    assert desk.state("ada") == before

    assert desk("ada", "claim", "k7m", "--sync", "--take").code == 0
    assert "assignee: ada\n" in git(desk.bare, "show", f"main:{LOGIN}")


def refused(desk: Desk, who: str, code: int, *words: str) -> None:
    """Sync, which must be refused with these words and leave everything as it was."""
    before = desk.state(who)
    result = desk(who, "sync")
    assert (result.code, result.out) == (code, "")
    assert [word for word in words if word not in result.err] == []
    assert "hint: " in result.err
    assert desk.state(who) == before


def test_what_cannot_be_synced_is_refused_with_a_hint_and_nothing_changes(desk):
    ada = desk.folders["ada"]
    desk("bob", "set", "k7m", "priority=low")
    desk("bob", "sync")
    desk("ada", "tag", "m4x", "+login")

    hook(desk.bare, "pre-receive", "echo 'no pushes on sundays' >&2; exit 1")
    refused(desk, "ada", 6, "no pushes on sundays", "tix sync --no-push")
    (desk.bare / "hooks/pre-receive").unlink()

    write_files(ada, {LOGIN: desk.text("ada") + "team: web\n"})
    refused(desk, "ada", 6, LOGIN)
    git(ada, "checkout", "-q", LOGIN)

    git(ada, "remote", "set-url", "origin", "/nowhere/at/all.git")
    refused(desk, "ada", 9, "origin does not answer")
    git(ada, "remote", "remove", "origin")
    refused(desk, "ada", 6, "no remote")
    git(ada, "remote", "add", "one", str(desk.bare))
    git(ada, "remote", "add", "two", str(desk.bare))
    refused(desk, "ada", 2, "several remotes: one, two")
    assert desk("ada", "sync", "three").code == 2
    assert desk("ada", "sync", "--upload-pack=touch x").code == 2
    assert desk("ada", "sync", "two").code == 0

    git(ada, "switch", "-q", "--detach")
    refused(desk, "ada", 6, "HEAD is detached")


def test_in_the_middle_of_a_merge_nothing_is_synced(desk):
    ada = desk.folders["ada"]
    for branch, text in (("side", "theirs\n"), ("main", "ours\n")):
        git(ada, "switch", "-qC", branch, "origin/main")
        write_files(ada, {"shop.py": text})
        commit(ada, "code")
    subprocess.run(["git", "merge", "side"], cwd=ada, capture_output=True)
    refused(desk, "ada", 6, "in the middle of a merge")


def test_code_that_conflicts_stops_the_sync_before_anything_changes(desk):
    for who in ("ada", "bob"):
        write_files(desk.folders[who], {"shop.py": f"{who}\n"})
        commit(desk.folders[who], "code", by=who)
        desk(who, "set", "k7m", f"priority={'low' if who == 'ada' else 'critical'}")
    desk("ada", "sync")
    refused(desk, "bob", 7, "changed on both sides", "hint: git merge")


def test_code_that_both_changed_in_other_places_is_merged(desk):
    text = "".join(f"line {number}\n" for number in range(20))
    write_files(desk.folders["ada"], {"shop.py": text})
    commit(desk.folders["ada"], "code")
    desk("ada", "sync")
    desk("bob", "sync")
    for who, line in (("ada", "line 1\n"), ("bob", "line 18\n")):
        write_files(desk.folders[who], {"shop.py": text.replace(line, f"{who}\n")})
        commit(desk.folders[who], "code", by=who)
        desk(who, "comment", "k7m", f"By {who}.")
    for who in ("ada", "bob", "ada"):
        assert desk(who, "sync").code == 0
    assert desk.state("ada") == desk.state("bob")
    merged = text.replace("line 1\n", "ada\n").replace("line 18\n", "bob\n")
    assert (desk.folders["ada"] / "shop.py").read_text() == merged


def test_a_branch_that_the_remote_lacks_is_pushed_and_followed(desk):
    ada = desk.folders["ada"]
    git(ada, "switch", "-qc", "plans")
    desk("ada", "tag", "k7m", "+ui")
    assert desk("ada", "sync").code == 0
    assert git(ada, "rev-parse", "HEAD", "@{upstream}").splitlines()[0] == git(
        desk.bare, "rev-parse", "plans"
    )


def test_two_histories_without_a_common_beginning_are_not_mixed(desk):
    ada = desk.folders["ada"]
    git(ada, "checkout", "-q", "--orphan", "other")
    commit(ada, "another beginning")
    git(ada, "branch", "-qM", "main")
    refused(desk, "ada", 6, "nothing in common")


def test_edits_that_are_not_in_the_way_stay_uncommitted(desk):
    desk("bob", "set", "k7m", "priority=low")
    desk("bob", "sync")
    ada = desk.folders["ada"]
    path = "open/OPS-m4x0tz.yaml"
    write_files(ada, {path: desk.text("ada", path) + "team: web\n"})
    assert desk("ada", "sync").code == 0
    assert "priority: low\n" in desk.text("ada")
    assert git(ada, "status", "--porcelain") == f"M {path}"


def test_a_shallow_clone_syncs(desk, monkeypatch):
    folder = desk.folders["ada"].with_name("eve")
    git(folder.parent, "clone", "-q", "--depth", "1", f"file://{desk.bare}", str(folder))
    desk.folders["eve"] = folder
    desk("eve", "comment", "k7m", "From afar.", at="12:00:00")
    desk("ada", "set", "k7m", "priority=low", at="11:30:00")
    desk("ada", "sync")
    assert desk("eve", "sync").code == 0
    assert "From afar." in desk.text("eve")
    assert "priority: low\n" in desk.text("eve")
    desk("ada", "sync")
    assert desk.state("ada") == desk.state("eve")


def test_a_sync_that_is_killed_on_its_way_is_finished_by_the_next(desk):
    """Once the remote has the merge, files and branch here follow, now or with the next command."""
    desk("ada", "set", "k7m", "priority=low", at="10:00:00")
    desk("ada", "sync")
    desk("bob", "move", "k7m", "doing", at="10:01:00")
    old = desk.folders["bob"].with_name("bob.old")
    shutil.copytree(desk.folders["bob"], old, symlinks=True)
    start = git(desk.bare, "rev-parse", "main")
    steps = 0
    while True:
        steps += 2
        git(desk.bare, "update-ref", "refs/heads/main", start)
        shutil.rmtree(desk.folders["bob"])
        shutil.copytree(old, desk.folders["bob"], symlinks=True)
        if not run_and_die_at(steps, lambda: desk("bob", "sync")):
            break
        desk("bob", "list")
        assert desk.state("bob")[1] == "", f"step {steps}"
        assert desk("bob", "sync").code == 0
        assert desk.state("bob") == (git(desk.bare, "rev-parse", "main"), "")
        assert "priority: low\n" in desk.text("bob", "doing/OPS-k7m2qd.yaml")
    assert steps > 5


def test_a_sync_that_is_killed_while_it_looks_at_the_files_here_locks_nobody_out(desk, monkeypatch):
    desk("bob", "set", "k7m", "priority=low")
    desk("bob", "sync")
    before = desk.state("ada")

    def die(_checkout: Checkout, _option: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(Checkout, "_read_tree", die)
        assert run_and_die_at(0, lambda: desk("ada", "sync"))
    git(desk.folders["ada"], "add", "-A")
    assert desk.state("ada") == before
    assert desk("ada", "tag", "k7m", "+ui").code == 0
    assert desk("ada", "sync").code == 0
    assert {"priority: low", "  - ui"} < {*desk.text("ada").splitlines()}


def test_ctrl_c_leaves_both_sides_as_they_were(desk, installed):
    ada = desk.folders["ada"]
    desk("bob", "set", "k7m", "priority=low")
    desk("bob", "sync")
    desk("ada", "comment", "k7m", "Mine.")
    before = desk.state("ada"), git(desk.bare, "rev-parse", "main")
    hook(ada / ".git", "pre-push", "kill -INT 0; sleep 60")
    done = subprocess.run(
        ["tix", "sync"],
        cwd=ada,
        capture_output=True,
        text=True,
        start_new_session=True,
        # Who starts the tests in the background of a script has Ctrl-C ignored by all of them.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert (desk.state("ada"), git(desk.bare, "rev-parse", "main")) == before
    (ada / ".git/hooks/pre-push").unlink()
    assert desk("ada", "sync").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_explained(desk):
    desk("bob", "set", "k7m", "priority=low")
    desk("bob", "sync")
    folder = desk.folders["ada"] / "open"
    folder.chmod(0o555)
    try:
        refused(desk, "ada", 6)
    finally:
        folder.chmod(0o755)
