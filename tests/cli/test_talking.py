from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.builders import git
from tix.store.yamlread import read_node


def doc(tracker: Path, path: str) -> dict:
    return read_node((tracker / path).read_bytes(), path)


def comments(tracker: Path, path: str = "open/OPS-k7m2qd.yaml") -> list[tuple[str, str, str]]:
    """Return who said what how."""
    said = doc(tracker, path)["comments"]
    return [(item["by"], item["kind"], item.get("text", "")) for item in said]


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Give a function that makes the editor run a line of shell on the file `$1`."""

    def becomes(line: str) -> None:
        script = tmp_path / "editor"
        script.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(script))

    return becomes


def test_words_behind_the_id_are_the_comment(tix, tracker):
    result = tix("comment", "k7m", "Reproduced,", "thanks.")

    assert re.fullmatch(r"OPS-k7m2qd: add comment [a-z][0-9a-z]{5}\n", result.out)
    assert comments(tracker) == [("ada", "reply", "Reproduced, thanks.\n")]
    assert git(tracker, "log", "-1", "--format=%s") == result.out.strip()


def test_kinds_and_texts_from_options_and_stdin(tix, tracker):
    tix("comment", "k7m", "--note", "-m", "One.", "-m", "Two.")
    tix("comment", "k7m", "--call", "-F", "-", input="Rang back. ขอบคุณ\r\n")
    tix("comment", "k7m", "--decision", "We wait.")

    assert comments(tracker) == [
        ("ada", "note", "One.\n\nTwo.\n"),
        ("ada", "call", "Rang back. ขอบคุณ\n"),
        ("ada", "decision", "We wait.\n"),
    ]


def test_of_two_texts_none_is_dropped(tix, tracker):
    done = tix("comment", "k7m", "-m", "Looks like", "the proxy")
    assert (done.out, done.code) == ("", 2)
    assert "this one is left over: the proxy\nhint: " in done.err


def test_the_editor_opens_with_advice_that_is_not_kept(tix, tracker, editor):
    editor('grep -c "^#|" "$1" >> "$1"; echo "from the editor" >> "$1"')

    result = tix("comment", "k7m", "-e", "-q")

    assert (result.out, result.code) == ("OPS-k7m2qd\n", 0)
    assert comments(tracker) == [("ada", "reply", "2\nfrom the editor\n")]


def test_without_a_text_and_a_terminal_the_options_are_named(tix, tracker):
    result = tix("comment", "k7m")

    assert (result.err, result.code) == (
        "tix: The text is missing.\nhint: give -m TEXT, or -F - for stdin\n",
        2,
    )


def test_text_from_the_editor_is_kept_when_the_ticket_cannot_be_written(tix, tracker, editor):
    path = tracker / "open/OPS-k7m2qd.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "customer: ACME\n", encoding="utf-8")
    editor('echo "long thoughts" >> "$1"')

    result = tix("comment", "k7m", "-e")

    kept = list((tracker / ".git/tix/edits").iterdir())
    assert result.code == 6
    assert [file.read_text(encoding="utf-8") for file in kept] == ["long thoughts\n"]
    assert f"Your text is kept in {kept[0]}" in result.err


def test_ones_own_comments_are_rewritten_and_deleted(tix, tracker):
    tix("comment", "k7m", "first")
    name = doc(tracker, "open/OPS-k7m2qd.yaml")["comments"][0]["id"]

    changed = tix("comment", "k7m", "--edit", name[:4], "-m", "second")
    assert changed.out == f"OPS-k7m2qd: edit comment {name}\n"
    assert comments(tracker) == [("ada", "reply", "second\n")]

    assert tix("comment", "k7m", "--delete", name).code == 0
    assert doc(tracker, "open/OPS-k7m2qd.yaml")["comments"][0]["deleted"] == "true"


def test_the_words_of_others_stay_and_can_be_answered(tix, tracker):
    refused = tix("comment", "x2c", "--delete", "c7f")
    answer = tix("comment", "x2c", "--re", "c7f", "-m", "Good.")

    assert (refused.err, refused.code) == (
        "tix: Comment c7f2kq is by bob, and only its author changes it.\n"
        "hint: tix comment OPS-x2c9fa --re c7f2kq -m TEXT\n",
        6,
    )
    assert answer.code == 0
    assert doc(tracker, "doing/OPS-x2c9fa.yaml")["comments"][1]["re"] == "c7f2kq"


def test_a_query_comments_on_many_in_one_commit(tix, tracker):
    result = tix("comment", "--query", "status:open", "-m", "Back soon.", "--json")

    assert sorted(result.json["ids"]) == ["OPS-k7m2qd", "OPS-m4x0tz"]
    assert comments(tracker, "open/OPS-m4x0tz.yaml") == [("ada", "reply", "Back soon.\n")]
    assert git(tracker, "rev-list", "--count", "HEAD") == "4"


def test_watch_is_for_me_or_a_person(tix, tracker):
    assert tix("watch", "k7m", "x2c").out == (
        "OPS-k7m2qd: +watcher ada\nOPS-x2c9fa: +watcher ada\n"
    )
    assert tix("watch", "k7m", "bob").out == "OPS-k7m2qd: +watcher bob\n"
    assert tix("watch", "k7m", "--off").out == "OPS-k7m2qd: -watcher ada\n"
    assert tix("watch", "k7m", "zzz").err.startswith("tix: No ticket zzz here.\n")


def test_todo_adds_ticks_orders_and_removes_steps(tix, tracker):
    tix("todo", "k7m", "add", "Reproduce", "on", "staging")
    tix("todo", "k7m", "add", "Find the cause", "Test")
    tix("todo", "k7m", "done", "1")
    tix("todo", "k7m", "order", "3")
    tix("todo", "k7m", "remove", "3")

    shown = tix("todo", "k7m", "--json").json
    ids = [item.pop("id") for item in shown["items"]]
    assert shown == {
        "tix": 1,
        "kind": "todo",
        "id": "OPS-k7m2qd",
        "total": 2,
        "done": 1,
        "items": [
            {"text": "Test", "done": False},
            {"text": "Reproduce on staging", "done": True},
        ],
    }
    assert tix("todo", "k7m").out == (
        f" 1 [ ] Test  {ids[0]}\n 2 [x] Reproduce on staging  {ids[1]}\n"
    )


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        (("done", "9"), "'9' names no single step of OPS-k7m2qd, which has 0.", 4),
        (("finish", "1"), "A checklist has no action 'finish'.", 2),
        (("done",), "done needs a step.", 2),
        (("add", " "), "A step needs a text.", 5),
    ],
)
def test_todo_explains_what_it_cannot_do(tix, tracker, words, message, code):
    result = tix("todo", "k7m", *words)

    assert (result.err.splitlines()[0], result.code) == (f"tix: {message}", code)


def test_an_empty_checklist_says_how_to_begin_one(tix, tracker):
    result = tix("todo", "k7m")

    assert (result.out, result.err) == (
        "",
        "OPS-k7m2qd has no checklist; tix todo OPS-k7m2qd add TEXT begins one.\n",
    )


def test_what_a_terminal_would_obey_is_no_text(tix, tracker):
    assert tix("comment", "k7m", "-m", "red \x1b[31m").err.splitlines()[0] == (
        "tix: The comment has control characters."
    )
    assert tix("todo", "k7m", "add", "red \x1b[31m").err == (
        "tix: The step has control characters.\n"
    )
