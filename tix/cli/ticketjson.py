"""A ticket as the promised JSON object: every field there, typed, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tix.cli.output import Json
from tix.model.fields import CORE, LINK_KINDS, Kind, Shape, problem_with
from tix.model.ticket import Node, Ticket

#: Fields of an object that are not in the file: they follow from where it lies, and from rules.
FACTS = ("status", "state", "path", "sla")


def ticket_fields(custom: Mapping[str, Kind] | None = None) -> list[str]:
    """Return the names of a ticket's JSON fields in order."""
    return ["id", *FACTS, *(name for name in CORE if name != "id"), *(custom or {})]


def ticket_json(
    ticket: Ticket,
    *,
    state: str,
    path: str,
    custom: Mapping[str, Kind] | None = None,
    sla: Json = None,
) -> dict[str, Json]:
    """Return the JSON object of a ticket.

    `state` is the category of its status, `path` its file relative to the tracker, `custom` the
    kinds of the project's own fields. Absent values are null, absent lists are empty.
    """
    kinds = custom or {}
    facts: dict[str, Json] = {
        "id": ticket.id,
        "status": ticket.status,
        "state": state,
        "path": path,
        "sla": sla,
    }
    core = {name: _SHAPES[field.shape](ticket, name) for name, field in CORE.items()}
    own: dict[str, Json] = {name: typed(ticket.doc.get(name), kind) for name, kind in kinds.items()}
    unknown = {
        name: as_json(node)
        for name, node in ticket.doc.items()
        if name not in CORE and name not in kinds
    }
    return facts | core | own | unknown


def typed(node: Node | None, kind: Kind) -> Json:
    """Return a value in the type of its kind; text that is no such value stays text."""
    if isinstance(node, list):
        return [typed(item, kind) for item in node]
    if not isinstance(node, str):
        return as_json(node)
    convert = _TYPES.get(kind)
    return convert(node) if convert and not problem_with(kind, node) else node


def as_json(node: Node | None) -> Json:
    """Return a value as it stands in the file, untyped."""
    if isinstance(node, list):
        return [as_json(item) for item in node]
    if isinstance(node, dict):
        return {key: as_json(value) for key, value in node.items()}
    return node


def _one(ticket: Ticket, name: str) -> Json:
    node = ticket.doc.get(name)
    return as_json(node)


def _set(ticket: Ticket, name: str) -> Json:
    return [*ticket.items(name)]


def _links(ticket: Ticket, _name: str) -> Json:
    links = ticket.links
    return {
        kind: [*links.get(kind, ())]
        for kind in (*LINK_KINDS, *sorted(set(links) - set(LINK_KINDS)))
    }


def _records(ticket: Ticket, name: str) -> Json:
    shape = _RECORDS.get(name, {})
    return [
        {**shape, **{key: _flag(key, value) for key, value in record.items()}}
        for record in ticket.records(name)
    ]


def _flag(key: str, node: Node) -> Json:
    return node == "true" if key in ("done", "deleted") else as_json(node)


_SHAPES: dict[Shape, Callable[[Ticket, str], Json]] = {
    Shape.ONE: _one,
    Shape.SET: _set,
    Shape.LINKS: _links,
    Shape.RECORDS: _records,
    Shape.RECORD: _one,
}
#: Keys that a record always has, so that programs need not ask.
_RECORDS: dict[str, dict[str, Json]] = {
    "comments": {
        "id": None,
        "at": None,
        "by": None,
        "kind": "reply",
        "channel": None,
        "re": None,
        "deleted": False,
        "text": None,
    },
    "checklist": {"id": None, "text": None, "done": False},
}
_TYPES: dict[Kind, Callable[[str], Json]] = {
    Kind.INT: int,
    Kind.NUMBER: float,
    Kind.BOOL: lambda text: text == "true",
}
