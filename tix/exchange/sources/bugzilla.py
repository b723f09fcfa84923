"""Read Bugzilla: bugs with comments and history, as REST answers or as XML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Event, Record, Remark, Work, exporter
from tix.exchange.settle import ended
from tix.exchange.sources import bugzillaxml
from tix.exchange.sources.bugzillafields import LISTS, account, edits_of, final_fields, key
from tix.exchange.sources.nodes import Json, entries, find, get_time, text, time
from tix.exchange.sources.pile import ISSUE, Found, Piece
from tix.exchange.sources.web import Dialect, Tell, WebExport, json_elements, opened
from tix.model.statuses import Category

_EXPECTED = "an object with `id` and `summary` was expected"
#: Statuses of Bugzilla's own workflows, by what they mean.
_CATEGORIES = {
    "UNCONFIRMED": Category.QUEUE,
    "CONFIRMED": Category.QUEUE,
    "NEW": Category.QUEUE,
    "REOPENED": Category.QUEUE,
    "NEEDINFO": Category.WAITING,
    "RESOLVED": Category.CLOSED,
    "VERIFIED": Category.CLOSED,
    "CLOSED": Category.CLOSED,
}
#: Lists that hang on a bug, by their name inside one and in answers of their own.
_SIDES = ("comments", "history", "attachments")


def open_bugzilla(path: Path, _chosen: Mapping | None = None) -> AbstractContextManager[WebExport]:
    """Give an export of Bugzilla's bugs for as long as it is read."""
    return opened(path, BUGZILLA)


def _elements(path: Path, name: str, arrays: frozenset[str]) -> Iterator[tuple[int, Any]]:
    with path.open("rb") as stream:
        is_xml = stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    yield from bugzillaxml.bugs(path, name) if is_xml else json_elements(path, name, arrays)


def _pieces(value: Json) -> Iterator[Piece]:
    if not isinstance(value, dict):
        raise ValueError(f"is no bug: {_EXPECTED}")
    number = text(value, "id")
    if "summary" in value and number:
        yield Piece(ISSUE, key(number), value)
    elif "history" in value and number:
        yield Piece("history", key(number), value["history"])
    elif isinstance(value.get("bugs"), dict):
        for number, held in value["bugs"].items():
            yield from _hung(number, held)
    elif isinstance(value.get("bugs"), list):
        for each in value["bugs"]:
            yield from _pieces(each)
    else:
        said = find(value, "error", "message")
        problem = f"Bugzilla answered: {find(value, 'message') or said}" if said else "is no bug"
        raise ValueError(f"{problem}; {_EXPECTED}")


def _hung(number: str, held: Json) -> Iterator[Piece]:
    """Yield what an answer about comments or attachments has for one bug."""
    if isinstance(held, list):
        yield Piece("attachments", key(number), held)
    else:
        for role in _SIDES:
            if isinstance(find(held, role), list):
                yield Piece(role, key(number), held[role])


def _listed(found: Found, role: str) -> list[dict[str, Any]]:
    """Return what hangs on a bug, inside it or beside it."""
    inside = entries(found.versions[-1], role)
    beside = [node for held in found.sides.get(role, []) for node in entries({role: held}, role)]
    return [*inside, *beside]


def _record(found: Found, _tell: Tell) -> Record:
    bug = found.versions[-1]
    people: dict[str, Account] = {}
    author = account(bug, "creator", people)
    comments = sorted(_listed(found, "comments"), key=_when)
    created = time(bug, "creation_time") or (_when(comments[0]) if comments else None)
    if created is None:
        raise ValueError("`creation_time` is missing")
    first = comments[0] if comments and _is_beginning(comments[0], created) else {}
    fields = final_fields(bug, _listed(found, "attachments"), people)
    record = Record(
        key=found.key,
        created=created,
        author=author,
        fields={
            **fields,
            "description": text(first, "text", "raw_text") or text(bug, "description"),
            "reporter": author.name,
        },
        lists=LISTS,
        events=tuple(_events(_listed(found, "history"), people)),
        remarks=tuple(_remarks(comments[1:] if first else comments, people)),
        works=tuple(_works(comments, people)),
        people=people,
        updated=time(bug, "last_change_time"),
        path=found.path,
        line=found.line,
        is_shallow=not found.sides.get("history") and "history" not in bug,
    )
    has_moves = any(edit.field == "status" for event in record.events for edit in event.edits)
    return record if has_moves else _closed(record, bug)


def _is_beginning(comment: dict[str, Any], created: datetime) -> bool:
    """Tell whether a first comment is what its bug began with; old times lack their seconds."""
    count = text(comment, "count")
    return count == "0" if count else (_when(comment) - created).total_seconds() < 120


def _closed(record: Record, bug: dict[str, Any]) -> Record:
    """Return a bug without history closed at its end; it began as new ones do."""
    status = str(record.fields["status"])
    is_open = bug.get("is_open", _CATEGORIES.get(status) is not Category.CLOSED)
    at = time(bug, "cf_last_resolved") or record.updated
    if is_open or at is None:
        return record
    return ended(record, {"status": "NEW", "resolution": ""}, at, exporter("bugzilla"), "bugzilla")


def _when(node: dict[str, Any]) -> datetime:
    return get_time(node, "time", "creation_time", "when")


def _events(history: list[dict[str, Any]], people: dict[str, Account]) -> Iterator[Event]:
    for node in sorted(history, key=_when):
        at = _when(node)
        edits = [edit for each in entries(node, "changes") for edit in edits_of(each, people)]
        if edits:
            ident = f"{text(node, 'who')} {at.isoformat()}"
            yield Event(ident, at, account(node, "who", people), tuple(edits))


def _remarks(comments: list[dict[str, Any]], people: dict[str, Account]) -> Iterator[Remark]:
    for node in comments:
        if said := text(node, "text", "raw_text"):
            yield Remark(
                id=text(node, "id") or _when(node).isoformat(),
                at=_when(node),
                author=account(node, "creator", people),
                text=said,
                kind="note" if node.get("is_private") else "reply",
            )


def _works(comments: list[dict[str, Any]], people: dict[str, Account]) -> Iterator[Work]:
    for node in comments:
        try:
            seconds = round(float(text(node, "work_time") or 0) * 3600)
        except (ValueError, OverflowError):
            seconds = 0
        if seconds > 0:
            ident = text(node, "id") or _when(node).isoformat()
            yield Work(ident, _when(node), account(node, "creator", people), seconds)


def _alias(found: Found) -> str:
    """Return the host that XML names; REST answers do not say whose they are."""
    home = text(found.versions[-1], "urlbase")
    return urlsplit(home).hostname or "" if home else ""


BUGZILLA = Dialect(
    system="bugzilla",
    title="Bugzilla",
    pieces=_pieces,
    alias=_alias,
    record=_record,
    rank=lambda bug: (bool(bug.get("comments")), text(bug, "last_change_time")),
    number="id",
    arrays=frozenset({"bugs"}),
    categories=_CATEGORIES,
    endings=(".json", ".jsonl", ".xml"),
    elements=_elements,
)
