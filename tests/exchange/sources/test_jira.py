from __future__ import annotations

import gzip
import json
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.exchange.builders import comment, entry, export, issue
from tix.errors import NotFound
from tix.exchange.record import SETTLED, Account, Edit, Event, Record, Remark
from tix.exchange.sources.jira import open_jira
from tix.exchange.sources.jirafields import mended, span
from tix.findings import Finding

ANA = Account("ana", "Ana Kalniņa", "ana@desk.example")


def read(path: Path) -> tuple[list[Record], list[Finding]]:
    with open_jira(path) as source:
        return list(source.records()), source.findings


def test_an_issue_comes_with_its_people_its_history_and_its_comments(tmp_path):
    path = export(
        tmp_path,
        issue(
            history=(entry(7, "2026-01-06T08:00:00.999+0100", ("status", "New", "Open")),),
            comments=(comment(9, "2026-01-07T09:00:00.000+0000", "Hello"),),
            labels=["login", "unicode"],
        ),
    )
    (record,), findings = read(path)
    assert findings == []
    assert record.events == (
        Event(
            "7",
            datetime(2026, 1, 6, 7, 0, 0, 999000, tzinfo=UTC),
            ANA,
            (Edit("status", "New", "Open"),),
        ),
    )
    assert record.remarks == (Remark("9", datetime(2026, 1, 7, 9, tzinfo=UTC), ANA, "Hello"),)
    assert record.fields["labels"] == ("login", "unicode")
    assert record.author == Account("bob", "Bob", "bob@desk.example")


def test_files_beside_an_issue_hold_its_history_and_comments(tmp_path):
    whole = issue(
        history=(entry(7, "2026-01-06T08:00:00.000+0000", ("status", "New", "Open")),),
        comments=(comment(9, "2026-01-07T09:00:00.000+0000", "Hello"),),
    )
    changelog = {"changelog": whole.pop("changelog")}
    comments = whole["fields"].pop("comment")
    for name, content in (("", whole), ("_CL", changelog), ("_Comment", comments)):
        (tmp_path / f"OPS-1{name}.json").write_text(json.dumps(content))
    (record,), findings = read(tmp_path)
    assert findings == []
    assert (len(record.events), len(record.remarks)) == (1, 1)


@pytest.mark.parametrize("ending", ["tar.gz", "tar.xz", "zip"])
def test_archives_are_read_as_the_folder_in_them(tmp_path, ending):
    inner = tmp_path / "OPS-1.json"
    inner.write_text(json.dumps(issue()))
    path = tmp_path / f"export.{ending}"
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.write(inner, "export/OPS-1.json")
    else:
        with tarfile.open(path, f"w:{ending[-2:]}") as packed:
            packed.add(inner, "../../export/OPS-1.json")
    inner.unlink()
    (record,), findings = read(path)
    assert (record.key, findings) == ("OPS-1", [])
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("shape", ["array", "lines"])
def test_arrays_and_lines_of_issues_are_read_one_after_the_other(tmp_path, shape):
    issues = [issue(f"OPS-{number}") for number in range(1, 4)]
    text = json.dumps(issues) if shape == "array" else "\n".join(map(json.dumps, issues))
    path = tmp_path / "export.json"
    path.write_text(text)
    records, _ = read(path)
    assert [record.key for record in records] == ["OPS-1", "OPS-2", "OPS-3"]


NAMES = {"names": {"summary": "Summary", "customfield_7": "Browser"}}
SCHEMA = {"schema": {f"customfield_{number}": {"type": "string"} for number in range(300)}}


@pytest.mark.parametrize(
    ("before", "after"),
    [(NAMES | SCHEMA, {}), ({"total": 2}, SCHEMA | NAMES), ({}, NAMES | SCHEMA)],
    ids=["before", "at the end", "after"],
)
def test_the_names_of_an_answer_are_those_of_all_its_issues(tmp_path, before, after):
    issues = [issue(f"OPS-{number}", customfield_7={"value": "Firefox"}) for number in (1, 2)]
    (tmp_path / "answer.json").write_text(json.dumps({**before, "issues": issues, **after}))

    records, findings = read(tmp_path)

    assert [record.fields["Browser"] for record in records] == ["Firefox", "Firefox"]
    assert findings == []


