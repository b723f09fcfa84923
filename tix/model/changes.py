"""The one vocabulary of change: what a ticket was, what it is, and what lies between."""

from __future__ import annotations

from collections.abc import Iterable

from tix.frozen import frozen
from tix.model.registers import ORDERED, STATUS, STATUS_GROUP, Register, assemble, registers
from tix.model.ticket import Node, Ticket


@frozen
class Change:
    """One register, before and after; None means that it was not there."""

    register: Register
    before: Node | None
    after: Node | None

    def __str__(self) -> str:
        return describe(self)


def diff(before: Ticket | None, after: Ticket | None) -> list[Change]:
    """Return the changes that lead from one ticket to the other; None is no ticket at all."""
    old = registers(before) if before else {}
    new = registers(after) if after else {}
    changes = [
        Change(register, old.get(register), node)
        for register, node in new.items()
        if old.get(register) != node
    ]
    changes += [
        Change(register, node, None) for register, node in old.items() if register not in new
    ]
    return changes


def apply(ticket: Ticket | None, changes: Iterable[Change]) -> Ticket:
    """Return the ticket with the changes made, whatever each register held before.

    Fields that no change names stay as they are, in an order that is not the format's too.
    """
    values = registers(ticket) if ticket else {}
    touched: set[str] = set()
    for change in changes:
        touched.add(change.register.field)
        if change.after is None:
            values.pop(change.register, None)
        else:
            values[change.register] = change.after
    result = assemble(values)
    if ticket is None:
        return result
    kept = {key: node for key, node in ticket.doc.items() if key in result.doc}
    kept = {key: node for key, node in kept.items() if key not in touched | set(STATUS_GROUP)}
    return Ticket(result.status, {**result.doc, **kept})


def invert(change: Change) -> Change:
    """Return the change that takes this one back."""
    return Change(change.register, change.after, change.before)


def describe(change: Change, *, whole: bool = False) -> str:
    """Return the change in words, such as `priority: low -> high` or `+tag login`.

    Long texts are cut unless `whole`.
    """
    field, key = change.register
    if change.register == STATUS:
        return f"status: {_status(change.before)} -> {_status(change.after)}"
    if field == "comments":
        return f"{_verb(change)} comment {key}"
    if field == "links":
        return f"{_sign(change)}{key.replace(':', ' ', 1)}"
    if field in ORDERED and not key:
        return f"{field}: {'same' if follows(change) else 'new'} order"
    if key:
        return f"{_sign(change)}{field.removesuffix('s')} {_item(change, key)}"
    told = _whole if whole else _short
    return f"{field}: {told(change.before)} -> {told(change.after)}"


def in_words(changes: Iterable[Change]) -> list[str]:
    """Return changes that were made together in words, each once.

    The order of a list is told when its items change places, not when one comes or goes.
    """
    return list(dict.fromkeys(describe(change) for change in changes if not follows(change)))


def follows(change: Change) -> bool:
    """Tell whether an order changed only because items came or went."""
    field, key = change.register
    if field not in ORDERED or key:
        return False
    before, after = _texts(change.before), _texts(change.after)
    stayed = set(before) & set(after)
    return [id for id in before if id in stayed] == [id for id in after if id in stayed]


def _texts(node: Node | None) -> list[str]:
    return [item for item in node if isinstance(item, str)] if isinstance(node, list) else []


def _status(node: Node | None) -> str:
    if not isinstance(node, dict):
        return "none"
    resolution = node.get("resolution")
    return f"{node.get('status', '')}" + (f" ({resolution})" if resolution else "")


def _verb(change: Change) -> str:
    if change.before is None:
        return "add"
    return "remove" if change.after is None else "edit"


def _sign(change: Change) -> str:
    return {"add": "+", "remove": "-", "edit": "~"}[_verb(change)]


def _item(change: Change, key: str) -> str:
    node = change.after if change.after is not None else change.before
    return _short(node.get("text", node.get("name", key))) if isinstance(node, dict) else key


def _flat(node: Node) -> str:
    """Return a list or a mapping in one line, as people write one."""
    if isinstance(node, dict):
        return ", ".join(f"{key}: {_flat(value)}" for key, value in node.items())
    return node if isinstance(node, str) else ", ".join(map(_flat, node))


def _whole(node: Node | None) -> str:
    if node is None:
        return "none"
    return " ".join((node if isinstance(node, str) else _flat(node)).split())


def _short(node: Node | None) -> str:
    if node is None:
        return "none"
    text = node if isinstance(node, str) else _flat(node)
    line = text.strip().partition("\n")[0]
    return line if line == text.strip() and len(line) <= 60 else line[:60] + "…"
