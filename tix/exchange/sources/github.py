"""Read GitHub: REST issues with or without their timeline, `gh issue list`, GraphQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Record, Remark, exporter
from tix.exchange.settle import ended
from tix.exchange.sources.githubevents import LISTS, Course, final_fields, kind_of
from tix.exchange.sources.githubpeople import account
from tix.exchange.sources.nodes import Json, entries, entry, find, get_time, text, time
from tix.exchange.sources.pile import ISSUE, LEFT_OUT, Found, Piece
from tix.exchange.sources.web import Dialect, Tell, WebExport, opened
from tix.text import plural

#: Names of what issues lie in, from the outside to the inside.
_WRAPPERS = ("data", "repository", "search", "issues", "nodes", "edges", "node", "issue")
_ISSUE_URL = re.compile(
    r"https?://(?P<host>[^/]+)/(?:api/v3/)?(?:repos/)?(?P<repo>[^/]+/[^/]+)/(?:issues|pull)/(?P<n>\d+)"
)
_COMMENT_URL = re.compile(r"(?:issuecomment-|/issues/comments/)(\d+)")
_PULL = ("pull_request", "head", "isDraft", "mergedAt", "headRefName", "merged_at")
#: Names of an issue's history and of its comments; those with `data` are of python-github-backup.
_HISTORY = ("events", "timeline", "timelineItems", "event_data")
_COMMENTS = ("comments", "comment_data")


def open_github(path: Path, _chosen: Mapping | None = None) -> AbstractContextManager[WebExport]:
    """Give an export of a repository's issues for as long as it is read."""
    return opened(path, GITHUB)


def _pieces(value: Json) -> Iterator[Piece]:
    if not isinstance(value, dict):
        raise ValueError("is no issue: an object with `number` and `title` was expected")
    kind = text(value, "type") if isinstance(value.get("type"), str) else ""
    if kind in ("issue", "pull") and isinstance(value.get(kind), dict):
        yield from _pieces({**value[kind], "events": value.get("events"), "type": None})
    elif "number" in value and "title" in value:
        yield _issue(value)
    elif "issue_url" in value and "body" in value:
        yield Piece("comments", _key(_number_in(text(value, "issue_url"))), value)
    elif "event" in value and isinstance(value.get("issue"), dict):
        issue = _issue(value["issue"])
        yield issue if issue.role == LEFT_OUT else Piece("events", issue.key, value)
    else:
        yield from _inside(value)


def _inside(value: dict[str, Any]) -> Iterator[Piece]:
    """Yield the pieces of what an answer wraps."""
    inner = [value[name] for name in _WRAPPERS if isinstance(value.get(name), dict | list)]
    if not inner:
        said = value.get("message")
        problem = f"GitHub answered: {said}" if isinstance(said, str) else "is no issue"
        raise ValueError(f"{problem}; an object with `number` and `title` was expected")
    for each in inner:
        for part in each if isinstance(each, list) else [each]:
            yield from _pieces(part)


def _issue(value: dict[str, Any]) -> Piece:
    key = _key(text(value, "number"))
    is_pull = (
        any(name in value for name in _PULL)
        or value.get("__typename") == "PullRequest"
        or "/pull/" in text(value, "html_url", "url")
    )
    return Piece(LEFT_OUT, key) if is_pull else Piece(ISSUE, key, value)


def _key(number: str) -> str:
    if not number.isdigit():
        raise ValueError(f"{number!r} is no number of an issue")
    return f"#{int(number)}"


def _number_in(url: str) -> str:
    found = _ISSUE_URL.match(url)
    return found["n"] if found else ""


def _alias(found: Found) -> str:
    """Return `owner/repository`, behind its host where that is not github.com."""
    issue = found.versions[-1]
    comments = entries(issue, "comments")
    addresses = [text(issue, "html_url"), text(issue, "url")]
    addresses += [text(comment, "html_url", "url") for comment in comments[:1]]
    for address in addresses:
        if place := _ISSUE_URL.match(address):
            host = place["host"].removeprefix("api.").removeprefix("www.")
            return place["repo"] if host == "github.com" else f"{host}/{place['repo']}"
    return text(entry(issue, "repository"), "full_name", "nameWithOwner")


