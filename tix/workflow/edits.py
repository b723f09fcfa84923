"""Setting fields, and adding and removing members of sets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tix.errors import BadInput, Refused, UsageError
from tix.frozen import frozen
from tix.model.changes import Change, diff
from tix.model.fields import Shape
from tix.model.ticket import Node, Ticket
from tix.patterns import lazy_pattern
from tix.workflow.values import CLEARING, Resolve, canonical, canonical_node, settable

if TYPE_CHECKING:
    from tix.workflow.desk import Desk

_ASSIGNMENT = lazy_pattern(r"([A-Za-z_](?:[\w-]*\w)?)\s*(\+=|-=|=)(.*)", re.DOTALL)


@frozen
class Assignment:
    """One `field=value`, `field+=value` or `field-=value`, the value as the file has it."""

    field: str
    operator: str
    value: Node | None


def replaced(ticket: Ticket, fields: Mapping[str, Node | None]) -> Ticket:
    """Return the ticket with whole fields set, None or emptiness clearing them."""
    doc = {**ticket.doc}
    for name, node in fields.items():
        if node:
            doc[name] = node
        else:
            doc.pop(name, None)
    return Ticket(ticket.status, doc)


def plan_fields(ticket: Ticket, fields: Mapping[str, Node | None]) -> list[Change]:
    """Return the changes that set whole fields."""
    return diff(ticket, replaced(ticket, fields))


def read_assignment(word: str, desk: Desk, resolve: Resolve) -> Assignment:
    """Return what `priority=high` or `tags+=ui` asks for."""
    match = _ASSIGNMENT.fullmatch(word)
    if match is None:
        raise UsageError(
            f"{word!r} is no assignment.", hint="tix set ID priority=high tags+=ui due=none"
        )
    name, operator, text = match.groups()
    field = settable(name.replace("-", "_") if name not in desk.config.fields else name, desk)
    if operator != "=" and field.shape is not Shape.SET:
        raise BadInput(f"{field.name} holds one value.", hint=f"{field.name}={text}")
    return Assignment(field.name, operator, canonical_node(field, text, desk, resolve))


def plan_set(ticket: Ticket, assignments: Iterable[Assignment]) -> list[Change]:
    """Return the changes that a row of assignments makes, in order."""
    after = ticket
    for assignment in assignments:
        after = replaced(after, {assignment.field: _outcome(after, assignment)})
    return diff(ticket, after)


def _outcome(ticket: Ticket, assignment: Assignment) -> Node | None:
    if assignment.operator == "=":
        return assignment.value
    given = assignment.value if isinstance(assignment.value, list) else []
    present = set(ticket.items(assignment.field))
    named = {str(item) for item in given}
    return [*sorted(present | named if assignment.operator == "+=" else present - named)]


def plan_members(
    ticket: Ticket, field: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> list[Change]:
    """Return the changes that add and remove members of a set such as `tags`."""
    members = (set(ticket.items(field)) | set(add)) - set(remove)
    return plan_fields(ticket, {field: [*sorted(members)]})


def read_members(
    words: Iterable[str], field_name: str, desk: Desk, resolve: Resolve
) -> tuple[list[str], list[str]]:
    """Return what `+a -b c` adds and removes; a bare word adds."""
    field = settable(field_name, desk)
    add: list[str] = []
    remove: list[str] = []
    for word in words:
        sign, name = (word[0], word[1:]) if word[:1] in ("+", "-") else ("+", word)
        if name.strip() in CLEARING:
            raise UsageError(f"{word!r} names no {field_name.removesuffix('s')}.")
        if sign == "-":
            # as it was typed too: the file may hold a word that has another name by now
            remove += dict.fromkeys([name.strip(), _now_called(field.declared, name.strip(), desk)])
        else:
            add.append(canonical(field, name, desk, resolve))
    return add, remove


def _now_called(section: str, word: str, desk: Desk) -> str:
    return desk.config.canonical(section, word) if section else word


def plan_claim(ticket: Ticket, me: str, *, take: bool = False) -> list[Change]:
    """Return the change that makes a ticket mine; somebody else's is refused without `take`."""
    holder = ticket.assignee
    if holder and holder != me and not take:
        raise Refused(f"{ticket.id} is {holder}'s.", hint=f"tix claim {ticket.id} --take")
    return plan_fields(ticket, {"assignee": me})
