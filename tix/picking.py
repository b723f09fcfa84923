"""What to do next: tickets ranked by how much they call for attention, and what holds others up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from tix.errors import TixError
from tix.model.ticket import Ticket
from tix.workflow.desk import Desk
from tix.workflow.ranking import Rank, rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tix.selection import Selection
    from tix.store.index import Index
    from tix.tracker import Tracker


class Picked(NamedTuple):
    """A ticket with its place in the tracker and its rank."""

    ticket: Ticket
    state: str
    path: str
    rank: Rank


class Blocker(NamedTuple):
    """An open ticket that blocks another."""

    id: str
    title: str
    status: str


def ranked(selection: Selection) -> list[Picked]:
    """Return the tickets of a selection, the one to take first at the head; broken ones are out."""
    desk = desk_of(selection.tracker)
    waiting = count_waiting(selection.tracker.index)
    found = []
    for name, status, state, path, broken, doc in selection.rows(_COLUMNS):
        if not broken:
            ticket = Ticket(str(status), json.loads(str(doc)))
            points = rank(ticket, desk, waiting.get(str(name), 0))
            found.append(Picked(ticket, str(state), str(path), points))
    found.sort(key=lambda one: (-one.rank.points, one.ticket.text("created"), one.ticket.id))
    return found


_COLUMNS = ("id", "status", "state", "path", "broken", "doc")


def desk_of(tracker: Tracker) -> Desk:
    """Return the desk, with nobody at it where git does not know who I am."""
    try:
        me = tracker.me
    except TixError:
        me = ""
    return Desk(tracker.config, me, tracker.now)


def count_waiting(index: Index) -> dict[str, int]:
    """Return for each ticket that blocks others how many open ones wait for it."""
    rows = index.query(
        "SELECT ticket.id, count(DISTINCT waiting.id) FROM member"
        " JOIN ticket ON ticket.rowid = member.ticket JOIN ticket AS waiting"
        " ON waiting.id = member.value AND waiting.state <> 'closed'"
        " WHERE member.field = 'links.blocks' GROUP BY ticket.id"
    )
    return {str(name): int(count) for name, count in rows}


def find_blockers(index: Index, ids: Sequence[str]) -> dict[str, tuple[Blocker, ...]]:
    """Return for each ticket the open ones that block it, the oldest first."""
    rows = index.query(
        "SELECT member.value, ticket.id, ticket.title, ticket.status FROM member"
        " JOIN ticket ON ticket.rowid = member.ticket AND ticket.state <> 'closed'"
        " WHERE member.field = 'links.blocks' ORDER BY ticket.created, ticket.id"
    )
    found: dict[str, tuple[Blocker, ...]] = dict.fromkeys(ids, ())
    for target, *blocker in rows:
        if str(target) in found:
            found[str(target)] = (*found[str(target)], Blocker(*map(str, blocker)))
    return found
