"""Events: changes of tickets with when they took effect, who made them and in which commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from tix.frozen import frozen
from tix.history.fold import Held, Touch, rank
from tix.model.changes import Change
from tix.model.registers import STATUS, Register
from tix.model.ticket import Node, parse_time


@frozen
class Event:
    """One change of one ticket.

    `effective` orders events, and those of one second the `depth` of their commits in the graph;
    `authored` is what the author's clock said. A superseded change did
    not find what it wanted to change: it is shown, and not counted.
    """

    ticket: str
    change: Change
    effective: datetime
    authored: datetime
    actor: str
    commit: str
    superseded: bool = False
    depth: int = 0

    @property
    def at(self) -> datetime:
        """When it happened for people: a new comment has its own time."""
        node = self.change.after
        if self.change.register.field == "comments" and self.change.before is None:
            return _time_of(node) or self.effective
        return self.effective

    @property
    def is_creation(self) -> bool:
        """Whether the ticket appears with this change."""
        return self.change.register == STATUS and self.change.before is None

    @property
    def is_removal(self) -> bool:
        """Whether the file of the ticket goes with this change."""
        return self.change.register == STATUS and self.change.after is None


class Folders(Protocol):
    """Whatever knows which status a folder stands for, such as the settings of a tracker."""

    def status_of_folder(self, folder: str) -> str:
        """Return the name of the status; a folder unknown stands for itself."""


@frozen
class Origin:
    """The commit that events come from."""

    commit: str
    actor: str
    authored: datetime
    depth: int = 0


def make_events(
    ticket: str, origin: Origin, touches: Iterable[Touch], folders: Folders
) -> list[Event]:
    """Return the events of one commit in one ticket, with the names of statuses for folders.

    A move between two folders of one status is none.
    """
    events: list[Event] = []
    for touch in touches:
        before, after = touch.before, touch.after
        if touch.register == STATUS:
            before, after = _named(before, folders), _named(after, folders)
            if before == after:
                continue
        change = Change(touch.register, before, after)
        effective = datetime.fromtimestamp(touch.effective, UTC)
        events.append(
            Event(
                ticket,
                change,
                effective,
                origin.authored,
                origin.actor,
                origin.commit,
                depth=origin.depth,
            )
        )
    return events


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events of one ticket in the order in which they took effect.

    Those of one moment stay together by commit. A change that finds something else than what it
    replaced is marked as superseded, so that one that was picked twice counts once.
    """
    listed = list(events)
    marked: dict[int, Event] = {}
    for number in superseded(_by_register(listed)):
        marked[number] = replace(listed[number], superseded=True)
    whole = [marked.get(number, event) for number, event in enumerate(listed)]
    return sorted(whole, key=sequence)


def sequence(event: Event) -> tuple[datetime, int, str]:
    """Return the place of an event among all others, the same on every clone."""
    return event.effective, event.depth, event.commit


def superseded(groups: Mapping[Register, list[tuple[int, Event]]]) -> list[int]:
    """Return the numbers of events whose `before` is not what their register held by then."""
    found: list[int] = []
    for group in groups.values():
        held: Node | None = None
        for number, event in sorted(group, key=lambda pair: _place(pair[1])):
            if event.change.before != held:
                found.append(number)
            held = event.change.after
    return found


def _by_register(events: list[Event]) -> dict[Register, list[tuple[int, Event]]]:
    groups: dict[Register, list[tuple[int, Event]]] = {}
    for number, event in enumerate(events):
        groups.setdefault(event.change.register, []).append((number, event))
    return groups


def _place(event: Event) -> tuple[tuple[int, str], str]:
    held = Held(int(event.effective.timestamp()), event.change.after)
    return rank(held), event.commit


def winners(events: Iterable[Event]) -> dict[Register, Event]:
    """Return for each register the event that set it last."""
    found: dict[Register, Event] = {}
    for event in events:
        held = found.get(event.change.register)
        if held is None or _place(event) >= _place(held):
            found[event.change.register] = event
    return found


def _named(node: Node | None, folders: Folders) -> Node | None:
    """Return a status register with the status that its folder stands for."""
    if not isinstance(node, dict):
        return node
    folder = node.get("status")
    return node | {"status": folders.status_of_folder(str(folder))}


def _time_of(node: Node | None) -> datetime | None:
    at = node.get("at") if isinstance(node, dict) else None
    try:
        return parse_time(at) if isinstance(at, str) else None
    except ValueError:
        return None
