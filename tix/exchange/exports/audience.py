"""Who an export is for, and what of a ticket they may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from tix.model.changes import Change
from tix.model.ticket import Node, Ticket

#: Tried where a word begins, not at each of its letters; what is odd before the @ is no word.
_ADDRESS = re.compile(r"(?:(?<![\w.+%-])([\w.+%-])[\w.+%-]*|(?<=\S))[@＠][\w-]+(?:\.[\w-]+)+")
#: Fields that are the team's own business.
_INTERNAL = frozenset(
    {"breach_reason", "level", "satisfaction", "approvals", "escalations", "worked", "visibility"}
)
_HIDDEN = "internal"
#: Comments that a requester sees; notes, calls and decisions stay within the team.
_OPEN_KINDS = frozenset({"reply", "auto"})


class Audience(StrEnum):
    """The team, which has everything, or everybody."""

    PUBLIC = "public"
    TEAM = "team"


def opened(ticket: Ticket) -> Ticket | None:
    """Return what everybody may see of a ticket; of one whose visibility is internal, nothing."""
    if ticket.text("visibility") == _HIDDEN:
        return None
    doc = {
        name: shown
        for name, node in ticket.doc.items()
        if name not in _INTERNAL and (shown := _shown(name, node))
    }
    return Ticket(ticket.status, doc)


def is_open(change: Change, shown: Ticket) -> bool:
    """Tell whether everybody may see a change; of comments those of the ticket as it is `shown`.

    What a comment said before it became a note, or was deleted, is nobody's business either.
    """
    field, key = change.register
    if field != "comments":
        return field not in _INTERNAL
    sides = (change.before, change.after)
    is_shown = any(comment.id == key for comment in shown.comments)
    return is_shown and not any(_is_internal(node) for node in sides)


def masked(text: str) -> str:
    """Return text in which nobody's address can be read."""
    return _ADDRESS.sub(r"\1…@…", text)


def masked_node(node: Node | None) -> Node | None:
    """Return a value in which nobody's address can be read."""
    return None if node is None else mapped(node, masked)


def mapped(node: Node, change: Callable[[str], str]) -> Node:
    """Return a value with each of its texts changed."""
    if isinstance(node, str):
        return change(node)
    if isinstance(node, list):
        return [mapped(each, change) for each in node]
    return {key: mapped(each, change) for key, each in node.items()}


def _shown(name: str, node: Node) -> Node:
    if name == "comments" and isinstance(node, list):
        node = [each for each in node if not _is_internal(each)]
    return mapped(node, masked)


def _is_internal(node: Node | None) -> bool:
    """Tell whether a comment is for the team alone; one that was deleted is for nobody."""
    if not isinstance(node, dict):
        return False
    return node.get("kind", "reply") not in _OPEN_KINDS or node.get("deleted") == "true"
