from __future__ import annotations

import pytest

from tests.builders import git
from tests.builders import ticket as make
from tix.store.ticketfile import render_ticket


def said(result) -> tuple[str, str, int]:
    return (result.out, result.err, result.code)


def subjects(tracker, count: int) -> list[str]:
    return git(tracker, "log", f"-{count}", "--format=%s").splitlines()


def test_set_changes_several_fields_in_one_commit(tix, tracker):
    result = tix("set", "k7m", "priority=low", "tags+=ui", "due=friday", "milestone=none")

    told = "OPS-k7m2qd: priority: high -> low; +tag ui; due: 2026-11-24 -> 2026-11-27\n"
    assert said(result) == (told, "", 0)
    assert subjects(tracker, 2) == [told.strip(), "OPS-a0b1c2: close"]
    assert git(tracker, "status", "--short") == ""


def test_set_with_json_tells_registers_before_and_after(tix, tracker):
    result = tix("set", "k7m", "x2c", "priority=low", "--json", "--dry-run")

    assert result.json == {
        "tix": 1,
        "kind": "change",
        "ids": ["OPS-k7m2qd", "OPS-x2c9fa"],
        "message": "OPS-k7m2qd: priority: high -> low\nOPS-x2c9fa: priority: none -> low",
        "commit": None,
        "dry_run": True,
        "changes": [
            {"id": "OPS-k7m2qd", "register": "priority", "before": "high", "after": "low"},
            {"id": "OPS-x2c9fa", "register": "priority", "before": None, "after": "low"},
        ],
    }
    assert subjects(tracker, 1) == ["OPS-a0b1c2: close"]


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        (("k7m", "status=doing"), "A status is not set but moved to.", 5),
        (("k7m", "title="), "OPS-k7m2qd: title is missing.", 6),
        (("k7m", "priorty=low"), "There is no field 'priorty'.", 4),
        (("k7m", "priority=lowest"), "'lowest' is not declared for priority.", 5),
        (("zzz", "priority=low"), "No ticket zzz here.", 4),
        (("priority=low",), "No ticket was named.", 6),
    ],
)
def test_set_refuses_what_makes_no_sense_and_writes_nothing(tix, tracker, words, message, code):
    result = tix("set", *words)

    assert (result.err.splitlines()[0], result.code) == (f"tix: {message}", code)
    assert subjects(tracker, 1) == ["OPS-a0b1c2: close"]


def test_what_is_so_already_is_no_commit(tix, tracker):
    assert said(tix("set", "k7m", "priority=high")) == ("", "Nothing to change.\n", 0)
    assert said(tix("set", "k7m", "priority=high", "-q")) == ("", "", 0)
    assert subjects(tracker, 1) == ["OPS-a0b1c2: close"]


def test_a_field_that_becomes_required_is_asked_for(tix, tracker):
    settings = tracker / "tix.yaml"
    declared = "fields:\n  browser: {type: text, required_when: 'type:incident'}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + declared, encoding="utf-8")

    refused = tix("set", "m4x", "type=incident")
    allowed = tix("set", "m4x", "type=incident", "browser=Firefox")

    assert said(refused) == (
        "",
        "tix: OPS-m4x0tz: browser is required here (type:incident).\n"
        "hint: tix set OPS-m4x0tz browser=…\n",
        6,
    )
    assert allowed.out == "OPS-m4x0tz: type: none -> incident; browser: none -> Firefox\n"


def test_hand_edits_are_refused_unless_they_are_included(tix, tracker):
    path = tracker / "open/OPS-k7m2qd.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "customer: ACME\n", encoding="utf-8")

    refused = tix("set", "k7m", "priority=low")
    included = tix("set", "k7m", "priority=low", "--include")

    assert (refused.code, refused.err.splitlines()[1]) == (6, "hint: tix commit OPS-k7m2qd")
    assert included.code == 0
    assert "customer: ACME" in git(tracker, "show", "HEAD:open/OPS-k7m2qd.yaml")


def test_assign_takes_several_tickets_and_a_query(tix, tracker):
    assert tix("assign", "k7m", "m4x", "bob").out == (
        "OPS-k7m2qd: assignee: none -> bob\nOPS-m4x0tz: assignee: none -> bob\n"
    )
    assert tix("assign", "--query", "tag:ui", "me").out == "OPS-m4x0tz: assignee: bob -> ada\n"
    assert tix("assign", "k7m", "none").out == "OPS-k7m2qd: assignee: bob -> none\n"


