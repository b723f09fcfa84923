"""Fields of Bugzilla, as bugs have them and as their history calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from tix.exchange.record import NOBODY, Account, Edit, Value
from tix.exchange.sources.jirafields import hours
from tix.exchange.sources.nodes import entries, entry, find, text, words

Node: TypeAlias = dict[str, Any]

#: Fields with many members.
LISTS = frozenset(
    {"labels", "subscribers", "links", "attachment", "requests", "groups", "see_also"}
)
_PEOPLE = frozenset({"assignee", "subscribers"})

#: What fields become, by their names in a bug and the other names that history has for them.
_FIELDS = {
    "summary": "title",
    "short_desc": "title",
    "status": "status",
    "bug_status": "status",
    "resolution": "resolution",
    "priority": "priority",
    "severity": "severity",
    "bug_severity": "severity",
    "type": "issuetype",
    "bug_type": "issuetype",
    "product": "project",
    "component": "component",
    "version": "version",
    "platform": "platform",
    "rep_platform": "platform",
    "op_sys": "op_sys",
    "target_milestone": "milestone",
    "whiteboard": "whiteboard",
    "status_whiteboard": "whiteboard",
    "url": "url",
    "bug_file_loc": "url",
    "deadline": "duedate",
    "alias": "alias",
    "assigned_to": "assignee",
    "cc": "subscribers",
    "keywords": "labels",
    "flagtypes.name": "requests",
    "groups": "groups",
    "bug_group": "groups",
    "see_also": "see_also",
}
_LINKS = {
    "blocks": "blocks",
    "blocked": "blocks",
    "depends_on": "depends on",
    "dependson": "depends on",
    "dupe_of": "duplicates",
}
#: Words of Bugzilla for nothing.
_NOTHING = frozenset({"---", "--", "-", "n/a", "unspecified", "Unspecified"})


def key(number: str) -> str:
    """Return the key of a bug, or explain that there is none."""
    if not number.isdigit():
        raise ValueError(f"{number!r} is no number of a bug")
    return f"#{int(number)}"


def account(node: Node, name: str, people: dict[str, Account]) -> Account:
    """Return who stands under a name, and remember them."""
    detail = entry(node, f"{name}_detail")
    login = (text(detail, "name", "email") or text(node, name)).lower()
    return _person(login, text(detail, "real_name"), people) if login else NOBODY


def _person(login: str, display: str, people: dict[str, Account]) -> Account:
    known = people.get(login)
    email = login if re.fullmatch(r"[^@\s]+@[^@\s]+", login) else ""
    people[login] = Account(login, display or (known.display if known else ""), email)
    return people[login]


def final_fields(
    bug: Node, attachments: list[Node], people: dict[str, Account]
) -> dict[str, Value]:
    """Return the fields of a bug as they are; people are added to `people`."""
    values: dict[str, Value] = {}
    for name, field in _FIELDS.items():
        if name in bug and field not in LISTS:
            value = find(bug, name)
            one = ", ".join(map(str, value)) if isinstance(value, list) else text(bug, name)
            values[field] = _plain(one)
    values["assignee"] = _assignee(account(bug, "assigned_to", people).name)
    for detail in entries(bug, "cc_detail"):
        account({"cc_detail": detail}, "cc", people)
    values["subscribers"] = tuple(
        _person(each.lower(), "", people).name for each in words(bug, "cc")
    )
    values["labels"] = words(bug, "keywords")
    values["groups"] = words(bug, "groups")
    values["see_also"] = words(bug, "see_also")
    values["requests"] = tuple(dict.fromkeys(_request(flag) for flag in entries(bug, "flags")))
    values["attachment"] = tuple(
        dict.fromkeys(filter(None, (text(each, "file_name") for each in attachments)))
    )
    values["links"] = tuple(dict.fromkeys(_links(bug)))
    values["timeoriginalestimate"] = hours(text(bug, "estimated_time"))
    for name in bug:
        if name.startswith("cf_") and not name.startswith(("cf_last_resolved", "cf_user_story_")):
            value = words(bug, name) if isinstance(bug[name], list) else _plain(text(bug, name))
            values[name.removeprefix("cf_")] = (
                ", ".join(value) if isinstance(value, tuple) else value
            )
    return values


def edits_of(change: Node, people: dict[str, Account]) -> Iterator[Edit]:
    """Yield what one change of the history did."""
    name = text(change, "field_name")
    gone, come = text(change, "removed"), text(change, "added")
    field = _FIELDS.get(name, name.removeprefix("cf_"))
    if phrase := _LINKS.get(name):
        yield from (Edit("links", f"{phrase} #{each}", "") for each in _members(gone))
        yield from (Edit("links", "", f"{phrase} #{each}") for each in _members(come))
    elif name.startswith("attachments."):
        yield Edit("otherEvents", "", name)
    elif field in LISTS:
        sides = [[_met(field, each, people) for each in _members(side)] for side in (gone, come)]
        yield from (Edit(field, each, "") for each in sides[0])
        yield from (Edit(field, "", each) for each in sides[1])
    else:
        before, after = (_met(field, _plain(side), people) for side in (gone, come))
        if before != after:
            yield Edit(field, before, after)


def _met(field: str, value: str, people: dict[str, Account]) -> str:
    """Return a value; one that is a person is remembered as such."""
    if field not in _PEOPLE or not value:
        return value
    login = value.lower()
    if field == "assignee" and not _assignee(login):
        return ""
    return _person(login, "", people).name


def _members(side: str) -> list[str]:
    return [each.strip() for each in side.split(",") if each.strip()]


def _plain(value: str) -> str:
    return "" if value in _NOTHING else value


def _assignee(login: str) -> str:
    """Return who has it; `nobody@…` is Bugzilla's way to say that nobody has."""
    is_nobody = login == NOBODY.name or login.partition("@")[0] in ("nobody", "unassigned")
    return "" if is_nobody else login


def _request(flag: Node) -> str:
    asked = text(flag, "requestee")
    return f"{text(flag, 'name')}{text(flag, 'status')}" + (f"({asked})" if asked else "")


def _links(bug: Node) -> Iterator[str]:
    for name in ("blocks", "depends_on"):
        for number in words(bug, name):
            yield f"{_LINKS[name]} #{number}"
    if number := text(bug, "dupe_of"):
        yield f"duplicates #{number}"
