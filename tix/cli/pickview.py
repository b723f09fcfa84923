"""What to take next, as people read it: each ticket with the reasons for its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tix.cli.ticketlist import status_colours
from tix.text import clean, truncate, wrap

if TYPE_CHECKING:
    from tix.cli.ticketview import Eye
    from tix.picking import Picked


def picked_text(picked: Sequence[Picked], eye: Eye) -> str:
    """Return lines for each ticket: what it is, its points and where they come from."""
    return "".join(f"{line}\n" for one in picked for line in _lines(one, eye))


def _lines(one: Picked, eye: Eye) -> Iterator[str]:
    ticket = one.ticket
    whose = f", {clean(ticket.assignee)}" if ticket.assignee else ""
    room = eye.width - len(ticket.id) - len(ticket.status) - len(whose) - 5
    title = truncate(clean(ticket.title), max(room, 12))
    status = eye.tinted(ticket.status, status_colours(eye.config))
    yield f"{eye.strong(ticket.id)}  {title} ({status}{whose})"
    terms = ", ".join(f"{clean(term.reason)} {term.points:+g}" for term in one.rank.terms)
    for line in wrap(f"{one.rank.points:g} points: {terms}", eye.columns):
        yield f"    {eye.faint(line)}"
