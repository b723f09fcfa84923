from __future__ import annotations

import pytest

from tests.builders import git


def count(tracker) -> int:
    return int(git(tracker, "rev-list", "--count", "HEAD"))


def test_a_verb_is_done_to_every_match_in_one_commit(tix, tracker):
    result = tix("bulk", "status:open,doing", "set", "team=web", "tags+=login", "--yes")

    assert sorted(result.out.splitlines()) == [
        "OPS-k7m2qd: team: none -> web",
        "OPS-m4x0tz: team: none -> web; +tag login",
        "OPS-x2c9fa: team: none -> web; +tag login",
    ]
    assert result.err == "3 tickets changed; tix undo takes it back.\n"
    assert (count(tracker), git(tracker, "status", "--short")) == (4, "")


def test_without_a_yes_nothing_happens(tix, tracker):
    refused = tix("bulk", "tag:login", "assign", "bob")
    trial = tix("bulk", "tag:login", "assign", "bob", "--dry-run")

    assert (refused.out, refused.err, refused.code) == (
        "",
        "tix: Change 1 ticket? needs a yes.\nhint: add --yes, or --dry-run to look first\n",
        6,
    )
    assert (trial.out, trial.err) == (
        "OPS-k7m2qd: assignee: none -> bob\n",
        "Only a trial: nothing was written.\n",
    )
    assert count(tracker) == 3


@pytest.mark.parametrize(("answer", "code", "commits"), [("y", 0, 4), ("n", 130, 3)])
def test_a_terminal_shows_a_preview_and_asks(
    tix, tracker, on_terminal, monkeypatch, answer, code, commits
):
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: answer)

    result = tix("bulk", "tag:login", "assign", "bob")

    heading, row = result.err.splitlines()[:2]
    assert heading.split() == ["ID", "TITLE", "CHANGE"]
    assert row == ("OPS-k7m2qd  Login page rejects passwords with umlauts  assignee: none -> bob")
    assert (result.code, count(tracker)) == (code, commits)


def test_members_with_a_dash_and_words_of_a_query(tix, tracker):
    result = tix("bulk", "tag:login", "status:open", "tag", "+ui", "-login", "-y", "-q")

    assert (result.out, result.code) == ("OPS-k7m2qd\n", 0)
    assert "tags:\n  - ui\n" in (tracker / "open/OPS-k7m2qd.yaml").read_text(encoding="utf-8")


def test_tickets_that_refuse_are_named_and_left_out(tix, tracker):
    result = tix("bulk", "assignee:none,bob", "claim", "--yes")

    assert "OPS-x2c9fa" not in result.out
    assert result.err.splitlines()[0] == "left out: OPS-x2c9fa is bob's."
    assert len(result.out.splitlines()) == 2


def test_closing_moves_files_and_comments_are_said(tix, tracker):
    tix("bulk", "status:open", "comment", "-m", "Done with.", "--note", "--yes")
    result = tix("bulk", "status:open", "close", "--as", "obsolete", "--yes", "--json")

    assert sorted(result.json["ids"]) == ["OPS-k7m2qd", "OPS-m4x0tz"]
    closed = (tracker / "done/2026-11/k/OPS-k7m2qd.yaml").read_text(encoding="utf-8")
    assert "resolution: obsolete\n" in closed
    assert "kind: note\n" in closed


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        (("tag:login",), "What shall be done is missing.", 2),
        ((), "What shall be done is missing.", 2),
        (("tag:nothing", "claim"), "No ticket matches 'tag:nothing'.", 6),
        (
            ("tag:login", "set"),
            "set takes field=value, field+=value or field-=value, not nothing.",
            2,
        ),
        (("tag:login", "claim", "it"), "claim takes no words, not it.", 2),
        (("tag:login", "move", "nowhere"), "There is no status 'nowhere'.", 4),
        (("tag:login", "due", "someday"), "'someday' is no date.", 5),
    ],
)
def test_what_bulk_cannot_do_is_explained(tix, tracker, words, message, code):
    result = tix("bulk", *words, "--yes")

    assert (result.err.splitlines()[0], result.code) == (f"tix: {message}", code)
    assert count(tracker) == 3


def test_a_query_that_does_not_parse_shows_the_place(tix, tracker):
    result = tix("bulk", "due:when", "claim", "--yes")

    assert (result.code, result.out) == (5, "")
    assert "^" in result.err
