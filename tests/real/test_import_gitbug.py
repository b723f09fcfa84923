from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.real.figures import first_responses, lives, spread
from tests.real.imports import TRACKERS, expected, moved_in, needs_data, new_tracker

pytestmark = [pytest.mark.real, needs_data]


def test_the_operations_of_git_bug_are_its_tickets_commits(tmp_path):
    done = moved_in(new_tracker(tmp_path), "git-bug", TRACKERS / "git-bug" / "git-bug_refs.bundle")
    truth = expected("git-bug")
    found = lives(tmp_path)
    ends = [life.last for life in found.values()]
    moves = Counter(f"{old} -> {new}" for life in found.values() for _, old, new in life.moves)
    labels = Counter(tag for end in ends for tag in end.tags)
    wanted = {label.replace(" ", "-"): count for label, count in truth["labels_now"].items()}
    assert (len(found), Counter(end.status for end in ends)) == (421, truth["status_now"])
    again = truth["status_changes"].pop("closed -> closed")
    assert moves == truth["status_changes"]
    assert sum(life.reopened for life in found.values()) == truth["reopened_times"]
    assert sum(len(end.comments) for end in ends) == truth["comments"]
    assert labels == wanted
    times = [life.resolved - life.created for life in found.values() if life.resolved is not None]
    assert spread(times) == pytest.approx(truth["time_to_close"], abs=0.0001)
    waits = spread(first_responses(found))
    assert waits == pytest.approx(truth["first_response_by_other"], abs=0.0001)
    assert Counter(finding.rule for finding in done.findings) == {
        "import-times": truth["oddities"]["bugs_with_non_monotone_timestamps"],
        "import-history": again,
    }
    # 602 edits, of which one changed nothing, and 111 titles, of which 74 did not.
    pairs = [
        (before, after)
        for life in found.values()
        for (_, before), (_, after) in pairwise(life.states)
    ]
    reworded = sum(
        [each.text for each in before.comments] != [each.text for each in after.comments]
        for before, after in pairs
        if len(before.comments) == len(after.comments)
    )
    retold = sum(a.text("description") != b.text("description") for a, b in pairs)
    retitled = sum(a.text("title") != b.text("title") for a, b in pairs)
    assert (reworded + retold, retitled) == (601, 37)
