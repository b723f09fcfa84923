"""What a change makes worse: the faults that a ticket has after it and had not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tix.errors import QueryError, Refused
from tix.findings import Severity
from tix.model.fields import CORE
from tix.model.ticket import Ticket
from tix.model.validate import ALWAYS, NEEDED, UNDECLARED, Answers, Fault, find_faults

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.workflow.desk import Desk


def judge(
    before: Ticket | None, after: Ticket, desk: Desk, *, takes_back: bool = False
) -> list[str]:
    """Return warnings about what a change brings; raise Refused for what the settings forbid.

    `before` is None for a new ticket. What was wrong already is not complained about; what a
    change `takes_back` has been there before, so closed vocabularies let it pass.
    """
    found = new_faults(before, after, desk)
    faults = found if takes_back else [as_brought(fault, desk.config) for fault in found]
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    if errors:
        told = "; ".join(dict.fromkeys(fault.message for fault in errors))
        raise Refused(f"{after.id}: {told}.", hint=_hint(errors[0], is_new=before is None))
    warnings = [fault.message for fault in faults if fault.severity is Severity.WARNING]
    return [f"{after.id}: {message}" for message in dict.fromkeys(warnings)]


def new_faults(before: Ticket | None, after: Ticket, desk: Desk) -> list[Fault]:
    """Return the faults of a ticket that it did not have before, looking at what differs."""
    ask = _answers(desk) if _asks(desk) else None
    known = set(_named(before, after, desk, ask)) if before else set()
    found = _named(after, before, desk, ask)
    return [fault for name, fault in found.items() if name not in known]


def as_brought(fault: Fault, config: Config) -> Fault:
    """Return a fault as bad as it is where somebody brings it in, and not a merge or an import."""
    field = CORE.get(fault.path[0])
    if fault.rule != UNDECLARED or field is None or not config.refuses_undeclared(field.declared):
        return fault
    return Fault(fault.path, fault.rule, fault.message, Severity.ERROR, fault.fix)


def _named(
    ticket: Ticket, other: Ticket | None, desk: Desk, ask: Answers | None
) -> dict[tuple[str, str, str], Fault]:
    """Return the faults of what differs in `other`, by what tells them apart.

    A place in a list does not; fields that both have alike are left out, but for their presence.
    """
    alike = other.doc if other else {}
    kept = (*NEEDED, *desk.config.fields)
    doc = {
        name: node for name, node in ticket.doc.items() if name in kept or alike.get(name) != node
    }
    answers = (lambda text, _part: ask(text, ticket)) if ask else None
    faults = find_faults(Ticket(ticket.status, doc), desk.config, answers)
    return {(fault.path[0], fault.rule, fault.message): fault for fault in faults}


def _asks(desk: Desk) -> bool:
    return any(field.required_when not in ("", ALWAYS) for field in desk.config.fields.values())


def _answers(desk: Desk) -> Answers:
    from tix.query import Context, Query, parse

    context = Context(desk.config, desk.me, desk.now, desk.zone)
    read: dict[str, Query] = {}

    def answers(text: str, ticket: Ticket) -> bool:
        if text not in read:
            try:
                read[text] = parse(text, context)
            except QueryError:  # a fault of the settings, which `tix config check` shows
                return False
        return read[text].matches(ticket)

    return answers


def _hint(fault: Fault, *, is_new: bool) -> str | None:
    if is_new and fault.rule == "field-required":
        return f"add --field {fault.path[0]}=…"
    return fault.fix or None
