from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.builders import commit, git, write_files
from tix.store.yamlread import read_node

CHILD = """\
id: OPS-c3d4e5
title: Part of the login work
parent: OPS-k7m2qd
created: 2026-11-19T09:00:00Z
"""


def said(result) -> tuple[str, str, int]:
    return (result.out, result.err, result.code)


def subject(folder: Path) -> str:
    return git(folder, "log", "-1", "--format=%s")


def doc(tracker: Path, path: str) -> dict:
    return read_node((tracker / path).read_bytes(), path)


def test_move_takes_several_tickets_in_one_commit_with_a_comment(tix, tracker):
    result = tix("move", "k7m", "m4x", "DOING", "-m", "On it.", "--note", "-q")

    assert said(result) == ("OPS-k7m2qd\nOPS-m4x0tz\n", "", 0)
    assert subject(tracker) == "OPS-k7m2qd, OPS-m4x0tz: change"
    talk = doc(tracker, "doing/OPS-k7m2qd.yaml")["comments"]
    assert [(one["kind"], one["text"]) for one in talk] == [("note", "On it.\n")]
    assert git(tracker, "status", "--short") == ""


def test_a_move_into_a_closed_status_brings_a_resolution(tix, tracker):
    usual = tix("move", "k7m", "done", "--json")
    tix("move", "m4x", "done", "--as", "WontFix")

    assert usual.json["changes"] == [
        {
            "id": "OPS-k7m2qd",
            "register": "status",
            "before": {"status": "open"},
            "after": {"status": "done", "resolution": "fixed"},
        }
    ]
    assert doc(tracker, "done/2026-11/m/OPS-m4x0tz.yaml")["resolution"] == "wontfix"


def test_the_usual_resolution_is_a_setting_and_no_field_of_new_tickets(tix, tracker):
    settings = tracker / "tix.yaml"
    text = settings.read_text(encoding="utf-8") + "defaults: {resolution: solved}\n"
    settings.write_text(text, encoding="utf-8")

    assert tix("close", "k7m", "--dry-run").out == "OPS-k7m2qd: status: open -> done (solved)\n"
    made = tix("split", "k7m", "Part", "-q").out.strip()
    assert "resolution" not in doc(tracker, f"open/{made}.yaml")


@pytest.mark.parametrize(
    ("words", "message", "hint", "code"),
    [
        (
            ("move", "k7m", "dooing"),
            "There is no status 'dooing'.",
            "did you mean doing? Statuses: open, doing, waiting, review, done",
            4,
        ),
        (("move", "doing", "k7m"), "The status stands last.", "tix move k7m doing", 2),
        (("move", "k7m"), "A ticket and a status are needed.", "tix move k7m STATUS", 2),
        (
            ("move", "k7m", "review", "--as", "fixed"),
            "review does not end a ticket.",
            "tix move OPS-k7m2qd review",
            5,
        ),
        (("start", "x2c"), "OPS-x2c9fa is bob's.", "tix start OPS-x2c9fa --take", 6),
        (("start", "a0b"), "OPS-a0b1c2 is closed.", "tix reopen OPS-a0b1c2", 6),
        (
            ("start", "--branch", "k7m"),
            "k7m was read as a branch's name.",
            "tix start OPS-k7m2qd --branch",
            2,
        ),
        (("close", "a0b"), "OPS-a0b1c2 is closed already, as fixed.", "tix reopen OPS-a0b1c2", 6),
        (("close", "k7m", "--note"), "--note is about a comment.", "add -m TEXT", 2),
        (
            ("close", "x2c", "--duplicate-of", "x2c"),
            "OPS-x2c9fa cannot be linked to itself.",
            "",
            6,
        ),
        (
            ("reopen", "k7m"),
            "OPS-k7m2qd is not closed, it is open.",
            "tix move OPS-k7m2qd STATUS",
            6,
        ),
        (
            ("reopen", "a0b", "--status", "done"),
            "done ends a ticket.",
            "tix move OPS-a0b1c2 done",
            5,
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    tix, tracker, words, message, hint, code
):
    told = f"tix: {message}\n" + (f"hint: {hint}\n" if hint else "")

    assert said(tix(*words)) == ("", told, code)
    assert (subject(tracker), git(tracker, "status", "--short")) == ("OPS-a0b1c2: close", "")


def test_start_makes_a_ticket_active_and_mine_and_tells_what_blocks_it(tix, tracker):
    result = tix("start", "k7m")

    assert said(result) == (
        "OPS-k7m2qd: status: open -> doing; assignee: none -> ada\n",
        "warning: OPS-k7m2qd is blocked by OPS-x2c9fa.\n",
        0,
    )


def test_start_with_a_branch_switches_and_the_branch_stands_for_the_ticket(tix, tracker):
    result = tix("start", "m4x", "--branch")
    tix("comment", ".", "-m", "Begun.")
    again = tix("start", ".", "--branch")

    branch = "OPS-m4x0tz-print-invoices-in-colour"
    assert (
        result.err == f"On the new branch {branch}, where `.` stands for the ticket: tix show .\n"
        f"warning: tickets are in this repository too, and change on {branch} alone from now\n"
        "hint: git switch main\n"
    )
    assert git(tracker, "branch", "--show-current") == branch
    assert re.fullmatch("OPS-m4x0tz: add comment [a-z][0-9a-z]{5}", subject(tracker))
    assert (again.err.splitlines()[0], again.code) == (
        f"tix: The branch {branch} exists already.",
        6,
    )
    started = "OPS-m4x0tz: status: open -> doing; assignee: none -> ada"
    assert git(tracker, "log", "-1", "--format=%s", "main") == started


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a..b", "'OPS-m4x0tz-a..b' cannot be the name of a branch."),
        ("OPS-k7m2qd-x", "The branch OPS-k7m2qd-x would stand for OPS-k7m2qd, not for OPS-m4x0tz."),
        (
            "main/x",
            "The branch main/OPS-m4x0tz-x cannot be made: 'refs/heads/main' exists;"
            " cannot create 'refs/heads/main/OPS-m4x0tz-x'.",
        ),
    ],
)
def test_a_branch_that_git_would_not_make_stops_the_start(tix, tracker, name, message):
    result = tix("start", "m4x", "--branch", name)

    assert (result.err.splitlines()[0], result.code) == (f"tix: {message}", 6)
    assert (subject(tracker), git(tracker, "branch", "--show-current")) == (
        "OPS-a0b1c2: close",
        "main",
    )


