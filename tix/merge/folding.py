"""One ticket that both sides changed: its registers folded, and what was decided about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tix.frozen import frozen
from tix.history.cache import Author
from tix.history.events import Folders
from tix.history.excerpt import Excerpt
from tix.history.fold import Held as Kept
from tix.history.fold import State, Touch, values
from tix.history.merges import Former, merged_state
from tix.history.record import Row
from tix.history.settle import Settled
from tix.merge.decisions import Decision, Held, Winner
from tix.merge.threeway import loser_note
from tix.model.registers import STATUS, Register, Values
from tix.model.ticket import Node, format_time


@frozen
class Sight:
    """What a merge knows of the past: who saw what, who did it, what folders stand for."""

    excerpt: Excerpt
    ours: str
    theirs: str
    folders: Folders
    actor: Callable[[Author], str]

    def by(self, number: int) -> str:
        """Return who made a commit."""
        return self.actor(self.excerpt.author(number)) if number >= 0 else ""


@frozen
class Folded:
    """A ticket as both sides make it: registers, with the name of its status, and decisions."""

    ticket: str
    values: Values
    decisions: tuple[Decision, ...]


def fold_ticket(
    ticket: str, rows: Sequence[Row], sight: Sight, former: Former | None = None
) -> Folded:
    """Return what `rows`, all that both sides know under an id, make of one ticket."""
    named = [_named(row, sight.folders) for row in rows]
    if former is not None:
        others = [_named(row, sight.folders) for row in former.rows]
        former = Former(former.id, others, former.created)
    sees = sight.excerpt.sees
    whole = merged_state(ticket, named, former, sees)
    notes = _notes(whole, named, sight)
    return Folded(
        ticket, values(whole.state) | notes, tuple(_decide(ticket, named, whole, sight, former))
    )


def _named(row: Row, folders: Folders) -> Row:
    """Return a row with the names of statuses for folders; a move within one status is none."""
    if all(touch.register != STATUS for touch in row.touches):
        return row
    touches = []
    for touch in row.touches:
        if touch.register == STATUS:
            before, after = _status(touch.before, folders), _status(touch.after, folders)
            if before == after:
                continue
            touch = touch._replace(before=before, after=after)
        touches.append(touch)
    return Row(row.number, row.ticket, row.authored, row.presence, tuple(touches))


def _status(node: Node | None, folders: Folders) -> Node | None:
    if not isinstance(node, dict):
        return node
    return node | {"status": folders.status_of_folder(str(node.get("status", "")))}


def _notes(whole: Settled, rows: Sequence[Row], sight: Sight) -> Values:
    """Return notes that keep texts which could not be woven, each once for ever."""
    notes: Values = {}
    for loss in whole.losses:
        if loss.note in whole.state:
            continue  # somebody changed the note itself
        author = _writer(loss.register, loss.number, rows, sight)
        at = format_time(datetime.fromtimestamp(author.authored, UTC))
        notes[loss.note] = {**loser_note(loss, at=at, by=sight.actor(author))}
    return notes


def _writer(register: Register, number: int, rows: Sequence[Row], sight: Sight) -> Author:
    """Return who first wrote what a commit wrote: a copy of the commit says it as well."""
    after = {row.number: t.after for row in rows for t in row.touches if _says(t, register)}
    same = [other for other, node in after.items() if node == after.get(number)]
    authors = [sight.excerpt.author(other) for other in same or [number]]
    return min(authors, key=lambda author: (author.authored, author.commit))


def _says(touch: Touch, register: Register) -> bool:
    return touch.register == register and not touch.derived


def _decide(
    ticket: str, rows: Sequence[Row], whole: Settled, sight: Sight, former: Former | None
) -> list[Decision]:
    """Return the registers that each side set without the other, to values that differ."""
    sides = []
    for commit in (sight.ours, sight.theirs):
        number = sight.excerpt.number_of(commit)
        known = [
            row for row in rows if number is not None and sight.excerpt.sees(number, row.number)
        ]
        sides.append(known)
    ours, theirs = sides
    contested = _touched(ours, theirs) & _touched(theirs, ours)
    if not contested:
        return []
    one = merged_state(ticket, ours, former, sight.excerpt.sees)
    other = merged_state(ticket, theirs, former, sight.excerpt.sees)
    return [
        _decision(ticket, register, (one, other), whole.state, sight)
        for register in sorted(contested)
        if _value(one.state, register) != _value(other.state, register)
    ]


def _touched(rows: Sequence[Row], other: Sequence[Row]) -> set[Register]:
    known = {row.number for row in other}
    return {
        touch.register
        for row in rows
        if row.number not in known
        for touch in row.touches
        if not touch.derived
    }


def _decision(
    ticket: str, register: Register, sides: tuple[Settled, Settled], whole: State, sight: Sight
) -> Decision:
    ours, theirs = (_held(side, register, sight) for side in sides)
    value = _value(whole, register)
    if value == ours.value:
        winner, loser = Winner.OURS, (ours, theirs)
    elif value == theirs.value:
        winner, loser = Winner.THEIRS, (theirs, ours)
    else:
        return Decision(ticket, register, ours, theirs, Winner.BOTH, "woven together")
    return Decision(ticket, register, ours, theirs, winner, _why(register, *loser))


def _why(register: Register, won: Held, lost: Held) -> str:
    if won.at > lost.at:
        return "later"
    if won.at == lost.at:
        return "of the same moment, and the greater value"
    if register.field == "comments":
        return "an edit stands before a deletion"
    return "the other moved nothing"


def _held(side: Settled, register: Register, sight: Sight) -> Held:
    kept = side.state.get(register, Kept(0, None))
    number = side.origin.get(register, -1)
    commit = sight.excerpt.author(number).commit if number >= 0 else ""
    return Held(kept.value, datetime.fromtimestamp(kept.effective, UTC), sight.by(number), commit)


def _value(state: State, register: Register) -> Node | None:
    kept = state.get(register)
    return kept.value if kept else None
