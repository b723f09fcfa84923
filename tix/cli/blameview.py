"""Who set what, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tix.cli import terminal, times
from tix.cli.output import Listing
from tix.cli.tables import Column
from tix.cli.ticketjson import as_json
from tix.model.ticket import Node, format_time

if TYPE_CHECKING:
    from datetime import datetime

    from tix.cli.context import Session
    from tix.cli.output import Record
    from tix.lookback.blame import Blamed

#: What stands in place of a commit.
_NONE = "not committed"

_FIELDS = ("ticket", "register", "value", "at", "actor", "commit")


def blame_listing(session: Session, rows: Sequence[Blamed]) -> Listing:
    """Return rows of registers as a list to print."""
    is_screen = terminal.is_terminal("stdout")

    def moment(at: datetime) -> str:
        return times.clock(at, utc=session.utc) if is_screen else format_time(at)

    return Listing(
        kind="ticket.blame",
        columns=(
            Column("field", grow=True),
            Column("value", grow=True),
            Column("by", grow=True),
            Column("when"),
            Column("commit"),
        ),
        rows=[
            (
                str(row.register),
                _short(row.value),
                row.event.actor if row.event else "",
                moment(row.event.at) if row.event else "",
                (row.event.commit[:10] if is_screen else row.event.commit) if row.event else _NONE,
            )
            for row in rows
        ],
        records=lambda: list(map(_record, rows)),
        fields=_FIELDS,
        noun="fields",
    )


def _record(row: Blamed) -> Record:
    event = row.event
    return {
        "ticket": row.ticket,
        "register": str(row.register),
        "value": as_json(row.value),
        "at": format_time(event.at) if event else None,
        "actor": event.actor if event else None,
        "commit": event.commit if event else None,
    }


def _short(node: Node) -> str:
    """Return a value in one line: of an item its text, of a status with its ending."""
    if isinstance(node, dict):
        ending = f" ({node['resolution']})" if "status" in node and "resolution" in node else ""
        said = node.get("status", node.get("text", node.get("name")))
        node = f"{said}{ending}" if said is not None else str(node)
    text = node if isinstance(node, str) else ", ".join(map(str, node))
    return " ".join(text.split())
