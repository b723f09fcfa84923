from __future__ import annotations

from typing import Any

from tests.exchange.webbuilders import edits, only, read, saved
from tix.exchange.sources.redmine import open_redmine
from tix.model.statuses import Category


def named(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "name": name}


def issue(number: int = 5, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "subject": "Printer is out of toner",
        "description": "Again.",
        "project": named(1, "Office"),
        "tracker": named(2, "Support"),
        "status": named(1, "Jauns"),
        "priority": named(4, "Normal"),
        "author": named(3, "Ana Kalniņa"),
        "created_on": "2026-01-05T10:00:00Z",
        "updated_on": "2026-01-09T10:00:00Z",
        **fields,
    }


def journal(number: int, day: int, *details: tuple[str, str, Any, Any], **more: Any) -> Any:
    listed = [
        {"property": kind, "name": name, "old_value": before, "new_value": after}
        for kind, name, before, after in details
    ]
    at = f"2026-01-{day:02}T12:00:00Z"
    by = named(4, "Bob")
    return {"id": number, "user": by, "created_on": at, "details": listed, "notes": "", **more}


def test_journals_are_the_history_with_the_names_of_their_numbers(tmp_path):
    whole = issue(
        status=named(5, "Slēgts"),
        assigned_to=named(4, "Bob"),
        estimated_hours=2.5,
        parent={"id": 9},
        attachments=[{"filename": "toner.jpg"}],
        custom_fields=[{"id": 3, "name": "Room", "value": "12"}],
        relations=[{"relation_type": "blocks", "issue_id": 6, "issue_to_id": 5}],
        journals=[
            journal(2, 7, ("attr", "status_id", "1", "5"), notes="Done.", private_notes=True),
            journal(
                1,
                6,
                ("attr", "assigned_to_id", None, "4"),
                ("attr", "estimated_hours", "1.0", "2.5"),
                ("attr", "parent_id", None, "9"),
                ("cf", "3", "11", "12"),
                ("attachment", "77", None, "toner.jpg"),
                ("relation", "blocked", None, "6"),
                ("attr", "child_id", None, "8"),
            ),
        ],
    )
    other = issue(6, status=named(1, "Jauns"))
    records, findings = read(open_redmine(saved(tmp_path, {"issues": [whole, other]})))
    assert findings == []
    assert [row[:1] + row[2:] for row in edits(records[0])] == [
        ("06 12:00", "assignee", "", "4"),
        ("06 12:00", "timeoriginalestimate", "1h", "2h30m"),
        ("06 12:00", "parent", "", "#9"),
        ("06 12:00", "Room", "11", "12"),
        ("06 12:00", "attachment", "", "toner.jpg"),
        ("06 12:00", "links", "", "is blocked by #6"),
        ("07 12:00", "status", "Jauns", "Slēgts"),
    ]
    assert [(remark.text, remark.kind) for remark in records[0].remarks] == [("Done.", "note")]
    assert {account.display for account in records[0].accounts()} == {"Ana Kalniņa", "Bob"}


def test_lists_beside_the_issues_name_numbers_people_and_what_is_closed(tmp_path):
    saved(tmp_path, {"issue": issue(journals=[journal(1, 6, ("attr", "status_id", "7", "1"))])})
    statuses = [named(7, "Melnraksts"), {"id": 8, "name": "Atcelts", "is_closed": True}]
    saved(tmp_path, {"issue_statuses": statuses}, "statuses.json")
    ana = {"id": 3, "firstname": "Ana", "lastname": "Kalniņa", "mail": "ana@desk.example"}
    saved(tmp_path, {"user": ana}, "user.json")
    with open_redmine(tmp_path) as source:
        (record,) = source.records()
        assert source.categories == {"Atcelts": Category.CLOSED}
    assert edits(record) == [("06 12:00", "4", "status", "Melnraksts", "Jauns")]
    assert record.author.email == "ana@desk.example"


def test_issues_without_journals_are_closed_when_they_say_in_any_language(tmp_path):
    closed = issue(status=named(5, "Slēgts"), closed_on="2026-01-08T12:00:00Z")
    with open_redmine(saved(tmp_path, {"issues": [closed, issue(6)]})) as source:
        records = list(source.records())
        assert source.categories == {"Slēgts": Category.CLOSED}
    assert edits(records[0]) == [("08 12:00", "redmine-export", "status", "Jauns", "Slēgts")]
    assert edits(records[1]) == []


def test_an_issue_in_a_list_and_whole_is_one(tmp_path):
    saved(tmp_path, {"issues": [issue()], "total_count": 1}, "list.json")
    journals = [journal(1, 6, notes="Hello")]
    saved(tmp_path, {"issue": issue(journals=journals)}, "whole.json")
    assert [remark.text for remark in only(open_redmine, tmp_path).remarks] == ["Hello"]


def test_a_status_that_nothing_names_keeps_its_number(tmp_path):
    journals = [journal(1, 6, ("attr", "status_id", "42", "1"))]
    record = only(open_redmine, saved(tmp_path, issue(journals=journals)))
    assert edits(record) == [("06 12:00", "4", "status", "status 42", "Jauns")]


def test_what_is_no_issue_is_told(tmp_path):
    values = [issue(), {"errors": ["No"]}, issue(7, created_on=None)]
    _, findings = read(open_redmine(saved(tmp_path, values)))
    assert [(finding.rule, finding.line) for finding in findings] == [
        ("import-no-issue", 1),
        ("import-shape", 1),
    ]
