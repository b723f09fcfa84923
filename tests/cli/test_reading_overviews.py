from __future__ import annotations

import pytest

from tests.builders import git, write_files
from tix.cli.board import Card, Lane, Look, board_text

PART = "id: OPS-{id}\ntitle: {id}\nparent: OPS-{parent}\ncreated: 2026-11-20T09:00:0{n}Z\n"


def part(id: str, parent: str, n: int = 0) -> str:
    return PART.format(id=id, parent=parent, n=n)


def test_a_board_stands_in_bands_when_the_terminal_is_narrow():
    cards = [Card(f"OPS-a0000{n}", "high", "ana", "登录页面 fails " * 4) for n in range(3)]
    lanes = [
        Lane("open", cards, 3),
        Lane("doing", [], 0),
        Lane("review", [Card("OPS-b00001", "", "", "Short")], 1),
    ]
    narrow = board_text(lanes, Look(52, 2))

    assert narrow == (
        "OPEN 3                     DOING 0\n"
        f"{'─' * 25}  {'─' * 25}\n"
        "a00000 high ana\n"
        "  登录页面 fails 登录页…\n"
        "a00001 high ana\n"
        "  登录页面 fails 登录页…\n"
        "+1 more\n"
        "\n"
        "REVIEW 1\n"
        f"{'─' * 25}\n"
        "b00001\n"
        "  Short\n"
    )
    assert board_text(lanes, Look(120, 9)).count("\n") == 8


@pytest.mark.usefixtures("on_terminal")
def test_board_has_a_column_for_each_open_status(tix, tracker):
    shown = tix("board", "--color", "never").out.splitlines()

    assert shown[0].split() == ["OPEN", "2", "DOING", "1", "WAITING", "0"]
    assert shown[2].split() == ["k7m2qd", "high", "x2c9fa", "bob"]


def test_board_by_a_field_and_for_programs(tix, tracker):
    document = tix("board", "--by", "tag", "--json").json

    assert (document["kind"], document["by"]) == ("board", "tags")
    assert [(one["name"], [i["id"] for i in one["items"]]) for one in document["columns"]] == [
        ("login", ["OPS-k7m2qd"]),
        ("ui", ["OPS-m4x0tz"]),
        ("none", ["OPS-x2c9fa"]),
    ]
    assert tix("board", "--by", "priority", "--format", "{column} {id}").out == (
        "high OPS-k7m2qd\nnormal OPS-x2c9fa\nlow OPS-m4x0tz\n"
    )
    assert tix("board", "-A", "-q").out.count("\n") == 4
    assert tix("board", "--by", "colour").code == 2


def test_tree_counts_what_is_done_and_survives_circles(tix, tracker):
    write_files(
        tracker,
        {
            "open/OPS-p00001.yaml": part("p00001", "k7m2qd", 1),
            "done/2026-11/p/OPS-p00002.yaml": part("p00002", "k7m2qd", 2),
            "open/OPS-p00003.yaml": part("p00003", "p00001", 3),
            "open/OPS-y00001.yaml": part("y00001", "y00002", 4),
            "open/OPS-y00002.yaml": part("y00002", "y00001", 5),
        },
    )
    items = tix("tree", "--json").json["items"]

    assert [(one["id"][4:], one["depth"], one["done"], one["total"]) for one in items] == [
        ("k7m2qd", 0, 1, 3),
        ("p00001", 1, 0, 1),
        ("p00003", 2, 0, 0),
        ("p00002", 1, 0, 0),
        ("y00001", 0, 0, 1),
        ("y00002", 1, 0, 1),
        ("y00001", 2, 0, 1),
    ]
    assert tix("tree", "p00001", "-q").out == "OPS-p00001\nOPS-p00003\n"


@pytest.mark.usefixtures("on_terminal")
def test_tree_is_drawn(tix, tracker):
    write_files(
        tracker,
        {
            "open/OPS-p00001.yaml": part("p00001", "m4x0tz", 1),
            "done/2026-11/p/OPS-p00002.yaml": part("p00002", "m4x0tz", 2),
        },
    )
    assert tix("tree", "--color", "never").out == (
        "OPS-m4x0tz 1/2 Print invoices in colour (open)\n"
        "├─ OPS-p00001 [ ] p00001 (open)\n"
        "└─ OPS-p00002 [x] p00002 (done)\n"
    )


