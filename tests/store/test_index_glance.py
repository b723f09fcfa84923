from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import git
from tix.model.ids import mint
from tix.selection import select
from tix.store.index_glance import glance
from tix.tracker import Tracker
from tix.usual import find_usual, keep_usual

COLUMNS = ("id", "title", "broken")


def full(root: Path) -> list[tuple[object, ...]]:
    """Return the usual list made in full, and remember it."""
    selection = select(Tracker.open(root), [])
    rows = selection.rows(COLUMNS)
    keep_usual(selection, COLUMNS)
    return rows


@pytest.fixture
def known(tracker: Path) -> Path:
    """Give a tracker whose usual list is remembered."""
    full(tracker)
    for _ in range(500):
        if find_usual(str(tracker)) is not None:
            return tracker
        full(tracker)
    raise AssertionError("the usual list was never remembered")


def test_a_glance_shows_what_the_full_list_shows(known):
    found = find_usual(str(known / "open"))

    assert found is not None
    assert (found.columns, found.rows) == (COLUMNS, full(known))


def test_a_new_ticket_a_changed_one_or_a_journal_call_for_the_full_list(known):
    name = mint("OPS", lambda _: False)
    (known / f"open/{name}.yaml").write_text(
        f"id: {name}\ntitle: x\ncreated: 2026-11-20T09:00:00Z\n"
    )
    assert find_usual(str(known)) is None
    full(known)

    (known / ".git/tix/journal").write_text("{}")
    assert find_usual(str(known)) is None


def test_a_linked_work_tree_has_its_own(known, tmp_path):
    linked = tmp_path / "linked"
    git(known, "worktree", "add", "-q", "--detach", str(linked))

    assert find_usual(str(linked)) is None
    rows = full(linked)
    assert [row[0] for row in rows] == ["OPS-k7m2qd", "OPS-x2c9fa", "OPS-m4x0tz"]
    assert (known / ".git/worktrees/linked/tix/index.db").exists()


def test_there_is_no_glance_without_a_tracker_or_of_odd_files(known, tmp_path):
    assert glance(str(tmp_path), {}) is None
    (known / ".git/tix/list").write_bytes(b"odd")
    assert find_usual(str(known)) is None
    full(known)
    (known / ".git/tix/index.db").write_bytes(b"no database at all")
    assert find_usual(str(known)) is None
