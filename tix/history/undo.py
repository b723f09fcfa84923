"""Plan the undoing of changes: pure, against what the ticket is now."""

from __future__ import annotations

from collections.abc import Sequence

from tix.frozen import frozen
from tix.history.events import Event
from tix.history.timeline import Timeline
from tix.model.changes import Change, describe, invert
from tix.model.registers import ORDERED, STATUS, Register, registers
from tix.model.ticket import Node, Ticket


@frozen
class Obstacle:
    """A change that is not undone, why, and what to do instead.

    `later` is what came since; without a hint it is undone when somebody insists.
    """

    ticket: str
    change: Change
    problem: str
    hint: str = ""
    later: Event | None = None


@frozen
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

    A register that was changed again since is an obstacle unless `anyway`, a comment of somebody
    else than `actor` always is. Undoing a creation removes the file, if nothing happened since.
    """
    ticket = timeline.ticket
    if now is None:
        problem = "its file is not there any more"
        return Undo(
            ticket,
            (),
            tuple(Obstacle(ticket, e.change, problem, f"tix log {ticket}") for e in undone),
        )
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
        obstacle = _obstacle(timeline, event, held, actor)
        if obstacle is not None and not (anyway and _is_open_to(event, actor)):
            obstacles.append(obstacle)
        else:
            back = _taken_back(event.change, held)
            if held != back:
                changes.append(Change(register, held, back))
    return Undo(ticket, tuple(changes), tuple(obstacles))


def _undo_creation(timeline: Timeline, undone: Sequence[Event]) -> Undo:
    commit = undone[0].commit
    later = [event for event in timeline.events if event.commit != commit]
    if not later:
        return Undo(timeline.ticket, removes=True)
    problem = f"something else happened to it since: `{describe(later[-1].change)}`"
    opened = next(event for event in undone if event.is_creation)
    hint = f"tix close {timeline.ticket} --as invalid"
    obstacle = Obstacle(timeline.ticket, opened.change, problem, hint, later[-1])
    return Undo(timeline.ticket, (), (obstacle,))


def _taken_back(change: Change, held: Node | None) -> Node | None:
    """Return what a register holds afterwards: a comment that was said stays, as deleted."""
    back = invert(change).after
    if change.register.field != "comments" or back is not None or not isinstance(held, dict):
        return back
    return {key: node for key, node in held.items() if key != "text"} | {"deleted": "true"}


def _obstacle(timeline: Timeline, event: Event, held: Node | None, actor: str) -> Obstacle | None:
    """Return why a change cannot be taken back, or None."""
    change = event.change
    ticket = timeline.ticket
    if not _is_open_to(event, actor):
        who = event.actor or "somebody else"
        return Obstacle(ticket, change, f"the comment is by {who}, not by you", f"tix log {ticket}")
    if held in (change.after, change.before):
        return None
    last = timeline.of_register(change.register)[-1]
    name = "status" if change.register == STATUS else str(change.register)
    later = last if last.commit != event.commit else None
    since = f" by {later.actor}" if later else ""
    problem = f"{name} was changed again since{since}"
    return Obstacle(ticket, change, problem, later=later)


def _is_open_to(event: Event, actor: str) -> bool:
    """Tell whether somebody may take a change back: of comments only their authors may."""
    return event.change.register.field != "comments" or event.actor == actor


def _has_items(touched: set[Register], order: Register) -> bool:
    return any(register.field == order.field and register.key for register in touched)
