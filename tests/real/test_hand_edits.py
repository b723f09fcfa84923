from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import commit, git, write_files

pytestmark = pytest.mark.real

LOGIN = "open/OPS-k7m2qd.yaml"
INVOICES = "open/OPS-m4x0tz.yaml"


def edit(tracker: Path, path: str, old: str, new: str) -> None:
    file = tracker / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def last(tracker: Path) -> tuple[str, list[str]]:
    """Message of the last commit, and the files that it touched."""
    files = git(tracker, "show", "--format=", "--name-status", "--no-renames", "HEAD")
    return git(tracker, "log", "-1", "--format=%B"), files.splitlines()


def test_edits_and_moves_become_one_checked_commit(tix, tracker):
    edit(tracker, LOGIN, "priority: high", "priority: low")
    (tracker / INVOICES).rename(tracker / "done/OPS-m4x0tz.yaml")
    write_files(tracker, {"notes.txt": "mine"})
    git(tracker, "add", "notes.txt")
    trial = tix("commit", "--dry-run")
    done = tix("commit")

    said = "OPS-k7m2qd: priority: high -> low\nOPS-m4x0tz: status: open -> done\n"
    assert sorted(trial.out.splitlines()) == sorted(said.splitlines())
    assert sorted(done.out.splitlines()) == sorted(said.splitlines())
    assert done.err == "left as it is: notes.txt\n"
    refiled = "A\tdone/2026-11/m/OPS-m4x0tz.yaml"
    assert last(tracker)[1] == [refiled, f"M\t{LOGIN}", f"D\t{INVOICES}"]
    assert git(tracker, "status", "--porcelain") == "A  notes.txt"
    assert tix("commit").out == "nothing to commit: the files are as in the last commit\n"


def test_only_the_tickets_named_are_committed(tix, tracker):
    edit(tracker, LOGIN, "priority: high", "priority: low")
    edit(tracker, INVOICES, "priority: low", "priority: high")

    done = tix("commit", "m4x", "-m", "as agreed", "--json")
    assert (done.json["ids"], last(tracker)[0]) == (["OPS-m4x0tz"], "OPS-m4x0tz: as agreed")
    assert git(tracker, "status", "--porcelain") == f"M {LOGIN}"
    again = tix("commit", "m4x")
    assert (again.code, "as in the last commit" in again.err) == (4, True)


def test_leaving_the_closed_statuses_by_hand_drops_the_resolution(tix, tracker):
    (tracker / "done/2026-11/a/OPS-a0b1c2.yaml").rename(tracker / "open/OPS-a0b1c2.yaml")

    assert tix("commit").out == "OPS-a0b1c2: status: done (fixed) -> open\n"
    assert "resolution" not in (tracker / "open/OPS-a0b1c2.yaml").read_text()


def test_new_and_removed_files_are_committed(tix, tracker):
    new = "id: OPS-qqqqqq\ntitle: สวัสดี 🎉 שלום\ncreated: 2026-11-21T10:00:00Z\n"
    write_files(tracker, {"open/OPS-qqqqqq.yaml": new, "kb/login.md": "# Login\n"})
    (tracker / INVOICES).unlink()

    done = tix("commit")
    assert done.out == (
        "OPS-qqqqqq: create สวัสดี 🎉 שלום\nOPS-m4x0tz: delete\nkb/login.md: change\n"
    )
    assert git(tracker, "status", "--porcelain") == ""


def test_settings_edited_by_hand_go_along_when_they_hold(tix, tracker):
    edit(tracker, "tix.yaml", "Support desk", "Desk")
    assert tix("commit").out == "tix.yaml: change\n"

    edit(tracker, "tix.d/people.yaml", "emails: [bob@example.com]", "emails: [bob")
    refused = tix("commit")
    assert (refused.code, "tix.d/people.yaml:" in refused.err) == (5, True)


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("priority: low", "priority: [low", "yaml-syntax"),
        ("id: OPS-m4x0tz", "id: OPS-m4x0ty", "1:1: error id-fixed id is OPS-m4x0ty"),
        ("T09:30:00Z", "T09:30:01Z", "created-fixed created is 2026-11-18T09:30:01Z"),
        ("priority: low", "due: someday", "3:1: error field-value due is wrong"),
        ("priority: low", "priority: hihg", "'hihg' is not declared in priorities; did you mean"),
        ("title: Print", "name: Print", "field-missing title is missing"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tix, tracker, old, new, finding):
    edit(tracker, INVOICES, old, new)
    edit(tracker, LOGIN, "priority: high", "priority: low")
    head = git(tracker, "rev-parse", "HEAD")
    refused = tix("commit")

    assert (refused.code, refused.out) == (5, "")
    assert f"{INVOICES}" in refused.err
    assert finding in refused.err
    assert git(tracker, "rev-parse", "HEAD") == head
    assert tix("commit", "k7m").code == 0


def test_a_copy_in_another_folder_is_refused(tix, tracker):
    (tracker / "doing/OPS-m4x0tz.yaml").write_text((tracker / INVOICES).read_text())
    refused = tix("commit")

    assert refused.code == 5
    assert "doing/OPS-m4x0tz.yaml and open/OPS-m4x0tz.yaml" in refused.err


