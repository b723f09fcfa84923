from __future__ import annotations

from pathlib import Path

from tests.builders import git

LATE = "id: OPS-1ate00\ntitle: Late\ncreated: 2026-11-20T10:00:00Z\n"


def commit_file(tracker: Path, path: str, text: str) -> None:
    place = tracker / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    git(tracker, "add", path)
    git(tracker, "commit", "-qm", "by hand")


def test_a_late_file_in_the_old_folder_of_a_status_is_refiled_when_it_changes(tix, tracker):
    assert tix("status", "rename", "open", "todo", "--folder").code == 0
    commit_file(tracker, "open/OPS-1ate00.yaml", LATE)

    assert tix("set", "1ate", "priority=high").out == "OPS-1ate00: priority: none -> high\n"

    changed = git(tracker, "show", "--format=", "--name-status", "--no-renames", "HEAD")
    assert changed == "D\topen/OPS-1ate00.yaml\nA\ttodo/OPS-1ate00.yaml"
    events = tix("log", "1ate", "--json").json["items"]
    assert [event["register"] for event in events if event["before"]] == []


def test_a_ticket_on_the_wrong_shelf_goes_to_the_right_one_when_it_changes(tix, tracker):
    commit_file(tracker, "done/OPS-1ate00.yaml", LATE)

    assert tix("comment", "1ate", "-m", "Thanks").code == 0

    assert (tracker / "done/2026-11/1/OPS-1ate00.yaml").is_file()
    assert not (tracker / "done/OPS-1ate00.yaml").exists()


def test_a_ticket_whose_creation_cannot_be_read_changes_where_it_lies(tix, tracker):
    commit_file(tracker, "done/OPS-1ate00.yaml", LATE.replace("1ate", "1ate").replace("10:", "99:"))

    assert tix("comment", "1ate", "-m", "Thanks").code == 0

    assert (tracker / "done/OPS-1ate00.yaml").is_file()
