"""New tickets are made: ids minted under the lock, and no second one of an external name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tix.store.layout import ticket_path
from tix.workflow.creation import Wish, new_ticket
from tix.workflow.judge import judge

if TYPE_CHECKING:
    from tix.drafts import Draft
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker


class Made:
    """What came of wishes: their ids in order, those that were there, the paths, the warnings."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.existing: list[str] = []
        self.paths: list[str] = []
        self.warnings: list[str] = []
        self.commit = ""


def make_tickets(tracker: Tracker, wishes: Sequence[Wish], *, dry_run: bool = False) -> Made:
    """Create a ticket for each wish in one commit; an external name that is taken adds none."""
    made = Made()

    def fill(draft: Draft) -> None:
        maker = _Maker(tracker, made)
        if any(wish.external for wish in wishes):
            tracker.refresh()
        for wish in wishes:
            maker.make(wish, draft)

    made.commit = tracker.write(fill, dry_run=dry_run).commit
    return made


def trial_ticket(tracker: Tracker, wish: Wish) -> Ticket:
    """Return the ticket that a wish would become; raise what speaks against it."""
    ticket = _ticket(tracker, wish, ())
    judge(None, ticket, tracker.desk)
    return ticket


class _Maker:
    """Makes the tickets of one draft."""

    def __init__(self, tracker: Tracker, made: Made) -> None:
        self._tracker = tracker
        self._made = made
        self._known: dict[str, tuple[str, str]] = {}

    def make(self, wish: Wish, draft: Draft) -> None:
        made = self._made
        found = self._find(wish.external)
        if found is not None:
            made.existing.append(found[0])
        else:
            ticket = _ticket(self._tracker, wish, made.ids)
            made.warnings += judge(None, ticket, self._tracker.desk)
            draft.add(ticket)
            found = (ticket.id, path_of(self._tracker, ticket))
            self._known[wish.external] = found
        made.ids.append(found[0])
        made.paths.append(found[1])

    def _find(self, external: str) -> tuple[str, str] | None:
        """Return id and path of the ticket that has an external name."""
        if not external:
            return None
        if external in self._known:
            return self._known[external]
        from tix.store.index_find import find_by

        matches = find_by(self._tracker.index, "external", external)
        return (matches[0].id, matches[0].path) if matches else None


def path_of(tracker: Tracker, ticket: Ticket) -> str:
    """Return where the file of a ticket belongs in the tracker."""
    return ticket_path(tracker.config.status(ticket.status), ticket.created, ticket.id)


def _ticket(tracker: Tracker, wish: Wish, made: Sequence[str]) -> Ticket:
    return new_ticket(
        tracker.config,
        wish.fields,
        taken=lambda name: name in made or tracker.tickets.is_taken(name),
        reporter=tracker.me,
        now=tracker.now,
        status=wish.status,
    )
