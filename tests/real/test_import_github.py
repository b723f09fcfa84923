from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.builders import git
from tests.real.figures import Life, first_responses, lives, month, spread
from tests.real.imports import TRACKERS, expected, moved_in, needs_data, new_tracker
from tix.exchange.importer import Imported

EXPORTS = TRACKERS / "github_bitcoin-core-gui"
TIMELINES = EXPORTS / "issues_timeline.tar.xz"
GH_LIST = EXPORTS / "derived_gh_issue_list.json.xz"

pytestmark = [pytest.mark.real, needs_data]

#: GitHub writes the event of a closing up to three seconds after `closed_at`; docs/import.md.
LATE = {"abs": 3.1 / 3600}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Imported]:
    root = new_tracker(tmp_path_factory.mktemp("gui"))
    return root, moved_in(root, "github", TIMELINES)


@pytest.fixture(scope="module")
def found(imported: tuple[Path, Imported]) -> list[Life]:
    return list(lives(imported[0]).values())


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return expected("github_bitcoin-core-gui")


def changes(found: list[Life], field: str) -> Counter[str]:
    """Count the members of a list, or the values of a field, that were set and that were taken."""
    counts: Counter[str] = Counter()
    for life in found:
        states = [
            ({*t.items(field)} if field == "tags" else {t.text(field)}) for _, t in life.states
        ]
        for before, after in pairwise(states):
            counts["set"] += len(after - before - {""})
            counts["taken"] += len(before - after - {""})
    return counts


def test_every_issue_is_a_ticket_that_ended_as_it_did(found, truth):
    ends = Counter((life.last.status, life.last.text("resolution")) for life in found)
    state = truth["state"]
    assert ends == {
        ("closed", "completed"): state["closed / completed"],
        ("closed", "not-planned"): state["closed / not_planned"],
        ("open", ""): state["open / None"] + state["open / reopened"],
    }
    assert ends.total() == truth["items"]
    years = Counter(month(life.created)[:4] for life in found)
    assert years == truth["created_per_year"]


def test_every_comment_is_there_with_its_own_commit(found, truth):
    said = sum(len(life.last.comments) for life in found)
    pairs = [pair for life in found for pair in pairwise(life.states)]
    own = sum(len(after.comments) == len(before.comments) + 1 for (_, before), (_, after) in pairs)
    assert (said, own) == (truth["comments"], truth["comments"])


def test_every_event_that_changed_something_is_a_commit(found, truth):
    events = truth["events"]
    told = {field: changes(found, field) for field in ("tags", "title", "milestone", "locked")}
    assert told == {
        "tags": {"set": events["labeled"], "taken": events["unlabeled"]},
        "title": {"set": events["renamed"], "taken": events["renamed"]},
        "milestone": {"set": events["milestoned"], "taken": events["demilestoned"]},
        "locked": {"set": events["locked"], "taken": events["unlocked"]},
    }


def test_closings_and_reopenings_are_the_sources(found, truth):
    times = [life.reopened for life in found if life.reopened]
    assert {"issues": len(times), "times": sum(times)} == truth["reopened"]
    closings = sum(after == "closed" for life in found for _, _, after in life.moves)
    # Three events closed what was closed already.
    assert closings == truth["events"]["closed"] - 3


def test_times_to_close_and_to_answer_are_the_sources(found, truth):
    waits = [life.resolved - life.created for life in found if life.resolved is not None]
    wanted = truth["time_to_close"]
    assert spread(waits) == {
        key: pytest.approx(value, **LATE) if isinstance(value, float) else value
        for key, value in wanted.items()
    }
    answered = first_responses({life.key: life for life in found})
    assert spread(answered) == {
        key: pytest.approx(value, abs=1e-4) if isinstance(value, float) else value
        for key, value in truth["first_response_by_non_author"].items()
    }
    years = Counter(month(life.resolved)[:4] for life in found if life.resolved is not None)
    assert years == truth["closed_per_year"]


def test_final_fields_are_the_sources(found, truth):
    ends = [life.last for life in found]
    labels = {name.replace(" ", "-"): count for name, count in truth["labels"].items()}
    assert Counter(tag for end in ends for tag in end.items("tags")) == labels
    assert sum(bool(end.text("milestone")) for end in ends) == truth["with_milestone"]
    assert sum(bool(end.assignee) for end in ends) == truth["with_assignee"]
    assert sum(bool(end.text("locked")) for end in ends) == truth["locked"]
    assert sum(not end.text("description") for end in ends) == truth["empty_bodies"]
    assert len({end.text("reporter") for end in ends}) == truth["authors"]


def test_what_the_export_lacks_is_told_and_is_the_difference(imported, truth):
    _, done = imported
    told = {finding.message for finding in done.findings}
    assert told == {
        "#111: the export holds 1 of 3 comments",
        "#113: the export holds 6 of 7 comments",
        "#175: the export holds 30 of 31 comments",
    }
    assert truth["comments_column_sum"] - truth["comments"] == 4


def test_a_list_of_the_same_issues_from_gh_adds_nothing_to_their_timelines(imported):
    root, _ = imported
    before = git(root, "rev-parse", "HEAD")
    done = moved_in(root, "github", GH_LIST)
    assert (done.created, done.updated, git(root, "rev-parse", "HEAD")) == (0, 0, before)
