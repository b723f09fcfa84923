"""What an issue of beads says: the fields, comments and dependencies of one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tix.exchange.record import Account, Remark, Value
from tix.exchange.sources.jirafields import span
from tix.exchange.sources.needs import PARENT, Dependency

#: Where the texts of an issue go by their names here; others keep their name.
NAMES = {"issue_type": "issuetype", "due_at": "duedate", "defer_until": "snoozed"}
#: What is read on its own, or says nothing that history does not.
_APART = {
    "id", "created_at", "created_by", "updated_at", "closed_at", "dependencies", "comments",
    "labels", "priority", "estimated_minutes", "content_hash", "source_repo", "compaction_level",
    "original_size", "compacted_at", "compacted_at_commit", "dependency_count",
    "dependent_count", "comment_count",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue as a line of JSON says it is; `updated` is its creation when nothing says more."""

    key: str
    created: datetime
    updated: datetime
    closed: datetime | None
    by: str
    fields: dict[str, Value]
    remarks: tuple[Remark, ...]
    dependencies: tuple[Dependency, ...]
    path: str
    line: int

    @property
    def status(self) -> str:
        """Its status."""
        return str(self.fields["status"])


def read_issue(node: Any, path: str, line: int) -> Issue:  # noqa: ANN401 - JSON
    """Return the issue of a JSON object; raise ValueError for what beads does not write."""
    if not isinstance(node, dict):
        raise ValueError("an object was expected")
    key = node.get("id")
    if not isinstance(key, str) or not key or any(char.isspace() for char in key):
        raise ValueError("there is no `id`")
    closed, updated = moment(node, "closed_at"), moment(node, "updated_at")
    created = moment(node, "created_at") or updated or closed
    if created is None:
        raise ValueError(f"{key} has no `created_at`")
    return Issue(
        key=key,
        created=created,
        updated=updated or closed or created,
        closed=closed,
        by=_text(node.get("created_by")),
        fields=_fields(node),
        remarks=tuple(_remarks(node, created)),
        dependencies=tuple(_dependencies(node, key)),
        path=path,
        line=line,
    )


def moment(node: dict[str, Any], name: str) -> datetime | None:
    """Return a time in UTC; none and Go's zero time are None."""
    text = node.get(name)
    if not text:
        return None
    if not isinstance(text, str):
        raise ValueError(f"`{name}` is no time")
    at = datetime.fromisoformat(text)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return at.astimezone(UTC) if at.year > 1 else None


def person(name: str) -> Account:
    """Return somebody by the one name that beads knows; it may be an address."""
    return Account(name, name, name if "@" in name else "")


def _fields(node: dict[str, Any]) -> dict[str, Value]:
    fields: dict[str, Value] = {"title": _text(node.get("title"))}
    fields["status"] = _text(node.get("status")) or "open"
    if (priority := node.get("priority")) is not None:
        fields["priority"] = f"P{priority}" if isinstance(priority, int) else _text(priority)
    if minutes := node.get("estimated_minutes"):
        fields["estimate"] = span(int(minutes) * 60)
    fields["reporter"] = _text(node.get("created_by"))
    fields["labels"] = tuple(_text(label) for label in _listed(node, "labels"))
    for name, value in node.items():
        if name not in _APART and value not in (None, "", [], {}):
            fields[NAMES.get(name, name)] = _value(value)
    return fields


def _value(value: Any) -> Value:  # noqa: ANN401 - JSON
    return tuple(map(_text, value)) if isinstance(value, list) else _text(value)


def _text(value: Any) -> str:  # noqa: ANN401 - JSON
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _listed(node: dict[str, Any], name: str) -> list[Any]:
    value = node.get(name) or []
    if not isinstance(value, list):
        raise ValueError(f"`{name}` is no list")
    return value


def _remarks(node: dict[str, Any], created: datetime) -> Iterator[Remark]:
    for place, each in enumerate(_listed(node, "comments"), 1):
        if not isinstance(each, dict):
            raise ValueError("a comment is no object")
        ident = _text(each.get("id")) or str(place)
        at = moment(each, "created_at") or created
        yield Remark(ident, at, person(_text(each.get("author")) or "unknown"), _said(each))


def _said(comment: dict[str, Any]) -> str:
    return _text(comment.get("text") or comment.get("body"))


def _dependencies(node: dict[str, Any], key: str) -> Iterator[Dependency]:
    has_parent = False
    for each in _listed(node, "dependencies"):
        if not isinstance(each, dict) or not isinstance(each.get("depends_on_id"), str):
            raise ValueError(f"a dependency of {key} does not say on what")
        kind = _text(each.get("type")) or "blocks"
        if kind == PARENT:
            # A ticket has one parent; a further one stays as a link.
            kind, has_parent = "related" if has_parent else PARENT, True
        on = "-".join(each["depends_on_id"].split())
        yield Dependency(key, on, kind, moment(each, "created_at"), _text(each.get("created_by")))
