"""Where the values that a query asks about come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from tix.frozen import frozen
from tix.model.ticket import Node, Ticket, is_list


class Place(StrEnum):
    """How a value is reached, in a ticket and in the index."""

    COLUMN = "column"  # one text, a column of the index
    MEMBER = "member"  # members of a set, or ids of links as links.KIND
    DOCUMENT = "document"  # a field that only the document has: custom fields, records
    SPEAKER = "speaker"  # who wrote the comments


@frozen
class Source:
    """A named place of values."""

    place: Place
    name: str

    def texts(self, ticket: Ticket) -> Iterable[str]:
        """Return the values of a ticket; an unset single value is one empty text."""
        return _READERS[self.place](ticket, self.name)


def _column(ticket: Ticket, name: str) -> tuple[str, ...]:
    derived = _DERIVED.get(name)
    return (derived(ticket) if derived else ticket.text(name),)


def _member(ticket: Ticket, name: str) -> tuple[str, ...]:
    _, dot, kind = name.partition(".")
    return ticket.links.get(kind, ()) if dot else ticket.items(name)


def _document(ticket: Ticket, name: str) -> tuple[str, ...]:
    node = ticket.doc.get(name, "")
    if isinstance(node, str):
        return (node,)
    items = node.values() if isinstance(node, Mapping) else node if is_list(node) else ()
    return tuple(item if isinstance(item, str) else "{}" for item in items)


def _speaker(ticket: Ticket, _: str) -> tuple[str, ...]:
    return tuple(by for said in _said(ticket) if isinstance(by := said.get("by", ""), str))


def _said(ticket: Ticket) -> list[Mapping[str, Node]]:
    return [node for node in ticket.records("comments") if node.get("deleted") != "true"]


def _last_said(ticket: Ticket) -> str:
    return max((at for said in _said(ticket) if isinstance(at := said.get("at"), str)), default="")


def _done(ticket: Ticket) -> int:
    return sum(step.get("done") == "true" for step in ticket.records("checklist"))


_READERS: dict[Place, Callable[[Ticket, str], tuple[str, ...]]] = {
    Place.COLUMN: _column,
    Place.MEMBER: _member,
    Place.DOCUMENT: _document,
    Place.SPEAKER: _speaker,
}
_DERIVED: dict[str, Callable[[Ticket], str]] = {
    "status": lambda ticket: ticket.status,
    "comments": lambda ticket: str(len(_said(ticket))),
    "commented": _last_said,
    "checks": lambda ticket: str(len(ticket.records("checklist"))),
    "checked": lambda ticket: str(_done(ticket)),
}
