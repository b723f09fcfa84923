"""Plan the undoing of changes: pure, against what the ticket is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tix.history.events import Event
from tix.history.timeline import Timeline
from tix.model.changes import Change, describe, invert
from tix.model.registers import ORDERED, STATUS, Register, registers
from tix.model.ticket import Node, Ticket


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A change that cannot be undone, why, and what to do instead."""

    ticket: str
    change: Change
    problem: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """What to write to undo changes of one ticket; `removes` takes the whole file away again."""

    ticket: str
    changes: tuple[Change, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    removes: bool = False


def plan_undo(
    timeline: Timeline,
    now: Ticket | None,
    undone: Sequence[Event],
    *,
    actor: str,
    anyway: bool = False,
) -> Undo:
    """Return what takes back `undone`, events of one ticket and one commit, from what is now.

    A register that was changed again since is an obstacle unless `anyway`, and so is a comment of
    somebody else than `actor`. Undoing a creation removes the file, if nothing else happened since.
    """
    ticket = timeline.ticket
    if now is None:
        problem = "its file is not there any more"
        return Undo(ticket, (), tuple(Obstacle(ticket, e.change, problem) for e in undone))
    if any(event.is_creation for event in undone):
        return _undo_creation(timeline, undone)
    values = registers(now)
    touched = {event.change.register for event in undone}
    changes: list[Change] = []
    obstacles: list[Obstacle] = []
    for event in undone:
        register = event.change.register
        if register.field in ORDERED and not register.key and _has_items(touched, register):
            continue  # the order follows from the items that come and go
        held = values.get(register)
        obstacle = None if anyway else _obstacle(timeline, event, held, actor)
        if obstacle is not None:
            obstacles.append(obstacle)
        elif held != event.change.before:
            changes.append(Change(register, held, invert(event.change).after))
    return Undo(ticket, tuple(changes), tuple(obstacles))


def _undo_creation(timeline: Timeline, undone: Sequence[Event]) -> Undo:
    commit = undone[0].commit
    later = [event for event in timeline.events if event.commit != commit]
    if not later:
        return Undo(timeline.ticket, removes=True)
    problem = f"something else happened to it since: `{describe(later[-1].change)}`"
    opened = next(event for event in undone if event.is_creation)
    hint = f"tix close {timeline.ticket} --as invalid"
    return Undo(timeline.ticket, (), (Obstacle(timeline.ticket, opened.change, problem, hint),))


def _obstacle(timeline: Timeline, event: Event, held: Node | None, actor: str) -> Obstacle | None:
    """Return why a change cannot be taken back, or None."""
    change = event.change
    ticket = timeline.ticket
    if change.register.field == "comments" and event.actor != actor:
        who = event.actor or "somebody else"
        return Obstacle(ticket, change, f"the comment is by {who}, not by you")
    if held in (change.after, change.before):
        return None
    last = timeline.blame().get(change.register)
    name = "status" if change.register == STATUS else str(change.register)
    since = f" by {last.actor}" if last is not None and last.commit != event.commit else ""
    return Obstacle(
        ticket,
        change,
        f"{name} was changed again since{since}",
        f"tix undo {ticket} --anyway",
    )


def _has_items(touched: set[Register], order: Register) -> bool:
    return any(register.field == order.field and register.key for register in touched)
