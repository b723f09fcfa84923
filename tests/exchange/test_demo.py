from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.builders import git
from tix.clock import now
from tix.config.audit import audit_config
from tix.config.source import ConfigFolder
from tix.errors import Refused
from tix.exchange.demo import TICKETS, Demo
from tix.exchange.demodesk import make_demo
from tix.exchange.rewind import disagreements
from tix.store.layout import folder_and_id

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def test_the_story_is_the_same_every_time_and_ends_before_now():
    records = list(Demo(NOW).records())
    assert records == list(Demo(NOW).records())
    times = [deed.at for each in records for deed in (*each.events, *each.remarks)]
    assert (len(records), max(times) <= NOW) == (TICKETS, True)
    assert [each for each in records if disagreements(each)] == []


@pytest.mark.parametrize("month", range(1, 13))
def test_the_desk_is_busy_but_not_flooded_whenever_it_is_made(month):
    records = Demo(datetime(2027, month, 17, 14, tzinfo=UTC)).records()
    statuses = Counter(str(record.fields["status"]) for record in records)
    assert 20 <= TICKETS - statuses["done"] <= 55
    assert set(statuses) >= {"open", "doing", "waiting", "done"}


def test_the_demo_is_a_whole_tracker(tmp_path):
    folder = tmp_path / "desk"
    done = make_demo(folder, now())
    files = git(folder, "ls-files").splitlines()
    assert (done.created, done.findings) == (TICKETS, ())
    assert sum(folder_and_id(path) is not None for path in files) == TICKETS
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "config", "user.email") == "ana@desk.example"
    assert audit_config(ConfigFolder(folder)) == []


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "x").write_text("mine")
    with pytest.raises(Refused, match="is not an empty folder"):
        make_demo(tmp_path, NOW)
