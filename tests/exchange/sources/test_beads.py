from __future__ import annotations

import json
import lzma
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.builders import git
from tix.errors import BadInput, NotFound
from tix.exchange.record import Account, Edit, Event, Record, Remark
from tix.exchange.sources.beads import open_beads
from tix.findings import Finding

EXPORT = Account("beads-export", "Beads export")
ADA = Account("ada@example.com", "Ada", "ada@example.com")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-01-{text}").replace(tzinfo=UTC)


def line(key: str = "bd-1", **fields: Any) -> str:
    node = {
        "id": key,
        "title": "Parser drops dots",
        "status": "open",
        "priority": 1,
        "issue_type": "bug",
        "created_at": "2026-01-05T10:00:00.123456789Z",
        "updated_at": "2026-01-05T10:00:00.123456789Z",
        **fields,
    }
    return json.dumps(node)


def depends(key: str, on: str, kind: str = "blocks", when: str = "") -> dict[str, str]:
    return {"issue_id": key, "depends_on_id": on, "type": kind, "created_at": when}


def read(path: Path) -> tuple[list[Record], list[Finding]]:
    with open_beads(path) as source:
        return list(source.records()), source.findings


def written(folder: Path, *lines: str) -> Path:
    path = folder / "issues.jsonl"
    path.write_text("".join(f"{each}\n" for each in lines))
    return path


def committed(root: Path, when: str, *lines: str) -> None:
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
        (root / ".beads").mkdir()
    written(root / ".beads", *lines)
    git(root, "add", ".")
    date = f"2026-01-{when}+00:00"
    git(root, "-c", "user.name=Ada", "-c", "user.email=ada@example.com",
        "commit", "-qm", "sync", f"--date={date}")  # fmt: skip


def test_a_file_gives_creation_dated_dependencies_and_the_end(tmp_path):
    closed = line(
        status="closed",
        closed_at="2026-01-07T10:00:00-08:00",
        close_reason="Escaped it",
        estimated_minutes=90,
        labels=["parser"],
        created_by="ada",
        comments=[{"id": 3, "author": "bob", "text": "Seen", "created_at": "2026-01-06T09:00:00Z"}],
    )
    needing = line("bd-2", dependencies=[depends("bd-2", "bd-1", when="2026-01-06T08:00:00Z")])
    (first, second), findings = read(written(tmp_path, closed, needing))
    assert findings == []
    assert first.events == (
        Event("bd-2 blocks bd-1", at("06T08:00:00"), EXPORT, (Edit("links", "", "blocks bd-2"),)),
        Event(
            "settled",
            at("07T18:00:00"),
            EXPORT,
            (Edit("status", "open", "closed"), Edit("close_reason", "", "Escaped it")),
        ),
    )
    assert first.author == Account("ada", "ada")
    assert first.remarks == (Remark("3", at("06T09:00:00"), Account("bob", "bob"), "Seen"),)
    assert first.fields == {
        "title": "Parser drops dots",
        "status": "closed",
        "priority": "P1",
        "estimate": "1h30m",
        "reporter": "ada",
        "labels": ("parser",),
        "issuetype": "bug",
        "close_reason": "Escaped it",
        "parent": "",
        "links": ("blocks bd-2",),
    }
    assert second.fields["links"] == ("depends on bd-1",)


def test_each_commit_of_the_file_is_an_event_by_its_author_at_the_time_the_issue_tells(tmp_path):
    committed(tmp_path, "05T11:00:00", line())
    committed(
        tmp_path, "06T12:00:00", line(status="in_progress", updated_at="2026-01-06T09:00:00Z")
    )
    committed(
        tmp_path,
        "08T10:00:00",
        line(status="closed", closed_at="2026-01-07T09:00:00Z", updated_at="2026-01-07T09:00:01Z"),
        line("bd-2", dependencies=[depends("bd-2", "bd-1", "parent-child")]),
    )
    (first, second), findings = read(tmp_path)
    assert findings == []
    assert [(event.at, event.author, event.edits) for event in first.events] == [
        (at("06T09:00:00"), ADA, (Edit("status", "open", "in_progress"),)),
        (at("07T09:00:00"), ADA, (Edit("status", "in_progress", "closed"),)),
    ]
    assert (second.events, second.fields["parent"]) == ((), "bd-1")


def test_a_bundle_is_read_as_its_repository(tmp_path):
    root = tmp_path / "code"
    root.mkdir()
    committed(root, "05T11:00:00", line())
    committed(root, "06T11:00:00", line(title="Dots are dropped"))
    git(root, "bundle", "create", "-q", str(tmp_path / "b.bundle"), "main")
    (record,), _ = read(tmp_path / "b.bundle")
    assert [event.edits for event in record.events] == [
        (Edit("title", "Parser drops dots", "Dots are dropped"),)
    ]