def _rank(issue: dict[str, Any]) -> tuple[Any, ...]:
    return any(issue.get(name) for name in _HISTORY), text(issue, "updated_at", "updatedAt")


def _record(found: Found, tell: Tell) -> Record:
    issue = found.versions[-1]
    people: dict[str, Account] = {}
    reporter = account(issue, "user", "author", people=people)
    for each in entries(issue, "assignees"):
        account({"user": each}, "user", people=people)
    listed = _listed(found)
    undated = [node for node in listed if not _when(node)]
    if undated:
        count = plural(len(undated), "entry", "entries")
        tell("import-shape", f"{count} of its history without a time left out")
        listed = listed[len(undated) :]
    said = [node for node in listed if kind_of(node) == "commented"]
    done = [node for node in listed if kind_of(node) != "commented"]
    course = Course(issue, done, _alias(found), people)
    remarks = tuple(_remarks(found, said, people))
    _count(issue, remarks, tell, whole=bool(listed))
    record = Record(
        key=found.key,
        created=get_time(issue, "created_at", "createdAt"),
        author=reporter,
        fields={
            **final_fields(issue, course),
            "title": text(issue, "title"),
            "description": text(issue, "body"),
            "reporter": reporter.name,
            "reactions": _reactions(issue),
        },
        lists=LISTS,
        events=course.events,
        remarks=remarks,
        people=people,
        updated=time(issue, "updated_at", "updatedAt"),
        path=found.path,
        line=found.line,
        is_shallow=not done,
    )
    return _closed(record, issue) if course.now["status"] == "open" else record


def _closed(record: Record, issue: dict[str, Any]) -> Record:
    """Return the record closed when the issue says, where no event does."""
    at = time(issue, "closed_at", "closedAt")
    if at is None or record.fields["status"] != "closed":
        return record
    closer = account(issue, "closed_by", "closedBy", people={}, nobody=exporter("github"))
    return ended(record, {"status": "open", "resolution": ""}, at, closer, "github")


def _reactions(issue: dict[str, Any]) -> str:
    count = text(entry(issue, "reactions"), "total_count", "totalCount")
    return "" if count == "0" else count


def _listed(found: Found) -> list[dict[str, Any]]:
    """Return the history of an issue in order of time, what was said included."""
    issue = found.versions[-1]
    nodes = [node for name in _HISTORY for node in entries(issue, name)]
    nodes += found.sides.get("events", [])
    unique = {(text(node, "id", "node_id"), json.dumps(node)): node for node in nodes}
    return sorted(unique.values(), key=_when)


def _when(node: dict[str, Any]) -> str:
    return text(node, "created_at", "createdAt")


def _remarks(
    found: Found, said: list[dict[str, Any]], people: dict[str, Account]
) -> Iterator[Remark]:
    issue = found.versions[-1]
    inside = [node for name in _COMMENTS for node in entries(issue, name)]
    told: set[str] = set()
    for node in filter(_when, (*said, *inside, *found.sides.get("comments", []))):
        at = get_time(node, "created_at", "createdAt")
        link = _COMMENT_URL.search(text(node, "html_url", "url"))
        ident = link[1] if link else text(node, "databaseId", "id") or at.isoformat()
        if ident in told:
            continue
        told.add(ident)
        later = time(node, "updated_at")
        yield Remark(
            id=ident,
            at=at,
            author=account(node, "user", "author", "actor", people=people),
            text=text(node, "body"),
            edited=bool(find(node, "includesCreatedEdit", "lastEditedAt"))
            or later not in (None, at),
        )


def _count(issue: dict[str, Any], remarks: tuple[Remark, ...], tell: Tell, *, whole: bool) -> None:
    """Tell where the export holds fewer comments than GitHub counted."""
    counted = find(issue, "comments")
    if isinstance(counted, dict):
        counted = counted.get("totalCount")
    if isinstance(counted, int) and counted > len(remarks):
        hint = "" if whole else "; comments are in the timeline of an issue"
        tell("import-cut", f"the export holds {len(remarks)} of {counted} comments{hint}")


GITHUB = Dialect(
    system="github",
    title="GitHub",
    pieces=_pieces,
    alias=_alias,
    record=_record,
    rank=_rank,
    number="number",
)
