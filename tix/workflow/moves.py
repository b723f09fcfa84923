"""Moving tickets between statuses: move, start, close, reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound, Refused
from tix.model.changes import Change, diff
from tix.model.statuses import Category
from tix.model.ticket import Node, Ticket, block_text
from tix.text import closest
from tix.workflow.edits import replaced

if TYPE_CHECKING:
    from tix.model.config import Config


def find_status(config: Config, text: str) -> str:
    """Return the name of the status that `text` stands for: its name in any case, or an old one."""
    found = config.find_status(text)
    if found is not None:
        return found.name
    near = closest(text, config.statuses)
    hint = f"did you mean {near}? " if near else ""
    raise NotFound(
        f"There is no status {text!r}.", hint=f"{hint}Statuses: {', '.join(config.statuses)}"
    )


def first_of(config: Config, category: Category) -> str:
    """Return the first status of a category, in the order of the board."""
    found = config.first_in(category)
    if found is not None:
        return found.name
    raise NotFound(
        f"No status has the category {category}.", hint=f"tix status add NAME --category {category}"
    )


def plan_move(ticket: Ticket, status: str, config: Config) -> list[Change]:
    """Return the changes that put a ticket into a status; leaving the closed ones reopens it."""
    fields: dict[str, Node | None] = {"snoozed": None}
    if not config.status(status).is_closed:
        fields |= {"resolution": None, "breach_reason": None}
    return diff(ticket, Ticket(status, replaced(ticket, fields).doc))


def plan_start(ticket: Ticket, me: str, config: Config) -> list[Change]:
    """Return the changes that make a ticket active and mine."""
    if config.status(ticket.status).is_closed:
        raise Refused(f"{ticket.id} is closed.", hint=f"tix reopen {ticket.id}")
    active = config.category_of(ticket.status) is Category.ACTIVE
    status = ticket.status if active else first_of(config, Category.ACTIVE)
    fields: dict[str, Node | None] = {"assignee": me, "snoozed": None}
    return diff(ticket, Ticket(status, replaced(ticket, fields).doc))


def plan_close(
    ticket: Ticket, config: Config, *, resolution: str, solution: str = "", status: str = ""
) -> list[Change]:
    """Return the changes that end a ticket, in the first closed status or the one named."""
    if config.status(ticket.status).is_closed and ticket.text("resolution") == resolution:
        raise Refused(
            f"{ticket.id} is closed already, as {resolution}.", hint=f"tix reopen {ticket.id}"
        )
    target = status or (
        ticket.status
        if config.status(ticket.status).is_closed
        else first_of(config, Category.CLOSED)
    )
    if not config.status(target).is_closed:
        raise BadInput(f"{target} does not end a ticket.", hint=f"tix move {ticket.id} {target}")
    fields: dict[str, Node | None] = {"resolution": resolution, "snoozed": None}
    if solution:
        fields["solution"] = block_text(solution)
    return diff(ticket, Ticket(target, replaced(ticket, fields).doc))


def plan_reopen(ticket: Ticket, config: Config, status: str = "") -> list[Change]:
    """Return the changes that take a ticket back into the work."""
    if not config.status(ticket.status).is_closed:
        raise Refused(f"{ticket.id} is not closed, it is {ticket.status}.")
    return plan_move(ticket, status or first_of(config, Category.QUEUE), config)
