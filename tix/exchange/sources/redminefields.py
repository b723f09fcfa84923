"""Fields of Redmine: numbers in its journals, and the names that they have in the issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from tix.exchange.record import Edit, Value
from tix.exchange.sources.jirafields import hours
from tix.exchange.sources.nodes import entries, entry, text

Node: TypeAlias = dict[str, Any]

#: Fields with many members.
LISTS = frozenset({"attachment", "watchers", "links", "commits"})

#: Fields that are a number with a name, by what journals and issues call them.
_NAMED = {
    "status_id": ("status", "status"),
    "tracker_id": ("issuetype", "tracker"),
    "priority_id": ("priority", "priority"),
    "project_id": ("project", "project"),
    "fixed_version_id": ("milestone", "fixed_version"),
    "category_id": ("component", "category"),
}
#: Kinds of relations, as this issue says them.
_RELATIONS = {
    "relates": "relates to",
    "duplicates": "duplicates",
    "duplicated": "is duplicated by",
    "blocks": "blocks",
    "blocked": "is blocked by",
    "precedes": "precedes",
    "follows": "follows",
    "copied_to": "copied to",
    "copied_from": "copied from",
}
_OTHER_END = {
    "duplicates": "duplicated",
    "blocks": "blocked",
    "precedes": "follows",
    "copied_to": "copied_from",
}


class Names:
    """What numbers are called, learnt from everything in an export."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, str], str] = {}
        self.emails: dict[str, str] = {}
        self.open_statuses: set[str] = set()

    @property
    def first_status(self) -> str:
        """Return the status that issues begin with: the first of those of open issues."""
        known = [
            (int(ident), name)
            for (field, ident), name in self.names.items()
            if field == "status" and ident.isdigit() and name in self.open_statuses
        ]
        return min(known)[1] if known else "New"

    def learn(self, field: str, node: Node) -> None:
        """Remember what an entry of a list is called."""
        full = f"{text(node, 'firstname')} {text(node, 'lastname')}".strip()
        ident, name = text(node, "id"), text(node, "name") or full
        if ident and name:
            self.names.setdefault((field, ident), name)
        if field == "person" and "@" in (mail := text(node, "mail")):
            self.emails[ident] = mail

    def meet(self, issue: Node) -> None:
        """Remember the names in an issue."""
        for field, name in _NAMED.values():
            self.learn(field, entry(issue, name))
        for name in ("author", "assigned_to"):
            self.learn("person", entry(issue, name))
        for journal in entries(issue, "journals"):
            self.learn("person", entry(journal, "user"))
        for each in entries(issue, "custom_fields"):
            self.learn("custom", each)

    def of(self, field: str, ident: str) -> str:
        """Return the name of a number, empty when nothing tells it."""
        return self.names.get((field, ident), "")


def final_fields(issue: Node, names: Names) -> dict[str, Value]:
    """Return the fields of an issue as they are; lists that the export lacks are absent."""
    values: dict[str, Value] = {}
    for field, name in _NAMED.values():
        values[field] = text(entry(issue, name), "name")
    for name in ("subject", "description", "due_date", "start_date", "done_ratio", *_HOURS):
        field, fit = _PLAIN[name]
        values[field] = fit(text(issue, name))
    values["assignee"] = text(entry(issue, "assigned_to"), "id")
    values["parent"] = _key(text(entry(issue, "parent"), "id"))
    values["visibility"] = "internal" if issue.get("is_private") else ""
    for name, (field, member) in _MANY.items():
        if name in issue:
            values[field] = tuple(
                dict.fromkeys(text(each, member) for each in entries(issue, name))
            )
    if "relations" in issue:
        values["links"] = tuple(dict.fromkeys(filter(None, _links(issue))))
    for each in entries(issue, "custom_fields"):
        values[_custom(text(each, "id"), names)] = _custom_value(each.get("value"))
    return values


def edits_of(detail: Node, names: Names) -> Iterator[Edit]:
    """Yield what one detail of a journal changed."""
    kind, name = text(detail, "property"), text(detail, "name")
    field, before = _side(kind, name, text(detail, "old_value"), names)
    _, after = _side(kind, name, text(detail, "new_value", "value"), names)
    if field and before != after:
        yield Edit(field, before, after)


def _side(kind: str, name: str, value: str, names: Names) -> tuple[str, str]:
    """Return the field that a detail is about, and one of its two values."""
    if kind == "relation":
        return "links", _link(_RELATIONS.get(name, name), value)
    if kind == "attachment":
        return "attachment", value
    if kind == "cf":
        return _custom(name, names), value
    if name in _NAMED:
        field = _NAMED[name][0]
        return field, names.of(field, value) or (f"{field} {value}" if value else "")
    field, fit = _PLAIN.get(name, (name, str))
    return field, fit(value)


def _custom(ident: str, names: Names) -> str:
    return names.of("custom", ident) or f"custom field {ident}"


def _custom_value(value: Any) -> Value:  # noqa: ANN401  # JSON
    if isinstance(value, list):
        return tuple(str(each) for each in value if each is not None)
    return "" if value is None else str(value)


def _key(ident: str) -> str:
    return f"#{ident}" if ident else ""


def _number(written: str) -> str:
    return "" if written == "0" else written


def _link(phrase: str, ident: str) -> str:
    return f"{phrase} #{ident}" if ident else ""


def _links(issue: Node) -> Iterator[str]:
    own = text(issue, "id")
    for each in entries(issue, "relations"):
        kind, start = text(each, "relation_type"), text(each, "issue_id")
        end = text(each, "issue_to_id")
        if end == own:
            kind, end = _OTHER_END.get(kind, kind), start
        yield _link(_RELATIONS.get(kind, kind), end)


#: Fields that are a value, by what journals and issues call them, and how the value is written.
_PLAIN: dict[str, tuple[str, Callable[[str], str]]] = {
    "subject": ("title", str),
    "description": ("description", str),
    "due_date": ("duedate", str),
    "start_date": ("start_date", str),
    "done_ratio": ("done_ratio", _number),
    "estimated_hours": ("timeoriginalestimate", hours),
    "spent_hours": ("timespent", hours),
    "assigned_to_id": ("assignee", str),
    "parent_id": ("parent", _key),
    "parent_issue_id": ("parent", _key),
    "is_private": ("visibility", lambda value: "internal" if value in ("1", "true") else ""),
    "child_id": ("", str),
}
_HOURS = ("estimated_hours", "spent_hours")
_MANY = {
    "watchers": ("watchers", "id"),
    "attachments": ("attachment", "filename"),
    "changesets": ("commits", "revision"),
}
