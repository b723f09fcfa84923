from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import git
from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Edit, Record, Remark
from tix.exchange.sources.backlog import open_backlog
from tix.findings import Finding

TASK = """\
---
id: task-7
title: Draw the board
status: To Do
assignee:
  - '@ada'
created_date: '2026-01-05 10:00'
labels: [ui, board]
dependencies: []
---

## Description

<!-- SECTION:DESCRIPTION:BEGIN -->
Columns by status.
<!-- SECTION:DESCRIPTION:END -->

## Why

People asked.

## Acceptance Criteria
<!-- AC:BEGIN -->
- [x] #1 It has columns
- [ ] #2 It scrolls
<!-- AC:END -->

## Definition of Done
- [ ] #1 Tests pass

## Implementation Plan

1. Draw

## Comments

<!-- COMMENTS:BEGIN -->
author: @bob
created: 2026-01-06 11:00
---
Nice.
---
<!-- COMMENTS:END -->
"""
FILE = "backlog/tasks/task-7 - Draw-the-board.md"


def read(path: Path) -> tuple[list[Record], list[Finding]]:
    with open_backlog(path, Mapping(timezone="UTC")) as source:
        return list(source.records()), source.findings


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def committed(root: Path, day: int) -> None:
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "-c", "user.name=Ada", "-c", "user.email=ada@example.com",
        "commit", "-qm", "x", f"--date=2026-01-{day:02}T12:00:00+00:00")  # fmt: skip


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def edits(record: Record) -> list[tuple[Edit, ...]]:
    return [event.edits for event in record.events]


def test_a_task_has_its_front_matter_and_its_sections(tmp_path):
    put(tmp_path, FILE, TASK)
    (record,), findings = read(tmp_path)
    assert findings == []
    assert (record.key, record.created, record.events) == ("TASK-7", at(5, 10), ())
    assert record.remarks == (Remark("1", at(6, 11), Account("bob", "bob"), "Nice."),)
    assert record.fields == {
        "title": "Draw the board",
        "status": "To Do",
        "backlog_folder": "tasks",
        "assignee": "ada",
        "coassignees": (),
        "reporter": "",
        "labels": ("ui", "board"),
        "priority": "",
        "issuetype": "",
        "description": "Columns by status.\n\n## Why\n\nPeople asked.",
        "checklist": (
            "[x] It has columns",
            "[ ] It scrolls",
            "[ ] Definition of Done: Tests pass",
        ),
        "plan": "1. Draw",
        "notes": "",
        "solution": "",
        "parent": "",
        "links": (),
    }


def test_each_comment_has_its_author_its_time_and_its_words(tmp_path):
    more = "author: @eve\ncreated: 2026-01-07 11:00\n---\nTwo\n\nparagraphs.\n---\n"
    put(tmp_path, FILE, TASK.replace("<!-- COMMENTS:END", f"\n{more}<!-- COMMENTS:END"))
    assert read(tmp_path)[0][0].remarks == (
        Remark("1", at(6, 11), Account("bob", "bob"), "Nice."),
        Remark("2", at(7, 11), Account("eve", "eve"), "Two\n\nparagraphs."),
    )


def test_commits_become_events_and_a_task_stays_itself_under_other_names(tmp_path):
    put(tmp_path, FILE, TASK)
    committed(tmp_path, 6)
    put(tmp_path, FILE, TASK.replace("To Do", "In Progress").replace("[ ] #2", "[x] #2"))
    committed(tmp_path, 7)
    (tmp_path / FILE).unlink()
    done = TASK.replace("To Do", "Done").replace("task-7", "BACK-7").replace("[ ] #2", "[x] #2")
    put(tmp_path, "backlog/completed/back-7 - Draw-the-new-board.md", done)
    committed(tmp_path, 8)
    (record,), findings = read(tmp_path)
    assert findings == []
    assert (record.key, record.author.email) == ("BACK-7", "ada@example.com")
    assert [event.at for event in record.events] == [at(7), at(8)]
    first, second = edits(record)
    assert Edit("status", "To Do", "In Progress") in first
    assert Edit("checklist", "", "[x] It scrolls") in first
    assert second == (
        Edit("status", "In Progress", "Done"),
        Edit("backlog_folder", "tasks", "completed"),
    )


def test_a_file_that_came_back_was_never_away_and_one_that_did_not_is_deleted(tmp_path):
    other = TASK.replace("task-7", "task-8")
    put(tmp_path, ".backlog/tasks/task-7 - Draw-the-board.md", TASK)
    put(tmp_path, ".backlog/tasks/task-8 - Other.md", other)
    committed(tmp_path, 6)
    (tmp_path / ".backlog").rename(tmp_path / "old")
    (tmp_path / "old/tasks").rename(tmp_path / "old/elsewhere")
    committed(tmp_path, 7)
    put(tmp_path, FILE, TASK)
    committed(tmp_path, 8)
    records, findings = read(tmp_path)
    assert [(record.key, edits(record)) for record in records] == [
        ("TASK-7", []),
        ("TASK-8", [(Edit("status", "To Do", "Deleted"),)]),
    ]
    assert [finding.rule for finding in findings] == ["import-removed"]


