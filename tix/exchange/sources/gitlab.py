"""Read GitLab: issues with notes and resource events, from its interface or a project export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Record, Remark, Value, exporter
from tix.exchange.settle import ended
from tix.exchange.sources.gitlabnotes import LISTS, Course, account
from tix.exchange.sources.jirafields import span
from tix.exchange.sources.nodes import Json, entries, entry, find, get_time, text, time
from tix.exchange.sources.pile import ISSUE, LEFT_OUT, Found, Piece
from tix.exchange.sources.web import Dialect, Tell, WebExport, opened

_URL = re.compile(r"https?://(?P<host>[^/]+)/(?P<project>.+?)/(?:-/)?(?:issues|work_items)/\d+")
#: What can hang on an issue, inside it or in files of its own.
_EVENTS = (
    "resource_state_events",
    "resource_label_events",
    "resource_milestone_events",
)


def open_gitlab(path: Path, _chosen: Mapping | None = None) -> AbstractContextManager[WebExport]:
    """Give an export of a project's issues for as long as it is read."""
    return opened(path, GITLAB)


def _pieces(value: Json) -> Iterator[Piece]:
    if not isinstance(value, dict):
        raise ValueError("is no issue: an object with `iid` and `title` was expected")
    if "noteable_type" in value:
        if text(value, "noteable_type") == "Issue":
            yield Piece("notes", text(value, "noteable_id"), value)
    elif "resource_type" in value and "resource_id" in value:
        if text(value, "resource_type") == "Issue":
            yield Piece(_event_role(value), text(value, "resource_id"), value)
    elif "merge_status" in value or "source_branch" in value:
        yield Piece(LEFT_OUT, "!" + text(value, "iid"))
    elif "iid" in value and "title" in value:
        yield Piece(ISSUE, text(value, "id") or f"#{text(value, 'iid')}", value)
    else:
        said = find(value, "message", "error")
        problem = f"GitLab answered: {said}" if isinstance(said, str) else "is no issue"
        raise ValueError(f"{problem}; an object with `iid` and `title` was expected")


def _event_role(value: dict[str, Any]) -> str:
    return next((role for role in _EVENTS if role.split("_")[1] in value), "other_events")


def _alias(found: Found) -> str:
    """Return `group/project`, behind its host where that is not gitlab.com."""
    issue = found.versions[-1]
    place = _URL.match(text(issue, "web_url"))
    if place is None:
        return text(entry(issue, "references"), "full").partition("#")[0]
    host = place["host"]
    return place["project"] if host == "gitlab.com" else f"{host}/{place['project']}"


def _rank(issue: dict[str, Any]) -> tuple[Any, ...]:
    return bool(issue.get("notes")), text(issue, "updated_at")


def _record(found: Found, tell: Tell) -> Record:
    issue = found.versions[-1]
    key = text(issue, "iid")
    if not key.isdigit():
        raise ValueError(f"{key!r} is no number of an issue")
    people: dict[str, Account] = {}
    author = account(issue, "author", people=people)
    for each in entries(issue, "assignees"):
        account({"user": each}, "user", people=people)
    notes = [*entries(issue, "notes"), *found.sides.get("notes", [])]
    notes += [note for talk in entries(issue, "discussions") for note in entries(talk, "notes")]
    events = {role: [*entries(issue, role), *found.sides.get(role, [])] for role in _EVENTS}
    course = Course(issue, _unique(notes), events, people)
    said = tuple(_remarks(_unique(notes), people))
    _count(issue, said, tell)
    record = Record(
        key=f"#{key}",
        created=get_time(issue, "created_at"),
        author=author,
        fields={
            **course.final,
            **_fields(issue),
            "reporter": author.name,
            **_linked(issue, course),
        },
        lists=LISTS,
        events=course.events,
        remarks=said,
        people=people,
        updated=time(issue, "updated_at"),
        path=found.path,
        line=found.line,
        is_shallow=not course.events,
    )
    return record if course.knows_states else _closed(record, issue, people)


def _closed(record: Record, issue: dict[str, Any], people: dict[str, Account]) -> Record:
    """Return the record closed when the issue says, where no event does."""
    at = time(issue, "closed_at") or record.updated or record.created
    closer = account(issue, "closed_by", people=people, nobody=exporter("gitlab"))
    return ended(record, {"status": "open"}, at, closer, "gitlab")


def _unique(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return notes in order of time, each once."""
    by_id = {text(node, "id") or str(place): node for place, node in enumerate(nodes)}
    return sorted(by_id.values(), key=lambda node: get_time(node, "created_at"))


def _remarks(notes: list[dict[str, Any]], people: dict[str, Account]) -> Iterator[Remark]:
    for place, note in enumerate(notes):
        if not note.get("system"):
            at, later = get_time(note, "created_at"), time(note, "last_edited_at")
            yield Remark(
                id=text(note, "id") or f"{place} {at.isoformat()}",
                at=at,
                author=account(note, "author", people=people),
                text=text(note, "body", "note"),
                kind="note" if find(note, "internal", "confidential") else "reply",
                edited=later is not None,
            )


def _fields(issue: dict[str, Any]) -> dict[str, Value]:
    """Return the fields that an issue says of itself and that have no events."""
    times = entry(issue, "time_stats")
    counts = {"votes": text(issue, "upvotes"), "weight": text(issue, "weight")}
    kind = text(issue, "issue_type", "type").lower()
    return {
        "description": text(issue, "description"),
        "issuetype": "" if kind == "issue" else kind,
        "visibility": "internal" if issue.get("confidential") else "",
        "severity": text(issue, "severity").replace("UNKNOWN", "").lower(),
        "timeoriginalestimate": _span(text(times, "time_estimate")),
        "timespent": _span(text(times, "total_time_spent")),
        **{name: "" if count == "0" else count for name, count in counts.items()},
    }


def _span(seconds: str) -> str:
    return span(seconds) if seconds not in ("", "0") else ""


def _linked(issue: dict[str, Any], course: Course) -> dict[str, Value]:
    """Return the links that the export lists, and those that only notes tell."""
    listed = list(_links(issue))
    told = [e.after for event in course.events for e in event.edits if e.field == "links"]
    return {"links": tuple(dict.fromkeys(listed + told))} if listed else {}


def _links(issue: dict[str, Any]) -> Iterator[str]:
    for link in entries(issue, "links", "issue_links"):
        kind = text(link, "link_type").replace("_", " ") or "relates to"
        other = text(link, "project_id")
        if text(link, "iid") and other in ("", text(issue, "project_id")):
            yield f"{kind} #{text(link, 'iid')}"


def _count(issue: dict[str, Any], said: tuple[Remark, ...], tell: Tell) -> None:
    counted = find(issue, "user_notes_count")
    if isinstance(counted, int) and counted > len(said):
        hint = "" if said else "; save /issues/N/notes too"
        tell("import-cut", f"the export holds {len(said)} of {counted} notes{hint}")


GITLAB = Dialect(
    system="gitlab",
    title="GitLab",
    pieces=_pieces,
    alias=_alias,
    record=_record,
    rank=_rank,
    number="iid",
)
