"""Issues as Jira's REST interface gives them, as small as they can be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PEOPLE = {
    "ana": {"name": "ana", "displayName": "Ana Kalniņa", "emailAddress": "ana at desk dot example"},
    "bob": {"name": "bob", "displayName": "Bob", "emailAddress": "bob@desk.example"},
}


def issue(
    key: str = "OPS-1",
    *,
    history: tuple[dict[str, Any], ...] = (),
    comments: tuple[dict[str, Any], ...] = (),
    **fields: Any,
) -> dict[str, Any]:
    """Return an issue with its changelog and comments inside."""
    return {
        "key": key,
        "self": f"https://jira.example/rest/api/2/issue/{key}",
        "fields": {
            "summary": "Login page rejects umlauts",
            "status": {"name": "Open", "id": "1"},
            "issuetype": {"name": "Bug", "id": "1"},
            "priority": {"name": "Major", "id": "3"},
            "reporter": PEOPLE["bob"],
            "creator": PEOPLE["bob"],
            "created": "2026-01-05T10:00:00.250+0000",
            "updated": "2026-01-09T10:00:00.000+0000",
            "labels": [],
            "comment": {"total": len(comments), "comments": list(comments)},
            **fields,
        },
        "changelog": {"total": len(history), "histories": list(history)},
    }


def entry(number: int, at: str, *items: tuple[str, str, str], by: str = "ana") -> dict[str, Any]:
    """Return an entry of the changelog; items are field, from, to by their words."""
    return {
        "id": str(number),
        "author": PEOPLE[by],
        "created": at,
        "items": [
            {"field": field, "from": None, "fromString": before, "to": None, "toString": after}
            for field, before, after in items
        ],
    }


def comment(number: int, at: str, body: str, by: str = "ana") -> dict[str, Any]:
    """Return a comment."""
    return {"id": str(number), "author": PEOPLE[by], "created": at, "updated": at, "body": body}


def export(folder: Path, *issues: dict[str, Any]) -> Path:
    """Write issues as one answer of Jira's search, and return the file."""
    path = folder / "export.json"
    path.write_text(json.dumps({"startAt": 0, "total": len(issues), "issues": issues}))
    return path
