from __future__ import annotations

import json

import pytest

from tests.builders import write_files

FIRST = "OPS-k7m2qd\topen\thigh\t\tLogin page rejects passwords with umlauts\n"
INVOICES = "OPS-m4x0tz\topen\tlow\t\tPrint invoices in colour\n"
SERVER = "OPS-x2c9fa\tdoing\t\tbob\tMove the mail server\n"
BROKEN = (
    "OPS-bbbbbb\topen\t\t\tBROKEN: open/OPS-bbbbbb.yaml:3:1: did not find expected ',' or ']'\n"
)


def test_list_shows_what_is_open_by_priority(tix, tracker):
    for _ in range(2):  # in full, then at a glance
        result = tix("list")

        assert (result.out, result.err, result.code) == (FIRST + SERVER + INVOICES, "", 0)


def test_list_sees_at_once_what_changed_since_the_last_glance(tix, tracker):
    tix("list")
    tix("list")
    (tracker / "open/OPS-m4x0tz.yaml").unlink()
    settings = tracker / "tix.yaml"
    settings.write_text(settings.read_text() + "list: {columns: [id, title]}\n")

    assert tix("list").out == (
        "OPS-k7m2qd\tLogin page rejects passwords with umlauts\nOPS-x2c9fa\tMove the mail server\n"
    )


def test_a_snooze_ends_while_the_glance_is_remembered(tix, tracker, monkeypatch):
    ticket = tracker / "open/OPS-m4x0tz.yaml"
    ticket.write_text(ticket.read_text() + "snoozed: 2026-11-23\n")

    assert tix("list").out == tix("list").out == FIRST + SERVER
    monkeypatch.setenv("TIX_NOW", "2026-11-23T00:00:00Z")
    assert tix("list").out == FIRST + SERVER + INVOICES


def test_a_list_says_how_many_it_hides_because_they_are_snoozed(tix, tracker, on_terminal):
    for name in ("OPS-m4x0tz", "OPS-k7m2qd"):
        ticket = tracker / f"open/{name}.yaml"
        ticket.write_text(ticket.read_text() + "snoozed: 2026-11-23\n")

    for _ in range(2):  # in full, then at a glance
        assert tix("list").err == "2 snoozed tickets are not shown: tix list is:snoozed\n"
    assert tix("list", "login").err == (
        "no tickets\n1 snoozed ticket is not shown: tix list is:snoozed\n"
    )
    assert (tix("list", "-A").err, tix("list", "is:snoozed").err) == ("", "")
    assert tix("list", "-q").err == ""


def test_options_are_conditions_beside_the_query(tix, tracker):
    assert tix("list", "-t", "login", "-p", "high+").out == FIRST
    assert tix("list", "-tag:login", "-a", "").out == INVOICES
    assert tix("list", "-s", "doing,done", "-q").out == "OPS-a0b1c2\nOPS-x2c9fa\n"
    assert tix("list", "-A", "password", "--columns", "id,resolution").out == (
        "OPS-k7m2qd\t\nOPS-a0b1c2\tfixed\n"
    )


def test_a_limit_says_how_many_there_are(tix, tracker):
    for _ in range(2):
        result = tix("list", "-n", "1")

        assert (result.out, result.err) == (FIRST, "showing 1 of 3 tickets\n")
    assert json.loads(tix("list", "-n", "1", "--json").out)["total"] == 3


def test_a_broken_ticket_is_in_every_list(tix, tracker):
    write_files(tracker, {"open/OPS-bbbbbb.yaml": "id: OPS-bbbbbb\ntitle: [oops\n"})

    assert BROKEN in tix("list").out
    assert BROKEN in tix("list", "assignee:bob").out
    assert BROKEN in tix("mine").out
    assert tix("list", "-q", "tag:ui").out == "OPS-bbbbbb\nOPS-m4x0tz\n"
    item = tix("list", "is:broken", "--json").json["items"][0]
    assert (item["id"], item["status"], item["title"], item["broken"]) == (
        "OPS-bbbbbb",
        "open",
        None,
        "open/OPS-bbbbbb.yaml:3:1: did not find expected ',' or ']'",
    )


def test_json_of_a_list_has_its_promised_shape(tix, tracker):
    document = tix("list", "tag:login", "--json").json
    item = document["items"][0]

    assert {**document, "items": len(document["items"])} == {
        "tix": 1,
        "kind": "ticket.list",
        "total": 1,
        "items": 1,
    }
    assert list(item)[:6] == ["id", "status", "state", "path", "sla", "formerly"]
    assert (item["tags"], item["due"], item["assignee"], item["links"]["blocks"]) == (
        ["login"],
        "2026-11-24",
        None,
        [],
    )


@pytest.mark.usefixtures("on_terminal")
def test_on_a_terminal_prefixes_are_bold_and_columns_fit(tix, tracker):
    lines = tix("list", "--color", "always").out.splitlines()

    assert lines[1].startswith("\x1b[1mOPS-k\x1b[0m\x1b[2m7m2qd\x1b[0m  open")
    assert "\x1b[33mhigh" in lines[1]


def test_an_unknown_column_is_named(tix, tracker):
    result = tix("list", "--columns", "id,titel")

    assert (result.code, result.err) == (
        2,
        "tix: There is no column 'titel'.\nhint: did you mean title?\n",
    )


def test_mine_narrows_even_a_query_with_or(tix, tracker):
    assert (
        tix("mine", "-A").out == "OPS-a0b1c2\tdone\t\tada\tReset the password of the front desk\n"
    )
    assert tix("mine", "-A", "mail", "or", "password", "-q").out == "OPS-a0b1c2\n"
    assert tix("mine").out == ""


def test_without_a_tracker_it_says_how_to_get_one(tix, tmp_path):
    result = tix("-C", str(tmp_path), "list")

    assert (result.code, result.out) == (3, "")
    assert "hint: tix init" in result.err
