"""Moving tickets between statuses: move, start, close, reopen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound, Refused
from tix.model.changes import Change, apply, diff
from tix.model.statuses import Category
from tix.model.ticket import Node, Ticket, block_text
from tix.text import closest
from tix.workflow.edits import replaced

if TYPE_CHECKING:
    from tix.model.config import Config

#: Resolutions that say something about another ticket, so that none of them is meant by silence.
_SPECIAL = ("duplicate", "merged", "spam")
DUPLICATE = "duplicate"


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


def default_resolution(config: Config) -> str:
    """Return how a ticket ends when nobody says: `defaults.resolution`, else the first declared.

    Empty when the tracker has no resolutions.
    """
    wanted = config.defaults.get("resolution", "")
    if isinstance(wanted, str) and wanted:
        return config.canonical("resolutions", wanted)
    plain = [name for name in config.resolutions if name not in _SPECIAL]
    return next(iter(plain or config.resolutions), "")


def chained(*plans: Callable[[Ticket], Iterable[Change]]) -> Callable[[Ticket], list[Change]]:
    """Return the plan that carries out plans one after the other."""

    def plan(ticket: Ticket) -> list[Change]:
        after = ticket
        for one in plans:
            after = apply(after, list(one(after)))
        return diff(ticket, after)

    return plan


def plan_move(ticket: Ticket, status: str, config: Config, *, resolution: str = "") -> list[Change]:
    """Return the changes that put a ticket into a status; leaving the closed ones reopens it.

    Without a resolution a ticket that is closed keeps its own or gets the usual one.
    """
    fields: dict[str, Node | None] = {"snoozed": None}
    if config.status(status).is_closed:
        fields["resolution"] = resolution or _present_or_usual(ticket, config)
    elif resolution:
        raise _not_an_end(ticket, status)
    else:
        fields |= {"resolution": None, "breach_reason": None}
    return diff(ticket, Ticket(status, replaced(ticket, fields).doc))


def _present_or_usual(ticket: Ticket, config: Config) -> str:
    if config.status(ticket.status).is_closed:
        return ticket.text("resolution")
    return ticket.text("resolution") or default_resolution(config)


def _not_an_end(ticket: Ticket, status: str) -> BadInput:
    return BadInput(f"{status} does not end a ticket.", hint=f"tix move {ticket.id} {status}")


def plan_start(ticket: Ticket, me: str, config: Config, *, take: bool = False) -> list[Change]:
    """Return the changes that make a ticket active and mine; somebody else's needs `take`."""
    if config.status(ticket.status).is_closed:
        raise Refused(f"{ticket.id} is closed.", hint=f"tix reopen {ticket.id}")
    if ticket.assignee not in ("", me) and not take:
        raise Refused(f"{ticket.id} is {ticket.assignee}'s.", hint=f"tix start {ticket.id} --take")
    active = config.category_of(ticket.status) is Category.ACTIVE
    status = ticket.status if active else first_of(config, Category.ACTIVE)
    fields: dict[str, Node | None] = {"assignee": me, "snoozed": None}
    return diff(ticket, Ticket(status, replaced(ticket, fields).doc))


def plan_close(
    ticket: Ticket, config: Config, *, resolution: str = "", solution: str = "", status: str = ""
) -> list[Change]:
    """Return the changes that end a ticket, in the first closed status or the one named.

    Without a resolution a closed ticket keeps its own, an open one gets the usual one.
    """
    is_closed = config.status(ticket.status).is_closed
    target = status or (ticket.status if is_closed else first_of(config, Category.CLOSED))
    if not config.status(target).is_closed:
        raise _not_an_end(ticket, target)
    fields: dict[str, Node | None] = {
        "resolution": resolution or _present_or_usual(ticket, config),
        "snoozed": None,
    }
    if solution:
        fields["solution"] = block_text(solution)
    changes = diff(ticket, Ticket(target, replaced(ticket, fields).doc))
    if is_closed and not changes:
        how = ticket.text("resolution")
        raise Refused(
            f"{ticket.id} is closed already{f', as {how}' if how else ''}.",
            hint=f"tix reopen {ticket.id}",
        )
    return changes


def plan_reopen(ticket: Ticket, config: Config, status: str = "") -> list[Change]:
    """Return the changes that take a ticket back into the work."""
    if not config.status(ticket.status).is_closed:
        raise Refused(
            f"{ticket.id} is not closed, it is {ticket.status}.",
            hint=f"tix move {ticket.id} {status or 'STATUS'}",
        )
    if status and config.status(status).is_closed:
        raise BadInput(f"{status} ends a ticket.", hint=f"tix move {ticket.id} {status}")
    return plan_move(ticket, status or first_of(config, Category.QUEUE), config)
