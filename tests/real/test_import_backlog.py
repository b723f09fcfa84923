from __future__ import annotations

from collections import Counter

import pytest

from tests.real.figures import lives
from tests.real.imports import TRACKERS, expected, moved_in, needs_data, new_tracker

pytestmark = [pytest.mark.real, needs_data]

#: Changes of status in a commit that gave the file another name as well.
RENAMED = {
    "To Do -> Done": 11,
    "In Progress -> Done": 1,
    "To Do -> In Progress": 1,
    "Draft -> To Do": 1,
}
#: And of files that were away for some commits and came back done.
RETURNED = {"To Do -> Done": 3}
#: Statuses that the folder gives.
GIVEN = {"draft", "archived", "deleted"}


def test_the_history_of_the_folder_is_that_of_its_tickets(tmp_path):
    root = new_tracker(tmp_path)
    bundle = TRACKERS / "backlogmd_MrLesk" / "backlogmd_history.bundle"
    done = moved_in(root, "backlog", bundle)
    truth = expected("backlogmd_MrLesk")
    found = lives(root)
    ends = [life.last for life in found.values() if life.last.status != "deleted"]
    # Four of the source's files are a readme.md, which is no task.
    assert len(ends) == truth["task_files_at_tip"] - truth["files_without_front_matter"]
    folders = Counter(end.text("backlog_folder") for end in ends)
    wanted: Counter[str] = Counter()
    for name, count in truth["by_folder_status"].items():
        wanted[name.partition(" / ")[0]] += count
    assert folders == wanted - Counter(tasks=1, drafts=1, archive=2)
    assert sum(bool(end.text("parent")) for end in ends) == truth["with_parent"]
    priorities = Counter(end.text("priority") or "None" for end in ends)
    assert priorities == Counter(truth["by_priority"]) - Counter({"None": 4})
    moves = Counter(f"{old} -> {new}" for life in found.values() for _, old, new in life.moves)
    known = truth["history"]["status_change_pairs"]
    for pair, count in (Counter(known) + Counter(RENAMED) + Counter(RETURNED)).items():
        words = pair.lower().replace(" -> ", ">").replace(" ", "-").replace(">", " -> ")
        assert (words, moves.pop(words, 0)) == (words, count)
    assert [pair for pair in moves if not GIVEN & set(pair.split(" -> "))] == []
    places = [
        (before.text("backlog_folder"), after.text("backlog_folder"))
        for life in found.values()
        for (_, before), (_, after) in zip(life.states, life.states[1:], strict=False)
    ]
    assert sum(a != b for a, b in places) == truth["history"]["folder_moves"]
    told = {f.message.split()[0] for f in done.findings if f.rule == "import-duplicate"}
    assert set(truth["duplicate_ids_at_tip"]) <= told
    assert moved_in(root, "backlog", bundle).commit == ""
