from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import git
from tix.errors import BadInput
from tix.exchange.record import Account, Edit, Record
from tix.exchange.sources.gitissue import open_git_issue
from tix.findings import Finding

ADA = Account("ada@example.com", "Ada", "ada@example.com")
NAME = "03cde76c-dd02-4065-b05f-0df382e3b51f"
FIRST = "Crash on start\n\nIt crashes.\n\nState: open\nLabels: bug, ui\nFormat-Version: 1\n"


def read(path: Path) -> tuple[list[Record], list[Finding]]:
    with open_git_issue(path) as source:
        return list(source.records()), source.findings


def stored(root: Path, *messages: str, name: str = NAME) -> None:
    git(root, "init", "-q", "-b", "main")
    tree = git(root, "write-tree")
    parent: tuple[str, ...] = ()
    for number, message in enumerate(messages, 6):
        when = {
            f"GIT_{who}_DATE": f"2026-01-{number:02}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")
        }
        who = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com"}
        made = git(root, "commit-tree", *parent, "-m", message, tree, env={**when, **who})
        parent = ("-p", made)
    git(root, "update-ref", f"refs/issues/{name}", parent[1])


def at(day: int) -> datetime:
    return datetime(2026, 1, day, 12, tzinfo=UTC)


def test_each_commit_is_an_event_a_comment_or_both(tmp_path):
    stored(
        tmp_path,
        FIRST,
        "Record export\n\nProvider-ID: github:o/r#7",
        "It also crashes when...\n\nIt also crashes when empty.",
        "Mended in v2\n\nState: closed\nReason: completed\nLabels: bug",
    )
    (record,), findings = read(tmp_path)
    assert findings == []
    assert (record.key, record.created, record.author) == ("03cde76c", at(6), ADA)
    assert [(event.at, event.author, event.edits) for event in record.events] == [
        (at(7), ADA, (Edit("provider", "", "github:o/r#7"),)),
        (
            at(9),
            ADA,
            (
                Edit("status", "open", "closed"),
                Edit("reason", "", "completed"),
                Edit("labels", "ui", ""),
            ),
        ),
    ]
    assert [(remark.at, remark.text) for remark in record.remarks] == [
        (at(8), "It also crashes when empty."),
        (at(9), "Mended in v2"),
    ]
    assert record.fields == {
        "title": "Crash on start",
        "status": "closed",
        "priority": "",
        "milestone": "",
        "assignee": "",
        "reason": "completed",
        "fixed_by": "",
        "provider": "github:o/r#7",
        "description": "It crashes.",
        "labels": ("bug",),
        "reporter": "ada@example.com",
    }


def test_a_last_paragraph_that_is_no_trailers_is_text(tmp_path):
    stored(tmp_path, "Title\n\nOne\n\nTwo: three\nand more")
    (record,), _ = read(tmp_path)
    assert record.fields["description"] == "One\n\nTwo: three\nand more"


def test_of_two_names_that_begin_alike_the_first_counts(tmp_path):
    stored(tmp_path, FIRST)
    stored(tmp_path, FIRST, name=NAME[:-1] + "0")
    (_,), (finding,) = read(tmp_path)
    assert finding.rule == "import-duplicate"


def test_a_place_without_issues_says_how_to_get_them(tmp_path):
    with pytest.raises(BadInput, match="has no issues of git-issue"):
        read(tmp_path)
