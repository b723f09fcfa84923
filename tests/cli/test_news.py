from __future__ import annotations

import pytest

from tests.builders import clones, git

NONE = "No news since 2026-11-21 10:00 (now).\n"


@pytest.fixture
def desk(tracker, tix, monkeypatch):
    """Give the clones of ada, who has looked already, and bob, who then said something."""
    ada, bob = clones(tracker, "ada", "bob")
    for folder in (ada, bob):
        git(folder, "config", "user.useConfigOnly", "true")
    monkeypatch.chdir(ada)
    tix("news")
    monkeypatch.setenv("TIX_AUTHOR", "Bob <bob@example.com>")
    monkeypatch.setenv("TIX_NOW", "2026-11-21T09:00:00Z")
    tix("-C", str(bob), "comment", "a0b", "Still\nbroken")
    tix("-C", str(bob), "set", "k7m", "priority=low")
    git(bob, "push", "-q")
    monkeypatch.delenv("TIX_AUTHOR")
    monkeypatch.setenv("TIX_NOW", "2026-11-21T10:00:00Z")
    return ada


def test_what_a_pull_brings_is_news_though_it_is_older_than_the_last_look(tix, desk):
    assert tix("news").err == NONE
    git(desk, "pull", "-q", "--ff-only")
    shown = tix("news")

    assert shown.out.startswith("OPS-a0b1c2  Reset the password of the front desk  (yours)\n")
    assert shown.out.endswith(": Still broken\n")
    assert len(shown.out.splitlines()) == 2
    assert (tix("news").out, tix("news").err) == ("", NONE)


def test_keep_and_all_do_not_count_as_a_look(tix, desk):
    git(desk, "pull", "-q", "--ff-only")

    assert tix("news", "--all", "-q").out == "OPS-k7m2qd\nOPS-a0b1c2\n"
    assert tix("news", "--keep", "-q").out == "OPS-a0b1c2\n"
    assert tix("news", "--since", "2026-11-21", "-q").out == "OPS-a0b1c2\n"
    found = tix("news", "--json").json
    assert (found["kind"], found["total"], found["items"][0]["why"]) == ("news.list", 1, ["yours"])


def test_the_first_look_shows_a_week_and_ones_own_changes_are_no_news(tix, tracker):
    tix("set", "a0b", "priority=low")
    assert tix("news").err == (
        "First look here: the last seven days.\nNo news since 2026-11-14 10:00 (1 w ago).\n"
    )
