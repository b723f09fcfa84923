"""What Jira's fields mean: the values of an issue, and the items of its changelog, as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tix.exchange.record import Account, Edit, Value

#: Names in the changelog that differ from the names in an issue.
ALIASES = {
    "Fix Version": "fixVersions",
    "Version": "versions",
    "Component": "components",
    "Attachment": "attachment",
    "Link": "links",
    "Parent": "parent",
    "Key": "formerKeys",
    "Project": "project",
    "Comment": "deletedComments",
    "RemoteIssueLink": "remoteLinks",
    "WorklogId": "deletedWorklogs",
}
#: Lists in both places; a custom field is a list when its final value is one.
LISTS = frozenset(
    {
        "components",
        "versions",
        "fixVersions",
        "labels",
        "attachment",
        "links",
        "formerKeys",
        "deletedComments",
        "remoteLinks",
        "deletedWorklogs",
    }
)
PEOPLE = frozenset({"assignee", "reporter", "creator"})
#: Times and sums that tix computes, and parts of an issue that are read on their own.
DERIVED = frozenset(
    {
        "created",
        "updated",
        "comment",
        "worklog",
        "timetracking",
        "progress",
        "aggregateprogress",
        "workratio",
        "resolutiondate",
        "aggregatetimespent",
        "aggregatetimeestimate",
        "aggregatetimeoriginalestimate",
        "issuelinks",
        "subtasks",
        "statuscategorychangedate",
        "lastViewed",
        "statusCategory",
    }
)
#: Fields in seconds of work.
SPANS = frozenset({"timeoriginalestimate", "timeestimate", "timespent"})
#: Fields whose changelog items name the value in `to`, a day and not a time.
_DAYS = frozenset({"duedate"})

_LINK = re.compile(r"This issue (.+) ([A-Z][A-Z0-9_]*-\d+)\.?")


@dataclass(frozen=True, slots=True)
class Names:
    """What values and custom fields are called now: history keeps names since changed."""

    fields: Mapping[str, str]
    values: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, issue: Mapping[str, Any]) -> Names:
        """Return the names that one issue tells."""
        fields = {str(key): str(name) for key, name in (issue.get("names") or {}).items()}
        values: dict[tuple[str, str], str] = {}
        for key, node in issue["fields"].items():
            for part in node if isinstance(node, list) else [node]:
                if isinstance(part, dict) and "id" in part and ("name" in part or "value" in part):
                    values[key, str(part["id"])] = values[key, _plain(part).casefold()] = _plain(
                        part
                    )
        return cls(fields, values)


def accounts(node: Any) -> Account:  # noqa: ANN401  # JSON
    """Return the account of a user; no user is one who is gone."""
    if not isinstance(node, dict):
        return Account("anonymous", "Anonymous")
    name = node.get("name") or node.get("accountId") or node.get("key") or "anonymous"
    return Account(
        str(name).lower(), node.get("displayName") or "", mended(node.get("emailAddress") or "")
    )


def mended(address: str) -> str:
    """Return an address that was written for people (`x at gmail dot com`) as one for machines."""
    spelled = re.sub(r"\s+at\s+", "@", address.strip())
    spelled = re.sub(r"\s+dot\s+", ".", spelled)
    return spelled if re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", spelled) else ""


def final_fields(
    issue: Mapping[str, Any], names: Names, people: dict[str, Account]
) -> dict[str, Value]:
    """Return the fields of an issue by name; people are added to `people`."""
    fields = issue["fields"]
    values: dict[str, Value] = {}
    for key, node in fields.items():
        if key in DERIVED:
            continue
        for user in node if isinstance(node, list) else [node]:
            if key in PEOPLE or (isinstance(user, dict) and "displayName" in user):
                _meet(user, people)
        values[names.fields.get(key, key)] = _value(key, node)
    if "issuelinks" in fields or "subtasks" in fields:
        values["links"] = tuple(dict.fromkeys(_links(fields)))
    return values


def lists_of(values: Mapping[str, Value]) -> frozenset[str]:
    """Return the names of the fields with many members."""
    return LISTS | {name for name, value in values.items() if isinstance(value, tuple)}


def edits_of(item: Mapping[str, Any], names: Names, people: dict[str, Account]) -> Iterator[Edit]:
    """Yield the edits of one item of the changelog."""
    field = ALIASES.get(item["field"], item["field"])
    before, after = (_side(field, item, end, names) for end in ("from", "to"))
    if field in PEOPLE:
        for name, display in ((before, item.get("fromString")), (after, item.get("toString"))):
            if name:
                people.setdefault(name, Account(name, display or ""))
    if field == "labels":
        yield from _members(field, before.split(), after.split())
    elif field == "formerKeys":
        yield Edit(field, "", before)
    elif field == "links":
        yield from (Edit(field, *pair) for pair in [(_link(before), _link(after))] if any(pair))
    elif before != after:
        yield Edit(field, before, after)


def _members(field: str, before: Iterable[str], after: Iterable[str]) -> Iterator[Edit]:
    gone, come = list(before), list(after)
    yield from (Edit(field, member, "") for member in gone if member not in come)
    yield from (Edit(field, "", member) for member in come if member not in gone)


def _side(field: str, item: Mapping[str, Any], end: str, names: Names) -> str:
    ident, label = item.get(end), item.get(end + "String")
    if field in PEOPLE:
        return str(ident or label or "").lower()
    if field in _DAYS:
        return str(ident or label or "")[:10]
    if field in SPANS:
        return span(label or ident)
    known = names.values.get((field, str(ident))) if ident else None
    known = known or names.values.get((field, str(label).casefold()))
    return str(known or label or ident or "")


def _meet(node: Any, people: dict[str, Account]) -> None:  # noqa: ANN401  # JSON
    if isinstance(node, dict):
        account = accounts(node)
        people[account.name] = account


def _value(key: str, node: Any) -> Value:  # noqa: ANN401  # JSON
    if key in LISTS or isinstance(node, list):
        return tuple(_plain(part) for part in node or ())
    if key in SPANS:
        return span(node)
    return _plain(node).lower() if key in PEOPLE else _plain(node)


def span(seconds: Any) -> str:  # noqa: ANN401  # JSON
    """Return seconds as a duration in text, such as `1h30m`; nothing is nothing."""
    if seconds in (None, ""):
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"


def hours(written: str) -> str:
    """Return hours such as `2.5` as a duration; none, and what is no number, are nothing."""
    try:
        minutes = round(float(written or "0") * 60)
    except (ValueError, OverflowError):
        return ""
    return span(minutes * 60) if minutes > 0 else ""


def _plain(node: Any) -> str:  # noqa: ANN401  # JSON
    if node is None or isinstance(node, bool | int | float | str):
        return _SCALARS.get(type(node), str)(node)
    if isinstance(node, list):
        return ", ".join(_plain(part) for part in node)
    for name in ("accountId" if "accountId" in node else "name", "value", "key", "filename"):
        if node.get(name) not in (None, ""):
            return str(node[name])
    counts = [node[name] for name in ("votes", "watchCount") if name in node]
    return str(counts[0]) if counts else ""


_SCALARS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    bool: lambda node: "true" if node else "false",
    float: lambda node: str(int(node)) if node == int(node) else str(node),
}


def _links(fields: Mapping[str, Any]) -> Iterator[str]:
    for link in fields.get("issuelinks") or []:
        for end, words in (("inwardIssue", "inward"), ("outwardIssue", "outward")):
            if link.get(end):
                yield f"{link['type'][words].lower()} {link[end]['key']}"
    for part in fields.get("subtasks") or []:
        yield f"has sub-task {part['key']}"


def _link(text: str) -> str:
    found = _LINK.fullmatch(text)
    return f"{found[1].lower()} {found[2]}" if found else ""
