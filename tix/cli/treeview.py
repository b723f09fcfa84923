"""Trees of tickets and counts, as people and programs read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tix.cli.colour import BOLD, DIM, OFF
from tix.cli.output import Listing
from tix.cli.tables import Column
from tix.cli.ticketlist import status_colours
from tix.text import clean, pad, plural, truncate, width

if TYPE_CHECKING:
    from tix.cli.output import Record
    from tix.cli.ticketview import Eye
    from tix.overview import Branch, Counts

_BAR = 24


def tree_text(branches: Sequence[Branch], eye: Eye) -> str:
    """Return trees as lines; a ticket without sub-tickets has a box, others a share."""
    return "".join(f"{_line(branch, eye)}\n" for branch in branches)


def _line(branch: Branch, eye: Eye) -> str:
    leaf = branch.leaf
    rails = "".join("   " if last else "│  " for last in branch.last[:-1])
    joint = ("└─ " if branch.last[-1] else "├─ ") if branch.last else ""
    is_closed = leaf.state == "closed"
    share = f"{branch.done}/{branch.total}" if branch.total else ("[x]" if is_closed else "[ ]")
    tail = " (a circle)" if branch.again else f" ({leaf.status}{_whose(leaf.assignee)})"
    lead = f"{rails}{joint}{leaf.id} {share} "
    room = max(eye.width - width(lead) - width(clean(tail)), 12)
    title = truncate(clean(leaf.title), room)
    if not eye.paints:
        return f"{lead}{title}{clean(tail)}"
    shown = f"{DIM}{title}{OFF}" if is_closed else title
    status = eye.tinted(leaf.status, status_colours(eye.config))
    told = (
        f" {DIM}(a circle){OFF}" if branch.again else f" ({status}{clean(_whose(leaf.assignee))})"
    )
    return f"{DIM}{rails}{joint}{OFF}{BOLD}{leaf.id}{OFF} {share} {shown}{told}"


def _whose(assignee: str) -> str:
    return f", {assignee}" if assignee else ""


def tree_listing(branches: Sequence[Branch]) -> Listing:
    """Return trees for programs: one row a ticket, with its depth and its parent."""
    return Listing(
        kind="ticket.tree",
        columns=tuple(map(Column, ("id", "depth", "done", "total", "status", "title"))),
        rows=[
            (b.leaf.id, str(b.depth), str(b.done), str(b.total), b.leaf.status, b.leaf.title)
            for b in branches
        ],
        records=lambda: [_record(branch) for branch in branches],
        fields=("id", "parent", "depth", "status", "state", "assignee", "title", "done", "total"),
    )


def _record(branch: Branch) -> Record:
    leaf = branch.leaf
    return {
        "id": leaf.id,
        "parent": leaf.parent or None,
        "depth": branch.depth,
        "status": leaf.status,
        "state": leaf.state,
        "assignee": leaf.assignee or None,
        "title": leaf.title,
        "done": branch.done,
        "total": branch.total,
    }


def counts_text(total: int, counts: Counts, *, paints: bool, most: int | None = None) -> str:
    """Return counts by field, each with a bar: the first `most` values of a field, None for all."""
    blocks = [plural(total, "ticket") + "\n"]
    for field, values in counts.items():
        if set(values) - {""}:
            blocks.append(
                "".join(f"{line}\n" for line in _field_lines(field, values, paints, most))
            )
    return "\n".join(blocks)


def _field_lines(
    field: str, values: Mapping[str, int], paints: bool, limit: int | None
) -> list[str]:
    names = {name: clean(name) or "none" for name in [*values][:limit]}
    widest = max(map(width, names.values()))
    most = max(values.values())
    digits = len(str(most))
    lines = [f"{BOLD}{field.capitalize()}{OFF}" if paints else field.capitalize()]
    for name in names:
        count = values[name]
        bar = "█" * max(1, round(count * _BAR / most))
        shown = f"{DIM}{bar}{OFF}" if paints else bar
        lines.append(f"  {pad(names[name], widest)}  {count:>{digits}}  {shown}")
    if len(names) < len(values):
        lines.append(f"  and {len(values) - len(names)} more: -n {len(values)}")
    return lines
