from __future__ import annotations

from collections import Counter

import pytest

from tests.real.figures import lives
from tests.real.imports import TRACKERS, moved_in, needs_data, new_tracker

pytestmark = [pytest.mark.real, needs_data]


def test_the_tickets_of_tk_are_as_their_files_say(tmp_path):
    archive = TRACKERS / "wedow_ticket" / "tickets.tar.xz"
    done = moved_in(new_tracker(tmp_path), "tk", archive)
    found = lives(tmp_path)
    ends = [life.last for life in found.values()]
    assert done.findings == ()
    # As the description of the data and the files' own lines count them.
    assert Counter(end.status for end in ends) == {"closed": 100, "open": 32}
    assert Counter(end.text("type") for end in ends) == {
        "task": 107, "feature": 15, "bug": 8, "epic": 2,
    }  # fmt: skip
    assert Counter(end.text("priority") for end in ends) == {
        "p2": 100, "p3": 18, "p1": 9, "p4": 4, "p0": 1,
    }  # fmt: skip
    assert sum(len(targets) for end in ends for targets in end.links.values()) == 75
    assert sum(bool(end.text("parent")) for end in ends) == 9
    assert sum(len(end.comments) for end in ends) == 110
    assert moved_in(tmp_path, "tk", archive).commit == ""
