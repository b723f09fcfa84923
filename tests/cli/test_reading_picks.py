from __future__ import annotations

import pytest


def test_ready_leaves_out_what_is_blocked(tix, tracker):
    assert tix("ready").out == (
        "OPS-x2c9fa\tdoing\t\tbob\tMove the mail server\n"
        "OPS-m4x0tz\topen\tlow\t\tPrint invoices in colour\n"
    )


def test_blocked_says_by_what(tix, tracker):
    assert tix("blocked").out == (
        "OPS-k7m2qd\topen\t\tLogin page rejects passwords with umlauts"
        "\tOPS-x2c9fa Move the mail server (doing)\n"
    )
    assert tix("blocked", "--json").json["items"][0]["blocked_by"] == ["OPS-x2c9fa"]
    assert tix("blocked", "--format", "{id}<{blocked_by}").out == "OPS-k7m2qd<OPS-x2c9fa\n"


def test_next_offers_what_is_mine_or_nobodys_and_why(tix, tracker):
    mine = tix("next", "--json").json

    assert [(one["id"], one["points"], one["why"]) for one in mine["items"]] == [
        ("OPS-m4x0tz", 0, ["priority low"])
    ]
    assert tix("next", "--anyone", "-n", "1").err == "showing 1 of 2 tickets\n"
    assert tix("next", "--anyone", "-q").out == "OPS-x2c9fa\nOPS-m4x0tz\n"


@pytest.mark.usefixtures("on_terminal")
def test_next_adds_its_points_up_before_your_eyes(tix, tracker):
    assert tix("next", "--anyone", "-n", "1", "--color", "never").out == (
        "OPS-x2c9fa  Move the mail server (doing, bob)\n"
        "    22 points: priority normal +10, begun (doing) +8, blocks 1 +4\n"
    )


def test_nothing_ready_is_said(tix, tracker):
    result = tix("next", "tag:nosuch")

    assert (result.out, result.code) == ("", 0)
    assert "Nothing is ready for you" in result.err


def test_search_ranks_titles_first_and_shows_the_hit(tix, tracker):
    result = tix("search", "mail")
    assert result.out == "OPS-x2c9fa\tdoing\tMove the mail server\tMove the mail server\n"
    assert tix("search", "PASSWORD", "-q").out == "OPS-a0b1c2\nOPS-k7m2qd\n"
    assert tix("search", "password", "status:open", "-q").out == "OPS-k7m2qd\n"
    assert tix("search", "hardware", "--json").json["items"] == [
        {
            "id": "OPS-x2c9fa",
            "status": "doing",
            "path": "doing/OPS-x2c9fa.yaml",
            "title": "Move the mail server",
            "snippet": "Ordered the hardware.",
            "marks": [[12, 20]],
        }
    ]


@pytest.mark.usefixtures("on_terminal")
def test_search_marks_words_in_the_title_or_below_it(tix, tracker):
    plain = ("--color", "never")

    assert tix("search", "hardware", *plain).out == (
        "OPS-x2c9fa  Move the mail server  (doing)\n    Ordered the [hardware].\n"
    )
    assert tix("search", "serv", *plain).out == "OPS-x2c9fa  Move the mail [server]  (doing)\n"


def test_search_finds_closed_tickets_that_arrive_by_hand(tix, tracker):
    tix("search", "password")
    other = tracker / "done/2026-11/b/OPS-b00000.yaml"
    other.parent.mkdir()
    other.write_text("id: OPS-b00000\ntitle: Un nouveau café\ncreated: 2026-11-20T09:00:00Z\n")

    assert tix("search", "cafe", "-q").out == "OPS-b00000\n"


def test_search_wants_a_word(tix, tracker):
    assert tix("search", "status:open").code == 2
