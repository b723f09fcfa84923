from __future__ import annotations

import pytest

from tests.builders import write_files

SERVER = """\
OPS-x2c9fa  Move the mail server
doing · bob

  created  2026-11-19 08:00 (2 d ago)

Links
  blocks  OPS-k7m2qd  Login page rejects passwords with umlauts  (open)

Talk 1 comment
  bob  2026-11-19 08:10 (2 d ago)  [note]  c7f2kq
    Ordered the hardware.
"""


def test_show_tells_everything_for_people(tix, tracker):
    result = tix("show", "x2c")

    assert (result.out, result.err, result.code) == (SERVER, "", 0)


def test_show_knows_links_from_the_other_end_sub_tickets_and_deleted_talk(tix, tracker):
    write_files(
        tracker,
        {
            "open/OPS-c00001.yaml": "id: OPS-c00001\ntitle: One part\nparent: OPS-k7m2qd\n"
            "created: 2026-11-20T09:00:00Z\ncomments:\n  - id: cabcde\n"
            "    at: 2026-11-20T09:01:00Z\n    by: ada\n    deleted: true\n    text: secret\n",
        },
    )
    shown = tix("show", "k7m").out

    assert "  blocked by  OPS-x2c9fa  Move the mail server  (doing)\n" in shown
    assert "Sub-tickets ░░░░░░░░░░ 0/1\n  [ ] OPS-c00001  One part  (open)\n" in shown
    assert "  due       2026-11-24 (in 3 d)\n" in shown
    child = tix("show", "c00001").out
    assert "part of  OPS-k7m2qd" in child
    assert "(deleted)" in child
    assert "secret" not in child


def test_show_history_has_who_and_when(tix, tracker):
    shown = tix("show", "x2c", "--history").out

    assert shown.startswith(SERVER)
    assert "created: Move the mail server" in shown.partition("History\n")[2]


def test_json_of_a_ticket_has_links_from_both_ends(tix, tracker):
    document = tix("show", "k7m", "x2c", "--json").json

    assert {key: document[key] for key in ("tix", "kind", "total")} == {
        "tix": 1,
        "kind": "ticket.show",
        "total": 2,
    }
    first, second = document["items"]
    assert (first["status"], first["state"], first["path"]) == (
        "open",
        "queue",
        "open/OPS-k7m2qd.yaml",
    )
    assert first["linked_from"] == {
        "blocked-by": ["OPS-x2c9fa"],
        "duplicated-by": [],
        "relates": [],
        "causes": [],
        "children": [],
    }
    assert second["links"]["blocks"] == ["OPS-k7m2qd"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Login page rejects passwords with umlauts\n"),
        ("description", "Reset works, but the next login fails.\n"),
        ("tags", "login\n"),
        ("status", "open\n"),
        ("path", "open/OPS-k7m2qd.yaml\n"),
        ("goal", ""),
    ],
)
def test_show_field_prints_the_value_alone(tix, tracker, field, value):
    assert tix("show", "k7m", "--field", field).out == value


def test_failures_of_show_explain_themselves(tix, tracker):
    write_files(tracker, {"open/OPS-bbbbbb.yaml": "id: OPS-bbbbbb\ntitle: [oops\n"})

    assert tix("show", "zzzzzz").code == 4
    assert tix("show", "bbbbbb").code == 5
    assert tix("show", "k7m", "--field", "titel").err.endswith("hint: did you mean title?\n")


def test_controls_in_a_title_never_reach_the_terminal(tix, tracker):
    write_files(
        tracker,
        {
            "open/OPS-e00001.yaml": 'id: OPS-e00001\ntitle: "\\e[31mred \\a ไทย"\n'
            "created: 2026-11-20T09:00:00Z\n"
        },
    )
    for args in (["show", "e00001"], ["list"], ["board"], ["show", "e00001", "--field", "title"]):
        result = tix(*args)

        assert "red  ไทย" in result.out
        assert "\x1b" not in result.out + result.err


def test_path_is_absolute_or_relative_and_finds_broken_files(tix, tracker):
    write_files(tracker, {"open/OPS-bbbbbb.yaml": "id: [\n"})

    assert tix("path", "k7m", "bbbbbb").out == (
        f"{tracker}/open/OPS-k7m2qd.yaml\n{tracker}/open/OPS-bbbbbb.yaml\n"
    )
    assert tix("path", "--relative", "--query", "tag:ui").out == "open/OPS-m4x0tz.yaml\n"
    assert tix("path", "x2c", "--json").json["items"] == [f"{tracker}/doing/OPS-x2c9fa.yaml"]


def test_links_from_closed_tickets_are_shown_though_nobody_listed_them(tix, tracker):
    path = tracker / "done/2026-11/a/OPS-a0b1c2.yaml"
    path.write_text(path.read_text() + "links:\n  blocks:\n    - OPS-k7m2qd\n")

    shown = tix("show", "k7m", "--json")

    assert "OPS-a0b1c2" in shown.json["items"][0]["linked_from"]["blocked-by"]
    assert shown.err == ""


def test_a_large_archive_is_not_read_for_one_ticket_and_that_is_said(tix, tracker, monkeypatch):
    monkeypatch.setattr("tix.neighbours.FEW", 0)
    told = "1 closed tickets were never read, and links from them are not shown"

    assert tix("show", "k7m").err == f"{told}: tix list -A -n 1 reads them\n"
    tix("list", "-A", "-n", "1")
    assert tix("show", "k7m").err == ""


def test_history_is_wrapped_on_a_terminal_and_whole_in_a_pipe(tix, tracker, monkeypatch):
    tix("set", "k7m", "team=" + "a" * 40, "milestone=" + "b" * 40, "level=" + "c" * 40)
    tix("tag", "k7m", "+" + "a-rather-long-tag-" * 6)

    def widest() -> int:
        told = tix("show", "k7m", "--history").out.partition("History")[2]
        return max(map(len, told.splitlines()))

    assert widest() > 100
    monkeypatch.setattr("tix.cli.terminal.is_terminal", lambda _stream: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert widest() <= 100