def test_comments_and_order_alone_are_no_change_of_the_ticket(tix, tracker):
    with (tracker / LOGIN).open("a") as file:
        file.write("# ask Jane\n")

    assert tix("commit").out == "OPS-k7m2qd: the same in another layout\n"
    assert last(tracker) == ("tix: lay out OPS-k7m2qd", [f"M\t{LOGIN}"])


def test_links_and_pipes_are_left_alone(tix, tracker):
    (tracker / "open/OPS-cccccc.yaml").symlink_to("../tix.yaml")

    left = tix("commit")
    assert left.out == "nothing to commit: the files are as in the last commit\n"
    assert left.err == "left as it is: open/OPS-cccccc.yaml\n"
    assert left.code == 1


def test_a_field_that_looks_mistyped_is_told_and_committed(tix, tracker):
    edit(tracker, INVOICES, "priority: low", "priority: low\nduee: 2026-12-01")

    done = tix("commit")

    assert (done.code, "warning field-unknown duee" in done.err) == (0, True)


def test_an_undo_brings_back_a_word_that_was_there(tix, tracker):
    edit(tracker, INVOICES, "priority: low", "priority: urgent")
    commit(tracker, "an import")
    tix("set", "m4x", "priority=high")

    assert tix("undo").code == 0
    assert "priority: urgent" in (tracker / INVOICES).read_text()


def test_a_command_on_settings_with_hand_edits_says_what_to_do(tix, tracker):
    edit(tracker, "tix.yaml", "Support desk", "Desk")

    refused = tix("config", "set", "timezone", "Europe/Riga")
    assert refused.err == "tix: tix.yaml has edits that are not committed.\nhint: tix commit\n"


def test_a_tracker_on_its_own_branch_takes_hand_edits_there(tix, tmp_path, monkeypatch):
    code = tmp_path / "shop"
    write_files(code, {"shop.py": "1\n"})
    monkeypatch.chdir(code)
    assert tix("init", "--branch").code == 0
    new = "id: SHOP-qqqqqq\ntitle: First\ncreated: 2026-11-21T10:00:00Z\n"
    write_files(code / "tickets", {"doing/SHOP-qqqqqq.yaml": new})

    assert tix("commit").out == "SHOP-qqqqqq: create First\n"
    assert git(code / "tickets", "log", "--format=%s", "-1") == "SHOP-qqqqqq: create First"
    assert git(code / "tickets", "status", "--porcelain") == ""


def test_a_conflict_must_be_settled_first(tix, tracker):
    git(tracker, "branch", "other")
    edit(tracker, LOGIN, "priority: high", "priority: low")
    tix("commit")
    git(tracker, "switch", "-q", "other")
    edit(tracker, LOGIN, "priority: high", "priority: critical")
    tix("commit")
    env = {"GIT_MERGE_AUTOEDIT": "no"}
    with pytest.raises(AssertionError):
        git(tracker, "merge", "main", env=env)

    refused = tix("commit")
    assert (refused.code, refused.out) == (6, "")


def test_removing_one_of_two_copies_deletes_no_ticket(tix, tracker):
    (tracker / "doing/OPS-m4x0tz.yaml").write_text((tracker / INVOICES).read_text())
    git(tracker, "add", ".")
    git(tracker, "commit", "-qm", "a careless merge")
    (tracker / INVOICES).unlink()

    assert tix("commit").out == f"{INVOICES}: change\n"
    assert last(tracker) == (f"tix: change {INVOICES}", [f"D\t{INVOICES}"])


def test_of_many_files_the_first_are_told_and_all_are_counted(tix, tracker):
    text = "title: Number {n}\ncreated: 2026-11-20T10:00:00Z\n"
    ids = [f"OPS-{n:06}" for n in range(40)]
    write_files(
        tracker,
        {f"open/{id}.yaml": f"id: {id}\n" + text.format(n=n) for n, id in enumerate(ids)},
    )
    (tracker / INVOICES).unlink()

    assert tix("commit").out == (
        "OPS-000000: create Number 0\nOPS-000001: create Number 1\nOPS-000002: create Number 2\n"
        "OPS-000003: create Number 3\nOPS-000004: create Number 4\n…\n"
        "40 tickets created, 1 ticket deleted\n"
    )
    message, files = last(tracker)
    assert message.splitlines()[:3] == ["create 40 tickets", "", "OPS-000000: create Number 0"]
    assert len(files) == 41
    assert git(tracker, "status", "--porcelain") == ""


def test_a_name_of_two_lines_confuses_nobody(tix, tracker):
    write_files(tracker, {"kb/a\nb.md": "old\n", "kb/c.md": "old\n"})
    commit(tracker, "pages")
    write_files(tracker, {"kb/a\nb.md": "new\n", "kb/c.md": "new\n"})
    edit(tracker, LOGIN, "priority: high", "priority: low")

    assert tix("commit", "k7m2qd").out == "OPS-k7m2qd: priority: high -> low\n"
    assert tix("commit").err.startswith(r"tix: 'kb/a\nb.md' is not written: its name holds")