def test_claim_does_not_take_from_others_unasked(tix, tracker):
    refused = tix("claim", "x2c")

    assert said(refused) == (
        "",
        "tix: OPS-x2c9fa is bob's.\nhint: tix claim OPS-x2c9fa --take\n",
        6,
    )
    assert tix("claim", "x2c", "--take").out == "OPS-x2c9fa: assignee: bob -> ada\n"
    assert tix("unassign", "x2c", "-q").out == "OPS-x2c9fa\n"


def test_tag_adds_and_takes_away_and_doubts_new_words(tix, tracker):
    result = tix("tag", "k7m", "+logn", "-login")

    assert said(result) == (
        "OPS-k7m2qd: +tag logn; -tag login\n",
        "warning: OPS-k7m2qd: 'logn' is not declared in tags; did you mean login?\n",
        0,
    )
    assert tix("tag", "k7m", "m4x", "--add", "login", "--remove", "logn", "--remove", "ui").out == (
        "OPS-k7m2qd: +tag login; -tag logn\nOPS-m4x0tz: +tag login; -tag ui\n"
    )


def test_words_without_a_sign_are_added_behind_the_ids(tix, tracker):
    assert tix("tag", "k7m", "ui").out == "OPS-k7m2qd: +tag ui\n"
    assert tix("tag", "k7m").err.splitlines()[0] == ("tix: tag takes +tag or -tag, not nothing.")


def test_strict_settings_refuse_undeclared_tags(tix, tracker):
    settings = tracker / "tix.yaml"
    strict = "strict: {tags: error}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + strict, encoding="utf-8")

    result = tix("tag", "k7m", "+logn")

    assert (result.code, result.out) == (6, "")
    assert "did you mean login?" in result.err


def test_flag_marks_a_ticket(tix, tracker):
    assert tix("flag", "k7m", "+vip").out == "OPS-k7m2qd: +flag vip\n"
    assert tix("flag", "k7m", "-vip").out == "OPS-k7m2qd: -flag vip\n"


def test_due_reads_words_and_snooze_wants_a_later_day(tix, tracker):
    assert tix("due", "k7m", "m4x", "tomorrow").out == (
        "OPS-k7m2qd: due: 2026-11-24 -> 2026-11-22\nOPS-m4x0tz: due: none -> 2026-11-22\n"
    )
    assert tix("snooze", "k7m", "3d").out == "OPS-k7m2qd: snoozed: none -> 2026-11-24\n"
    assert tix("snooze", "k7m", "today").code == 5
    assert tix("snooze", "k7m", "none").out == "OPS-k7m2qd: snoozed: 2026-11-24 -> none\n"


def test_a_snoozed_ticket_comes_back_by_itself(tix, tracker, monkeypatch):
    tix("snooze", "k7m", "3d")

    asleep = tix("due", "--query", "tag:login", "2026-12-01", "-q")
    monkeypatch.setenv("TIX_NOW", "2026-11-24T08:00:00Z")
    awake = tix("due", "--query", "tag:login", "2026-12-01", "-q")

    assert (asleep.code, asleep.out) == (6, "")
    assert (awake.code, awake.out) == (0, "OPS-k7m2qd\n")


def test_any_script_is_a_title_and_a_tag(tix, tracker):
    words = "พิมพ์ใบแจ้งหนี้ 🖨 שלום"

    result = tix("set", "m4x", f"title={words}", "tags+=登录")

    assert result.code == 0
    text = (tracker / "open/OPS-m4x0tz.yaml").read_text(encoding="utf-8")
    assert (
        text
        == render_ticket(
            make(
                id="OPS-m4x0tz",
                title=words,
                priority="low",
                tags=["ui", "登录"],
                created="2026-11-18T09:30:00Z",
            )
        ).decode()
    )


def test_a_broken_file_is_explained_and_stays(tix, tracker):
    path = tracker / "open/OPS-k7m2qd.yaml"
    path.write_text("id: [\n", encoding="utf-8")

    results = [tix("set", "k7m", "priority=low"), tix("show", "k7m")]

    assert [result.code for result in results] == [5, 5]
    assert all(result.err.startswith("tix: open/OPS-k7m2qd.yaml:") for result in results)
    assert all(result.err.endswith("tix edit OPS-k7m2qd\n") for result in results)
    assert path.read_text(encoding="utf-8") == "id: [\n"
