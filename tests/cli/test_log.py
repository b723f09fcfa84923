from __future__ import annotations

from tests.builders import git


def test_the_log_of_a_ticket_is_newest_first_and_tab_separated(tix, tracker):
    tix("set", "m4x", "priority=high")
    result = tix("log", "m4x", "-n", "1")

    commit = git(tracker, "rev-parse", "HEAD")
    assert (result.out, result.err) == (
        "OPS-m4x0tz\t2026-11-21T10:00:00Z\tada\tpriority: low -> high\t"
        f"{commit}\tPrint invoices in colour\n",
        "showing the newest 1; there is more\n",
    )


def test_persons_times_and_queries_narrow_the_log(tix, tracker):
    assert tix("log", "--by", "bob", "-q").out == "OPS-x2c9fa\n"
    assert tix("log", "--since", "2026-11-19", "-q").out == "OPS-a0b1c2\nOPS-x2c9fa\n"
    assert tix("log", "--until", "2026-11-18", "tag:ui", "-q").out == "OPS-m4x0tz\n"
    assert tix("log", "--reverse", "status:doing,done", "-q").out == "OPS-x2c9fa\nOPS-a0b1c2\n"
    assert tix("log", "--by", "me", "--since", "2026-11-20").err == "Nothing happened.\n"


def test_the_log_as_json(tix, tracker):
    tix("tag", "m4x", "+login")
    result = tix("log", "--since", "2026-11-21", "--json").json

    assert result == {
        "tix": 1,
        "kind": "event.list",
        "total": 1,
        "items": [
            {
                "ticket": "OPS-m4x0tz",
                "at": "2026-11-21T10:00:00Z",
                "authored": "2026-11-21T10:00:00Z",
                "actor": "ada",
                "commit": git(tracker, "rev-parse", "HEAD"),
                "register": "tags:login",
                "before": None,
                "after": "login",
                "text": "+tag login",
                "superseded": False,
                "title": "Print invoices in colour",
            }
        ],
    }


def test_on_a_terminal_tickets_have_a_heading_and_a_creation_is_one_line(tix, tracker, on_terminal):
    result = tix("log", "-n", "1", "--utc", "--color", "never")

    assert result.out.splitlines() == [
        "2026-11-19 12:00Z  1 d ago  ada  "
        + git(tracker, "rev-parse", "HEAD")[:10]
        + "  OPS-a0b1c2  Reset the password of the front desk",
        "    created: Reset the password of the front desk (with assignee)",
    ]


def test_what_is_not_found_says_what_to_type(tix, tracker):
    assert tix("log", "--ticket", "zzz").code == 4
    assert tix("log", "--by", "nobody").code == 4
    assert tix("log", "--since", "2026-11-19", "--until", "2026-11-01").err == (
        "tix: --until 2026-11-01 lies before --since 2026-11-19.\n"
        "hint: tix log --since 2026-11-01 --until 2026-11-19\n"
    )


def test_blame_names_who_set_a_field_and_what_is_not_committed(tix, tracker):
    tix("set", "k7m", "priority=low")
    path = tracker / "open/OPS-k7m2qd.yaml"
    path.write_text(path.read_text("utf-8").replace("2026-11-24", "2026-11-30"), "utf-8")

    assert tix("blame", "k7m", "priority", "due").out.splitlines() == [
        "priority\tlow\tada\t2026-11-21T10:00:00Z\t" + git(tracker, "rev-parse", "HEAD"),
        "due\t2026-11-30\t\t\tnot committed",
    ]
    assert tix("blame", "k7m", "goal").err == (
        "tix: OPS-k7m2qd has no goal.\nhint: tix blame OPS-k7m2qd\n"
    )


def test_a_piped_log_is_whole(tix, tracker):
    words = " ".join(["word"] * 60)
    tix("comment", "k7m", "-m", words)
    tix("set", "k7m", f"description={words}")

    assert [words in line for line in tix("log", "k7m").out.splitlines()[:2]] == [True, True]


def test_a_change_that_stands_over_one_its_author_did_not_know_of_says_so(
    tix, tracker, monkeypatch
):
    git(tracker, "branch", "there")
    monkeypatch.setenv("TIX_NOW", "2026-11-30T09:00:00Z")
    tix("move", "k7m", "waiting")
    git(tracker, "switch", "-q", "there")
    monkeypatch.setenv("TIX_NOW", "2026-11-30T10:00:00Z")
    tix("move", "k7m", "review")
    git(tracker, "merge", "-q", "-s", "ours", "main")
    told = "status: open -> review (over another change)"
    assert told in tix("log", "k7m").out
    assert told in tix("show", "k7m", "--history").out
