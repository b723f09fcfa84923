from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import commit, git, write_files

pytestmark = pytest.mark.real

LOGIN, NAME = "open/OPS-k7m2qd.yaml", "OPS-k7m2qd.yaml"
TALK = """\
comments:
  - id: {0}{0}{0}{0}{0}{0}
    at: 2026-11-20T09:3{1}:00Z
    by: {2}
    kind: note
    text: |
      By {2}.
"""
ADA, BOB = TALK.format("a", 0, "ada"), TALK.format("b", 1, "bob")


def text_of(tracker: Path, commit: str = "HEAD") -> str:
    """Return the login ticket as a commit has it."""
    return git(tracker, "show", f"{commit}:{LOGIN}") + "\n"


def conflicting(tracker: Path, *command: str) -> None:
    """Run git where it has to stop."""
    assert subprocess.run(["git", *command], cwd=tracker, capture_output=True).returncode != 0


@pytest.fixture
def parted(tracker: Path) -> Path:
    """Give a tracker where main and side changed the same lines, and moved one ticket apart."""
    base = text_of(tracker)
    git(tracker, "switch", "-qc", "side")
    write_files(tracker, {LOGIN: base.replace("priority: high", "priority: low") + BOB})
    git(tracker, "mv", "open/OPS-m4x0tz.yaml", "doing/OPS-m4x0tz.yaml")
    commit(tracker, "side", at="2026-11-20T12:00:00Z", by="bob")
    git(tracker, "switch", "-q", "main")
    write_files(tracker, {LOGIN: base.replace("priority: high", "priority: critical") + ADA})
    git(tracker, "mv", "open/OPS-m4x0tz.yaml", "review/OPS-m4x0tz.yaml")
    commit(tracker, "main", at="2026-11-20T11:00:00Z")
    return tracker


def settled(tracker: Path) -> tuple[str, list[str]]:
    """Return the login ticket's file and where the other ticket lies."""
    places = sorted(path.parent.name for path in tracker.rglob("OPS-m4x0tz.yaml"))
    return (tracker / LOGIN).read_text(), places


def merged_text(tracker: Path) -> str:
    talk = ADA + BOB.removeprefix("comments:\n")
    return text_of(tracker, "side~").replace("high", "low") + talk


def test_a_plain_merge_that_stopped_is_settled_and_goes_on(tix, parted):
    conflicting(parted, "merge", "side")
    before = git(parted, "status", "--porcelain")
    trial = tix("resolve", "--dry-run", "--json")
    assert trial.json == {
        "tix": 1,
        "kind": "resolve",
        "dry_run": True,
        "settled": ["OPS-k7m2qd", "OPS-m4x0tz"],
        "left": [],
    }
    assert git(parted, "status", "--porcelain") == before

    done = tix("resolve")
    assert done.out == "OPS-k7m2qd is settled\nOPS-m4x0tz is settled\n"
    assert (done.err, done.code) == ("hint: git merge --continue\n", 0)
    assert settled(parted) == (merged_text(parted), ["doing"])
    git(parted, "-c", "core.editor=true", "merge", "--continue")
    assert git(parted, "status", "--porcelain") == ""
    assert tix("check", "--merge").code == 0


def test_marks_and_twins_that_were_committed_are_put_together(tix, parted):
    conflicting(parted, "merge", "side")
    git(parted, "add", "-A")
    git(parted, "commit", "-qm", "careless")
    done = tix("resolve")
    assert done.code == 0
    assert settled(parted) == (merged_text(parted), ["doing"])
    assert git(parted, "status", "--porcelain") == ""
    assert tix("doctor", "--json").json["tickets"] == 4
    assert tix("resolve").err == "Nothing is in conflict.\n"


def test_marks_without_a_merge_behind_them_keep_what_both_sides_say(tix, tracker):
    text = text_of(tracker).replace(
        "priority: high\n",
        "<<<<<<< ours\npriority: low\n=======\npriority: critical\nteam: web\n>>>>>>> theirs\n",
    )
    write_files(tracker, {LOGIN: text})
    commit(tracker, "pasted")
    assert tix("resolve").code == 0
    ticket = tix("show", "k7m", "--json").json["items"][0]
    assert (ticket["priority"], ticket["team"]) == ("critical", "web")

    marked = text_of(tracker).replace(
        "tags:\n  - login\n",
        "<<<<<<< a\ntags:\n  - ui\n||||||| b\ntags:\n  - login\n=======\nteam: web\n>>>>>>> c\n",
    )
    write_files(tracker, {LOGIN: marked.replace("team: web\ncreated", "created")})
    commit(tracker, "pasted again")
    assert tix("resolve").code == 0
    assert tix("show", "k7m", "--json").json["items"][0]["tags"] == ["ui"]


def test_what_was_settled_by_hand_stays(tix, parted):
    conflicting(parted, "merge", "side")
    by_hand = text_of(parted, "side~").replace("high", "normal") + ADA
    write_files(parted, {LOGIN: by_hand})
    assert tix("resolve").code == 0
    assert settled(parted) == (by_hand, ["doing"])


