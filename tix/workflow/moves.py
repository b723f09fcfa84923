"""Moving tickets between statuses: move, start, close, reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound, Refused
from tix.model.changes import Change, diff
from tix.model.ticket import Node, Ticket
from tix.text import closest
from tix.workflow.edits import replaced

if TYPE_CHECKING:
    from tix.config.load import Config


def find_status(config: Config, text: str) -> str:
    """Return the name of the status that `text` stands for: its name in any case, or an old one."""
    if text in config.statuses:
        return text
    folded = text.casefold()
    for name, status in config.statuses.items():
        if folded == name.casefold() or folded in (old.casefold() for old in status.was):
            return name
    near = closest(text, list(config.statuses))
    hint = f"did you mean {near[0]}? " if near else ""
    raise NotFound(
        f"There is no status {text!r}.", hint=f"{hint}Statuses: {', '.join(config.statuses)}"
    )


def first_of(config: Config, category: str) -> str:
    """Return the first status of a category, in the order of the board."""
    for name, status in config.statuses.items():
        if status.category == category:
            return name
    raise NotFound(
        f"No status has the category {category}.", hint=f"tix status add NAME --category {category}"
    )


def is_closed(config: Config, status: str) -> bool:
    """Tell whether a status ends the work."""
    found = config.statuses.get(status)
    return found is not None and found.category == "closed"


def plan_move(ticket: Ticket, status: str, config: Config) -> list[Change]:
    """Return the changes that put a ticket into a status; leaving the closed ones reopens it."""
    fields: dict[str, Node | None] = {"snoozed": None}
    if not is_closed(config, status):
        fields |= {"resolution": None, "breach_reason": None}
    return diff(ticket, Ticket(status, replaced(ticket, fields).doc))


def plan_start(ticket: Ticket, me: str, config: Config) -> list[Change]:
    """Return the changes that make a ticket active and mine."""
    if is_closed(config, ticket.status):
        raise Refused(f"{ticket.id} is closed.", hint=f"tix reopen {ticket.id}")
    current = config.statuses.get(ticket.status)
    active = current is not None and current.category == "active"
    status = ticket.status if active else first_of(config, "active")
    fields: dict[str, Node | None] = {"assignee": me, "snoozed": None}
    return diff(ticket, Ticket(status, replaced(ticket, fields).doc))


def plan_close(
    ticket: Ticket, config: Config, *, resolution: str, solution: str = "", status: str = ""
) -> list[Change]:
    """Return the changes that end a ticket, in the first closed status or the one named."""
    if is_closed(config, ticket.status) and ticket.text("resolution") == resolution:
        raise Refused(
            f"{ticket.id} is closed already, as {resolution}.", hint=f"tix reopen {ticket.id}"
        )
    target = status or (
        ticket.status if is_closed(config, ticket.status) else first_of(config, "closed")
    )
    if not is_closed(config, target):
        raise BadInput(f"{target} does not end a ticket.", hint=f"tix move {ticket.id} {target}")
    fields: dict[str, Node | None] = {"resolution": resolution, "snoozed": None}
    if solution:
        fields["solution"] = solution
    return diff(ticket, Ticket(target, replaced(ticket, fields).doc))


def plan_reopen(ticket: Ticket, config: Config, status: str = "") -> list[Change]:
    """Return the changes that take a ticket back into the work."""
    if not is_closed(config, ticket.status):
        raise Refused(f"{ticket.id} is not closed, it is {ticket.status}.")
    return plan_move(ticket, status or first_of(config, "queue"), config)
