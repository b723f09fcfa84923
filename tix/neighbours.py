"""The tickets around one ticket: what it links to, and what links to it, with titles and states."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from tix.errors import NotFound, TixError
from tix.frozen import frozen
from tix.model.fields import LINK_KINDS

if TYPE_CHECKING:
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker


#: Archives are read for the links of one ticket while they have no more unread files than this.
FEW = 2000


class Neighbour(NamedTuple):
    """Another ticket; title and status are empty when there is no such ticket here."""

    id: str
    title: str
    status: str
    state: str

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do there."""
        return self.state == "closed"


@frozen
class Neighbours:
    """Links by their kind, seen from the ticket; the ticket it is part of; its own parts.

    `unread` is how many closed tickets nobody has read yet: any of them may point here too.
    """

    outgoing: dict[str, tuple[Neighbour, ...]]
    incoming: dict[str, tuple[Neighbour, ...]]
    parents: tuple[Neighbour, ...]
    children: tuple[Neighbour, ...]
    unread: int = 0

    @property
    def by_kind(self) -> dict[str, tuple[Neighbour, ...]]:
        """All links in one mapping, each neighbour of a kind once."""
        found: dict[str, dict[str, Neighbour]] = {}
        for links in (self.outgoing, self.incoming):
            for kind, others in links.items():
                found.setdefault(kind, {}).update({other.id: other for other in others})
        return {kind: tuple(others.values()) for kind, others in found.items()}


def find_neighbours(tracker: Tracker, ticket: Ticket) -> Neighbours:
    """Return the tickets around a ticket.

    Open folders are brought up to date. Closed tickets that the index has not read are read when
    they are few, so that no large archive is read for one ticket.
    """
    _refresh_open(tracker)
    unread = _read_few(tracker)
    outgoing = {kind: _named(tracker, ids) for kind, ids in ticket.links.items() if ids}
    pointing = tracker.index.query(
        "SELECT member.field, ticket.id, ticket.title, ticket.status, ticket.state FROM member"
        " JOIN ticket ON ticket.rowid = member.ticket"
        " WHERE member.value = ? AND member.field LIKE 'links.%'"
        " ORDER BY ticket.created, ticket.id",
        (ticket.id,),
    )
    incoming: dict[str, tuple[Neighbour, ...]] = {}
    for field, *other in pointing:
        kind = str(field).removeprefix("links.")
        name = LINK_KINDS.get(kind, f"{kind} of")
        incoming[name] = (*incoming.get(name, ()), Neighbour(*map(str, other)))
    children = tracker.index.query(
        "SELECT id, title, status, state FROM ticket WHERE parent = ? AND parent <> ''"
        " ORDER BY created, id",
        (ticket.id,),
    )
    parent = ticket.text("parent")
    return Neighbours(
        outgoing=dict(sorted(outgoing.items(), key=lambda pair: _place(pair[0]))),
        incoming=incoming,
        parents=_named(tracker, (parent,)) if parent else (),
        children=tuple(Neighbour(*map(str, row)) for row in children),
        unread=unread,
    )


def open_children(tracker: Tracker, ids: Collection[str]) -> dict[str, list[str]]:
    """Return the sub-tickets of these tickets that are not closed, by their parents."""
    _refresh_open(tracker)
    rows = tracker.index.query(
        "SELECT parent, id FROM ticket WHERE parent <> '' AND state <> 'closed'"
        " ORDER BY created, id"
    )
    found: dict[str, list[str]] = {}
    for parent, child in rows:
        if parent in ids and child not in ids:
            found.setdefault(str(parent), []).append(str(child))
    return found


def open_blockers(tracker: Tracker, name: str) -> list[str]:
    """Return the tickets that block a ticket and are not closed."""
    _refresh_open(tracker)
    rows = tracker.index.query(
        "SELECT ticket.id FROM member JOIN ticket ON ticket.rowid = member.ticket"
        " WHERE member.value = ? AND member.field = 'links.blocks' AND ticket.state <> 'closed'"
        " ORDER BY ticket.created, ticket.id",
        (name,),
    )
    return [str(blocker) for (blocker,) in rows]


def _refresh_open(tracker: Tracker) -> None:
    statuses = tracker.config.statuses
    tracker.refresh([name for name, status in statuses.items() if not status.is_closed])


def _read_few(tracker: Tracker) -> int:
    """Read the closed tickets that nobody has read if they are few; return how many are left."""
    tracker.index.learn_names()
    unread = int(tracker.index.query("SELECT count(*) FROM name")[0][0])
    if 0 < unread <= FEW:
        tracker.refresh()
        return 0
    return unread


def _place(kind: str) -> int:
    return [*LINK_KINDS, kind].index(kind)


def _named(tracker: Tracker, ids: tuple[str, ...]) -> tuple[Neighbour, ...]:
    return tuple(_neighbour(tracker, name) for name in ids)


def _neighbour(tracker: Tracker, name: str) -> Neighbour:
    """Return a ticket by its whole id, read from its file so that closed ones are right too."""
    try:
        loaded = tracker.tickets.load(name)
    except NotFound:
        return Neighbour(name, "", "", "")
    except TixError as error:
        return Neighbour(name, f"BROKEN: {error.message}", "", "")
    status = loaded.ticket.status
    return Neighbour(
        loaded.ticket.id, loaded.ticket.title, status, str(tracker.config.category_of(status))
    )
