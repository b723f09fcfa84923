"""Which bytes carry a merged ticket, so that comments and unknown keys of the file stay."""

from __future__ import annotations

from collections.abc import Sequence

from tix.frozen import frozen
from tix.history.versions import compare
from tix.model.changes import Change, apply
from tix.model.fields import CORE
from tix.model.registers import STATUS, Values, assemble, registers
from tix.model.ticket import Ticket
from tix.store.canonical import read_canonical
from tix.store.ticketfile import render_ticket, rewrite_ticket


@frozen
class Candidate:
    """A file of the ticket on one side that can be read; an old one is as the base has it."""

    blob: str
    data: bytes
    ticket: Ticket
    is_old: bool = False


def carry(values: Values, candidates: Sequence[Candidate]) -> bytes:
    """Return the file that holds `values`, with the bytes of one of the candidates.

    The side that changed since the base carries, then one that somebody laid out by hand, then
    the one with the smaller blob id.
    """
    status = values.get(STATUS, {})
    name = str(status.get("status", "")) if isinstance(status, dict) else ""
    if not candidates:
        return render_ticket(assemble(values))
    chosen = min(candidates, key=_order)
    changes = [
        Change(register, before, after)
        for register, before, after in sorted(
            compare(registers(Ticket(name, chosen.ticket.doc)), values), key=lambda row: row[0]
        )
    ]
    if not changes:
        return chosen.data
    after = apply(Ticket(name, chosen.ticket.doc), changes)
    return rewrite_ticket(chosen.data, _sorted(chosen.ticket, after))


def _order(candidate: Candidate) -> tuple[bool, bool, str]:
    is_ours = read_canonical(candidate.data) is not None
    return candidate.is_old, is_ours, candidate.blob


def _sorted(before: Ticket, after: Ticket) -> Ticket:
    """Return the ticket with its other fields by name, when the merge brought some together."""
    others = sorted(name for name in after.doc if name not in CORE)
    if all(name in before.doc for name in others):
        return after
    core = {name: node for name, node in after.doc.items() if name in CORE}
    return Ticket(after.status, core | {name: after.doc[name] for name in others})
