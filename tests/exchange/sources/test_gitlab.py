from __future__ import annotations

from typing import Any

from tests.exchange.webbuilders import edits, only, read, saved
from tix.exchange.sources.gitlab import open_gitlab

ANA = {"username": "ana", "name": "Ana", "web_url": "https://gitlab.com/ana"}
BOB = {"username": "bob", "name": "Bob", "web_url": "https://gitlab.com/bob"}


def issue(**fields: Any) -> dict[str, Any]:
    return {
        "id": 700,
        "iid": 1,
        "project_id": 5,
        "title": "Umlauts are rejected",
        "description": "Login fails.",
        "state": "opened",
        "author": ANA,
        "assignees": [],
        "labels": ["bug"],
        "created_at": "2026-01-05T10:00:00.073Z",
        "updated_at": "2026-01-09T10:00:00.000Z",
        "web_url": "https://gitlab.com/desk/tool/-/issues/1",
        **fields,
    }


def note(number: int, day: int, body: str, *, system: bool = True, **more: Any) -> dict[str, Any]:
    at = f"2026-01-{day:02}T12:00:00.000Z"
    said = {"id": number, "body": body, "author": BOB, "created_at": at, "system": system}
    return said | {"noteable_type": "Issue", "noteable_id": 700} | more


def happened(number: int, day: int, **more: Any) -> dict[str, Any]:
    at = f"2026-01-{day:02}T12:00:00.000Z"
    about = {"resource_type": "Issue", "resource_id": 700}
    return {"id": number, "user": BOB, "created_at": at, **about, **more}


def test_resource_events_and_notes_beside_an_issue_are_its_history(tmp_path):
    saved(tmp_path, [issue(state="closed", milestone={"title": "2.0"})], "issues.json")
    saved(tmp_path, [happened(1, 8, state="closed")], "states.json")
    labels = [
        happened(1, 6, label={"name": "bug"}, action="add"),
        happened(2, 6, label={"name": "ui"}, action="add"),
        happened(3, 7, label={"name": "ui"}, action="remove"),
        happened(4, 7, label=None, action="add"),
    ]
    saved(tmp_path, labels, "labels.json")
    changes = [
        happened(1, 6, milestone={"title": "1.0"}, action="add"),
        happened(2, 9, milestone={"title": "2.0"}, action="add"),
        happened(3, 9, milestone={"title": "1.0"}, action="remove"),
    ]
    saved(tmp_path, changes, "milestones.json")
    notes = [note(1, 8, "closed"), note(2, 8, "No.", system=False, internal=True)]
    saved(tmp_path, notes, "notes.json")

    record = only(open_gitlab, tmp_path)

    assert [row[:1] + row[2:] for row in edits(record)] == [
        ("06 12:00", "labels", "", "bug"),
        ("06 12:00", "labels", "", "ui"),
        ("06 12:00", "milestone", "", "1.0"),
        ("07 12:00", "labels", "ui", ""),
        ("08 12:00", "status", "open", "closed"),
        ("09 12:00", "milestone", "1.0", "2.0"),
    ]
    assert [(remark.text, remark.kind) for remark in record.remarks] == [("No.", "note")]


def test_notes_of_the_system_tell_the_history_where_there_are_no_events(tmp_path):
    notes = [
        note(1, 6, "changed title from **Umlauts {-fail-}** to **Umlauts {+are rejected+}**"),
        note(2, 6, "assigned to @ana"),
        note(3, 7, "assigned to @bob and unassigned @ana"),
        note(4, 7, "changed due date to February 3, 2026"),
        note(5, 8, "closed via merge request !4"),
        note(6, 8, "mentioned in issue #9"),
        note(7, 8, "marked this issue as a duplicate of #3"),
        note(8, 9, "made the issue visible to everyone"),
    ]
    record = only(
        open_gitlab,
        saved(
            tmp_path,
            issue(state="closed", assignees=[BOB], due_date="2026-02-03", notes=notes),
        ),
    )
    assert [row[2:] for row in edits(record)] == [
        ("title", "Umlauts fail", "Umlauts are rejected"),
        ("assignee", "", "ana"),
        ("assignee", "ana", ""),
        ("assignee", "", "bob"),
        ("duedate", "", "2026-02-03"),
        ("status", "open", "closed"),
        ("links", "", "mentioned in #9"),
        ("links", "", "duplicates #3"),
        ("otherEvents", "", "made the"),
    ]


def test_an_issue_without_history_is_closed_when_it_says(tmp_path):
    closed = issue(
        state="closed",
        closed_at="2026-01-08T12:00:00Z",
        closed_by=BOB,
        confidential=True,
        time_stats={"time_estimate": 5400, "total_time_spent": 0},
        weight=3,
    )
    record = only(open_gitlab, saved(tmp_path, [closed]))
    assert edits(record) == [("08 12:00", "bob", "status", "open", "closed")]
    chosen = ("visibility", "timeoriginalestimate", "timespent", "weight", "reporter")
    assert [record.fields[name] for name in chosen] == ["internal", "1h30m", "", "3", "ana"]
    assert record.author.email == "ana@users.noreply.gitlab.com"


def test_a_project_export_keeps_labels_and_notes_in_its_own_way(tmp_path):
    line = issue(label_links=[{"label": {"title": "bug"}}], author_id=7)
    del line["id"], line["web_url"], line["labels"], line["author"]
    line["notes"] = [{"note": "Hello", "author_id": 8, "created_at": "2026-01-06 08:00:00 UTC"}]
    record = only(open_gitlab, saved(tmp_path, line, "issues.ndjson"))
    assert (record.fields["labels"], record.author.name) == (("bug",), "7")
    assert [(remark.author.name, remark.text) for remark in record.remarks] == [("8", "Hello")]


def test_tickets_are_named_after_the_project(tmp_path):
    for address, alias in (
        ("https://gitlab.com/desk/sub/tool/-/issues/1", "desk/sub/tool"),
        ("https://git.example/desk/tool/issues/1", "git.example/desk/tool"),
    ):
        with open_gitlab(saved(tmp_path, issue(web_url=address))) as source:
            assert [record.key for record in source.records()] == ["#1"]
            assert source.alias == alias


def test_merge_requests_are_left_out_and_what_is_missing_is_told(tmp_path):
    merge = {"iid": 4, "title": "Fix", "source_branch": "x"}
    other = {"noteable_type": "MergeRequest", "noteable_id": 4, "body": "?"}
    values = [issue(user_notes_count=2), merge, other, note(1, 6, "x") | {"noteable_id": 99}]
    records, findings = read(open_gitlab(saved(tmp_path, values)))
    assert len(records) == 1
    assert [(finding.rule, finding.message) for finding in findings] == [
        ("import-cut", "#1: the export holds 0 of 2 notes; save /issues/N/notes too"),
        ("import-left-out", "left out 1 pull or merge request: no issues"),
        ("import-orphan", "has parts of 1 issue that it does not hold"),
    ]
