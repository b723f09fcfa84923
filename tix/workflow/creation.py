"""New tickets: from options, templates, lines of JSON, and from a part of another ticket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tix.errors import BadInput
from tix.model.ids import mint
from tix.model.registers import order
from tix.model.ticket import Node, Ticket, format_time

if TYPE_CHECKING:
    from tix.model.config import Config


def new_ticket(
    config: Config,
    fields: Mapping[str, Node],
    *,
    taken: Callable[[str], bool],
    reporter: str,
    now: datetime,
    status: str = "",
) -> Ticket:
    """Return a ticket with a new id; `fields` win over the tracker's defaults."""
    title = fields.get("title", "")
    if not isinstance(title, str) or not title.strip():
        raise BadInput("A ticket needs a title.", hint="tix create 'Login page is slow'")
    defaults: dict[str, Node] = {
        name: node for name, node in config.defaults.items() if name not in ("status",)
    }
    doc: dict[str, Node] = defaults | {"reporter": reporter} | {**fields}
    doc["id"] = mint(config.key, taken)
    doc["title"] = " ".join(title.split())
    doc["created"] = format_time(now)
    filled = {name: doc[name] for name in order(doc) if doc[name]}
    return Ticket(status or config.initial_status, filled)


def part_of(ticket: Ticket, title: str) -> dict[str, Node]:
    """Return the fields of a new sub-ticket: its parent and what it shares with it."""
    shared = ("type", "priority", "category", "customer", "team", "milestone", "tags")
    fields: dict[str, Node] = {name: ticket.doc[name] for name in shared if name in ticket.doc}
    return fields | {"title": title, "parent": ticket.id}