def test_names_of_one_issue_are_not_those_of_an_answer(tmp_path):
    named = issue("OPS-1", customfield_7="a") | NAMES
    other = issue("OPS-2", customfield_7="b")
    (tmp_path / "answer.json").write_text(json.dumps({"issues": [other, named]}))
    (tmp_path / "lines.jsonl").write_text(f"{json.dumps(named)}\n{json.dumps(other)}\n")

    records, _ = read(tmp_path)

    told = [(record.key, {"customfield_7", "Browser"} & {*record.fields}) for record in records]
    assert told == [
        ("OPS-2", {"customfield_7"}),
        ("OPS-1", {"Browser"}),
        ("OPS-1", {"Browser"}),
        ("OPS-2", {"customfield_7"}),
    ]


def test_a_file_of_windows_is_read_with_a_finding(tmp_path):
    text = json.dumps(issue(summary="Büro"), ensure_ascii=False)
    (tmp_path / "OPS-1.json").write_bytes(text.encode("cp1252", "replace"))
    (record,), findings = read(tmp_path)
    assert record.fields["summary"] == "Büro"
    assert [(finding.rule, finding.path) for finding in findings] == [
        ("import-encoding", "OPS-1.json")
    ]


def test_what_is_broken_is_told_with_its_place_and_hides_nothing_else(tmp_path):
    (tmp_path / "OPS-1.json").write_text("{\n  broken")
    (tmp_path / "OPS-2.json").write_text(json.dumps(issue("OPS-2")))
    (tmp_path / "OPS-3.json").write_text(json.dumps({"key": "OPS-3", "fields": {"created": "?"}}))
    (tmp_path / "OPS-4.json").write_text("[1]")
    records, findings = read(tmp_path)
    assert [record.key for record in records] == ["OPS-2"]
    assert [(finding.rule, finding.path) for finding in findings] == [
        ("import-json", "OPS-1.json"),
        ("import-shape", "OPS-3.json"),
        ("import-no-issue", "OPS-4.json"),
    ]


def test_a_history_that_ends_elsewhere_is_settled_and_told(tmp_path):
    history = (entry(7, "2026-01-06T08:00:00.000+0000", ("status", "Open", "Done")),)
    (record,), findings = read(export(tmp_path, issue(history=history)))
    assert record.events[-1].id == SETTLED
    assert record.events[-1].edits == (Edit("status", "Done", "Open"),)
    assert [finding.message for finding in findings] == [
        "OPS-1: status: history ends with 'Done', the issue says 'Open'"
    ]


def test_an_export_that_was_cut_short_is_told(tmp_path):
    short = issue()
    short["fields"]["comment"]["total"] = 3
    del short["changelog"]
    _, findings = read(export(tmp_path, short))
    assert [finding.message for finding in findings] == [
        "OPS-1: the export holds 0 of 3 comments",
        "OPS-1: the export holds no history; ask Jira with expand=changelog",
    ]


def test_no_archive_and_no_file_are_explained(tmp_path):
    (tmp_path / "x.zip").write_text("no archive")
    records, findings = read(tmp_path / "x.zip")
    assert (records, [(found.rule, found.path) for found in findings]) == (
        [],
        [("import-json", "x.zip")],
    )
    with pytest.raises(NotFound), open_jira(tmp_path / "nothing"):
        pass


def test_of_an_archive_that_is_cut_off_or_has_a_name_twice_the_rest_is_read(tmp_path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a/x/OPS-1.json", json.dumps(issue()))
        packed.writestr("b/x/OPS-1.json", json.dumps(issue(summary="Another")))
        packed.writestr("a/x/OPS-2.json", json.dumps(issue("OPS-2")))
    data = path.read_bytes()
    at = data.rindex(b'{"key": "OPS-2"')
    path.write_bytes(data[:at] + b"?" + data[at + 1 :])

    records, findings = read(path)

    assert [record.fields["summary"] for record in records] == [issue()["fields"]["summary"]]
    assert [(found.rule, found.path) for found in findings] == [
        ("import-twice", "b/x/OPS-1.json"),
        ("import-archive", "export.zip"),
    ]


def test_one_file_may_be_compressed_by_itself(tmp_path):
    (tmp_path / "export.gz").write_bytes(gzip.compress(json.dumps([issue()]).encode()))
    (record,), findings = read(tmp_path / "export.gz")
    assert (record.key, findings) == ("OPS-1", [])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("x at gmail dot com", "x@gmail.com"),
        ("a dot b at c dot example", "a.b@c.example"),
        ("x@y.example", "x@y.example"),
        ("nobody", ""),
    ],
)
def test_addresses_for_people_become_addresses(written, meant):
    assert mended(written) == meant


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0, "0m"), (90, "1m30s"), ("7200", "2h"), (604800, "168h")],
)
def test_seconds_of_work_become_durations(seconds, text):
    assert span(seconds) == text
