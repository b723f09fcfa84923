"""Who an export is for, and what of a ticket they may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from tix.model.changes import Change
from tix.model.ticket import Node, Ticket

_ADDRESS = re.compile(r"([\w.+%-])[\w.+%-]*@[\w-]+(?:\.[\w-]+)+")
#: Fields that are the team's own business.
_INTERNAL = frozenset(
    {"breach_reason", "level", "satisfaction", "approvals", "escalations", "worked", "visibility"}
)
_HIDDEN = "internal"


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


def is_open(change: Change) -> bool:
    """Tell whether everybody may see a change."""
    if change.register.field in _INTERNAL:
        return False
    sides = (change.before, change.after)
    return change.register.field != "comments" or not any(_is_note(node) for node in sides)


def masked(text: str) -> str:
    """Return text in which nobody's address can be read."""
    return _ADDRESS.sub(r"\1…@…", text) if "@" in text else text


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
        node = [each for each in node if not _is_note(each)]
    return mapped(node, masked)


def _is_note(node: Node | None) -> bool:
    """Tell whether a comment is for the team alone; one that was deleted is for nobody."""
    return isinstance(node, dict) and (node.get("kind") == "note" or node.get("deleted") == "true")
