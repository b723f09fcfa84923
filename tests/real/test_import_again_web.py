from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import git
from tests.exchange.webbuilders import backup, event, rest, saved
from tests.real.imports import moved_in, new_tracker
from tix.exchange.importer import Imported

pytestmark = pytest.mark.real


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tracker"
    folder.mkdir()
    return new_tracker(folder)


def take(root: Path, *issues: dict[str, Any]) -> Imported:
    return moved_in(root, "github", saved(root.parent, list(issues)))


def ticket(root: Path) -> str:
    (path,) = root.rglob("T-*.yaml")
    return path.read_text()


def test_a_list_without_history_brings_what_is_new_and_leaves_what_was_edited_here(root):
    take(root, rest(labels=["ui", "bug"]))
    (path,) = root.rglob("T-*.yaml")
    path.write_text("# ours\n" + path.read_text().replace("Login fails", "Login with ß fails"))
    git(root, "commit", "-qam", "edited here")

    newer = rest(labels=["bug", "login"], title="ß is rejected", updated_at="2026-02-01T10:00:00Z")
    done = take(root, newer)

    text = ticket(root)
    assert (done.created, done.updated, done.commits) == (0, 1, 1)
    assert text.startswith("# ours\n")
    assert "title: ß is rejected\n" in text
    assert "tags:\n  - bug\n  - login\n" in text
    assert "Login with ß fails" in text
    assert git(root, "log", "-1", "--format=%an %ad", "--date=iso").strip() == (
        "Github export 2026-02-01 10:00:00 +0000"
    )
    assert (take(root, newer).commits, ticket(root)) == (0, text)


def test_a_timeline_after_a_list_adds_the_history_and_ends_alike(root):
    closed = {"state": "closed", "closed_at": "2026-01-08T12:00:00Z", "labels": ["bug"]}
    take(root, rest(**closed))
    before = ticket(root)
    course = backup(event("labeled", 6, label={"name": "bug"}), event("closed", 8), **closed)

    done = take(root, course)

    assert (done.created, done.commits, ticket(root)) == (0, 0, before)
    more = backup(
        event("labeled", 6, label={"name": "bug"}),
        event("closed", 8),
        event("reopened", 9),
        **{**closed, "state": "open", "closed_at": None},
    )
    assert (take(root, more).updated, len(list(root.glob("open/T-*.yaml")))) == (1, 1)


def test_an_issue_reopened_here_stays_so_while_the_list_says_nothing_new(root):
    closed = rest(state="closed", closed_at="2026-01-08T12:00:00Z")
    take(root, closed)
    (path,) = root.rglob("T-*.yaml")
    (root / "open").mkdir(exist_ok=True)
    git(root, "mv", str(path.relative_to(root)), f"open/{path.name}")
    git(root, "commit", "-qm", "reopened here")
    assert take(root, closed).commits == 0
    assert (root / "open" / path.name).exists()


def test_a_text_that_was_edited_without_an_event_comes_with_the_next_timeline(root):
    moved = event("labeled", 6, label={"name": "bug"})
    take(root, backup(moved, labels=["bug"]))
    newer = backup(moved, labels=["bug"], body="Only ß.", updated_at="2026-02-01T10:00:00Z")
    assert (take(root, newer).commits, "description: Only ß.\n" in ticket(root)) == (1, True)
    assert take(root, newer).commits == 0


def test_an_issue_of_another_tracker_with_the_same_name_is_told_and_left_alone(root):
    take(root, rest(html_url=""))
    before = ticket(root)
    other = rest(html_url="", title="Something else", created_at="2025-01-01T10:00:00Z")
    done = take(root, other)
    (told,) = done.findings
    assert (done.updated, told.rule, ticket(root)) == (0, "import-other", before)
