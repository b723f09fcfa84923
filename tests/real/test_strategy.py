from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import commit, git, write_files
from tix.git.repo import Repo
from tix.merge.plan import plan_merge
from tix.merge.trees import merged_tree
from tix.store.layout import ATTRIBUTES_TEXT

pytestmark = pytest.mark.real

LOGIN, COLOUR = "open/OPS-k7m2qd.yaml", "open/OPS-m4x0tz.yaml"
CODE = "".join(f"line {number}\n" for number in range(20))


def tried(folder: Path, *command: str) -> tuple[int, str]:
    """Run git and return its exit code and all that it said."""
    done = subprocess.run(["git", *command], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def edit(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))


def on(folder: Path, branch: str, at: str, *edits: tuple[str, str, str]) -> None:
    """Commit edits (path, old, new) on a branch, which is made if need be."""
    if tried(folder, "switch", "-q", branch)[0]:
        git(folder, "switch", "-qc", branch, "main")
    for path, old, new in edits:
        edit(folder, path, old, new)
    commit(folder, f"{branch}: {', '.join(path for path, _, _ in edits)}", at=f"2026-11-20T{at}Z")


@pytest.fixture
def desk(tix, installed, tracker: Path) -> Path:
    """Give a tracker beside some code, set up so that git merges through tix."""
    files = {"shop.py": CODE, "other.py": CODE, ".gitattributes": ATTRIBUTES_TEXT}
    write_files(tracker, files)
    commit(tracker, "code", at="2026-11-19T13:00:00Z")
    assert tix("setup").code == 0
    return tracker