def test_a_number_that_is_used_again_later_is_another_task(tmp_path):
    put(tmp_path, FILE, TASK)
    put(tmp_path, "backlog/tasks/task-8 - Other.md", TASK.replace("task-7", "task-8"))
    committed(tmp_path, 6)
    (tmp_path / FILE).unlink()
    committed(tmp_path, 7)
    put(tmp_path, "backlog/tasks/task-7 - Something-else.md", TASK.replace("Draw", "Sell"))
    committed(tmp_path, 8)
    records, _ = read(tmp_path)
    told = {record.key: (record.fields["title"], record.fields["status"]) for record in records}
    assert told == {
        "TASK-8": ("Draw the board", "To Do"),
        "TASK-7": ("Sell the board", "To Do"),
        "TASK-7@2": ("Draw the board", "Deleted"),
    }


def test_dependencies_stand_at_both_ends_from_the_commit_that_brought_them(tmp_path):
    put(tmp_path, FILE, TASK)
    put(tmp_path, "backlog/tasks/task-8 - Other.md", TASK.replace("task-7", "task-8"))
    committed(tmp_path, 6)
    needing = TASK.replace("task-7", "task-8").replace("encies: []", "encies: [back-07]")
    put(tmp_path, "backlog/tasks/task-8 - Other.md", needing)
    committed(tmp_path, 7)
    (first, second), _ = read(tmp_path)
    assert edits(first) == [(Edit("links", "", "blocks TASK-8"),)]
    assert edits(second) == [(Edit("links", "", "depends on TASK-7"),)]


def test_the_folder_decides_over_drafts_and_the_archive_but_not_over_what_is_over(tmp_path):
    for folder, status in (
        ("drafts", "To Do"),
        ("archive/tasks", "To Do"),
        ("archive/tasks", "Done"),
    ):
        name = f"backlog/{folder}/task-{len(list(tmp_path.rglob('*.md')))} - x.md"
        put(tmp_path, name, TASK.replace("To Do", status).replace("id: task-7\n", ""))
    records, _ = read(tmp_path / "backlog")
    told = {
        record.key: (record.fields["status"], record.fields["backlog_folder"]) for record in records
    }
    assert told == {
        "TASK-0": ("Draft", "drafts"),
        "TASK-1": ("Archived", "archive"),
        "TASK-2": ("Done", "archive"),
    }


def test_of_two_tasks_with_one_id_the_one_outside_the_archive_has_it(tmp_path):
    put(tmp_path, "backlog/archive/tasks/task-7 - Old.md", TASK.replace("2026-01-05", "2026-01-01"))
    put(tmp_path, FILE, TASK)
    records, (finding,) = read(tmp_path)
    assert [(record.key, record.path) for record in records] == [
        ("TASK-7", FILE),
        ("TASK-7@2", "backlog/archive/tasks/task-7 - Old.md"),
    ]
    assert (finding.rule, finding.path) == ("import-duplicate", records[1].path)


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (TASK.replace("'@ada'", "@ada"), "import-front-matter", 6),
        (TASK.replace("title: Draw", "title: a: Draw"), "import-front-matter", 3),
        (TASK.replace("status: To Do\n", ""), "import-task", 0),
        (TASK.replace("'2026-01-05 10:00'", "soon"), "import-task", 0),
        (TASK.replace("encies: []", "encies: [task-7]"), "import-task", 0),
        (TASK + "<<<<<<< HEAD\n", "import-conflict", 44),
        ("# No front matter\n", "import-front-matter", 0),
    ],
)
def test_odd_files_are_findings_and_come_along(tmp_path, text, rule, line):
    put(tmp_path, FILE, text)
    (record,), findings = read(tmp_path)
    assert record.key == "TASK-7"
    assert (findings[0].rule, findings[0].path, findings[0].line) == (rule, FILE, line)


def test_line_ends_encodings_and_archives_of_other_systems_are_read(tmp_path):
    path = tmp_path / "in" / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(TASK.replace("Draw the", "Größeres").replace("\n", "\r\n").encode("cp1252"))
    with tarfile.open(tmp_path / "b.tar.xz", "w:xz") as packed:
        packed.add(tmp_path / "in" / "backlog", "x/backlog")
    (record,), (finding,) = read(tmp_path / "b.tar.xz")
    assert (record.fields["title"], finding.rule) == ("Größeres board", "import-encoding")


def test_a_place_without_tasks_says_so(tmp_path):
    with pytest.raises(BadInput, match="holds no tasks"):
        read(tmp_path)
