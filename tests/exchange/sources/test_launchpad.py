from __future__ import annotations

import json
from typing import Any

from tests.exchange.webbuilders import edits, only, read, saved
from tix.exchange.sources.launchpad import open_launchpad

API = "https://api.launchpad.net/1.0"


def thing(kind: str, **fields: Any) -> dict[str, Any]:
    return {"resource_type_link": f"{API}/#{kind}", **fields}


def bug(**fields: Any) -> dict[str, Any]:
    whole = {
        "id": 1,
        "title": "Memory leaks",
        "description": "It grows.",
        "owner_link": f"{API}/~ana",
        "tags": ["leak"],
        "information_type": "Public",
        "date_created": "2026-01-05T10:00:00.186986+00:00",
        "date_last_updated": "2026-01-09T10:00:00+00:00",
    }
    return thing("bug", **{**whole, **fields})


def task(**fields: Any) -> dict[str, Any]:
    whole = {
        "bug_link": f"{API}/bugs/1",
        "bug_target_name": "desk",
        "status": "Fix Released",
        "importance": "High",
        "assignee_link": f"{API}/~bob",
    }
    return thing("bug_task", **{**whole, **fields})


def activity(day: int, what: str, before: str | None, after: str | None) -> dict[str, Any]:
    return thing(
        "bug_activity",
        bug_link=f"{API}/bugs/1",
        datechanged=f"2026-01-{day:02}T12:00:00+00:00",
        person_link=f"{API}/~bob",
        whatchanged=what,
        oldvalue=before,
        newvalue=after,
    )


def test_activity_of_a_bug_and_of_its_first_task_is_the_history(tmp_path):
    entries = [
        activity(5, "bug", None, None),
        activity(6, "summary", "Leaks", "Memory leaks"),
        activity(6, "tags", "slow", "leak"),
        activity(6, "desk: assignee", None, "Bob B. (bob)"),
        activity(7, "desk: status", "New", "Fix Released"),
        activity(7, "other: status", "New", "Invalid"),
        activity(8, "marked as duplicate", None, "9"),
    ]
    saved(tmp_path, bug(duplicate_of_link=f"{API}/bugs/9"), "bug.json")
    saved(tmp_path, {"entries": [task(), task(bug_target_name="other")]}, "tasks.json")
    saved(tmp_path, {"entries": entries}, "activity.json")
    saved(tmp_path, thing("person", name="bob", display_name="Bob B."), "bob.json")

    record = only(open_launchpad, tmp_path)

    assert [row[:1] + row[2:] for row in edits(record)] == [
        ("06 12:00", "title", "Leaks", "Memory leaks"),
        ("06 12:00", "labels", "slow", ""),
        ("06 12:00", "labels", "", "leak"),
        ("06 12:00", "assignee", "", "bob"),
        ("07 12:00", "status", "New", "Fix Released"),
        ("07 12:00", "otherEvents", "", "other: status"),
        ("08 12:00", "links", "", "duplicates #9"),
    ]
    assert record.fields["also_affects"] == ("other: Fix Released",)
    assert record.people["bob"].display == "Bob B."


def test_without_activity_the_dates_of_the_task_are_the_way_to_its_status(tmp_path):
    dated = task(
        date_triaged="2026-01-07T12:00:00+00:00",
        date_confirmed="2026-01-06T12:00:00+00:00",
        date_fix_released="2026-01-08T12:00:00+00:00",
        date_closed="2026-01-08T12:00:00+00:00",
    )
    record = only(open_launchpad, saved(tmp_path, [bug(), dated]))
    assert [(row[0], *row[3:]) for row in edits(record)] == [
        ("06 12:00", "New", "Confirmed"),
        ("07 12:00", "Confirmed", "Triaged"),
        ("08 12:00", "Triaged", "Fix Released"),
    ]


def test_messages_are_comments_but_for_the_first_which_is_the_description(tmp_path):
    messages = [
        thing(
            "message",
            self_link=f"{API}/desk/+bug/1/comments/{number}",
            owner_link=f"{API}/~bob",
            date_created=f"2026-01-0{5 + number}T12:00:00+00:00",
            content=said,
        )
        for number, said in enumerate(["It grows.", "Me too."])
    ]
    whole = [bug(), task(status="New", importance="Undecided"), {"entries": messages}]
    record = only(open_launchpad, saved(tmp_path, "\n".join(map(json.dumps, whole))))
    assert [(remark.author.name, remark.text) for remark in record.remarks] == [("bob", "Me too.")]
    assert record.fields["priority"] == ""


def test_what_is_missing_or_strange_is_told(tmp_path):
    saved(tmp_path, bug(), "1.json")
    saved(tmp_path, thing("message", self_link="?", content="x"), "2.json")
    saved(tmp_path, "Object: <BugTask for bug 1>", "3.json")
    records, findings = read(open_launchpad(tmp_path))
    assert [record.fields["status"] for record in records] == ["New"]
    assert [(finding.path, finding.rule) for finding in findings] == [
        ("2.json", "import-no-issue"),
        ("3.json", "import-broken"),
        ("1.json", "import-cut"),
    ]
