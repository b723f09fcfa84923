"""Three versions of one ticket: what changed from the base to theirs is applied to ours.

For picks, which come later than what they are applied to, and wherever no history is at hand.
"""

from __future__ import annotations

from tix.frozen import frozen
from tix.history.settle import TEXTS, Loss
from tix.history.weave import weave_order, weave_text
from tix.model.changes import Change, apply, diff
from tix.model.registers import ORDERED, Register, Values, registers
from tix.model.ticket import Node, Ticket


@frozen
class Conflict:
    """A register that both sides changed from the base, to values that differ."""

    register: Register
    ours: Node | None
    theirs: Node | None
    kept: Node | None


@frozen
class Applied:
    """The ticket with their changes, what had to be decided, and texts of ours that lost."""

    ticket: Ticket
    conflicts: tuple[Conflict, ...] = ()
    losses: tuple[Loss, ...] = ()


def three_way(base: Ticket | None, ours: Ticket, theirs: Ticket) -> Applied:
    """Return `ours` with the changes that lead from `base` to `theirs`; where both changed a
    register theirs is kept.

    Without a base nothing says who changed what: ours stays, and gets what it lacks.
    """
    old, held = (registers(base) if base else {}), registers(ours)
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    losses: list[Loss] = []
    for change in diff(base, theirs):
        register, before = change.register, held.get(change.register)
        after = _wanted(change, old, held)
        if after == before or (base is None and before is not None):
            continue
        if before != old.get(register) and base is not None and before != change.after:
            conflicts.append(Conflict(register, before, change.after, after))
            lost = _lost(change, before, after)
            losses += [Loss(register, lost, -1)] if lost else []
        changes.append(Change(register, before, after))
    return Applied(apply(ours, changes) if changes else ours, tuple(conflicts), tuple(losses))


def loser_note(loss: Loss, *, at: str, by: str) -> dict[str, Node]:
    """Return the note that keeps a text which lost."""
    return {
        "id": loss.note.key,
        "at": at,
        "by": by,
        "kind": "note",
        "text": f"Another {loss.register.field}, written at the same time:\n\n{loss.text}",
    }


def _wanted(change: Change, old: Values, held: Values) -> Node | None:
    """Return what a register holds after a change that knew the base alone."""
    register, after = change.register, change.after
    before, ours = old.get(register), held.get(register)
    if register.field == "comments" and after is None and isinstance(ours, dict):
        return _deleted(ours) if ours == before else ours  # an edit stands before a deletion
    if ours == before:
        return after
    if register.field in ORDERED and not register.key:
        return [*weave_order(_items(before), _items(ours), _items(after))] or None
    if _is_text(register, after, ours):
        woven = weave_text(_text(before), _text(ours), _text(after))
        return after if woven is None else woven or None
    return after


def _deleted(comment: dict[str, Node]) -> dict[str, Node]:
    return {key: node for key, node in comment.items() if key != "text"} | {"deleted": "true"}


def _lost(change: Change, ours: Node | None, kept: Node | None) -> str:
    """Return a text of ours that is not in what was kept."""
    if not _is_text(change.register, change.after, ours) or kept != change.after:
        return ""
    return _text(ours) if _text(ours).strip() else ""


def _is_text(register: Register, *nodes: Node | None) -> bool:
    if register.key:
        return False
    return register.field in TEXTS or any(isinstance(one, str) and "\n" in one for one in nodes)


def _text(node: Node | None) -> str:
    return node if isinstance(node, str) else ""


def _items(node: Node | None) -> list[str]:
    return [item for item in node if isinstance(item, str)] if isinstance(node, list) else []