def test_stats_count_by_field_and_age(tix, tracker):
    assert tix("stats", "-A", "--json").json == {
        "tix": 1,
        "kind": "stats",
        "total": 4,
        "status": {"open": 2, "doing": 1, "done": 1},
        "priority": {"high": 1, "low": 1, "": 2},
        "assignee": {"": 2, "ada": 1, "bob": 1},
        "type": {"bug": 1, "": 3},
        "age": {"under a week": 4},
    }
    assert tix("stats").out.startswith("3 tickets\n\nStatus\n  open   2  ███")


def test_views_are_saved_run_and_removed_in_one_commit_each(tix, tracker):
    assert tix("view", "save", "late", "due:..7d", "sort:due", "--dry-run").out == (
        "would be: view late saved: due:..7d sort:due\n"
    )
    assert tix("view").out == ""
    assert tix("view", "save", "late", "due:..7d", "sort:due").code == 0
    assert git(tracker, "log", "-1", "--format=%s") == "tix: save view late"
    assert tix("view", "--json").json["items"] == [
        {
            "name": "late",
            "query": "due:..7d sort:due",
            "columns": [],
            "sort": None,
            "meaning": None,
        }
    ]
    assert tix("view", "late", "-q").out == tix("list", "view:late", "-q").out == "OPS-k7m2qd\n"
    assert tix("view", "late", "-tag:login", "-q").out == ""
    assert tix("view", "remove", "late").out == "view late removed\n"
    assert tix("view", "late").code == 4
    assert git(tracker, "status", "--porcelain") == ""


def test_a_view_that_cannot_be_read_is_not_saved(tix, tracker):
    assert tix("view", "save", "bad", "is:nosuch").code == 5
    assert tix("view", "save", "bad").code == 2
    assert tix("view").out == ""


def test_explain_says_what_words_mean_and_who_has_them(tix, tracker):
    assert tix("explain", "login").out == (
        "login (tag)\n  Signing in\n  tickets  1   tix list -A tags:login\n"
    )
    document = tix("explain", "DONE", "--json").json
    assert document["items"] == [
        {
            "kind": "status",
            "name": "done",
            "meaning": "Nothing is left to do",
            "colour": None,
            "facts": {"state": "closed", "folder": "done/"},
            "query": "status:done",
            "tickets": 1,
        }
    ]
    missing = tix("explain", "dnoe")
    assert (missing.code, missing.err) == (
        4,
        "tix: Nothing here is called 'dnoe'.\nhint: tix explain done\n",
    )


def test_a_ticket_without_a_priority_counts_as_the_default_one(tix, tracker):
    plain = tix("create", "Nobody said how urgent", "-q").out.strip()

    ordered = tix("list", "sort:-priority", "-q", "is:open").out.splitlines()

    assert ordered.index("OPS-k7m2qd") < ordered.index(plain) < ordered.index("OPS-m4x0tz")
    assert plain in tix("list", "priority:normal", "-q").out.splitlines()
    assert tix("list", "priority:low", "-q").out == "OPS-m4x0tz\n"
    lanes = tix("board", "--by", "priority", "--json").json["columns"]
    assert plain in {
        one["id"] for lane in lanes if lane["name"] == "normal" for one in lane["items"]
    }


def test_stats_on_a_terminal_show_the_first_values(tix, tracker, on_terminal):
    for number in range(17):
        (tracker / f"open/OPS-p{number:05}.yaml").write_text(
            f"id: OPS-p{number:05}\ntitle: A\nassignee: p{number}@example.com\n"
            "created: 2026-11-20T09:00:00Z\n"
        )

    shown = tix("stats").out
    assert ("  and 4 more: -n 19\n" in shown, shown.count("@example.com")) == (True, 13)
    assert tix("stats", "-n", "19").out.count("@example.com") == 17
