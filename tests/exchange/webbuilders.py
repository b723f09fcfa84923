"""Issues as web trackers give them, as small as they can be."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tix.exchange.record import Record
from tix.exchange.sources.web import WebExport
from tix.findings import Finding


def read(opened: AbstractContextManager[WebExport]) -> tuple[list[Record], list[Finding]]:
    """Return the records of an export and what was found."""
    with opened as source:
        return list(source.records()), source.findings


def saved(folder: Path, value: Any, name: str = "export.json") -> Path:
    """Write JSON into a file and return it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def only(opener: Callable[[Path], AbstractContextManager[WebExport]], path: Path) -> Record:
    """Return the one record of an export in which nothing is odd."""
    (record,), findings = read(opener(path))
    assert findings == []
    return record


def edits(record: Record) -> list[tuple[str, str, str, str, str]]:
    """Return what was changed: day and time, who, field, before, after."""
    return [
        (event.at.strftime("%d %H:%M"), event.author.name, edit.field, edit.before, edit.after)
        for event in record.events
        for edit in event.edits
    ]


HOME = "https://github.com/desk/tool/issues"


def rest(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return an issue as GitHub's REST interface gives it."""
    return {
        "number": number,
        "html_url": f"{HOME}/{number}",
        "title": "Umlauts are rejected",
        "body": "Reset works.\r\nLogin fails.",
        "state": "open",
        "user": {"login": "Ana"},
        "labels": [{"name": "good first issue"}],
        "assignees": [],
        "created_at": "2026-01-05T10:00:00Z",
        "updated_at": "2026-01-09T10:00:00Z",
        **fields,
    }


def event(kind: str, day: int, by: str | None = "Bob", **more: Any) -> dict[str, Any]:
    """Return an event of a timeline, at noon of a day in January."""
    at = f"2026-01-{day:02}T12:00:00Z"
    actor = {"login": by} if by else None
    return {"event": kind, "id": day * 100, "actor": actor, "created_at": at, **more}


def backup(*events: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return an issue with its timeline as backups have them."""
    return {"type": "issue", "issue": rest(**fields), "events": list(events)}
