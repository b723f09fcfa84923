from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Edit, Record
from tix.exchange.sources.todotxt import open_todotxt
from tix.findings import Finding


def read(path: Path, zone: str = "UTC") -> tuple[list[Record], list[Finding]]:
    with open_todotxt(path, Mapping(timezone=zone)) as source:
        return list(source.records()), source.findings


def todo(folder: Path, *lines: str, name: str = "todo.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    os.utime(path, (1_767_225_600, 1_767_225_600))
    return path


def test_a_line_has_its_words_dates_and_signs(tmp_path):
    line = "(A) 2026-01-05 Call @phone Mom +family due:2026-01-09 t:2026-01-07 at http://x.y/z"
    (record,), findings = read(todo(tmp_path, line))
    assert findings == []
    assert (record.created, record.events) == (datetime(2026, 1, 5, tzinfo=UTC), ())
    assert record.fields == {
        "title": "Call Mom at http://x.y/z",
        "status": "open",
        "priority": "urgent",
        "project": "family",
        "labels": ("phone",),
        "duedate": "2026-01-09",
        "snoozed": "2026-01-07",
    }


def test_a_task_is_the_same_when_it_is_done(tmp_path):
    (before,), _ = read(todo(tmp_path, "(B) 2026-01-05 Pay rent +home"))
    (after,), _ = read(
        todo(tmp_path, "x 2026-01-07 2026-01-05 Pay rent +home pri:B"), "Europe/Riga"
    )
    assert (after.key, after.fields["priority"]) == (before.key, "high")
    (event,) = after.events
    assert event.at == datetime(2026, 1, 6, 22, tzinfo=UTC)
    assert event.edits == (Edit("status", "open", "done"),)


def test_lines_without_dates_take_the_time_of_the_file(tmp_path):
    (record,), _ = read(todo(tmp_path, "Water plants"))
    assert record.created == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_folder_is_all_its_files_and_odd_lines_are_findings(tmp_path):
    todo(tmp_path, "One", "", "x 2026-13-45 Two", "<<<<<<< ours", "One")
    todo(tmp_path, "x 2026-01-02 Three", name="done.txt")
    records, findings = read(tmp_path)
    assert [record.fields["title"] for record in records] == ["Three", "One", "One"]
    assert len({record.key for record in records}) == 3
    assert [(finding.rule, finding.path, finding.line) for finding in findings] == [
        ("import-times", "todo.txt", 3),
        ("import-conflict", "todo.txt", 4),
        ("import-duplicate", "todo.txt", 5),
    ]


def test_what_is_no_text_is_a_finding_and_control_characters_are_left_out(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\0\1binary")
    todo(tmp_path, "Call\x07 Mom +fam\x01ily")
    (record,), (finding,) = read(tmp_path)
    assert (record.fields["title"], record.fields["project"]) == ("Call Mom", "family")
    assert (finding.rule, finding.path) == ("import-encoding", "a.txt")


def test_a_folder_without_lists_says_so(tmp_path):
    with pytest.raises(BadInput, match=r"holds no \.txt file"):
        read(tmp_path)
