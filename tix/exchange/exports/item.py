"""Tickets on their way out: each with its file and, where it is wanted, its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from tix.errors import NotFound, TicketSyntaxError
from tix.exchange.exports.audience import Audience, masked, opened
from tix.findings import Finding, Severity
from tix.history.events import Event
from tix.model.config import Config
from tix.model.people import People
from tix.model.ticket import Ticket
from tix.tracker import Tracker

#: So many tickets have their history read at once.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Deed:
    """What one commit did to a ticket: when, by whom, and its events."""

    commit: str
    at: datetime
    name: str
    email: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One ticket; `data` are the bytes of its file, which only the team gets."""

    ticket: Ticket
    path: str
    data: bytes
    deeds: tuple[Deed, ...] = ()


@dataclass(slots=True)
class Book:
    """The tickets of one export, in order; what cannot be read is a finding."""

    tracker: Tracker
    ids: Sequence[str]
    audience: Audience
    tell: Callable[[int], None] = lambda _count: None
    findings: list[Finding] = field(default_factory=list)

    @property
    def config(self) -> Config:
        """The settings of the tracker."""
        return self.tracker.config

    def items(self, *, with_history: bool = False) -> Iterator[Item]:
        """Yield every ticket as its audience may see it; can be asked again."""
        self.findings.clear()
        for start in range(0, len(self.ids), _BATCH):
            batch = self.ids[start : start + _BATCH]
            deeds = self._deeds(batch) if with_history else {}
            for name in batch:
                item = self._item(name, deeds.get(name, ()))
                if item is not None:
                    yield item
                self.tell(1)

    def _item(self, name: str, deeds: tuple[Deed, ...]) -> Item | None:
        try:
            loaded = self.tracker.tickets.load(name)
        except (NotFound, TicketSyntaxError) as error:
            found = Finding(Severity.ERROR, "export-broken", name, error.message)
            self.findings.append(found)
            return None
        if self.audience is Audience.TEAM:
            return Item(loaded.ticket, loaded.path, loaded.data, deeds)
        ticket = opened(loaded.ticket)
        return Item(ticket, loaded.path, b"", deeds) if ticket else None

    def _deeds(self, batch: Sequence[str]) -> dict[str, tuple[Deed, ...]]:
        people = self.config.people
        return {
            timeline.ticket: tuple(
                self._deed(people, tuple(events))
                for _, events in groupby(timeline.events, lambda event: event.commit)
            )
            for timeline in self.tracker.history.timelines(batch)
        }

    def _deed(self, people: People, events: tuple[Event, ...]) -> Deed:
        first = events[0]
        person = people.people.get(first.actor)
        name = person.name if person and person.name else first.actor
        email = next(iter(person.emails), "") if person else ""
        if not email and "@" in first.actor:
            email = first.actor
        if self.audience is Audience.PUBLIC:
            name, email = masked(name), ""
        return Deed(first.commit, first.authored, name, email, events)