@pytest.fixture
def without_tix(programs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let `tix` be a program that tells that it was started, and fails; return what it writes."""
    folder, seen = tmp_path / "broken", tmp_path / "seen"
    folder.mkdir()
    strategy = Path(programs.split(os.pathsep)[0]) / "git-merge-tix"
    (folder / "git-merge-tix").write_text(strategy.read_text())
    (folder / "tix").write_text(f'#!/bin/sh\necho "$1" >> {seen}\nexit 70\n')
    for program in folder.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return seen


LOW = (LOGIN, "priority: high", "priority: low")
FIRST, LAST = ("shop.py", "line 1\n", "first\n"), ("shop.py", "line 18\n", "last\n")


def test_tickets_merge_and_code_beside_them_as_ever(desk):
    on(desk, "side", "12:00:00", LOW, FIRST)
    on(desk, "main", "11:00:00", (LOGIN, "priority: high", "priority: critical"), LAST)
    code, said = tried(desk, "merge", "--no-edit", "side")
    assert (code, "Merge made by the 'tix' strategy." in said) == (0, True)
    assert "priority: low\n" in (desk / LOGIN).read_text()
    assert (desk / "shop.py").read_text() == CODE.replace("line 1\n", "first\n").replace(
        "line 18\n", "last\n"
    )
    assert git(desk, "status", "--porcelain") == ""


def both_conflict(desk: Path) -> None:
    on(desk, "side", "12:00:00", LOW, ("shop.py", "line 1\n", "theirs\n"))
    on(desk, "main", "11:00:00", (LOGIN, "priority: high", "priority: x"))
    on(desk, "main", "11:30:00", ("shop.py", "line 1\n", "ours\n"))


@pytest.mark.parametrize(
    ("command", "abort"),
    [
        (("merge", "--no-edit", "side"), ("merge", "--abort")),
        (("merge", "--no-edit", "-Xignore-all-space", "side"), ("merge", "--abort")),
        (("cherry-pick", "side"), ("cherry-pick", "--abort")),
        (("rebase", "side"), ("rebase", "--abort")),
    ],
    ids=lambda words: " ".join(words),
)
def test_a_conflict_in_code_is_left_as_git_leaves_it(desk, command, abort):
    both_conflict(desk)
    before = git(desk, "rev-parse", "HEAD")
    theirs = ["-c", "pull.twohead=ort", "-c", "merge.tix.driver=true"]
    tried(desk, *theirs, *command)
    by_git = (desk / "shop.py").read_text(), git(desk, "ls-files", "-s", "shop.py")
    tried(desk, *abort)
    git(desk, "reset", "-q", "--hard", before)

    assert tried(desk, *command)[0] == 1
    assert ((desk / "shop.py").read_text(), git(desk, "ls-files", "-s", "shop.py")) == by_git
    assert git(desk, "ls-files", "-u", "--", "open") == ""
    git(desk, *abort)
    assert (git(desk, "rev-parse", "HEAD"), git(desk, "status", "--porcelain")) == (before, "")


def test_options_for_the_code_are_heeded(desk):
    both_conflict(desk)
    git(desk, "merge", "--no-edit", "-Xtheirs", "side")
    assert "theirs\n" in (desk / "shop.py").read_text()
    assert "priority: low\n" in (desk / LOGIN).read_text()


def test_a_picked_ticket_is_as_picked_and_what_is_there_already_stops_no_rebase(desk):
    on(desk, "side", "09:00:00", LOW)
    on(desk, "side", "09:30:00", (COLOUR, "priority: low", "priority: high"))
    on(desk, "main", "12:00:00", (LOGIN, "priority: high", "priority: critical"))
    on(desk, "main", "12:30:00", (COLOUR, "priority: low", "priority: high"))
    git(desk, "rebase", "-q", "main", "side")
    assert "priority: low\n" in (desk / LOGIN).read_text()
    assert git(desk, "log", "--format=%s", "main..side") == f"side: {LOGIN}"


def test_what_leaves_tickets_alone_never_starts_tix(desk, without_tix):
    on(desk, "side", "12:00:00", FIRST)
    on(desk, "main", "12:00:00", LAST)
    git(desk, "merge", "-q", "--no-edit", "side")
    on(desk, "more", "13:00:00", LOW)
    on(desk, "main", "13:00:00", ("other.py", "line 3\n", "third\n"))
    git(desk, "merge", "-q", "--no-edit", "more")
    on(desk, "code", "14:00:00", ("other.py", "line 9\n", "ninth\n"))
    on(desk, "main", "14:00:00", (COLOUR, "priority: low", "priority: high"))
    git(desk, "rebase", "-q", "main", "code")
    git(desk, "switch", "-q", "main")
    git(desk, "cherry-pick", "code")
    assert not without_tix.exists()


def test_tickets_of_which_each_changed_on_one_side_never_start_tix(desk, without_tix):
    (desk / "open/k").mkdir()
    git(desk, "mv", LOGIN, "open/k")
    commit(desk, "a shelf that will be emptied", at="2026-11-20T10:00:00Z")
    on(desk, "side", "12:00:00", ("open/k/OPS-k7m2qd.yaml", "priority: high", "priority: low"))
    (desk / "doing/k").mkdir()
    git(desk, "mv", "open/k/OPS-k7m2qd.yaml", "doing/k")
    commit(desk, "started", at="2026-11-20T12:10:00Z")
    on(desk, "main", "11:00:00", (COLOUR, "priority: low", "priority: high"))
    much_like = (desk / "open/k/OPS-k7m2qd.yaml").read_text().replace("k7m2qd", "k9y1va")
    write_files(desk, {"open/k/OPS-k9y1va.yaml": much_like})
    commit(desk, "a new one on that shelf", at="2026-11-20T12:20:00Z")
    repo = Repo.discover(desk)
    wanted = merged_tree(repo, "HEAD", plan_merge(repo, "", "HEAD", "side"))
    git(desk, "merge", "-q", "--no-edit", "side")
    assert git(desk, "rev-parse", "HEAD^{tree}") == wanted
    assert git(desk, "status", "--porcelain") == ""
    assert not without_tix.exists()


def test_what_only_looks_apart_is_left_to_tix(desk, without_tix):
    on(desk, "back", "12:00:00", LOW)
    on(desk, "back", "12:10:00", (LOGIN, "priority: low", "priority: high"))
    git(desk, "switch", "-qc", "gone", "main")
    (desk / COLOUR).unlink()
    commit(desk, "gone", at="2026-11-20T12:20:00Z")
    on(desk, "set", "12:30:00", ("tix.yaml", "key: OPS", "key: DESK"))
    on(desk, "main", "12:00:00", (LOGIN, "priority: high", "priority: critical"))
    asked = []
    for branch in ("back", "gone", "set"):
        tried(desk, "merge", "--no-edit", branch)
        asked.append(without_tix.exists())
        without_tix.unlink(missing_ok=True)
        git(desk, "reset", "-q", "--hard", "ORIG_HEAD")
    assert asked == [True, True, True]


def test_a_tix_that_fails_leaves_the_merge_to_git_and_says_so(desk, without_tix):
    on(desk, "side", "12:00:00", LOW)
    on(desk, "main", "12:00:00", (COLOUR, "priority: low", "priority: high"), FIRST)
    code, said = tried(desk, "merge", "--no-edit", "side")
    assert code == 0
    assert "tix could not merge the tickets: git merges them as text." in said
    assert without_tix.read_text() == "merge-strategy\n"
    assert "priority: low\n" in (desk / LOGIN).read_text()


def test_more_than_two_sides_are_refused_where_tickets_are_touched(desk):
    on(desk, "one", "12:00:00", LOW)
    on(desk, "two", "12:10:00", (COLOUR, "priority: low", "priority: high"))
    git(desk, "switch", "-q", "main")
    before = git(desk, "rev-parse", "HEAD")
    code, said = tried(desk, "merge", "--no-edit", "one", "two")
    assert (code, "hint: git merge one branch after the other" in said) == (2, True)
    assert (git(desk, "rev-parse", "HEAD"), git(desk, "status", "--porcelain")) == (before, "")


@pytest.mark.parametrize("is_staged", [True, False])
def test_uncommitted_work_in_the_way_is_refused_and_kept(desk, is_staged):
    on(desk, "side", "12:00:00", LOW)
    on(desk, "main", "12:00:00", (COLOUR, "priority: low", "priority: high"))
    edit(desk, LOGIN, "type: bug", "type: task")
    if is_staged:
        git(desk, "add", LOGIN)
    before = git(desk, "status", "--porcelain"), (desk / LOGIN).read_text()
    code, said = tried(desk, "merge", "--no-edit", "side")
    assert (code, "hint:" in said or "overwritten by merge" in said) == (2, True)
    assert (git(desk, "status", "--porcelain"), (desk / LOGIN).read_text()) == before


def test_a_repository_without_a_tracker_merges_as_ever(desk, tmp_path, without_tix):
    git(tmp_path, "init", "-q", "-b", "main", "plain")
    plain = tmp_path / "plain"
    git(plain, "config", "pull.twohead", "tix")
    write_files(plain, {"shop.py": CODE})
    commit(plain, "code")
    on(plain, "side", "12:00:00", FIRST)
    on(plain, "main", "12:00:00", LAST)
    git(plain, "merge", "-q", "--no-edit", "side")
    assert not without_tix.exists()
    assert "first\n" in (plain / "shop.py").read_text()


def test_the_driver_merges_where_git_merges_by_itself(desk):
    write_files(desk, {"build.yaml": CODE})
    commit(desk, "YAML that is no ticket")
    on(desk, "side", "12:00:00", LOW, ("build.yaml", "line 1\n", "first\n"))
    on(desk, "main", "11:00:00", (LOGIN, "priority: high", "priority: critical"))
    on(desk, "main", "11:30:00", ("build.yaml", "line 18\n", "last\n"))
    assert tried(desk, "-c", "pull.twohead=ort", "merge", "-q", "--no-edit", "side") == (
        0,
        f"Auto-merging build.yaml\nAuto-merging {LOGIN}\n",
    )
    assert "priority: low\n" in (desk / LOGIN).read_text()
    text = (desk / "build.yaml").read_text()
    assert ("first\n" in text, "last\n" in text) == (True, True)


def test_the_driver_never_makes_one_of_two_tickets(desk):
    """Git takes a new ticket for the renamed old one, and would edit the wrong one with rc 0."""
    text = (desk / LOGIN).read_text()
    git(desk, "switch", "-qc", "side")
    git(desk, "rm", "-q", LOGIN)
    write_files(desk, {"open/OPS-k8k8k8.yaml": text.replace("OPS-k7m2qd", "OPS-k8k8k8")})
    commit(desk, "purged, and a new one", at="2026-11-20T10:00:00Z")
    on(desk, "main", "11:00:00", LOW)
    code, said = tried(desk, "-c", "pull.twohead=ort", "merge", "--no-edit", "side")
    assert (code, "OPS-k7m2qd and OPS-k8k8k8" in said) == (1, True)


@pytest.fixture
def run_driver(desk: Path, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Give a function that runs the line of the configuration on three texts, as git does."""

    def run(base: str, ours: str, theirs: str) -> tuple[int, str]:
        line = git(desk, "config", "merge.tix.driver")
        files = {"%O": base, "%A": ours, "%B": theirs}
        for name, text in files.items():
            (desk / f".merge_file_{name[1]}").write_text(text)
            line = line.replace(name, f".merge_file_{name[1]}")
        line = line.replace("%L", "7").replace("%P", f"'{LOGIN}'")
        done = subprocess.run(["sh", "-c", line], cwd=desk, capture_output=True)
        return done.returncode, (desk / ".merge_file_A").read_text()

    return run


def test_a_driver_without_a_base_or_with_a_broken_side_falls_back(desk, run_driver):
    text = (desk / LOGIN).read_text()
    low = text.replace("priority: high", "priority: low")
    assert run_driver("", text, text) == (0, text)
    code, merged = run_driver(text, low, text.replace("type: bug", "type: [bug"))
    assert (code, "priority: low" in merged, "type: [bug" in merged) == (1, True, True)


def test_a_driver_whose_tix_is_broken_merges_as_text(desk, run_driver, without_tix):
    text = (desk / LOGIN).read_text()
    low, task = (
        text.replace("priority: high", "priority: low"),
        text.replace("due: ", "team: a\ndue: "),
    )
    code, merged = run_driver(text, low, task)
    assert (code, "priority: low" in merged, "team: a" in merged) == (0, True, True)
    assert run_driver(text, low, text.replace("high", "critical"))[0] == 1
