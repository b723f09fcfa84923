from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tix.errors import BadInput
from tix.exchange.record import Edit, Event, Record, Remark, exporter
from tix.exchange.sources.taskwarrior import open_taskwarrior
from tix.findings import Finding

ONE, TWO = "11111111-aaaa-4bbb-8ccc-000000000001", "22222222-aaaa-4bbb-8ccc-000000000002"
EXPORT = exporter("taskwarrior")


def task(uuid: str = ONE, **fields: Any) -> dict[str, Any]:
    node = {"id": 1, "uuid": uuid, "description": "Fix pump", "status": "pending", "urgency": 9.1}
    return node | {"entry": "20260105T100000Z"} | fields


def read(folder: Path, *tasks: object) -> tuple[list[Record], list[Finding]]:
    path = folder / "tasks.json"
    path.write_text(json.dumps(tasks))
    with open_taskwarrior(path) as source:
        return list(source.records()), source.findings


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def test_a_task_has_its_fields_its_start_and_its_annotations(tmp_path):
    started = task(
        start="20260106T090000Z",
        priority="H",
        project="home.garden",
        tags=["water"],
        due="20260201T000000Z",
        effort=3,
        depends=TWO,
        annotations=[{"entry": "20260105T110000Z", "description": "Call first"}],
    )
    (first, second), findings = read(tmp_path, started, task(TWO))
    assert findings == []
    assert first.fields == {
        "title": "Fix pump",
        "priority": "high",
        "project": "home/garden",
        "labels": ("water",),
        "duedate": "2026-02-01",
        "effort": "3",
        "status": "started",
        "parent": "",
        "links": ("depends on 22222222",),
    }
    assert first.events == (Event("end", at(6, 9), EXPORT, (Edit("status", "open", "started"),)),)
    assert first.remarks == (Remark("20260105T110000Z 0", at(5, 11), EXPORT, "Call first"),)
    assert second.fields["links"] == ("blocks 11111111",)


def test_a_task_ends_when_it_says(tmp_path):
    done = task(status="completed", end="20260107T100000Z", start="20260106T090000Z")
    (record,), _ = read(tmp_path, done)
    assert record.events == (Event("end", at(7), EXPORT, (Edit("status", "open", "completed"),)),)


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ({"description": "x"}, "import-no-issue"),
        ("words", "import-no-issue"),
        (task(TWO, entry="soon"), "import-no-issue"),
        (task(TWO, annotations=[3]), "import-no-issue"),
        (task(), "import-duplicate"),
    ],
)
def test_what_is_no_task_is_a_finding_and_the_rest_comes(tmp_path, bad, rule):
    (record,), (finding,) = read(tmp_path, task(), bad)
    assert (record.key, finding.rule, finding.path) == ("11111111", rule, "tasks.json")


def test_an_empty_export_says_so(tmp_path):
    with pytest.raises(BadInput, match="holds no task"):
        read(tmp_path)
