"""The timeline of a ticket: its events in order, and any state that it was ever in."""

from __future__ import annotations

from datetime import datetime

from tix.frozen import frozen
from tix.history.events import Event, in_order, winners
from tix.model.registers import STATUS, Register, Values, assemble
from tix.model.ticket import Node, Ticket


@frozen
class Span:
    """Time that a register held one value; `end` is None while it still does."""

    value: Node
    start: datetime
    end: datetime | None

    @property
    def text(self) -> str:
        """The value as text: of a status register the name of the status."""
        value = self.value.get("status", "") if isinstance(self.value, dict) else self.value
        return value if isinstance(value, str) else str(value)


@frozen
class Timeline:
    """The events of one ticket in the order in which they took effect."""

    ticket: str
    events: tuple[Event, ...]

    @classmethod
    def of(cls, ticket: str, events: list[Event]) -> Timeline:
        """Return the timeline made of events in any order."""
        return cls(ticket, tuple(in_order(events)))

    @property
    def opened(self) -> Event | None:
        """The event that the ticket began with."""
        return next((event for event in self.events if event.is_creation), None)

    @property
    def last(self) -> Event | None:
        """The event that took effect last."""
        return self.events[-1] if self.events else None

    def values(self, moment: datetime | None = None) -> Values:
        """Return what each register holds now, or held at a moment (inclusive)."""
        last = winners(e for e in self.events if moment is None or e.effective <= moment)
        return {
            name: event.change.after
            for name, event in last.items()
            if event.change.after is not None
        }

    def state_at(self, moment: datetime | None = None) -> Ticket | None:
        """Return the ticket as it is now or was at a moment, None when its file was not there."""
        values = self.values(moment)
        return assemble(values) if STATUS in values else None

    def blame(self) -> dict[Register, Event]:
        """Return for each register that holds something the event that set it."""
        return {
            name: event
            for name, event in winners(self.events).items()
            if event.change.after is not None
        }

    def of_register(self, register: Register) -> list[Event]:
        """Return the events of one register."""
        return [event for event in self.events if event.change.register == register]

    def spans(self, register: Register = STATUS) -> list[Span]:
        """Return which values a register held and for how long, in order.

        Here superseded changes count too: what was set last is what was there.
        """
        spans: list[Span] = []
        held: Node | None = None
        since: datetime | None = None
        for event in in_order(self.of_register(register)):
            if event.change.after == held:
                continue
            if held is not None and since is not None and event.effective > since:
                spans.append(Span(held, since, event.effective))
            held, since = event.change.after, event.effective
        if held is not None and since is not None:
            spans.append(Span(held, since, None))
        return spans
