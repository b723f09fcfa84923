from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import git
from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import NOBODY, Account, Edit, Record, Remark, exporter
from tix.exchange.sources.tk import open_tk
from tix.findings import Finding

TICKET = """\
---
id: tc-1
status: closed
deps: [tc-2]
links: []
created: 2026-01-05T10:00:00Z
type: task
priority: 2
assignee: Ada Byron
---
# Port the parser

All of it.

## Acceptance Criteria

Tests pass

## Plan

One by one.

## Notes

**2026-01-06T11:00:00Z**

Half of it.

**2026-01-07T12:00:00Z**

Done.
"""
OTHER = TICKET.replace("tc-1", "tc-2").replace("[tc-2]", "[]")


def read(path: Path) -> tuple[list[Record], list[Finding]]:
    with open_tk(path, Mapping(timezone="UTC")) as source:
        return list(source.records()), source.findings


def put(root: Path, **texts: str) -> Path:
    folder = root / ".tickets"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name.replace('_', '-')}.md").write_text(text)
    return folder


def committed(root: Path, day: int) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "-c", "user.name=Ada", "-c", "user.email=ada@example.com",
        "commit", "-qm", "x", f"--date=2026-01-{day:02}T12:00:00+00:00")  # fmt: skip


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def test_a_ticket_has_its_fields_sections_and_notes(tmp_path):
    (first, second), findings = read(put(tmp_path, tc_1=TICKET, tc_2=OTHER))
    assert findings == []
    assert first.fields == {
        "title": "Port the parser",
        "status": "closed",
        "issuetype": "task",
        "priority": "P2",
        "assignee": "Ada Byron",
        "labels": (),
        "description": "All of it.\n\n## Plan\n\nOne by one.",
        "design": "",
        "acceptance_criteria": "Tests pass",
        "parent": "",
        "links": ("depends on tc-2",),
    }
    assert first.remarks == (
        Remark("2026-01-06T11:00:00Z 1", at(6, 11), NOBODY, "Half of it."),
        Remark("2026-01-07T12:00:00Z 2", at(7, 12), NOBODY, "Done."),
    )
    (end,) = first.events
    assert (end.at, end.author, end.edits) == (
        at(7, 12),
        exporter("tk"),
        (Edit("status", "open", "closed"),),
    )
    assert second.fields["links"] == ("blocks tc-1",)


def test_commits_become_events_and_what_went_stays_as_it_was(tmp_path):
    put(tmp_path, tc_1=TICKET.replace("closed", "open"), tc_2=OTHER)
    committed(tmp_path, 8)
    put(tmp_path, tc_1=TICKET)
    (tmp_path / ".tickets" / "tc-2.md").unlink()
    committed(tmp_path, 9)
    (first, second), findings = read(tmp_path)
    assert first.author == Account("ada@example.com", "Ada", "ada@example.com")
    assert [(event.at, event.edits) for event in first.events] == [
        (at(9, 12), (Edit("status", "open", "closed"),))
    ]
    assert (second.key, second.fields["status"]) == ("tc-2", "closed")
    assert [finding.rule for finding in findings] == ["import-removed"]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (TICKET.replace("priority: 2", "priority: [2"), "import-front-matter", 9),
        (TICKET.replace("2026-01-05T10:00:00Z", "soon"), "import-times", 0),
        (TICKET + "<<<<<<< ours\n", "import-conflict", 32),
    ],
)
def test_odd_files_are_findings_and_come_along(tmp_path, text, rule, line):
    records, findings = read(put(tmp_path, tc_1=text, tc_2=OTHER))
    assert [record.key for record in records] == ["tc-1", "tc-2"]
    (finding,) = findings
    assert (finding.rule, finding.path, finding.line) == (rule, "tc-1.md", line)


def test_of_two_files_with_one_id_the_first_counts(tmp_path):
    records, (finding,) = read(put(tmp_path, tc_1=TICKET, tc_9=TICKET))
    assert [(record.key, record.path) for record in records] == [("tc-1", "tc-1.md")]
    assert (finding.rule, finding.path) == ("import-duplicate", "tc-9.md")


def test_a_place_without_tickets_says_so(tmp_path):
    (tmp_path / "readme.md").write_text("# Not a ticket\n")
    with pytest.raises(BadInput, match="holds no tickets of tk"):
        read(tmp_path)
