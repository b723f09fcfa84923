from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import commit, git, write_files


def last(tracker: Path) -> tuple[str, list[str]]:
    """Message of the last commit, and what it did to which file."""
    files = git(tracker, "show", "--format=", "--name-status", "--no-renames", "HEAD")
    return git(tracker, "log", "-1", "--format=%B"), files.replace("\t", " ").splitlines()


def test_statuses_are_listed_in_the_order_of_the_board(tix, tracker):
    assert tix("status").out == (
        "open\tqueue\t2\topen\tflat\tNobody works on it yet\n"
        "doing\tactive\t1\tdoing\tflat\tSomebody works on it now\n"
        "waiting\twaiting\t0\twaiting\tflat\tThe requester or somebody outside has the ball\n"
        "review\tactive\t0\treview\tflat\tDone by one, to be looked at by another\n"
        "done\tclosed\t1\tdone\tmonth/c\tNothing is left to do\n"
    )


def test_statuses_as_json(tix, tracker):
    listed = tix("status", "--json").json
    assert listed | {"items": listed["items"][:1]} == {
        "tix": 1,
        "kind": "status.list",
        "total": 5,
        "items": [
            {
                "name": "open",
                "category": "queue",
                "tickets": 2,
                "folder": "open",
                "shelf": "flat",
                "meaning": "Nobody works on it yet",
                "use_when": None,
                "colour": None,
                "was": [],
            }
        ],
    }


def test_a_status_is_added_beside_another_with_its_folder(tix, tracker):
    added = tix("status", "add", "vendor", "--category", "waiting", "--after", "waiting")

    assert (added.out, added.err, added.code) == ("add the status vendor\n", "", 0)
    assert last(tracker) == ("tix: add the status vendor", ["M tix.yaml", "A vendor/.gitkeep"])
    assert tix("status", "-q").out.split() == [
        "open",
        "doing",
        "waiting",
        "vendor",
        "review",
        "done",
    ]
    assert tix("status", "add", "vendor", "--category", "queue").code == 5
    assert tix("status", "add", "files", "--category", "queue").code == 5
    assert tix("status", "add", "x").code == 2


def test_a_renamed_status_keeps_its_folder_and_old_name(tix, tracker):
    assert tix("status", "rename", "doing", "work").code == 0
    assert last(tracker) == ("tix: rename the status doing to work", ["M tix.yaml"])

    renamed = next(one for one in tix("status", "--json").json["items"] if one["name"] == "work")
    assert (renamed["folder"], renamed["was"], renamed["tickets"]) == ("doing", ["doing"], 1)


def test_a_renamed_folder_takes_its_files_along_and_keeps_its_old_place(tix, tracker):
    done = tix("status", "rename", "doing", "work", "--folder")

    assert done.out == "rename the status doing to work; 1 file moved\n"
    assert last(tracker)[1] == [
        "D doing/OPS-x2c9fa.yaml",
        "M tix.yaml",
        "A work/.gitkeep",
        "A work/OPS-x2c9fa.yaml",
    ]
    assert (tracker / "doing/.gitkeep").exists()
    (tracker / "work/OPS-x2c9fa.yaml").rename(tracker / "doing/OPS-x2c9fa.yaml")
    commit(tracker, "a late file")
    assert "doing/OPS-x2c9fa.yaml is moved to work/OPS" in tix("doctor", "--fix").out


def test_a_status_moves_on_the_board(tix, tracker):
    assert tix("status", "move", "review", "--before", "doing").code == 0
    assert tix("status", "-q").out.split() == ["open", "review", "doing", "waiting", "done"]
    assert tix("status", "move", "review", "--before", "nope").code == 4


def test_a_status_with_tickets_is_removed_only_when_they_have_a_place(tix, tracker):
    refused = tix("status", "remove", "open")
    assert (refused.code, refused.err) == (
        6,
        "tix: open holds 2 tickets.\nhint: tix status remove open --to doing\n",
    )

    done = tix("status", "remove", "open", "--to", "doing", "--json")
    assert done.json["ids"] == ["OPS-k7m2qd", "OPS-m4x0tz"]
    assert sorted(last(tracker)[1]) == [
        "A doing/OPS-k7m2qd.yaml",
        "A doing/OPS-m4x0tz.yaml",
        "D open/.gitkeep",
        "D open/OPS-k7m2qd.yaml",
        "D open/OPS-m4x0tz.yaml",
        "M tix.yaml",
    ]
    assert tix("status", "remove", "waiting").out == "remove the status waiting\n"
    assert tix("config", "check").code == 0


def test_shelving_refiles_every_file_and_changes_no_ticket(tix, tracker):
    write_files(tracker, {"open/OPS-bbbbbb.yaml": "title: [\n"})
    commit(tracker)
    before = (tracker / "open/OPS-k7m2qd.yaml").read_bytes()

    done = tix("status", "shelve", "open", "c")
    assert done.out.startswith("shelve open by c; 2 files moved; left where they are")
    assert (tracker / "open/k/OPS-k7m2qd.yaml").read_bytes() == before
    assert tix("status", "shelve", "open", "c").out == "nothing changed\n"
    assert tix("status", "shelve", "open", "flat").code == 0
    assert git(tracker, "status", "--porcelain") == ""


