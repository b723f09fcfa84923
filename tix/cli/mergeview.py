"""The decisions of a merge as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tix.cli import times
from tix.cli.findingview import finding_records
from tix.cli.ticketjson import as_json
from tix.merge.decisions import Winner
from tix.model.changes import Change, describe
from tix.model.registers import STATUS
from tix.model.ticket import format_time
from tix.text import clean, truncate

if TYPE_CHECKING:
    from tix.cli.context import Session
    from tix.cli.output import Json
    from tix.merge.decisions import Decision, Held, MergePlan

#: Cells of a value, and characters of a commit's id.
_VALUE, _COMMIT = 60, 10


def explanation(session: Session, decisions: Sequence[Decision]) -> str:
    """Return three lines for each decision, those of one ticket together; `>` marks what stands."""
    blocks = []
    for ticket, found in groupby(decisions, lambda one: one.ticket):
        lines = [ticket, *(line for one in found for line in _lines(session, one))]
        blocks.append("".join(f"{line}\n" for line in lines))
    return clean("\n".join(blocks), lines=True)


def explanation_json(plan: MergePlan, decisions: Sequence[Decision]) -> dict[str, Json]:
    """Return the promised JSON object of a merge and its decisions."""
    return {
        "ours": plan.ours,
        "theirs": plan.theirs,
        "total": len(decisions),
        "items": [_record(one) for one in decisions],
        "findings": finding_records(plan.findings),
    }


def _lines(session: Session, one: Decision) -> Iterator[str]:
    verdict = "both stand" if one.winner is Winner.BOTH else f"{one.winner} stands"
    yield f"  {one.register}: {verdict}, {one.why}"
    for side, held in ((Winner.OURS, one.ours), (Winner.THEIRS, one.theirs)):
        mark = ">" if one.winner in (side, Winner.BOTH) else " "
        when = times.clock(held.at, utc=session.utc)
        source = f" ({held.commit[:_COMMIT]})" if held.commit else ""
        yield f"  {mark} {side:<6}  {_value(one, held)}, by {held.by or 'nobody'}, {when}{source}"


def _value(one: Decision, held: Held) -> str:
    """Return what a side holds, as the log would tell it."""
    if one.register == STATUS and isinstance(held.value, dict):
        resolution = held.value.get("resolution")
        text = f"{held.value.get('status', '')}" + (f" ({resolution})" if resolution else "")
    elif isinstance(held.value, dict):
        text = str(held.value.get("text", held.value.get("name", "")) or "deleted")
    elif one.register.field in ("tags", "flags", "watchers", "participants", "links"):
        text = "there" if held.value is not None else "not there"
    else:
        told = describe(Change(one.register, None, held.value), whole=True)
        text = told.partition(" -> ")[2] or told
    return truncate(" ".join(text.split()), _VALUE)


def _record(one: Decision) -> dict[str, Json]:
    return {
        "id": one.ticket,
        "register": str(one.register),
        "ours": _held(one.ours),
        "theirs": _held(one.theirs),
        "winner": one.winner.value,
        "why": one.why,
    }


def _held(held: Held) -> dict[str, Json]:
    return {
        "value": as_json(held.value),
        "by": held.by or None,
        "at": format_time(held.at),
        "commit": held.commit or None,
    }