def test_an_issue_first_committed_closed_was_open_before(tmp_path):
    closed = line(status="closed", closed_at="2026-01-05T10:30:00Z")
    committed(tmp_path, "06T11:00:00", closed)
    (record,), _ = read(tmp_path)
    assert [(event.at, event.edits) for event in record.events] == [
        (at("05T10:30:00"), (Edit("status", "open", "closed"),))
    ]


def test_conflict_markers_that_were_committed_for_a_while_are_told_and_no_error(tmp_path):
    newer = line(title="Theirs", updated_at="2026-01-06T10:00:00Z")
    committed(tmp_path, "05T11:00:00", line())
    committed(tmp_path, "06T11:00:00", "<<<<<<< HEAD", newer, "=======", line(), ">>>>>>> x")
    committed(tmp_path, "07T11:00:00", newer)
    (record,), findings = read(tmp_path)
    assert record.fields["title"] == "Theirs"
    assert len(record.events) == 1
    assert [(finding.rule, str(finding.severity), finding.line) for finding in findings] == [
        ("import-conflict", "warning", 1),
        ("import-conflict", "warning", 3),
        ("import-conflict", "warning", 5),
    ]


def test_an_issue_that_left_the_file_is_kept_as_it_was(tmp_path):
    committed(tmp_path, "05T11:00:00", line(), line("bd-2"))
    committed(tmp_path, "06T11:00:00", line("bd-2"))
    records, findings = read(tmp_path)
    assert [record.key for record in records] == ["bd-1", "bd-2"]
    assert [finding.rule for finding in findings] == ["import-removed"]


@pytest.mark.parametrize(
    ("bad", "rule", "told"),
    [
        ('{"id": "bd-9", "title": ', "import-no-issue", "Expecting value at column 24"),
        ("[1, 2]", "import-no-issue", "is no issue of beads: an object was expected"),
        ('{"title": "x"}', "import-no-issue", "is no issue of beads: there is no `id`"),
        (line("bd-9", created_at="soon"), "import-no-issue", "Invalid isoformat string: 'soon'"),
        (line("bd-9", dependencies=["x"]), "import-no-issue", "a dependency of bd-9 does not say"),
        ("<<<<<<< HEAD", "import-conflict", "is a conflict marker; both sides were read"),
        ("[" * 100_000, "import-no-issue", "is nested too deeply"),
    ],
)
def test_a_line_that_is_no_issue_is_a_finding_with_its_place(tmp_path, bad, rule, told):
    (record,), (finding,) = read(written(tmp_path, line(), bad))
    assert record.key == "bd-1"
    assert (finding.rule, finding.path, finding.line) == (rule, "issues.jsonl", 2)
    assert told in finding.message


def test_of_two_lines_with_one_id_the_newer_counts(tmp_path):
    newer = line(title="Newer", updated_at="2026-01-06T10:00:00Z")
    (record,), (finding,) = read(written(tmp_path, newer, line()))
    assert (record.fields["title"], finding.rule) == ("Newer", "import-duplicate")


def test_an_issue_closed_before_it_was_created_is_told(tmp_path):
    odd = line(status="closed", closed_at="2026-01-04T10:00:00Z")
    (record,), (finding,) = read(written(tmp_path, odd))
    assert record.events[0].at == at("04T10:00:00")
    assert (finding.rule, finding.line) == ("import-times", 1)


def test_odd_bytes_and_line_ends_are_read(tmp_path):
    path = tmp_path / "issues.jsonl.xz"
    text = b"\xef\xbb\xbf" + line().encode() + b"\r\n\r\n"
    latin = line("bd-2", title="Größe").replace("\\u00f6", "ö").replace("\\u00df", "ß")
    path.write_bytes(lzma.compress(text + latin.encode("cp1252") + b"\r\n"))
    (first, second), (finding,) = read(path)
    assert (first.key, second.fields["title"]) == ("bd-1", "Größe")
    assert (finding.rule, finding.line) == ("import-encoding", 3)


def test_what_holds_no_issues_is_said_in_one_sentence(tmp_path):
    with pytest.raises(NotFound, match="There is no"):
        read(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=r"holds no \.beads/issues.jsonl"):
        read(tmp_path)
    git(tmp_path, "init", "-q")
    with pytest.raises(BadInput, match="no branch with commits"):
        read(tmp_path)
