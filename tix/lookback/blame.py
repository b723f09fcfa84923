"""Blame: who set each register of a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound
from tix.lookback.log import get_ticket
from tix.model.fields import CORE
from tix.model.registers import STATUS, STATUS_GROUP, Register, Values, registers
from tix.model.ticket import Node

if TYPE_CHECKING:
    from tix.history.events import Event
    from tix.history.timeline import Timeline
    from tix.tracker import Tracker


@dataclass(frozen=True, slots=True)
class Blamed:
    """A register, what it holds and the event that set it; None is what no commit has yet."""

    ticket: str
    register: Register
    value: Node
    event: Event | None


def find_blame(tracker: Tracker, name: str, fields: Iterable[str] = ()) -> list[Blamed]:
    """Return who set what in a ticket, in the order of its file; with `fields` in these alone."""
    ticket = get_ticket(tracker, name)
    timeline = tracker.history.timeline(ticket)
    held = _held(tracker, ticket, timeline)
    wanted = [STATUS.field if field in STATUS_GROUP else field for field in fields]
    found = [row for row in _rows(ticket, timeline, held) if not wanted or _is_of(row, wanted)]
    if wanted and not found:
        raise NotFound(f"{ticket} has no {' or '.join(wanted)}.", hint=f"tix blame {ticket}")
    return found


def _held(tracker: Tracker, ticket: str, timeline: Timeline) -> Values:
    """Return what the file holds; of one that is gone or broken what history knows."""
    try:
        return registers(tracker.load(ticket).ticket)
    except (NotFound, BadInput):
        return timeline.values()


def _rows(ticket: str, timeline: Timeline, held: Values) -> list[Blamed]:
    blame = timeline.blame()
    rows = []
    for register, value in held.items():
        event = blame.get(register)
        is_committed = event is not None and event.change.after == value
        rows.append(Blamed(ticket, register, value, event if is_committed else None))
    return sorted(rows, key=_place)


def _place(row: Blamed) -> int:
    names = list(CORE)
    field = row.register.field
    if field == STATUS.field:
        return names.index("title")
    return names.index(field) if field in CORE else names.index("comments") - 1


def _is_of(row: Blamed, wanted: Iterable[str]) -> bool:
    return any(name in (row.register.field, str(row.register)) for name in wanted)
