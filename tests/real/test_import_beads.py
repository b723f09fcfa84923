from __future__ import annotations

from collections import Counter

import pytest

from tests.real.figures import Life, lives, spread
from tests.real.imports import TRACKERS, expected, moved_in, needs_data, new_tracker

pytestmark = [pytest.mark.real, needs_data]

SECOND = 1.1 / 3600


def times_to_close(found: dict[str, Life]) -> dict[str, object]:
    return spread([life.resolved - life.created for life in found.values() if life.resolved])


def near(figures: dict[str, float]) -> dict[str, object]:
    return {
        key: pytest.approx(value, abs=SECOND) if isinstance(value, float) else value
        for key, value in figures.items()
    }


def test_the_history_of_a_file_of_issues_is_that_of_its_tickets(tmp_path):
    bundle = TRACKERS / "beads_locdoc" / "locdoc_history.bundle"
    done = moved_in(new_tracker(tmp_path), "beads", bundle)
    truth = expected("beads_locdoc")
    whole = truth["union_of_all_issues_ever"]
    found = lives(tmp_path)
    ends = [life.last for life in found.values()]
    moves = Counter(f"{old} -> {new}" for life in found.values() for _, old, new in life.moves)
    wanted = {pair.replace("_", "-"): count for pair, count in truth["history"]["pairs"].items()}
    # Seven issues were first committed under way or closed: they were open before that.
    wanted["open -> closed"] += truth["history"]["first_seen_already_closed"]
    wanted["open -> in-progress"] += 1
    assert (len(found), done.findings) == (whole["issues"], ())
    assert Counter(end.status for end in ends) == whole["status"]
    assert Counter(end.text("type") for end in ends) == whole["type"]
    assert Counter(end.text("priority")[1:] for end in ends) == whole["priority"]
    assert moves == wanted
    assert times_to_close(found) == near(whole["created_to_closed"])
    assert moved_in(tmp_path, "beads", bundle).commit == ""


def test_a_file_alone_gives_the_same_ends_and_times(tmp_path):
    path = TRACKERS / "beads_own_2025-12" / "issues_2025-12-16.jsonl.xz"
    done = moved_in(new_tracker(tmp_path), "beads", path)
    truth = expected("beads_own_2025-12")
    found = lives(tmp_path)
    ends = [life.last for life in found.values()]
    links = Counter(kind for end in ends for kind, targets in end.links.items() for _ in targets)
    parents = sum(bool(end.text("parent")) for end in ends)
    assert len(found) == truth["issues"]
    assert Counter(end.status.replace("-", "_") for end in ends) == truth["status"]
    assert Counter(end.text("type") for end in ends) == truth["type"]
    assert Counter(end.text("priority")[1:] for end in ends) == truth["priority"]
    assert sum(len(end.tags) for end in ends) == truth["labels"]
    assert sum(len(end.comments) for end in ends) == truth["comments"]
    assert links.total() + parents == truth["dependencies"]
    assert times_to_close(found) == near(truth["created_to_closed"])
    early = [finding for finding in done.findings if finding.rule == "import-times"]
    assert len(early) == len(done.findings) == truth["closed_before_created"]
