"""What happened, as people read it: one line a change, those of one commit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from tix.cli import times
from tix.cli.colour import DIM, OFF
from tix.cli.ticketjson import as_json
from tix.model.changes import describe, follows
from tix.model.ticket import format_time
from tix.text import clean, pad, plural, width, wrap

if TYPE_CHECKING:
    from tix.cli.output import Json
    from tix.history.events import Event

#: Characters of a comment that its line shows.
_SHOWN = 72

#: Text is wrapped no narrower than this, however small the terminal.
_NARROWEST = 20

#: A creation names so many of its fields before it counts them.
_NAMED = 6


def event_fields() -> list[str]:
    """Return the names of an event's JSON fields in order."""
    return ["ticket", "at", "authored", "actor", "commit", "register", *_REST]


_REST = ("before", "after", "text", "superseded")


def event_json(event: Event) -> dict[str, Json]:
    """Return the promised JSON object of one change."""
    return {
        "ticket": event.ticket,
        "at": format_time(event.at),
        "authored": format_time(event.authored),
        "actor": event.actor,
        "commit": event.commit,
        "register": str(event.change.register),
        "before": as_json(event.change.before),
        "after": as_json(event.change.after),
        "text": said(event),
        "superseded": event.superseded,
    }


def history_text(
    events: Iterable[Event], *, columns: int = 0, utc: bool = False, paints: bool = False
) -> str:
    """Return the lines of events in the order given, wrapped at `columns` unless that is 0."""
    blocks = list(_blocks(events))
    names = max((width(clean(block[0].actor)) for block in blocks), default=0)
    return "".join(
        line
        for block in blocks
        for line in _block_lines(block, names, columns, utc=utc, paints=paints)
    )


def said(event: Event, *, whole: bool = False) -> str:
    """Return what happened in one line of plain words; long comments are cut unless `whole`."""
    register, before, after = event.change.register, event.change.before, event.change.after
    if event.is_creation:
        return "created"
    if event.is_removal:
        return "file removed"
    if register.field != "comments":
        return describe(event.change, whole=whole)
    node = after if isinstance(after, dict) else {}
    if before is not None and node.get("deleted") == "true":
        return f"comment {register.key} deleted"
    kind = node.get("kind", "reply")
    text = " ".join(str(node.get("text", "")).split())
    shown = text if whole or len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
    verb = "" if before is None else " edited" if after is not None else " removed"
    return f"{kind} {register.key}{verb}: {shown}" if shown else f"{kind} {register.key}{verb}"


def _blocks(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield events that one commit made in one ticket at one time."""
    for _, group in groupby(events, lambda event: (event.commit, event.ticket, event.at)):
        yield list(group)


def _block_lines(
    block: Sequence[Event], names: int, columns: int, *, utc: bool, paints: bool
) -> Iterator[str]:
    first = block[0]
    start = f"{_moment(first.at, utc=utc)}  {pad(clean(first.actor), names)}  "
    indent = " " * width(start)
    lead = f"{DIM}{start}{OFF}" if paints else start
    for text in told(block):
        cells = max(columns - len(indent), _NARROWEST)
        for line in wrap(clean(text), cells) if columns else [clean(text)]:
            yield f"{lead}{line}\n"
            lead = indent


def told(block: Sequence[Event]) -> Iterator[str]:
    """Yield the lines of a block; a creation is one line."""
    created = next((event for event in block if event.is_creation), None)
    if created is None or created.superseded:
        for event in telling(block):
            yield said(event) + mark(event)
        return
    title = next((e.change.after for e in block if e.change.register.field == "title"), "")
    others = {event.change.register.field for event in block} - {"id", "title", "created", "status"}
    named = ", ".join(sorted(others)) if len(others) <= _NAMED else plural(len(others), "field")
    yield f"created: {title}" + (f" (with {named})" if others else "")


def mark(event: Event) -> str:
    """Return what is said behind a change that did not find what it replaced; it stands later."""
    return " (over another change)" if event.superseded else ""


def telling(events: Sequence[Event]) -> Sequence[Event]:
    """Return the events that say something by themselves: no order that follows from its items."""
    return [event for event in events if not follows(event.change)] or events


def _moment(moment: datetime, *, utc: bool) -> str:
    return times.clock(moment, utc=utc)
