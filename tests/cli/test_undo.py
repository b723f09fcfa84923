from __future__ import annotations

import pytest

from tests.builders import git

TICKET = "open/OPS-k7m2qd.yaml"


@pytest.fixture
def as_bob(monkeypatch):
    def act() -> None:
        monkeypatch.setenv("TIX_AUTHOR", "Bob <bob@example.com>")

    return act


def test_undo_takes_the_last_command_back_and_then_itself(tix, tracker):
    before = (tracker / TICKET).read_bytes()
    tix("set", "k7m", "priority=low")
    changed = (tracker / TICKET).read_bytes()
    first = tix("undo")

    assert first.out == "OPS-k7m2qd: priority: low -> high\n"
    assert (tracker / TICKET).read_bytes() == before
    assert git(tracker, "status", "--short") == ""
    tix("undo")
    assert (tracker / TICKET).read_bytes() == changed


def test_what_was_set_again_since_is_refused_unless_forced(tix, tracker, as_bob):
    tix("set", "k7m", "priority=low")
    commit = git(tracker, "rev-parse", "HEAD")[:10]
    as_bob()
    tix("set", "k7m", "priority=normal")
    refused = tix("undo", commit)

    assert (refused.code, refused.err) == (
        6,
        "tix: Nothing was undone. OPS-k7m2qd: priority was changed again since by bob just now.\n"
        f"hint: tix undo {commit} --force takes it back all the same\n",
    )
    assert tix("undo", commit, "--force").out == "OPS-k7m2qd: priority: normal -> high\n"


def test_one_field_of_one_ticket_is_undone_under_later_edits(tix, tracker):
    tix("set", "k7m", "priority=low", "due=2026-12-01")
    tix("tag", "k7m", "+ui")

    assert tix("undo", "k7m", "due").out == "OPS-k7m2qd: due: 2026-12-01 -> 2026-11-24\n"
    assert tix("undo", "k7m", "tags:ui").out == "OPS-k7m2qd: -tag ui\n"
    assert tix("show", "k7m", "--field", "priority").out == "low\n"


def test_a_creation_goes_and_comes_back_with_every_byte(tix, tracker):
    path = tracker / "done/2026-11/a/OPS-a0b1c2.yaml"
    before = path.read_bytes()

    assert tix("undo").out == "OPS-a0b1c2: taken away\n"
    assert not path.exists()
    assert tix("undo").out == "OPS-a0b1c2: back again: Reset the password of the front desk\n"
    assert path.read_bytes() == before


def test_a_ticket_that_others_point_at_stays(tix, tracker):
    refused = tix("undo", "k7m")

    assert (refused.code, refused.err) == (
        6,
        "tix: Nothing was undone. OPS-k7m2qd: OPS-x2c9fa points at it.\n"
        "hint: tix unlink OPS-x2c9fa OPS-k7m2qd\n",
    )


def test_a_comment_of_ones_own_stays_as_deleted_and_anothers_is_left(tix, tracker, as_bob):
    tix("comment", "k7m", "Oops")
    tix("undo")
    assert "deleted: true" in (tracker / TICKET).read_text("utf-8")
    tix("undo")
    as_bob()

    assert tix("undo", "k7m", "comments").code == 6
    assert tix("undo", "k7m", "comments", "--force").code == 6


def test_settings_are_left_alone(tix, tracker):
    settings = tracker / "tix.yaml"
    settings.write_text(settings.read_text("utf-8") + "# more\n", "utf-8")
    git(tracker, "commit", "-qam", "settings")
    short = git(tracker, "rev-parse", "HEAD")[:10]

    assert tix("undo", "HEAD").err == (
        f"tix: Commit {short} changed no ticket, and undo leaves everything else alone.\n"
        f"hint: git show {short}, git revert {short}\n"
    )


def test_a_trial_writes_nothing(tix, tracker):
    tix("set", "k7m", "priority=low")
    commit = git(tracker, "rev-parse", "HEAD")
    result = tix("undo", "--dry-run", "--json").json

    assert (result["undone"], result["commit"], result["dry_run"]) == (commit, None, True)
    assert git(tracker, "rev-parse", "HEAD") == commit


def test_the_commit_where_a_shallow_clone_is_cut_off_is_refused(tix, tracker, monkeypatch):
    shallow = tracker.with_name("shallow")
    git(tracker, "clone", "-q", "--depth", "1", tracker.as_uri(), str(shallow))
    monkeypatch.chdir(shallow)
    short = git(shallow, "rev-parse", "HEAD")[:10]

    assert tix("undo").err == (
        f"tix: History is cut off at commit {short}: what it changed is not known here.\n"
        "hint: git fetch --unshallow\n"
    )