def test_an_edit_that_does_not_read_yet_is_left_to_whoever_makes_it(tix, parted):
    conflicting(parted, "merge", "side")
    write_files(parted, {LOGIN: "id: OPS-k7m2qd\ntitle: [half"})
    done = tix("resolve")
    assert (done.out, done.code) == ("OPS-m4x0tz is settled\n", 7)
    assert done.err.startswith(f"left to you: {LOGIN}\n")
    assert settled(parted) == ("id: OPS-k7m2qd\ntitle: [half", ["doing"])


@pytest.fixture
def stop(parted: Path) -> Callable[..., None]:
    """Give a function that runs git where it has to stop."""
    return lambda *command: conflicting(parted, *command)


def test_a_pick_a_revert_and_a_stash_are_settled_by_what_is_applied(tix, parted, stop):
    stop("cherry-pick", "side")
    assert tix("resolve").err == "hint: git cherry-pick --continue\n"
    assert settled(parted) == (merged_text(parted), ["doing"])
    git(parted, "-c", "core.editor=true", "cherry-pick", "--continue")

    tix("set", "k7m", "priority=normal")
    stop("revert", "--no-edit", "HEAD~1")
    assert tix("resolve").code == 0
    assert settled(parted)[1] == ["review"]
    git(parted, "-c", "core.editor=true", "revert", "--continue")

    text = (parted / LOGIN).read_text()
    write_files(parted, {LOGIN: text.replace("title: Login", "title: Sign-in")})
    git(parted, "stash", "-q")
    tix("set", "k7m", "title=Other")
    stop("stash", "pop")
    assert tix("resolve").code == 0
    assert "title: Sign-in page rejects" in settled(parted)[0]


def grown_elsewhere(tix) -> None:
    """Take a ticket up, and say so much about it that git does not know it any more."""
    tix("move", "m4x", "doing")
    tix("comment", "m4x", "\n\n".join(f"What was tried on day {day}." for day in range(40)))
    tix("set", "m4x", "priority=high")


def closed(tix) -> tuple[str, str, str, int]:
    """Return what the ticket that was closed elsewhere is now."""
    ticket = tix("show", "m4x", "--json").json["items"][0]
    said = len(ticket["comments"])
    return ticket["status"], ticket["resolution"], ticket["priority"], said


def test_a_mailed_patch_is_applied_on_top_of_what_is_there(tix, tracker):
    git(tracker, "switch", "-qc", "side")
    tix("close", "m4x")
    (tracker / ".git/patch").write_text(git(tracker, "format-patch", "-1", "--stdout") + "\n")
    git(tracker, "switch", "-q", "main")
    grown_elsewhere(tix)
    conflicting(tracker, "am", "-3", ".git/patch")
    assert tix("resolve").err == "hint: git am --continue\n"
    git(tracker, "am", "--continue")
    assert closed(tix) == ("done", "fixed", "high", 1)
    assert git(tracker, "status", "--porcelain") == ""


@pytest.mark.parametrize("words", ["", "What the paper was like, in short.\n" * 40])
def test_a_stash_of_a_move_is_applied_on_top_of_another_move(tix, tracker, words):
    old, new = tracker / "open/OPS-m4x0tz.yaml", tracker / "done/OPS-m4x0tz.yaml"
    text = old.read_text().replace("priority:", "resolution: fixed\npriority:")
    body = "".join(f"  {line}\n" for line in words.splitlines())
    new.write_text(text + (f"solution: |\n{body}" if words else ""))
    old.unlink()
    git(tracker, "add", "-A")
    git(tracker, "stash", "-q")
    grown_elsewhere(tix)
    subprocess.run(["git", "stash", "pop"], cwd=tracker, capture_output=True)
    assert tix("resolve").code == 0
    tix("commit")
    status, resolution, _, said = closed(tix)
    assert (status, resolution, said) == ("done", "fixed", 1)
    assert [*tracker.rglob("OPS-m4x0tz.yaml")] != []
    assert git(tracker, "status", "--porcelain") == ""


def test_conflicts_of_code_are_left_as_they_are(tix, parted):
    for branch, text in (("side", "theirs\n"), ("main", "ours\n")):
        git(parted, "switch", "-q", branch)
        write_files(parted, {"shop.py": text})
        commit(parted, "code")
    conflicting(parted, "merge", "side")
    code = (parted / "shop.py").read_text()
    done = tix("resolve")
    assert (done.code, done.err) == (
        7,
        "left to you: shop.py\nhint: settle these, git add them, then go on\n",
    )
    assert (parted / "shop.py").read_text() == code
    assert git(parted, "ls-files", "-u", "--format=%(path)").split() == ["shop.py"] * 2


def test_conflicting_settings_are_settled_first(tix, parted):
    for branch, zone in (("side", "Europe/Riga"), ("main", "Europe/Berlin")):
        git(parted, "switch", "-q", branch)
        text = (parted / "tix.yaml").read_text().replace("timezone: UTC", f"timezone: {zone}")
        write_files(parted, {"tix.yaml": text})
        commit(
            parted, "zone", at="2026-11-20T13:00:00Z" if branch == "side" else "2026-11-20T14:00Z"
        )
    conflicting(parted, "merge", "side")
    assert tix("resolve").code == 0
    assert "timezone: Europe/Berlin\n" in (parted / "tix.yaml").read_text()
    assert git(parted, "ls-files", "-u") == ""


def test_without_a_conflict_there_is_nothing_to_do(tix, tracker):
    result = tix("resolve")
    assert (result.out, result.err, result.code) == ("", "Nothing is in conflict.\n", 0)
