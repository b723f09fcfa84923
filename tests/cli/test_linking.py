from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import commit, git
from tix.store.yamlread import read_node


def said(result) -> tuple[str, str, int]:
    return (result.out, result.err, result.code)


def doc(tracker: Path, path: str) -> dict:
    return read_node((tracker / path).read_bytes(), path)


def test_a_link_from_the_other_end_stands_in_the_other_file(tix, tracker):
    result = tix("link", "k7m", "m4x", "needs", "a0b")

    assert said(result) == ("OPS-a0b1c2: +blocks OPS-k7m2qd; +blocks OPS-m4x0tz\n", "", 0)
    assert doc(tracker, "done/2026-11/a/OPS-a0b1c2.yaml")["links"] == {
        "blocks": ["OPS-k7m2qd", "OPS-m4x0tz"]
    }


def test_linking_tells_registers_as_json(tix, tracker):
    result = tix("link", "k7m", "parent", "x2c", "--json", "--dry-run")

    assert result.json == {
        "tix": 1,
        "kind": "change",
        "ids": ["OPS-k7m2qd"],
        "message": "OPS-k7m2qd: parent: none -> OPS-x2c9fa",
        "commit": None,
        "dry_run": True,
        "changes": [
            {"id": "OPS-k7m2qd", "register": "parent", "before": None, "after": "OPS-x2c9fa"}
        ],
    }


def test_a_mutual_link_stands_in_one_file_only(tix, tracker):
    tix("link", "k7m", "relates", "m4x")

    assert said(tix("link", "m4x", "relates", "k7m")) == ("", "Nothing to change.\n", 0)
    gone = tix("unlink", "m4x", "relates", "k7m")
    assert said(gone) == ("OPS-k7m2qd: -relates OPS-m4x0tz\n", "", 0)


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        (
            ("k7m", "blocks", "x2c"),
            "That would close a circle of blocks: OPS-k7m2qd -> OPS-x2c9fa -> OPS-k7m2qd.",
            6,
        ),
        (("k7m", "child", "k7m"), "OPS-k7m2qd cannot be linked to itself.", 6),
        (("k7m", "blokcs", "m4x"), "There is no kind of link 'blokcs'.", 2),
        (("k7m", "relates", "zzz"), "No ticket zzz here.", 4),
        (("k7m", "parent", "x2c", "m4x"), "A ticket has one parent.", 2),
        (("k7m", "blocks"), "A link needs a kind and another ticket.", 2),
    ],
)
def test_links_that_make_no_sense_are_refused(tix, tracker, words, message, code):
    result = tix("link", *words)

    assert (result.err.splitlines()[0], result.code) == (f"tix: {message}", code)
    assert git(tracker, "log", "-1", "--format=%s") == "OPS-a0b1c2: close"


def test_a_circle_of_parents_within_one_command_is_seen(tix, tracker):
    tix("link", "k7m", "parent", "m4x")

    result = tix("link", "x2c", "m4x", "parent", "k7m")

    assert (result.err.splitlines()[0], result.code) == (
        "tix: That would close a circle of parents: OPS-m4x0tz -> OPS-k7m2qd -> OPS-m4x0tz.",
        6,
    )
    assert "parent" not in doc(tracker, "doing/OPS-x2c9fa.yaml")


def test_unlink_takes_every_link_between_two_tickets_away(tix, tracker):
    tix("link", "k7m", "caused-by", "x2c")
    tix("link", "k7m", "parent", "x2c")

    result = tix("unlink", "k7m", "x2c")

    assert said(result) == (
        "OPS-k7m2qd: parent: OPS-x2c9fa -> none; -caused-by OPS-x2c9fa\n"
        "OPS-x2c9fa: -blocks OPS-k7m2qd\n",
        "",
        0,
    )
    again = tix("unlink", "k7m", "x2c")
    told = "tix: OPS-k7m2qd has no link to OPS-x2c9fa.\nhint: tix show OPS-k7m2qd\n"
    assert said(again) == ("", told, 4)


def test_unlink_of_another_kind_changes_nothing(tix, tracker):
    result = tix("unlink", "k7m", "blocks", "x2c")

    assert (result.err.splitlines()[0], result.code) == (
        "tix: OPS-k7m2qd has no link of the kind blocks to OPS-x2c9fa.",
        4,
    )


def test_a_link_to_nothing_goes_by_its_whole_id(tix, tracker):
    path = tracker / "open/OPS-m4x0tz.yaml"
    path.write_text(
        path.read_text(encoding="utf-8") + "links:\n  relates:\n    - OPS-zzzzzz\n",
        encoding="utf-8",
    )
    commit(tracker)

    assert tix("unlink", "m4x", "OPS-zzzzzz").out == "OPS-m4x0tz: -relates OPS-zzzzzz\n"


def test_split_makes_parts_that_share_what_the_whole_has(tix, tracker):
    result = tix("split", "k7m", "Escape  umlauts 🎉", "اختبار", "--assignee", "bob", "-q")

    first, second = result.out.split()
    part = doc(tracker, f"open/{first}.yaml")
    shared = {name: part[name] for name in ("title", "type", "priority", "parent", "tags")}
    assert shared == {
        "title": "Escape umlauts 🎉",
        "type": "bug",
        "priority": "high",
        "parent": "OPS-k7m2qd",
        "tags": ["login"],
    }
    assert (part["assignee"], doc(tracker, f"open/{second}.yaml")["title"]) == ("bob", "اختبار")
    assert git(tracker, "rev-list", "--count", "HEAD") == "4"


def test_split_from_the_checklist_takes_the_open_steps_over(tix, tracker):
    tix("todo", "k7m", "add", "Find the cause", "Write a test")
    tix("todo", "k7m", "done", "1")

    result = tix("split", "k7m", "--from-checklist", "-q")

    whole = doc(tracker, "open/OPS-k7m2qd.yaml")
    assert [step["text"] for step in whole["checklist"]] == ["Find the cause"]
    assert doc(tracker, f"open/{result.out.strip()}.yaml")["title"] == "Write a test"
    again = tix("split", "k7m", "--from-checklist")
    assert (again.err.splitlines()[0], again.code) == (
        "tix: OPS-k7m2qd has no open step in its checklist.",
        6,
    )


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        (("k7m",), "Either titles or --from-checklist say what the parts are.", 2),
        (("k7m", " "), "A title is empty.", 5),
        (("k7m", "x", "-p", "nope"), "'nope' is not declared for priority.", 5),
        (("a0b", "x"), "OPS-a0b1c2 is closed.", 6),
    ],
)
def test_split_refuses_what_makes_no_sense(tix, tracker, words, message, code):
    result = tix("split", *words)

    assert (result.err.splitlines()[0], result.code) == (f"tix: {message}", code)