def test_a_dry_run_changes_nothing(tix, tracker):
    head = git(tracker, "rev-parse", "HEAD")
    for words in (
        ("status", "add", "x", "--category", "queue"),
        ("status", "remove", "open", "--to", "doing"),
        ("config", "set", "name", "Desk"),
    ):
        assert tix(*words, "--dry-run").code == 0
    assert git(tracker, "rev-parse", "HEAD") == head
    assert git(tracker, "status", "--porcelain") == ""


def test_uncommitted_edits_stop_a_change_of_statuses(tix, tracker):
    with (tracker / "doing/OPS-x2c9fa.yaml").open("a") as file:
        file.write("milestone: m1\n")

    refused = tix("status", "rename", "doing", "work", "--folder")
    assert (refused.code, "hint: tix commit OPS-x2c9fa" in refused.err) == (6, True)
    assert (tracker / "doing/OPS-x2c9fa.yaml").exists()


@pytest.mark.parametrize(
    ("key", "out"),
    [
        ("key", "OPS\n"),
        ("statuses.open.category", "queue\n"),
        ("tags", "login:\n  meaning: Signing in\nui: {}\n"),
        ("types", None),
    ],
)
def test_settings_are_printed_with_their_defaults(tix, tracker, key, out):
    got = tix("config", "get", key)
    assert (got.err, got.code) == ("", 0)
    assert got.out == out or (out is None and got.out.startswith("support:"))


def test_a_setting_as_json(tix, tracker):
    assert tix("config", "get", "timezone", "--json").json == {
        "tix": 1,
        "kind": "config",
        "key": "timezone",
        "value": "UTC",
    }
    assert tix("config").out.startswith('format: "1"\nkey: OPS\n')
    assert tix("config", "get", "timezon").err.endswith("hint: did you mean timezone?\n")


def test_a_setting_is_changed_in_one_commit_with_comments_kept(tix, tracker):
    write_files(tracker, {"tix.yaml": "# ours\nkey: OPS  # for ever\nviews:\n  # mine\n  a: b\n"})
    commit(tracker)
    done = tix("config", "set", "views.urgent", "priority:high+")

    assert done.out == "set views.urgent to priority:high+\n"
    assert (tracker / "tix.yaml").read_text() == (
        "# ours\nkey: OPS  # for ever\nviews:\n  # mine\n  a: b\n  urgent: priority:high+\n"
    )
    assert last(tracker) == ("tix: set views.urgent to priority:high+", ["M tix.yaml"])
    assert tix("config", "set", "views.urgent", "priority:high+").out == "nothing changed\n"
    assert tix("config", "set", "views.urgent", "").out == "unset views.urgent\n"


@pytest.mark.parametrize(
    ("key", "value"),
    [("timezone", "Mars/Base"), ("views.x", "nofield:("), ("key", "1"), ("key", "")],
)
def test_what_would_break_the_settings_is_refused(tix, tracker, key, value):
    before = (tracker / "tix.yaml").read_text()
    refused = tix("config", "set", key, value)

    assert (refused.code, refused.out) == (5, "")
    assert (tracker / "tix.yaml").read_text() == before


def test_a_faulty_setting_can_be_mended(tix, tracker):
    write_files(tracker, {"tix.yaml": "key: OPS\nstrict: {tags: maybe}\n"})
    commit(tracker)

    assert tix("list").code == 5
    assert tix("config", "set", "strict.tags", "error").code == 0
    assert tix("list").code == 0


def test_the_check_names_file_line_and_column_and_reads_queries(tix, tracker):
    assert tix("config", "check").out == "The settings are in order.\n"
    write_files(tracker, {"tix.yaml": "key: OPS\nviews:\n  a: nofield:x\nwhatever: 1\n"})

    checked = tix("config", "check")
    assert checked.code == 1
    assert "tix.yaml:4:1: warning" in checked.out
    assert "tix.yaml:3:3: error config-query the query 'nofield:x' does not parse" in checked.out
    assert tix("config", "check", "--json").json["total"] == 2


def test_a_newer_format_is_read_and_never_written(tix, tracker):
    assert tix("migrate").out == "The tracker has format 1, the newest: there is nothing to do.\n"
    write_files(tracker, {"tix.yaml": "format: 2\nkey: OPS\n"})
    commit(tracker)

    assert tix("status").code == 0
    for words in (("migrate",), ("status", "add", "x", "--category", "queue")):
        refused = tix(*words)
        assert (refused.code, refused.err.splitlines()[1]) == (
            6,
            "tix: The tracker has format 2, and this tix writes format 1.",
        )


def test_schemas_are_json_and_speak_of_this_tracker(tix, tracker):
    ticket, config = tix("schema").json, tix("schema", "config").json

    assert ticket["title"] == "Ticket of Support desk"
    assert config["title"] == "tix.yaml"
    assert {"id", "title", "created"} <= set(ticket["required"])
    assert tix("schema", "nope").code == 2
