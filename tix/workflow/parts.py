"""Splitting a ticket: sub-tickets out of titles, or out of the open steps of its checklist."""

from __future__ import annotations

from collections.abc import Sequence

from tix.errors import BadInput, Refused
from tix.model.changes import Change
from tix.model.ticket import Ticket
from tix.workflow.checklist import plan_remove


def open_steps(ticket: Ticket) -> list[str]:
    """Return the texts of the steps that are not done; raise Refused when there are none."""
    steps = [item.text for item in ticket.checklist if not item.done]
    if steps:
        return steps
    raise Refused(
        f"{ticket.id} has no open step in its checklist.",
        hint=f"tix split {ticket.id} 'First part' 'Second part'",
    )


def part_titles(ticket: Ticket, titles: Sequence[str]) -> list[str]:
    """Return the titles of sub-tickets in one line each; raise BadInput for an empty one."""
    plain = [" ".join(title.split()) for title in titles]
    if all(plain):
        return plain
    raise BadInput("A title is empty.", hint=f"tix split {ticket.id} 'First part' 'Second part'")


def plan_handing_over(ticket: Ticket) -> list[Change]:
    """Return the changes that take the open steps, tickets of their own now, off the checklist."""
    names = [item.id for item in ticket.checklist if not item.done]
    return plan_remove(ticket, names)