def test_a_hook_that_fails_behind_the_switch_is_told(tix, tracker):
    hook = tracker / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no >&2; exit 1\n", encoding="utf-8")
    hook.chmod(0o755)

    result = tix("start", "m4x", "--branch", "x")

    assert (result.err, result.code) == ("warning: git switch failed with code 1: no\n", 0)
    assert git(tracker, "branch", "--show-current") == "OPS-m4x0tz-x"


def test_a_merge_under_way_in_the_code_stops_the_start(tix, tracker):
    (tracker / ".git" / "MERGE_HEAD").write_text(git(tracker, "rev-parse", "HEAD") + "\n")

    result = tix("start", "m4x", "--branch")

    assert (result.err.splitlines()[0], result.code) == (
        f"tix: git is in the middle of a merge in {tracker}.",
        6,
    )


def test_a_tracker_on_a_branch_of_its_own_gets_the_branch_in_the_code(
    tix, tracker, tmp_path, monkeypatch
):
    code = tmp_path / "code"
    git(tracker, "branch", "-m", "main", "tix")
    git(tmp_path, "clone", "-q", str(tracker), str(code))
    git(code, "switch", "-q", "--orphan", "main")
    write_files(code, {"app.py": "x = 1\n"})
    commit(code, "code")
    git(code, "worktree", "add", "-q", "tickets", "tix")
    monkeypatch.chdir(code / "tickets")

    result = tix("start", "m4x", "--branch", "feature/colour")

    assert result.code == 0
    assert git(code, "branch", "--show-current") == "feature/OPS-m4x0tz-colour"
    assert git(code / "tickets", "branch", "--show-current") == "tix"
    assert git(code, "log", "--format=%s", "feature/OPS-m4x0tz-colour") == "code"
    assert tix("show", ".", "--field", "status").out == "doing\n"
    monkeypatch.chdir(code)
    assert tix("show", ".", "--field", "id").out == "OPS-m4x0tz\n"


def test_a_name_of_a_branch_stands_for_the_ticket_in_any_case(tix, tracker):
    assert tix("show", "fix/ops-M4X0tz-print", "--field", "id").out == "OPS-m4x0tz\n"
    assert tix("show", "ops-m4x0tz-print", "--field", "id").out == "OPS-m4x0tz\n"
    git(tracker, "switch", "-q", "-c", "ops-m4x0tz-print")
    assert tix("show", ".", "--field", "id").out == "OPS-m4x0tz\n"


def test_close_keeps_a_solution_and_names_open_sub_tickets(tix, tracker):
    write_files(tracker, {"open/OPS-c3d4e5.yaml": CHILD})
    commit(tracker, "child")

    result = tix("close", "k7m", "--solution", "Escaped it.", "--status", "done")

    assert said(result) == (
        "OPS-k7m2qd: status: open -> done (fixed); solution: none -> Escaped it.\n",
        "warning: OPS-c3d4e5, part of OPS-k7m2qd, is still open.\n",
        0,
    )
    assert tix("close", "c3d", "-q").err == ""


def test_a_duplicate_is_linked_and_closed_in_one_commit(tix, tracker):
    result = tix("close", "k7m", "--duplicate-of", "m4x")
    circle = tix("close", "m4x", "--duplicate-of", "k7m")

    told = "OPS-k7m2qd: status: open -> done (duplicate); +duplicates OPS-m4x0tz"
    assert (result.out.strip(), subject(tracker)) == (told, told)
    assert (circle.err.splitlines()[0], circle.code) == (
        "tix: That would close a circle of duplicates: OPS-m4x0tz -> OPS-k7m2qd -> OPS-m4x0tz.",
        6,
    )


def test_reopen_finds_closed_tickets_by_a_query(tix, tracker):
    result = tix("reopen", "--query", "assignee:ada", "-m", "It is back.")

    assert re.fullmatch(
        r"OPS-a0b1c2: status: done \(fixed\) -> open; add comment \w{6}\n", result.out
    )
    assert (tracker / "open/OPS-a0b1c2.yaml").exists()
    assert tix("reopen", "--query", "assignee:ada").code == 6


def test_hand_edits_stop_a_move_until_they_are_included(tix, tracker):
    path = tracker / "open/OPS-k7m2qd.yaml"
    path.write_text("# by hand\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    refused = tix("move", "k7m", "doing")
    moved = tix("move", "k7m", "doing", "--include")

    assert (refused.code, moved.code) == (6, 0)
    assert "hint: tix commit OPS-k7m2qd" in refused.err
    assert (tracker / "doing/OPS-k7m2qd.yaml").read_text(encoding="utf-8").startswith("# by hand")
